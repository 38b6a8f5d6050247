"""Why rows and archives are refused, in the language of whoever reads it in a browser; files are in English.

What is common to all tables is told where imports tell it.
"""

from __future__ import annotations

import re
from functools import cache

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from catalog.services.imports import reasons

SENTENCES = {
    "names neither a product (“external_id”) nor a photo (“sha256”)": _(
        "상품(“external_id”)도 사진(“sha256”)도 적혀 있지 않습니다"
    ),
    "“sha256” is not 64 hexadecimal digits": _("“sha256”이 16진수 64자리가 아닙니다"),
    "names no tag (the column “tag” is empty)": _("태그가 적혀 있지 않습니다 (“tag” 칸이 비었습니다)"),
    "“value” is {}; it is yes, no or unsure": _("“value”는 yes, no, unsure 가운데 하나여야 합니다: %(a)s"),
    "there is no photo with this “sha256”": _("이 “sha256”인 사진이 없습니다"),
    "there is no product “{}”": _("상품 “%(a)s”이(가) 없습니다"),
    "the product has no photo": _("상품에 사진이 없습니다"),
    "the product has no photo with this “sha256”": _("상품에 이 “sha256”인 사진이 없습니다"),
    "says otherwise than an earlier row of the same photo and tag": _(
        "같은 사진과 태그에 대해 앞의 행과 다르게 말합니다"
    ),
    "{} is a ZIP, but no Moodloop archive: it has no {}": _(
        "%(a)s은(는) ZIP이지만 Moodloop 보관 파일이 아닙니다. %(b)s이(가) 없습니다"
    ),
    "{} is no Moodloop archive: its {} says otherwise": _(
        "%(a)s은(는) Moodloop 보관 파일이 아닙니다. %(b)s의 내용이 다릅니다"
    ),
    "{} is of version {}; this reads {}": _("%(a)s은(는) %(b)s판입니다. 여기서는 %(c)s판을 읽습니다"),
    "the archive was made without history: only its labels can be taken in": _(
        "이력 없이 만든 보관 파일입니다. 라벨만 받을 수 있습니다"
    ),
    "the archive has no {} that can be read: {}": _("보관 파일의 %(a)s을(를) 읽을 수 없습니다: %(b)s"),
    "{} has no column “{}”; its columns are: {}": _("%(a)s에 “%(b)s” 열이 없습니다. 있는 열: %(c)s"),
    "{} is not JSON: {}": _("%(a)s은(는) JSON이 아닙니다: %(b)s"),
    "taking it in was cut off again and again": _("받는 일이 거듭 끊겼습니다"),
    "{} is larger than 64 MB": _("%(a)s이(가) 64MB보다 큽니다"),
    "{}, lines {}–{}: {}": _("%(a)s의 %(b)s~%(c)s행: %(d)s"),
}
_BLANKS = "abcdefgh"


def in_words(reason: str) -> str:
    """The reason as people read it; what is said about a line of an archive is itself a reason."""
    for sentence, pattern in _patterns():
        if match := pattern.fullmatch(reason):
            values = [*match.groups()]
            if sentence.startswith("{}, lines"):
                values[-1] = in_words(values[-1])
            return gettext(SENTENCES[sentence]) % dict(zip(_BLANKS, values, strict=False))
    return reasons.in_words(reason)


@cache
def _patterns() -> list[tuple[str, re.Pattern[str]]]:
    """The longest first: what begins alike is told by its end."""
    longest = sorted(SENTENCES, key=len, reverse=True)
    return [(one, re.compile(re.escape(one).replace(r"\{\}", "(.*?)"), re.DOTALL)) for one in longest]
