"""What can be seen together: a look may only claim what its photo will show."""

from dataclasses import replace

import numpy as np

from catalog.sample.look import Look

Rng = np.random.Generator


def worn_together(look: Look, rng: Rng) -> Look:
    """The look without extras that its cut would hide, on a background where it can lie or stand."""
    hidden = _at_the_neck(look) | _on_the_arms(look) | _at_the_hem(look) | _by_kind(look)
    extras = look.extras - hidden
    if look.graphic:
        extras -= {"fringe", "jabot", "bow", "pockets", "logo"}
    return replace(look, extras=extras, background=_background(replace(look, extras=extras), rng))


def _at_the_neck(look: Look) -> set[str]:
    if look.category not in ("dress", "shirt", "t-shirt", "longsleeve", "knit", "outwear"):
        return set()
    hidden = set()
    if look.neckline in ("collar", "high", "hood"):
        hidden |= {"peter-pan", "jabot", "bow", "ringer"}
    if look.neckline in ("straps", "off-shoulder"):
        hidden |= {"peter-pan", "jabot", "ringer", "colour-block", "sheer-sleeve", "ruffle-cuff"}
    if look.neckline == "off-shoulder":
        hidden |= {"bow", "pockets", "studs", "fringe", "ruffle", "buttons"}
    if look.neckline != "collar":
        hidden |= {"contrast-collar"}
    if look.has("peter-pan"):
        hidden |= {"ruffle", "bow", "ringer"}
    if look.fabric in ("satin", "chiffon", "linen", "lace", "velvet"):
        hidden |= {"ringer"}
    return hidden


def _on_the_arms(look: Look) -> set[str]:
    hidden = set()
    if look.sleeve != "long-sleeve":
        hidden |= {"bell"} | ({"side-stripe"} if look.category in ("longsleeve", "outwear") else set())
    if look.sleeve != "puff-sleeve":
        hidden |= {"long-puff"}
    if look.sleeve in ("", "sleeveless", "short-sleeve"):
        hidden |= {"ruffle-cuff"}
    if look.sleeve in ("", "sleeveless"):
        hidden |= {"sheer-sleeve", *({"colour-block"} if look.category in ("dress", "longsleeve") else ())}
    if look.has("sheer-sleeve"):
        hidden |= {"colour-block"}
    return hidden


def _at_the_hem(look: Look) -> set[str]:
    hidden = set()
    if look.has("ruffle"):
        hidden |= {"lace", "fringe", "rolled", "ruffle-cuff"}
    if look.has("lace"):
        hidden |= {"fringe"}
    if look.category == "skirt" and look.cut == "tiered":
        hidden |= {"ruffle", "fringe"}
    if look.category == "dress" and look.cut.startswith("tiered"):
        hidden |= {"fringe"} | ({"ruffle"} if look.neckline in ("collar", "high") else set())
    if look.category in ("pants", "shorts") and (look.cut == "jogger" or look.has("rolled")):
        hidden |= {"ruffle", "fringe", "lace", "rolled" if look.cut == "jogger" else "lace"}
    if look.category == "shirt" and look.neckline in ("collar", "high") and look.neckline != "straps":
        hidden |= {"ruffle"}
    return hidden


def _by_kind(look: Look) -> set[str]:
    hidden = set()
    if look.category == "dress":
        hidden |= {"belt", "ribbon"} if look.cut.endswith("shift") and look.cut.startswith("wrap") else set()
        hidden |= {"ribbon"} if look.has("belt") else set()
        hidden |= {"buttons"} if look.neckline == "collar" or look.has("bow") else set()
    if look.category in ("pants", "shorts"):
        hidden |= {"ripped", "rolled"} if look.fabric != "denim" else set()
        hidden |= (
            {"belt", "studs"}
            if look.cut in ("jogger", "leggings", "flowy") or look.has("drawstring")
            else set()
        )
        hidden |= {"elastic"} if look.cut in ("jogger", "leggings", "flowy") else set()
        hidden |= {"studs", "elastic"} if look.has("belt") else set()
    if look.category == "skirt":
        hidden |= {"elastic"} if look.cut in ("gathered", "tiered", "tulle") else set()
        hidden |= {"pockets"} if look.cut == "denim" else set()
        hidden |= {"studs"} if look.has("bow") else set()
    if look.category == "outwear":
        hidden |= (
            {"hood"} if look.cut in ("blazer", "coat", "biker", "trucker", "cardigan", "varsity") else set()
        )
        hidden |= {"studs"} if look.cut == "biker" else set()
    if look.category == "shoes" and look.has("logo", "side-stripe"):
        hidden |= {"logo"} if look.has("side-stripe") else set()
    if look.category == "shoes" and look.has("fringe") and look.cut == "loafer":
        hidden |= {"metal"}
    if look.category not in ("shoes", "hat"):
        hidden |= {"logo"}  # there it is a decal, chosen as the graphic
    if look.print != "plain":
        hidden |= {"ringer"}
    if look.category == "hat" and look.cut == "bucket":
        hidden |= {"contrast-collar", "colour-block"}
    return hidden


def _background(look: Look, rng: Rng) -> str:
    if look.category in ("shoes", "hat", "bag"):
        if look.background in ("wood", "linen", "wall") and rng.random() < 0.75:
            return str(rng.choice(["studio", "corner", "paper", "corner", "street"]))
    elif look.background == "street" and not look.has("hanger"):
        return str(rng.choice(["concrete", "wall", "paper"]))  # nothing lies flat on the air
    return look.background
