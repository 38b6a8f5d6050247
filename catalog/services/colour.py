"""Colours as a screen understands them: what a photo's own profile says, in sRGB."""

from __future__ import annotations

import io
from functools import lru_cache

from PIL import Image, ImageCms

LARGEST_PROFILE = 4 * 1024 * 1024
"""Profiles of printing presses are the longest in earnest, 2 to 3 MB."""
_MODES = {"RGB": "RGB", "CMYK": "CMYK", "GRAY": "L"}
_SAME = 2
_PROBE = [0, 48, 96, 144, 192, 255]


def in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """The RGB, CMYK or grey image in sRGB. A profile that is broken or of other colours counts as none."""
    if profile and len(profile) <= LARGEST_PROFILE:
        change = _change(profile, image.mode)
        if change is not None:
            changed = ImageCms.applyTransform(image, change)
            if changed is not None:
                return changed
    return image.convert("RGB")


@lru_cache(maxsize=8)  # a shop's photos carry the same few, and making the change costs more than applying it
def _change(profile: bytes, mode: str) -> ImageCms.ImageCmsTransform | None:
    """What turns colours of the profile into sRGB; None where there is nothing to change, or no way."""
    if b"mpet" in profile:  # a chain of steps as long as its writer likes: seconds a photo
        return None
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        if _MODES.get(source.profile.xcolor_space.strip()) != mode:
            return None
        change = ImageCms.buildTransform(
            source,
            ImageCms.createProfile("sRGB"),
            mode,
            "RGB",
            ImageCms.Intent.RELATIVE_COLORIMETRIC,
            ImageCms.Flags.BLACKPOINTCOMPENSATION,
        )
        return change if _changes(change, mode) else None
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return None  # unreadable notes are no reason to refuse a good photo


def _changes(change: ImageCms.ImageCmsTransform, mode: str) -> bool:
    """Most profiles are sRGB under one of its many names, and need not be gone through pixel by pixel."""
    if mode == "CMYK":
        return True
    probe = Image.new(mode, (len(_PROBE), len(_PROBE) ** 2))
    grid = [(r, g, b) for r in _PROBE for g in _PROBE for b in _PROBE]
    probe.putdata(grid if mode == "RGB" else [r for r, _, _ in grid])
    before, after = probe.convert("RGB").tobytes(), ImageCms.applyTransform(probe, change)
    if after is None:
        return False
    return max(abs(a - b) for a, b in zip(before, after.tobytes(), strict=True)) > _SAME
