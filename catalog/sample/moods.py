"""Which moods a product really has: for each mood a logistic model over what can be seen, and chance.

`WEIGHTS` says what speaks for and against a mood in the words of a look; `BIAS` sets how common the mood is.
Both are ours, chosen so that a mood is a combination: no single word decides it, and people would argue about
the rest.
"""

from collections.abc import Mapping

import numpy as np

from catalog.sample.look import Look
from catalog.sample.palettes import luminance
from catalog.sample.prints import PRINTS

SHARPNESS = 3.6
"""Log-odds per unit of score: at 3.6 two products that look alike mostly share a mood, though not always."""

WEIGHTS: Mapping[str, str] = {
    "lovely": (
        "pastel 1.5, ruffle 0.9, bow 1, lace 0.6, puff-sleeve 0.8, floral 0.7, peter-pan 0.8, hearts 0.8, "
        "mini 0.3, soft 0.4, dark -1.4, studs -1.5, leather -0.8, oversized -0.6, dress 0.4, skirt 0.3, "
        "camouflage -1.5, knit 0.2, tulle 0.7, ballet 0.8, mary 0.8"
    ),
    "cute": (
        "pastel 0.8, bright 0.6, bear 1.6, hearts 1.2, cherries 1.2, smileys 1, heart 0.9, bow 0.8, "
        "gingham 0.7, polka 0.7, peter-pan 0.7, pompom 1.1, charm 0.9, teddy 0.9, mini 0.4, tulips 0.6, "
        "dark -1.1, studs -1.2, leather -0.7, beret 0.5, mary 0.8, smiley 0.8, puff-sleeve 0.3, maxi -0.4"
    ),
    "glamorous": (
        "sequins 2.2, jewel 1.2, leopard 1.2, satin 0.9, velvet 0.9, shiny 0.6, pump 0.9, chain 0.5, "
        "studs 0.4, straps 0.4, slip 0.4, zebra 0.6, pencil 0.3, cotton -0.9, pastel -0.7, linen -1, hood "
        "-1.2, denim -1, sneaker -1.2, marble 0.1, quilted 0.5"
    ),
    "romantic": (
        "floral 1.1, pastel 0.9, ruffle 0.8, lace 1, chiffon 0.9, tulle 1, puff-sleeve 0.7, soft 0.5, "
        "dress 0.4, midi 0.2, off-shoulder 0.6, sweetheart 0.5, ribbon 0.5, bow 0.3, dark -0.9, neon "
        "-1.6, studs -1.6, hood -1.5, leather -0.6, graphic -0.8, checked -0.4, square 0.2"
    ),
    "bohemian": (
        "fringe 1.5, ethnic 1.6, earthy 0.7, maxi 0.8, tiered 0.7, crochet 1.2, bell 0.8, off-shoulder "
        "0.7, lace 0.3, western 1, straw 0.6, tie-dye 0.6, flowy 0.8, linen 0.4, wide-brim 0.5, "
        "bucket-bag 0.5, neon -1.4, mono -0.7, wool -0.6, sporty -1.5, mini -0.4, big-floral 0.4"
    ),
    "feminine": (
        "dress 0.7, skirt 0.7, floral 0.5, satin 0.7, chiffon 0.6, lace 0.6, ruffle 0.5, slim 0.5, wrap "
        "0.8, off-shoulder 0.6, pump 0.9, kitten 1, bow 0.4, puff-sleeve 0.4, pastel 0.4, oversized -0.9, "
        "hood -1.5, camouflage -1.5, cargo -1.2, sneaker -1.2, pleated 0.4, slip 0.5, handbag 0.4, flap "
        "0.4, ballet 0.8, tweed 0.4"
    ),
    "classic": (
        "navy 0.8, mono 0.4, neutral 0.4, collar 0.6, blazer 1, coat 0.9, lapel 0.3, wool 0.5, tweed 0.6, "
        "houndstooth 0.7, pinstripe 0.7, windowpane 0.6, belt 0.3, slacks 0.9, loafer 0.8, cable 0.6, "
        "pencil 0.6, handbag 0.6, high 0.3, neon -1.6, graphic -1.2, ripped -1.3, fringe -0.9, studs "
        "-0.7, hood -1.2, tie-dye -1, sequins -0.8, bright -0.4"
    ),
    "modern": (
        "mono 0.9, plain 0.5, blazer 0.4, pencil 0.5, slip 0.4, shift 0.6, wide 0.5, slacks 0.6, leather "
        "0.4, ankle 0.7, boat 0.4, wool 0.3, neutral 0.2, studio 0.1, concrete 0.1, ruffle -0.9, lace "
        "-0.9, floral -0.9, ethnic -1.2, retro -0.7, bow -0.8, fringe -0.9, flap 0.4, colour-block 0.4"
    ),
    "street": (
        "hoodie 1.1, oversized 0.7, graphic 0.6, cargo 1.1, camouflage 1.1, ripped 0.7, chain 0.6, "
        "sneaker 0.7, chunky 0.6, cap 0.8, bomber 0.7, varsity 0.4, mono 0.3, neon 0.5, denim 0.4, beanie "
        "0.7, trucker 0.5, padded 0.4, logo 0.3, jogger 0.5, bucket-hat 0.6, lace -1.3, ruffle -1.2, "
        "floral -0.9, tweed -0.9, chiffon -1.2, pastel -0.3, dress -0.7, bolt 0.4, flame 0.5"
    ),
    "sporty": (
        "side-stripe 1.2, nylon 1, team 1, sporty 0.9, jogger 0.8, leggings 1.2, sneaker 0.8, logo 0.4, "
        "hood 0.4, neon 0.5, drawstring 0.5, windbreaker 1.2, padded 0.4, tank 0.4, backpack 0.6, "
        "colour-block 0.4, ringer 0.3, sweat 0.3, lace -1.5, ruffle -1.5, bow -1, wool -0.8, satin -0.6, "
        "leather-wear -0.7, floral -0.9, dress -0.8, skirt -0.6, tweed -1"
    ),
    "retro": (
        "retro 1.1, multi-stripe 0.8, polka 0.7, flare 0.9, corduroy 0.8, sunset 1, ringer 0.6, argyle "
        "0.5, houndstooth 0.4, buttons 0.3, peter-pan 0.3, gingham 0.3, mary 0.5, varsity 0.6, paisley "
        "0.4, tulips 0.4, high-sneaker 0.5, contrast-collar 0.3, drop 0.5, cherries 0.3, bell 0.4, neon "
        "-0.9, mono -0.5, beret 0.4, trucker 0.2, neutral -0.3"
    ),
    "vintage": (
        "earthy 0.6, retro 0.7, ditsy 0.7, velvet 0.7, corduroy 0.7, lace 0.5, paisley 0.7, tweed 0.6, "
        "tartan 0.5, peter-pan 0.5, western 0.6, roses 0.5, denim 0.3, crochet 0.5, buttons 0.3, midi "
        "0.2, bell 0.4, jabot 0.6, wood 0.1, fedora 0.5, long-puff 0.3, neon -1.6, sporty -1.3, mono "
        "-0.5, bright -0.4, nylon -1, jewel 0.2"
    ),
    "chic": (
        "mono 0.8, dark 0.4, leather 0.6, satin 0.5, biker 0.6, slim 0.3, pencil 0.5, plain 0.3, ankle "
        "0.6, long-boot 0.6, studs 0.3, blazer 0.5, beret 0.6, flap 0.6, chain 0.3, pump 0.6, high 0.4, "
        "slip 0.4, tweed 0.5, leopard 0.3, pastel -0.7, hood -1, bear -1.5, ruffle -0.6, smileys -1.4, "
        "hearts -1, oversized -0.3, tie-dye -1.2, neon -0.8"
    ),
    "casual": (
        "t-shirt 0.8, denim 0.8, jersey 0.5, sweat 0.5, longsleeve 0.5, hoodie 0.4, sneaker 0.8, striped "
        "0.3, tote 0.7, plain 0.2, cotton 0.2, knit 0.3, shorts 0.5, straight 0.4, cap 0.5, bucket-hat "
        "0.4, regular 0.2, graphic 0.2, backpack 0.4, trucker 0.4, checked 0.2, sequins -1.6, satin -0.9, "
        "lace -0.8, velvet -1, pump -1.5, tulle -1, leather-wear -0.5, tweed -0.8, blazer -0.5, jabot "
        "-0.8, ruffle -0.5"
    ),
    "natural": (
        "linen 1.1, neutral 0.8, earthy 0.6, straw 0.8, cotton 0.3, crochet 0.5, flowy 0.6, ditsy 0.4, "
        "chunky-knit 0.6, wood 0.1, gingham 0.3, canvas 0.5, tote 0.4, bucket-bag 0.3, plain 0.2, maxi "
        "0.3, neon -1.8, sequins -1.4, studs -1.3, leather -0.5, satin -0.6, jewel -0.8, bright -0.6, "
        "nylon -0.9, leopard -1, chain -1, mono -0.3, sandal 0.7, cardigan 0.3, graphic -0.6"
    ),
    "minimal": (
        "plain 0.9, mono 0.6, neutral 0.7, undecorated 0.9, slip 0.4, shift 0.4, wide 0.3, high 0.3, tote "
        "0.4, rib 0.3, coat 0.2, blazer 0.2, ankle 0.4, slacks 0.4, studio 0.1, neon -1.2, bright -0.8, "
        "graphic -1.3, retro -0.5, colour-block -0.8, tiered -0.7, puff-sleeve -0.4, denim -0.2, hood "
        "-0.3, quilted -0.4, sequins -1.4, jewel -0.4"
    ),
    "elegant": (
        "satin 0.9, midi 0.5, jewel 0.6, velvet 0.6, pump 0.9, lace 0.5, chiffon 0.6, slim 0.3, coat 0.6, "
        "blazer 0.4, wrap 0.5, mono 0.3, pencil 0.6, high 0.3, dress 0.5, handbag 0.5, pleated 0.3, "
        "pin-dots 0.4, tweed 0.4, boat 0.4, kitten 0.7, maxi 0.3, denim -1, graphic -1.5, hood -1.5, neon "
        "-1.6, sneaker -1.5, ripped -1.5, cotton -0.4, mini -0.4, smileys -1, bright -0.6, flap 0.4, "
        "jersey -0.3"
    ),
    "kitsch": (
        "bright 0.9, neon 0.8, smileys 1.4, hearts 0.8, cherries 0.9, stars 0.6, cow 1, smiley 1, zebra "
        "0.5, tie-dye 0.7, teddy 0.4, colour-block 0.4, polka 0.3, multi-stripe 0.5, bear 0.6, pompom "
        "0.4, platform 0.5, charm 0.4, patch 0.6, sequins 0.3, bow 0.3, neutral -1.2, mono -0.9, plain "
        "-0.4, linen -0.7, wool -0.6, contrast-collar 0.3, graphic 0.3, ethnic -0.3"
    ),
    "preppy": (
        "navy 1, checked 0.6, argyle 1, polo 0.9, crest 1.2, pleated 0.6, varsity 0.9, vest 0.8, cable "
        "0.7, loafer 0.8, collar 0.4, blazer 0.5, tartan 0.6, breton 0.4, candy 0.4, contrast-collar 0.4, "
        "mini 0.2, bermuda 0.5, mary 0.3, cardigan 0.3, team 0.4, ripped -1.4, fringe -1.1, studs -1.1, "
        "sequins -1.3, earthy -0.5, neon -1, maxi -0.7, leather-wear -0.8, floral -0.5, leopard -1, "
        "camouflage -1.3"
    ),
    "hiphop": (
        "oversized 0.9, hoodie 0.7, bolt 0.8, flame 0.8, street-words 0.9, camouflage 0.8, chain 0.8, cap "
        "0.9, bomber 0.6, chunky 0.9, high-sneaker 0.6, jogger 0.6, cargo 0.7, bucket-hat 0.6, logo 0.4, "
        "neon 0.4, team 0.6, padded 0.5, ripped 0.4, varsity 0.4, beanie 0.5, mono 0.2, beret -0.8, lace "
        "-1.5, ruffle -1.5, slim -0.6, floral -1.2, dress -1.2, skirt -0.8, bow -1.2, tweed -1.3, linen "
        "-0.9, pastel -0.6"
    ),
}

BIAS: Mapping[str, float] = {
    "lovely": -1.49,
    "cute": -1.07,
    "glamorous": -2.1,
    "romantic": -1.49,
    "bohemian": -1.57,
    "feminine": -1.08,
    "classic": -0.99,
    "modern": -1.41,
    "street": -1.22,
    "sporty": -1.31,
    "retro": -0.86,
    "vintage": -1.15,
    "chic": -1.38,
    "casual": -1.1,
    "natural": -1.12,
    "minimal": -2.25,
    "elegant": -1.39,
    "kitsch": -0.98,
    "preppy": -1.19,
    "hiphop": -1.63,
}

_BEHIND = {"studio", "paper", "corner", "wood", "wall", "marble", "linen", "concrete", "street"}
_TRIMS = {
    "ruffle",
    "lace",
    "bow",
    "ribbon",
    "studs",
    "fringe",
    "chain",
    "side-stripe",
    "jabot",
    "patch",
    "peplum",
    "ruffle-cuff",
    "peter-pan",
    "colour-block",
    "charm",
}


def words(look: Look) -> frozenset[str]:
    """Everything that can be said of the look, in the vocabulary of `WEIGHTS`."""
    tags = pattern(look)
    said = {
        look.category,
        look.palette,
        look.fabric,
        look.sleeve,
        look.neckline,
        look.length,
        look.fit,
        look.print,
        look.graphic,
        *tags,
        *look.extras,
    }
    said |= (
        set(look.cut.split())
        | set(look.print.split())
        | {
            look.fabric.split()[0],
            look.fabric.replace(" ", "-"),
            look.cut.replace(" ", "-"),
            look.print.replace(" ", "-"),
        }
    )
    brightness = luminance(look.dyes[0])
    named = {
        "dark": brightness < 0.25,
        "light": brightness > 0.75,
        "soft": look.fabric in ("chiffon", "tulle", "teddy", "knit", "chunky knit", "satin"),
        "shiny": look.fabric in ("satin", "sequins", "leather", "velvet"),
        "sporty": look.cut in ("jogger", "leggings", "windbreaker", "tank")
        or look.fabric in ("nylon", "sweat"),
        "leather-wear": look.fabric == "leather" and look.category not in ("shoes", "bag"),
        "bucket-hat": look.cut == "bucket",
        "wide-brim": look.category == "hat" and look.cut == "wide",
        "street-words": look.graphic == "street",
        "undecorated": not look.extras & _TRIMS and not look.graphic,
        "knit": look.category == "knit",
    }
    said |= {word for word, holds in named.items() if holds}
    said -= {word for word, holds in named.items() if not holds}
    if look.graphic == "street" or look.background == "street":
        said.discard("street")
    return frozenset(said | ({look.background} & _BEHIND - {"street", "linen"})) - {""}


def pattern(look: Look) -> list[str]:
    """Tags of the pattern facet; a drawing on a striped shirt is both."""
    tags = [PRINTS[look.print][0]] if look.print != "plain" or not look.graphic else []
    return sorted({*tags, *(["graphic"] if look.graphic and look.graphic != "logo" else [])}) or ["plain"]


def score(look: Look) -> dict[str, float]:
    """How much speaks for each mood, before the bias."""
    said = words(look)
    return {
        mood: sum(weight for word, weight in weights.items() if word in said)
        for mood, weights in _PARSED.items()
    }


def moods(look: Look, rng: np.random.Generator) -> list[str]:
    scores = score(look)
    chances = {mood: 1 / (1 + np.exp(-SHARPNESS * (scores[mood] + BIAS[mood]))) for mood in WEIGHTS}
    return [mood for mood, chance in chances.items() if rng.random() < chance]


def _parsed(line: str) -> dict[str, float]:
    pairs = (part.strip().rsplit(" ", 1) for part in line.split(","))
    return {word: float(weight) for word, weight in pairs}


_PARSED = {mood: _parsed(line) for mood, line in WEIGHTS.items()}
