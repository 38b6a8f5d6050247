"""Where in an image a logit comes from: a class activation map that adds up to the logit exactly.

Zhou et al., "Learning deep features for discriminative localization" (2016), section 2. With global average
pooling and a linear head, w·embedding is a mean over cells of w·f(x, y), so that nothing is approximated.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt


def evidence(
    features: Sequence[npt.NDArray[np.float32]], norm: float, weight: npt.NDArray[np.float32]
) -> list[npt.NDArray[np.float32]]:
    """What each cell of each view of one image adds to the logits.

    features holds one [d, h, w] map per view (`Encoded.views[v].features[i]`), norm is `Encoded.norms[i]`,
    weight [t, d] are the head's rows of the tags asked about. Returns one [t, h, w] array per view: summed
    over all views and cells, plus the tag's bias, they are the tag's raw logit. Raises ValueError when there
    is no view.
    """
    if not features:
        raise ValueError("evidence needs the feature maps: encode with_features=True")
    parts = []
    for feature_map in features:
        cells = feature_map.shape[1] * feature_map.shape[2]
        share = 1.0 / (norm * cells * len(features))
        parts.append(np.einsum("td,dhw->thw", weight, feature_map).astype(np.float32) * np.float32(share))
    return parts
