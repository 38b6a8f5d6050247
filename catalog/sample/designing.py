"""Designing one product: a hidden style favours some options and forbids none."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from catalog.sample import palettes
from catalog.sample.choices import (
    BACKDROPS,
    CATEGORIES,
    CUTS,
    GRAPHICS,
    NECKLINES,
    PALETTES,
    PLAIN_SHARE,
    PRINTS,
    STYLES,
    Options,
)
from catalog.sample.cloths_for import FABRICS
from catalog.sample.look import Look
from catalog.sample.trims import EXTRAS
from catalog.sample.visible import worn_together

Rng = np.random.Generator
STRAY = 0.14
"""How often a choice is made as if by another style: moods are combinations, not uniforms."""


def designed(rng: Rng) -> Look:
    style = _weighted(STYLES, rng)
    shares = {
        name: share * (2.1 if style in liked.split() else 1.0) for name, (share, liked) in CATEGORIES.items()
    }
    category = _weighted(shares, rng)
    cut = _chosen(CUTS[category], style, rng)
    fabric = _fabric(category, cut, style, rng)
    palette = "denim" if fabric == "denim" else _chosen(PALETTES, style, rng, boost=6)
    look = Look(
        category=category,
        cut=cut,
        palette=palette,
        dyes=palettes.pick(palette, rng),
        fabric=fabric,
        print="plain" if cut == "tulle" else _print(category, fabric, style, rng),
        fit=_fit(category, cut, style, rng),
        length=_length(category, cut, style, rng),
        background=_chosen(BACKDROPS, style, rng, boost=3),
        extras=_extras(category, cut, style, rng),
    )
    look = _upper(look, style, rng)
    return worn_together(replace(look, graphic=_graphic(look, style, rng)), rng)


def _fabric(category: str, cut: str, style: str, rng: Rng) -> str:
    if category == "skirt" and cut == "denim":
        return "denim"
    if category == "pants" and cut in ("jogger", "cargo", "leggings"):
        return "cotton" if cut == "cargo" and rng.random() < 0.6 else _chosen(FABRICS["sporty"], style, rng)
    if cut == "flowy" or (category == "skirt" and cut == "tulle"):
        return str(rng.choice(["linen", "satin", "cotton"]))
    groups = {
        "sneaker": "sneaker",
        "heel": "pump",
        "flat": "flat",
        "loafer": "flat",
        "jane": "flat",
        "boot": "boot",
        "bucket": "cap",
    }
    key = groups.get(cut.rsplit(maxsplit=1)[-1], cut)
    if category in ("knit", "pants") or key not in FABRICS:
        key = category
    return _chosen(FABRICS[key], style, rng)


def _print(category: str, fabric: str, style: str, rng: Rng) -> str:
    shy = {
        "shoes": 0.80,
        "bag": 0.62,
        "hat": 0.68,
        "outwear": 0.6,
        "pants": 0.55,
        "shorts": 0.3,
        "knit": 0.25,
        "longsleeve": 0.4,
        "t-shirt": 0.35,
    }
    if fabric in ("denim", "sequins", "lace", "cable knit", "crochet", "teddy") or rng.random() < shy.get(
        category, 0.0
    ):
        return "plain"
    if rng.random() < 0.85 * PLAIN_SHARE[style]:
        return "plain"
    printed = _chosen(PRINTS, style, rng, boost=8)
    woven_only = {
        "knit": (
            "argyle",
            "breton",
            "wide stripe",
            "multi stripe",
            "zigzag",
            "aztec",
            "hearts",
            "houndstooth",
        )
    }
    if category in woven_only and printed not in woven_only[category]:
        printed = str(rng.choice(woven_only[category]))
    return printed


def _fit(category: str, cut: str, style: str, rng: Rng) -> str:
    if cut in ("cami", "tank"):
        return "slim" if rng.random() < 0.8 else "regular"
    if cut in ("biker", "hoodie", "padded"):
        return "regular" if cut == "biker" else "oversized"
    return _chosen(
        {
            "slim": "feminine glam romantic edgy",
            "regular": "casual classic preppy retro sweet natural",
            "oversized": "street street minimal sport boho",
        },
        style,
        rng,
    )


def _length(category: str, cut: str, style: str, rng: Rng) -> str:
    if category in ("dress", "skirt"):
        return _skirt_length(category, cut, style, rng)
    if category == "shorts":
        return "knee" if cut == "bermuda" else "mini"
    if cut == "coat" or (cut in ("padded", "cardigan") and rng.random() < 0.3):
        return "long"
    shorter = {"pants": 0.25, "t-shirt": 0.2, "knit": 0.2, "shirt": 0.2, "outwear": 0.2}.get(category, 0.0)
    return "crop" if rng.random() < shorter else "regular"


def _skirt_length(category: str, cut: str, style: str, rng: Rng) -> str:
    options: Options = {
        "mini": "sweet kitsch edgy glam preppy",
        "midi": "classic feminine romantic retro minimal",
        "maxi": "boho boho natural",
    }
    if cut in ("denim", "pleated") and category == "skirt" and rng.random() < 0.6:
        return "mini"
    if cut.startswith(("pencil", "slip")) and rng.random() < 0.6:
        return "midi"
    return _chosen(options, style, rng, boost=3)


def _extras(category: str, cut: str, style: str, rng: Rng) -> frozenset[str]:
    wearers = {category, *cut.split()} if category != "shoes" else set(cut.split())
    wearers -= {"shirt"} if cut == "blouse" and category != "shirt" else set()
    chosen = set()
    for name, (rare, often, liked, worn) in EXTRAS.items():
        chance = often if style in liked.split() else rare
        if rng.random() < chance and wearers & set(worn.split()):
            chosen.add(name)
    return frozenset(chosen)


def _upper(look: Look, style: str, rng: Rng) -> Look:
    """Sleeves, neckline and hanger of what is worn above the waist."""
    if look.category not in ("dress", "shirt", "t-shirt", "longsleeve", "knit", "outwear"):
        return look
    extras = set(look.extras)
    neckline, sleeve = "round", "long-sleeve"
    if look.category == "dress":
        neckline = _chosen(NECKLINES["dress"], style, rng)
        sleeves = {
            "sleeveless": "glam minimal feminine",
            "short-sleeve": "casual retro classic sport",
            "long-sleeve": "boho classic edgy",
            "puff-sleeve": "romantic romantic sweet sweet",
        }
        sleeve = "sleeveless" if neckline == "straps" else _chosen(sleeves, style, rng)
    elif look.category == "shirt":
        neckline = "collar" if look.cut == "shirt" else _chosen(NECKLINES["blouse"], style, rng)
        blouse = {
            "short-sleeve": "casual",
            "long-sleeve": "classic boho minimal",
            "puff-sleeve": "romantic romantic sweet sweet feminine",
            "sleeveless": "minimal feminine",
        }
        sleeve = (
            _chosen(blouse, style, rng)
            if look.cut == "blouse"
            else ("long-sleeve" if rng.random() < 0.72 else "short-sleeve")
        )
    elif look.category == "t-shirt":
        neckline, sleeve = {
            "polo": ("collar", "short-sleeve"),
            "tank": ("scoop", "sleeveless"),
            "cami": ("straps", "sleeveless"),
        }.get(look.cut, (_chosen(NECKLINES["tee"], style, rng), "short-sleeve"))
        extras |= {"polo"} if look.cut == "polo" else set()
    elif look.category == "longsleeve":
        neckline = {"hoodie": "hood", "turtleneck": "high"}.get(look.cut, "round")
        extras |= {"hood", "rib"} if look.cut == "hoodie" else {"rib"} if look.cut == "sweatshirt" else set()
    elif look.category == "knit":
        neckline = {"turtleneck": "high", "vest": "v", "cardigan": "v"}.get(look.cut) or _chosen(
            NECKLINES["sweater"], style, rng
        )
        sleeve = (
            "sleeveless" if look.cut == "vest" else "short-sleeve" if rng.random() < 0.12 else "long-sleeve"
        )
        extras |= {"buttons"} if look.cut == "cardigan" else set()
    else:
        neckline = {
            "blazer": "lapel",
            "coat": "lapel",
            "biker": "v",
            "trucker": "collar",
            "cardigan": "v",
        }.get(look.cut, "round")
        extras |= {"rib"} if look.cut in ("bomber", "varsity", "cardigan") else set()
        extras |= {"colour-block"} if look.cut == "varsity" else set()
    if (
        look.background in ("wall", "paper", "studio")
        and neckline not in ("straps", "off-shoulder")
        and rng.random() < 0.5
    ):
        extras |= {"hanger"}
    return replace(look, neckline=neckline, sleeve=sleeve, extras=frozenset(extras))


def _graphic(look: Look, style: str, rng: Rng) -> str:
    """A drawing on the chest, mostly on plain cloth."""
    share = {"t-shirt": 0.62, "longsleeve": 0.5, "knit": 0.10, "hat": 0.35, "bag": 0.25, "outwear": 0.12}.get(
        look.category, 0.0
    )
    share *= {"minimal": 0.35, "classic": 0.4, "glam": 0.5, "street": 1.4, "kitsch": 1.4, "sport": 1.3}.get(
        style, 1.0
    )
    wears = look.cut in (
        "tee",
        "tank",
        "long tee",
        "hoodie",
        "sweatshirt",
        "sweater",
        "cap",
        "bucket",
        "tote",
        "bomber",
        "varsity",
        "windbreaker",
    )
    if not wears or look.print not in ("plain", "breton", "tie-dye") or rng.random() > share:
        return (
            "logo"
            if look.has("logo")
            and look.category in ("t-shirt", "longsleeve", "outwear")
            and look.print == "plain"
            else ""
        )
    return (
        "logo"
        if look.category in ("hat", "outwear") and rng.random() < 0.6
        else _chosen(GRAPHICS, style, rng, boost=7)
    )


def _chosen(options: Options, style: str, rng: Rng, boost: float = 5.0) -> str:
    if rng.random() < STRAY:
        style = _weighted(STYLES, rng)
    return _weighted({name: 0.3 + boost * liked.split().count(style) for name, liked in options.items()}, rng)


def _weighted(weights: Mapping[str, float], rng: Rng) -> str:
    names, values = list(weights), np.array(list(weights.values()))
    return names[int(rng.choice(len(names), p=values / values.sum()))]
