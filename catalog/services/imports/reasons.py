"""Why rows and files are refused, in the language of whoever reads it.

The engine says it in English, for the command line and for files; what is shown in a browser is told here by
the sentence that it was made of. A sentence that is missing here is shown as it is, and fails a test.
"""

from __future__ import annotations

import re
from functools import cache

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

SENTENCES = {
    "the file is empty": _("파일이 비어 있습니다"),
    "the photo is larger than {} MB": _("사진이 %(a)sMB보다 큽니다"),
    "the photo has more than {} megapixels": _("사진이 %(a)s메가픽셀보다 큽니다"),
    "the photo has {} × {} pixels, more than {} megapixels": _(
        "사진이 %(a)s × %(b)s픽셀로 %(c)s메가픽셀보다 큽니다"
    ),
    "the photo has no pixels": _("사진에 픽셀이 없습니다"),
    "the photo needs more memory than there is": _("사진을 풀 메모리가 모자랍니다"),
    "the photo is broken: its decoder died of it": _("사진 파일이 깨져서 풀다가 멈췄습니다"),
    "the photo is broken: {}": _("사진 파일이 깨졌습니다: %(a)s"),
    "is not a photo that we read (JPEG, PNG, WebP, GIF, BMP, AVIF, HEIC)": _(
        "읽을 수 있는 사진이 아닙니다 (JPEG, PNG, WebP, GIF, BMP, AVIF, HEIC만 읽습니다)"
    ),
    "there is no such photo": _("그런 사진이 없습니다"),
    "the photo's path cannot be followed": _("사진의 경로를 따라갈 수 없습니다"),
    "the photo's path leads out of the folder": _("사진의 경로가 폴더 밖으로 나갑니다"),
    "the photo cannot be read: {}": _("사진을 읽을 수 없습니다: %(a)s"),
    "the photo is not a file": _("사진이 파일이 아닙니다"),
    "the photo cannot be unpacked: {}": _("사진의 압축을 풀 수 없습니다: %(a)s"),
    "the photo is an address; addresses are read with --fetch only": _(
        "사진이 웹 주소입니다. 주소의 사진은 '웹 주소에서 사진 받기'를 켜야 가져옵니다"
    ),
    "the photo's address leads on more than {} times": _("사진 주소가 %(a)s번 넘게 다른 주소로 이어집니다"),
    "the photo's server answers {}": _("사진이 있는 서버가 %(a)s(으)로 답했습니다"),
    "the photo's server broke off": _("사진이 있는 서버가 보내다가 끊었습니다"),
    "the photo takes longer than {} s": _("사진을 받는 데 %(a)s초보다 오래 걸립니다"),
    "the photo cannot be fetched: {}": _("사진을 받을 수 없습니다: %(a)s"),
    "the photo's host “{}” is unknown": _("사진이 있는 서버 “%(a)s”을(를) 찾을 수 없습니다"),
    "the photo's address leads into a private network": _("사진 주소가 사설 네트워크로 이어집니다"),
    "the photo's address cannot be read": _("사진 주소를 읽을 수 없습니다"),
    "the photo's address is not https": _("사진 주소가 https가 아닙니다"),
    "names no photo (the column “image” is empty)": _("사진이 적혀 있지 않습니다 (“image” 칸이 비었습니다)"),
    "has no “external_id”, and the photo's name is too long to be one": _(
        "“external_id”가 없고, 대신 쓰기에는 사진 이름이 너무 깁니다"
    ),
    "“{}” is not text": _("“%(a)s”이(가) 글이 아닙니다"),
    "“{}” is longer than {} characters": _("“%(a)s”이(가) %(b)s자보다 깁니다"),
    "“{}” is not a list of texts": _("“%(a)s”이(가) 글의 목록이 아닙니다"),
    "unknown tag “{}”": _("모르는 태그 “%(a)s”"),
    "has a value that JSON cannot hold": _("JSON에 담을 수 없는 값이 있습니다"),
    "“{}” contains a NUL character": _("“%(a)s”에 NUL 문자가 있습니다"),
    "“{}” contains half a character": _("“%(a)s”에 반쪽짜리 문자가 있습니다"),
    "“price” is not an amount: “{}”": _("“price”가 금액이 아닙니다: “%(a)s”"),
    "“in_stock” is neither yes nor no: “{}”": _("“in_stock”이 예도 아니오도 아닙니다: “%(a)s”"),
    "“{}” differs from row {} of the same product: {} there, {} here": _(
        "“%(a)s”이(가) 같은 상품의 %(b)s번째 줄과 다릅니다: 거기는 %(c)s, 여기는 %(d)s"
    ),
    "“{}” differs from the product in the catalog: {} there, {} here (--update takes the new one)": _(
        "“%(a)s”이(가) 카탈로그의 상품과 다릅니다: 거기는 %(b)s, 여기는 %(c)s"
        " ('이미 있는 상품을 새 값으로 바꾸기'를 켜면 바뀝니다)"
    ),
    "cannot be read as CSV: {}": _("CSV로 읽을 수 없습니다: %(a)s"),
    "has {} cells where the header has {}": _("머리 줄은 %(b)s칸인데 이 줄은 %(a)s칸입니다"),
    "is not JSON: {}": _("JSON이 아닙니다: %(a)s"),
    "is not a JSON object": _("JSON 객체가 아닙니다"),
    "is longer than {} characters": _("%(a)s자보다 깁니다"),
    "{} is no longer kept; bring it again": _("%(a)s은(는) 오래되어 지웠습니다. 다시 올려 주세요."),
    "{} does not exist": _("%(a)s이(가) 없습니다"),
    "{} has no header row": _("%(a)s에 머리 줄이 없습니다"),
    "{} has no column “image”; its columns are: {}": _("%(a)s에 사진 열(“image”)이 없습니다. 있는 열: %(b)s"),
    "{} has two columns “{}”": _("%(a)s에 “%(b)s” 열이 둘 있습니다"),
    "{} is UTF-16. Save it as UTF-8.": _(
        "%(a)s은(는) UTF-16입니다. Excel에서 '다른 이름으로 저장 → CSV UTF-8(쉼표로 분리)'로 저장해 주세요."
    ),
    "{}, line {} is not UTF-8 (byte {}, probably CP949). Save it as UTF-8.": _(
        "%(a)s의 %(b)s번째 줄이 UTF-8이 아니라 CP949(EUC-KR)로 보입니다."
        " Excel에서 '다른 이름으로 저장 → CSV UTF-8(쉼표로 분리)'로 저장해 주세요."
    ),
    "{}, line {} is not UTF-8 (byte {}). Save it as UTF-8.": _(
        "%(a)s의 %(b)s번째 줄이 UTF-8이 아닙니다 (바이트 %(c)s). UTF-8로 저장해 주세요."
    ),
    "{}, line {} is longer than 4 MB. Is this a table?": _(
        "%(a)s의 %(b)s번째 줄이 4MB보다 깁니다. 표가 맞나요?"
    ),
    "{} cannot be read at line {}: {}": _("%(a)s의 %(b)s번째 줄을 읽을 수 없습니다: %(c)s"),
    "{} is not a Parquet file: {}": _("%(a)s은(는) Parquet 파일이 아닙니다: %(b)s"),
    "{} is broken after row {}: {}": _("%(a)s이(가) %(b)s번째 줄 다음에서 깨졌습니다: %(c)s"),
    "{} is not a .csv, .jsonl, .parquet or .zip file, nor a folder": _(
        "%(a)s은(는) CSV, JSONL, Parquet, ZIP 파일도 폴더도 아닙니다"
    ),
    "{} contains neither {} nor folders with photos": _("%(a)s에 %(b)s도, 사진이 든 폴더도 없습니다"),
    "{} is not a ZIP that can be read: {}": _("%(a)s은(는) 읽을 수 있는 ZIP이 아닙니다: %(b)s"),
    "{} cannot be unpacked: {}": _("%(a)s의 압축을 풀 수 없습니다: %(b)s"),
    "the Parquet file in the ZIP is larger than 4 GB; import it unpacked": _(
        "ZIP 속의 Parquet 파일이 4GB보다 큽니다. 풀어서 가져와 주세요"
    ),
    "{} holds files that lie on top of each other": _("%(a)s에 서로 겹치는 파일이 있습니다 (ZIP 폭탄)"),
    "{} would be more than {} times as large unpacked": _("%(a)s을(를) 풀면 %(b)s배보다 커집니다 (ZIP 폭탄)"),
    "{} would be larger than {} GB unpacked": _("%(a)s을(를) 풀면 %(b)sGB보다 커집니다"),
    "{} is not a ZIP": _("%(a)s은(는) ZIP이 아닙니다"),
    "{} holds too many files; split it into several": _("%(a)s에 파일이 너무 많습니다. 여럿으로 나눠 주세요"),
    "Another import is running. Wait until it has finished.": _(
        "다른 가져오기가 진행 중입니다. 끝날 때까지 기다려 주세요."
    ),
    "{} lies in no folder that imports may read": _(
        "%(a)s은(는) 가져올 수 있게 허락된 폴더 안에 있지 않습니다"
    ),
    "{} lies in no S3 prefix that imports may read": _(
        "%(a)s은(는) 가져올 수 있게 허락된 S3 주소가 아닙니다"
    ),
    "{} cannot be reached: {}": _("%(a)s에 닿을 수 없습니다: %(b)s"),
    "{} is not as it was when it was looked into": _(
        "미리 본 뒤에 %(a)s이(가) 바뀌었습니다. 다시 미리 보고 시작해 주세요."
    ),
    "{}: {}": _("%(a)s: %(b)s"),
}
_BLANKS = "abcdefgh"


def in_words(reason: str) -> str:
    """The reason as people read it; one that no sentence fits as it is."""
    found = _fitting(reason)
    if found is None:
        return reason
    sentence, values = found
    return gettext(SENTENCES[sentence]) % dict(zip(_BLANKS, values, strict=False))


def kind_of(reason: str) -> str:
    """The sentence without what stands in its blanks: rows are counted by it."""
    found = _fitting(reason)
    return reason if found is None else found[0]


def kind_in_words(kind: str) -> str:
    """A kind of reason, with … for what differs."""
    if kind not in SENTENCES:
        return kind
    return gettext(SENTENCES[kind]) % dict.fromkeys(_BLANKS, "…")


def _fitting(reason: str) -> tuple[str, tuple[str, ...]] | None:
    for sentence, pattern in _patterns():
        if match := pattern.fullmatch(reason):
            return sentence, match.groups()
    return None


@cache
def _patterns() -> list[tuple[str, re.Pattern[str]]]:
    """The longest first: what begins alike is told by what follows."""
    by_length = sorted(SENTENCES, key=lambda sentence: -len(sentence))
    return [
        (sentence, re.compile("(.+?)".join(map(re.escape, sentence.split("{}"))), re.S))
        for sentence in by_length
    ]
