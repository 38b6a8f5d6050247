"""Which fabrics a kind of garment is made of, and the styles that favour each."""

from collections.abc import Mapping

from catalog.sample.choices import Options

FABRICS: Mapping[str, Options] = {
    "dress": {
        "cotton": "sweet casual natural romantic preppy retro",
        "linen": "natural natural boho",
        "satin": "glam feminine",
        "chiffon": "romantic romantic feminine boho",
        "velvet": "glam retro",
        "denim": "casual",
        "knit": "minimal casual",
        "sequins": "glam glam",
        "lace": "romantic feminine",
        "jersey": "casual minimal sport edgy",
    },
    "shirt": {
        "cotton": "classic casual preppy sweet kitsch minimal",
        "linen": "natural natural minimal",
        "satin": "glam feminine edgy",
        "chiffon": "romantic feminine",
        "denim": "casual street",
        "lace": "romantic",
        "corduroy": "retro natural",
    },
    "t-shirt": {
        "jersey": "casual street minimal sport kitsch retro sweet",
        "rib": "minimal feminine",
    },
    "longsleeve": {
        "jersey": "casual minimal",
        "rib": "minimal feminine classic",
        "velvet": "glam retro",
    },
    "hoodie": {
        "sweat": "street sport casual",
    },
    "sweatshirt": {
        "sweat": "street sport casual",
        "teddy": "sweet casual",
    },
    "knit": {
        "knit": "casual classic preppy minimal",
        "chunky knit": "natural casual",
        "cable knit": "preppy classic natural",
        "rib": "minimal feminine",
        "crochet": "boho boho",
        "teddy": "sweet sweet",
    },
    "skirt": {
        "cotton": "sweet natural casual kitsch",
        "satin": "feminine minimal glam",
        "wool": "preppy classic",
        "leather": "edgy edgy glam",
        "velvet": "glam retro",
        "tweed": "classic feminine",
        "linen": "natural boho",
        "sequins": "glam",
        "corduroy": "retro",
    },
    "pants": {
        "denim": "casual casual street retro",
        "cotton": "casual minimal preppy",
        "linen": "natural natural",
        "wool": "classic minimal preppy",
        "leather": "edgy edgy",
        "corduroy": "retro natural",
        "satin": "glam feminine",
    },
    "sporty": {
        "sweat": "casual street",
        "nylon": "sport sport street",
        "jersey": "sport",
    },
    "shorts": {
        "denim": "casual casual street",
        "cotton": "casual preppy sweet",
        "linen": "natural",
        "nylon": "sport sport sport",
        "tweed": "feminine classic",
        "leather": "edgy",
    },
    "blazer": {
        "wool": "classic minimal preppy",
        "tweed": "feminine classic",
        "linen": "natural",
        "velvet": "glam",
        "corduroy": "retro",
    },
    "biker": {
        "leather": "edgy glam",
    },
    "bomber": {
        "nylon": "street sport",
        "satin": "glam",
        "velvet": "retro",
    },
    "varsity": {
        "wool": "preppy",
    },
    "trucker": {
        "denim": "casual street",
        "corduroy": "retro",
        "leather": "edgy",
    },
    "padded": {
        "nylon": "street sport",
    },
    "coat": {
        "wool": "classic minimal",
        "teddy": "sweet casual",
        "tweed": "retro feminine",
        "leather": "edgy glam",
    },
    "cardigan": {
        "knit": "casual sweet",
        "chunky knit": "natural",
        "cable knit": "preppy",
        "crochet": "boho",
    },
    "windbreaker": {
        "nylon": "sport",
    },
    "sneaker": {
        "leather": "casual minimal",
        "canvas": "casual sport",
        "nylon": "sport street",
    },
    "pump": {
        "leather": "classic",
        "satin": "glam feminine",
        "velvet": "romantic",
        "sequins": "glam",
    },
    "flat": {
        "leather": "classic preppy",
        "satin": "sweet romantic feminine",
        "velvet": "retro",
    },
    "boot": {
        "leather": "edgy classic",
        "velvet": "boho retro",
    },
    "sandal": {
        "leather": "casual",
        "canvas": "natural",
    },
    "cap": {
        "canvas": "casual street sport",
        "denim": "casual",
        "corduroy": "retro",
        "nylon": "sport",
    },
    "wide": {
        "straw": "natural natural boho romantic",
        "wool": "classic boho",
    },
    "fedora": {
        "wool": "classic",
        "straw": "natural",
    },
    "beret": {
        "wool": "romantic retro",
        "leather": "edgy",
        "knit": "sweet",
    },
    "beanie": {
        "chunky knit": "casual",
        "rib": "street",
        "cable knit": "natural",
    },
    "tote": {
        "canvas": "casual natural",
        "linen": "natural",
        "leather": "minimal classic",
        "quilted": "sweet",
        "crochet": "boho",
        "denim": "retro street",
    },
    "handbag": {
        "leather": "classic glam",
        "straw": "natural boho",
        "velvet": "glam",
        "teddy": "sweet kitsch",
    },
    "flap bag": {
        "leather": "classic minimal",
        "quilted": "glam glam feminine classic",
        "satin": "romantic",
        "sequins": "glam kitsch",
    },
    "bucket bag": {
        "leather": "classic",
        "velvet": "boho",
        "crochet": "boho",
        "straw": "natural",
    },
    "backpack": {
        "nylon": "sport street",
        "canvas": "casual",
        "leather": "preppy minimal",
    },
}
