"""What sellers write: titles in Korean or English, hashtags, prices."""

from collections.abc import Mapping, Sequence

import numpy as np

from catalog.sample.look import Look
from catalog.sample.moods import pattern

Rng = np.random.Generator

MOODS: Mapping[str, tuple[str, str]] = {
    "lovely": ("러블리", "lovely"),
    "cute": ("귀여운", "cute"),
    "glamorous": ("화려한", "glamorous"),
    "romantic": ("로맨틱", "romantic"),
    "bohemian": ("보헤미안", "bohemian"),
    "feminine": ("페미닌", "feminine"),
    "classic": ("클래식", "classic"),
    "modern": ("모던", "modern"),
    "street": ("스트리트", "street"),
    "sporty": ("스포티", "sporty"),
    "retro": ("레트로", "retro"),
    "vintage": ("빈티지", "vintage"),
    "chic": ("시크", "chic"),
    "casual": ("캐주얼", "casual"),
    "natural": ("내추럴", "natural"),
    "minimal": ("미니멀", "minimal"),
    "elegant": ("엘레강스", "elegant"),
    "kitsch": ("키치", "kitsch"),
    "preppy": ("프레피", "preppy"),
    "hiphop": ("힙합", "hiphop"),
}
CATEGORIES: Mapping[str, tuple[str, str]] = {
    "dress": ("원피스", "dress"),
    "shirt": ("셔츠", "shirt"),
    "t-shirt": ("티셔츠", "t-shirt"),
    "longsleeve": ("긴팔티", "long sleeve"),
    "knit": ("니트", "knit"),
    "skirt": ("스커트", "skirt"),
    "pants": ("팬츠", "pants"),
    "shorts": ("반바지", "shorts"),
    "outwear": ("아우터", "outerwear"),
    "shoes": ("신발", "shoes"),
    "hat": ("모자", "hat"),
    "bag": ("가방", "bag"),
}
CUTS: Mapping[str, tuple[str, str]] = {
    "shirt": ("셔츠", "shirt"),
    "blouse": ("블라우스", "blouse"),
    "tee": ("반팔 티셔츠", "tee"),
    "polo": ("카라 티셔츠", "polo shirt"),
    "tank": ("나시", "tank top"),
    "cami": ("캐미솔", "cami top"),
    "long tee": ("긴팔 티셔츠", "long-sleeve tee"),
    "hoodie": ("후드티", "hoodie"),
    "sweatshirt": ("맨투맨", "sweatshirt"),
    "turtleneck": ("터틀넥", "turtleneck"),
    "sweater": ("스웨터", "sweater"),
    "vest": ("니트 조끼", "knit vest"),
    "cardigan": ("가디건", "cardigan"),
    "a-line": ("A라인 스커트", "A-line skirt"),
    "pencil": ("H라인 스커트", "pencil skirt"),
    "slip": ("슬립 스커트", "slip skirt"),
    "wrap": ("랩 스커트", "wrap skirt"),
    "gathered": ("셔링 스커트", "gathered skirt"),
    "pleated": ("플리츠 스커트", "pleated skirt"),
    "tiered": ("캉캉 스커트", "tiered skirt"),
    "tulle": ("샤 스커트", "tulle skirt"),
    "denim": ("데님 스커트", "denim skirt"),
    "skinny": ("스키니 팬츠", "skinny pants"),
    "straight": ("일자 팬츠", "straight pants"),
    "wide": ("와이드 팬츠", "wide pants"),
    "flare": ("부츠컷 팬츠", "flared pants"),
    "jogger": ("조거 팬츠", "joggers"),
    "cargo": ("카고 팬츠", "cargo pants"),
    "slacks": ("슬랙스", "slacks"),
    "flowy": ("밴딩 팬츠", "flowy pants"),
    "leggings": ("레깅스", "leggings"),
    "shorts": ("쇼츠", "shorts"),
    "bermuda": ("버뮤다 팬츠", "bermuda shorts"),
    "blazer": ("블레이저", "blazer"),
    "biker": ("라이더 재킷", "biker jacket"),
    "bomber": ("항공 점퍼", "bomber jacket"),
    "varsity": ("바시티 재킷", "varsity jacket"),
    "trucker": ("트러커 재킷", "trucker jacket"),
    "padded": ("패딩", "puffer jacket"),
    "coat": ("롱 코트", "coat"),
    "windbreaker": ("바람막이", "windbreaker"),
    "sneaker": ("스니커즈", "sneakers"),
    "chunky sneaker": ("어글리 슈즈", "chunky sneakers"),
    "high sneaker": ("하이탑", "high-tops"),
    "canvas sneaker": ("캔버스화", "canvas sneakers"),
    "pump": ("하이힐", "pumps"),
    "kitten heel": ("키튼힐", "kitten heels"),
    "loafer": ("로퍼", "loafers"),
    "ballet flat": ("플랫슈즈", "ballet flats"),
    "mary jane": ("메리제인 슈즈", "mary janes"),
    "ankle boot": ("앵클 부츠", "ankle boots"),
    "combat boot": ("워커", "combat boots"),
    "long boot": ("롱부츠", "knee boots"),
    "western boot": ("웨스턴 부츠", "western boots"),
    "sandal": ("샌들", "sandals"),
    "cap": ("볼캡", "ball cap"),
    "bucket": ("버킷햇", "bucket hat"),
    "fedora": ("페도라", "fedora"),
    "beret": ("베레모", "beret"),
    "beanie": ("비니", "beanie"),
    "tote": ("에코백", "tote bag"),
    "handbag": ("핸드백", "handbag"),
    "flap bag": ("숄더백", "shoulder bag"),
    "bucket bag": ("버킷백", "bucket bag"),
    "backpack": ("백팩", "backpack"),
}
FABRICS: Mapping[str, tuple[str, str]] = {
    "linen": ("린넨", "linen"),
    "satin": ("새틴", "satin"),
    "chiffon": ("쉬폰", "chiffon"),
    "velvet": ("벨벳", "velvet"),
    "denim": ("데님", "denim"),
    "sequins": ("스팽글", "sequin"),
    "lace": ("레이스", "lace"),
    "corduroy": ("코듀로이", "corduroy"),
    "leather": ("레더", "leather"),
    "tweed": ("트위드", "tweed"),
    "wool": ("울", "wool"),
    "cable knit": ("꽈배기", "cable-knit"),
    "chunky knit": ("청키 니트", "chunky-knit"),
    "crochet": ("크로셰", "crochet"),
    "rib": ("골지", "ribbed"),
    "teddy": ("뽀글이", "teddy"),
    "quilted": ("퀼팅", "quilted"),
    "straw": ("라피아", "straw"),
    "cotton": ("코튼", "cotton"),
    "nylon": ("나일론", "nylon"),
    "canvas": ("캔버스", "canvas"),
}
PATTERNS: Mapping[str, tuple[str, str]] = {
    "floral": ("플로럴", "floral"),
    "striped": ("스트라이프", "striped"),
    "checked": ("체크", "checked"),
    "dotted": ("도트", "polka-dot"),
    "ethnic": ("에스닉", "ethnic-print"),
    "animal": ("호피", "animal-print"),
    "graphic": ("그래픽", "graphic"),
}
DETAILS: Mapping[str, tuple[str, str]] = {
    "ruffle": ("프릴", "ruffled"),
    "bow": ("리본", "bow"),
    "studs": ("스터드", "studded"),
    "fringe": ("프린지", "fringed"),
    "belt": ("벨티드", "belted"),
    "ripped": ("데미지", "distressed"),
    "peter-pan": ("피터팬 카라", "peter-pan"),
    "platform": ("통굽", "platform"),
    "side-stripe": ("사이드 라인", "side-stripe"),
    "lace": ("레이스", "lace-trim"),
    "buttons": ("버튼", "button-front"),
    "hood": ("후드", "hooded"),
    "puff-sleeve": ("퍼프", "puff-sleeve"),
    "oversized": ("오버핏", "oversized"),
    "crop": ("크롭", "cropped"),
    "mini": ("미니", "mini"),
    "maxi": ("롱", "maxi"),
    "midi": ("미디", "midi"),
}
SELLERS = (
    "스튜디오 린",
    "모노하우스",
    "Daisy Row",
    "봄날옷장",
    "Atelier Haneul",
    "서울빈티지",
    "Nine Clouds",
    "코지코튼",
    "BLOCK 27",
    "오월의숲",
    "Maru & Co",
    "핑크팡",
    "어반토끼",
    "Jardin",
    "데일리라벨",
    "소소한하루",
)
FILLER = (
    "데일리룩",
    "신상",
    "ootd",
    "추천템",
    "데이트룩",
    "하객룩",
    "출근룩",
    "꾸안꾸",
    "newin",
    "무료배송",
    "dailylook",
    "여름신상",
    "간절기",
)
WRONG, MISSING = 0.20, 0.25
"""Share of products with a tag that does not hold, among those with tags (15 % of all), and without any."""


def title(look: Look, rng: Rng) -> str:
    """Fabric, print, detail and what it is; Korean six times in ten."""
    language = 0 if rng.random() < 0.6 else 1
    words = [look.cut, look.category] if look.category != "dress" else ["dress"]
    noun = next(CUTS.get(word) or CATEGORIES.get(word) or ("", "") for word in words)[language]
    if look.category == "hat" and look.cut == "wide":
        noun = ("와이드햇", "wide-brim hat")[language]
    elif look.category == "shorts" and look.cut == "shorts":
        noun = ("반바지", "shorts")[language]
    held = [FABRICS.get(look.fabric), *(PATTERNS.get(tag) for tag in pattern(look))]
    held += [
        DETAILS[word]
        for word in (look.sleeve, look.fit, look.length, *sorted(look.extras))
        if word in DETAILS
    ]
    told = [pair[language] for pair in held if pair is not None and pair[language].split()[-1] not in noun]
    kept = sorted(rng.permutation(len(told))[: int(rng.integers(1, 4))])
    text = " ".join([*dict.fromkeys(told[at] for at in kept), noun])
    return text if language == 0 else text[0].upper() + text[1:]


def seller_tags(moods: Sequence[str], look: Look, rng: Rng) -> tuple[list[str], bool]:
    """The hashtags, and whether one of them claims a mood or category that does not hold."""
    if rng.random() < MISSING:
        return [], False
    language = 0 if rng.random() < 0.68 else 1
    tags = [MOODS[mood][language] for mood in moods if rng.random() < 0.55]
    if rng.random() < 0.75:
        tags.append(CATEGORIES[look.category][language])
    tags += [PATTERNS[tag][language] for tag in pattern(look) if tag in PATTERNS and rng.random() < 0.5]
    wrong = bool(rng.random() < WRONG)
    if wrong:
        foreign = [name for mood, name in MOODS.items() if mood not in moods]
        if rng.random() < 0.2:
            foreign = [name for slug, name in CATEGORIES.items() if slug != look.category]
        tags.append(foreign[int(rng.integers(len(foreign)))][language])
    if rng.random() < 0.35 or not tags:
        tags.append(FILLER[int(rng.integers(len(FILLER)))])
    mark = "#" if rng.random() < 0.45 else ""
    ordered = [tags[at] for at in rng.permutation(len(tags))]
    return [mark + tag.replace(" ", "") for tag in dict.fromkeys(ordered)], wrong


def claimed_category(look: Look, rng: Rng) -> str:
    """What the seller files it under: wrong in 4 of 100, empty in 6."""
    draw = rng.random()
    if draw < 0.04:
        others = [slug for slug in CATEGORIES if slug != look.category]
        return others[int(rng.integers(len(others)))]
    return "" if draw < 0.10 else look.category


def price(look: Look, rng: Rng) -> int:
    """Won, to the nearest 1,000 less 100."""
    usual = {
        "outwear": 89,
        "shoes": 69,
        "bag": 62,
        "dress": 58,
        "knit": 45,
        "pants": 42,
        "shirt": 39,
        "skirt": 38,
        "longsleeve": 36,
        "shorts": 29,
        "hat": 25,
        "t-shirt": 22,
    }[look.category]
    dear = 1.5 if look.fabric in ("leather", "sequins", "velvet", "wool", "tweed") else 1.0
    return 1000 * round(usual * dear * float(rng.lognormal(0, 0.28))) - 100
