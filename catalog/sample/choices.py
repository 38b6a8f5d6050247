"""What designers may choose from. After each option stand the styles that favour it; other styles take it less often."""

from collections.abc import Mapping

Options = Mapping[str, str]

STYLES: Mapping[str, float] = {
    "casual": 0.19, "minimal": 0.10, "street": 0.09, "classic": 0.08, "sweet": 0.08, "sport": 0.07, "romantic": 0.07, "feminine": 0.07,
    "retro": 0.07, "natural": 0.06, "edgy": 0.06, "preppy": 0.05, "boho": 0.045, "glam": 0.045, "kitsch": 0.045,
}  # fmt: skip

CATEGORIES: Mapping[str, tuple[float, str]] = {
    "dress": (0.15, "romantic feminine boho glam sweet"), "shirt": (0.11, "classic romantic feminine preppy natural"), "t-shirt": (0.12, "street casual kitsch sport"),
    "longsleeve": (0.09, "street sport casual"), "knit": (0.09, "natural preppy casual sweet"), "skirt": (0.09, "feminine sweet preppy"),
    "pants": (0.11, "street minimal casual classic"), "shorts": (0.045, "sport casual street"), "outwear": (0.09, "classic edgy street"),
    "shoes": (0.09, "street glam sport"), "hat": (0.035, "street boho kitsch"), "bag": (0.055, "glam minimal boho"),
}  # fmt: skip

PALETTES: Options = {
    "pastel": "sweet romantic romantic feminine", "earthy": "boho natural natural retro", "mono": "minimal minimal edgy edgy street classic", "neutral": "minimal natural classic casual",
    "neon": "sport street kitsch", "jewel": "glam glam glam feminine", "denim": "casual street", "bright": "kitsch kitsch casual sport", "navy": "preppy preppy preppy classic classic",
    "retro": "retro retro retro boho",
}  # fmt: skip

PRINTS: Options = {
    "ditsy floral": "romantic romantic sweet natural feminine", "big floral": "feminine feminine boho glam", "roses": "romantic romantic feminine", "tulips": "sweet sweet retro kitsch",
    "breton": "casual classic preppy", "wide stripe": "street sport retro preppy", "multi stripe": "retro retro kitsch sport", "pinstripe": "classic classic edgy", "candy stripe": "sweet kitsch preppy",
    "gingham": "sweet sweet natural", "tartan": "preppy preppy edgy retro", "windowpane": "classic classic preppy", "houndstooth": "classic retro feminine", "argyle": "preppy preppy retro",
    "polka dots": "retro retro sweet kitsch", "pin dots": "feminine classic romantic", "paisley": "boho boho retro", "zigzag": "boho boho", "aztec": "boho boho boho",
    "leopard": "glam glam edgy", "zebra": "glam edgy kitsch", "cow": "kitsch kitsch street", "camouflage": "street street", "tie-dye": "boho kitsch street", "hearts": "sweet kitsch kitsch",
    "stars": "kitsch edgy", "cherries": "kitsch kitsch sweet retro", "smileys": "kitsch kitsch street",
}  # fmt: skip
PLAIN_SHARE: Mapping[str, float] = {
    "minimal": 0.92, "sport": 0.82, "edgy": 0.74, "glam": 0.62, "casual": 0.58, "street": 0.62, "classic": 0.55, "natural": 0.55, "feminine": 0.45,
    "romantic": 0.38, "sweet": 0.42, "preppy": 0.38, "retro": 0.32, "boho": 0.28, "kitsch": 0.25,
}  # fmt: skip

CUTS: Mapping[str, Options] = {
    "dress": {
        "gathered waist": "romantic sweet", "tiered waist": "boho romantic", "a-line waist": "classic preppy retro", "slip empire": "glam glam minimal", "wrap waist": "feminine feminine boho",
        "pencil waist": "classic glam edgy", "pleated waist": "feminine preppy", "a-line shift": "minimal retro casual", "gathered drop": "retro sweet", "tulle waist": "romantic kitsch", "tiered empire": "boho natural natural",
    },
    "shirt": {"shirt": "classic casual preppy natural minimal street", "blouse": "romantic romantic sweet sweet feminine feminine boho glam"},
    "t-shirt": {"tee": "casual street minimal sport kitsch retro", "polo": "preppy preppy sport retro", "tank": "sport casual edgy", "cami": "feminine glam sweet"},
    "longsleeve": {"long tee": "casual minimal", "hoodie": "street street sport sport", "sweatshirt": "casual street preppy", "turtleneck": "minimal classic edgy"},
    "knit": {"sweater": "casual natural preppy minimal", "turtleneck": "classic minimal", "vest": "preppy retro", "cardigan": "sweet feminine preppy natural"},
    "skirt": {
        "a-line": "classic retro casual", "pencil": "classic glam edgy minimal", "slip": "minimal feminine glam", "wrap": "boho feminine", "gathered": "romantic sweet natural", "pleated": "preppy preppy sweet feminine",
        "tiered": "boho boho romantic", "tulle": "romantic romantic kitsch", "denim": "casual street retro",
    },
    "pants": {
        "skinny": "edgy edgy casual", "straight": "casual casual natural", "wide": "minimal street retro", "flare": "retro retro boho", "jogger": "sport sport street", "cargo": "street street",
        "slacks": "classic classic minimal preppy", "flowy": "boho natural feminine", "leggings": "sport",
    },
    "shorts": {"shorts": "casual sport street natural sweet", "bermuda": "preppy classic minimal street"},
    "outwear": {
        "blazer": "classic classic minimal preppy", "biker": "edgy edgy edgy glam", "bomber": "street sport", "varsity": "preppy street retro", "trucker": "casual casual retro street", "padded": "street sport casual",
        "coat": "classic classic minimal feminine romantic", "cardigan": "natural sweet romantic boho", "windbreaker": "sport sport street retro",
    },
    "shoes": {
        "sneaker": "casual casual sport minimal", "chunky sneaker": "street street sport kitsch", "high sneaker": "street street retro", "canvas sneaker": "casual casual preppy", "pump": "glam glam feminine classic",
        "kitten heel": "feminine feminine romantic", "loafer": "preppy preppy classic minimal", "ballet flat": "feminine sweet romantic", "mary jane": "sweet sweet retro preppy", "ankle boot": "minimal edgy classic",
        "combat boot": "edgy edgy edgy street", "long boot": "glam retro edgy", "western boot": "boho boho retro", "sandal": "natural boho casual",
    },
    "hat": {"cap": "street street sport casual", "bucket": "street casual kitsch", "wide": "boho natural romantic feminine", "fedora": "classic boho minimal", "beret": "romantic sweet retro preppy", "beanie": "street casual"},
    "bag": {"tote": "casual natural minimal", "handbag": "classic feminine glam", "flap bag": "feminine glam glam classic minimal", "bucket bag": "boho boho natural", "backpack": "sport street preppy"},
}  # fmt: skip

FABRICS: Mapping[str, Options] = {
    "dress": {"cotton": "sweet casual natural romantic preppy retro", "linen": "natural natural boho", "satin": "glam feminine", "chiffon": "romantic romantic feminine boho", "velvet": "glam retro", "denim": "casual", "knit": "minimal casual", "sequins": "glam glam", "lace": "romantic feminine", "jersey": "casual minimal sport edgy"},
    "shirt": {"cotton": "classic casual preppy sweet kitsch minimal", "linen": "natural natural minimal", "satin": "glam feminine edgy", "chiffon": "romantic feminine", "denim": "casual street", "lace": "romantic", "corduroy": "retro natural"},
    "t-shirt": {"jersey": "casual street minimal sport kitsch retro sweet", "rib": "minimal feminine"},
    "longsleeve": {"jersey": "casual minimal", "rib": "minimal feminine classic", "velvet": "glam retro"},
    "hoodie": {"sweat": "street sport casual"},
    "sweatshirt": {"sweat": "street sport casual", "teddy": "sweet casual"},
    "knit": {"knit": "casual classic preppy minimal", "chunky knit": "natural casual", "cable knit": "preppy classic natural", "rib": "minimal feminine", "crochet": "boho boho", "teddy": "sweet sweet"},
    "skirt": {"cotton": "sweet natural casual kitsch", "satin": "feminine minimal glam", "wool": "preppy classic", "leather": "edgy edgy glam", "velvet": "glam retro", "tweed": "classic feminine", "linen": "natural boho", "sequins": "glam", "corduroy": "retro"},
    "pants": {"denim": "casual casual street retro", "cotton": "casual minimal preppy", "linen": "natural natural", "wool": "classic minimal preppy", "leather": "edgy edgy", "corduroy": "retro natural", "satin": "glam feminine"},
    "sporty": {"sweat": "casual street", "nylon": "sport sport street", "jersey": "sport"},
    "shorts": {"denim": "casual casual street", "cotton": "casual preppy sweet", "linen": "natural", "nylon": "sport sport sport", "tweed": "feminine classic", "leather": "edgy"},
    "blazer": {"wool": "classic minimal preppy", "tweed": "feminine classic", "linen": "natural", "velvet": "glam", "corduroy": "retro"},
    "biker": {"leather": "edgy glam"},
    "bomber": {"nylon": "street sport", "satin": "glam", "velvet": "retro"},
    "varsity": {"wool": "preppy"},
    "trucker": {"denim": "casual street", "corduroy": "retro", "leather": "edgy"},
    "padded": {"nylon": "street sport"},
    "coat": {"wool": "classic minimal", "teddy": "sweet casual", "tweed": "retro feminine", "leather": "edgy glam"},
    "cardigan": {"knit": "casual sweet", "chunky knit": "natural", "cable knit": "preppy", "crochet": "boho"},
    "windbreaker": {"nylon": "sport"},
    "sneaker": {"leather": "casual minimal", "canvas": "casual sport", "nylon": "sport street"},
    "pump": {"leather": "classic", "satin": "glam feminine", "velvet": "romantic", "sequins": "glam"},
    "flat": {"leather": "classic preppy", "satin": "sweet romantic feminine", "velvet": "retro"},
    "boot": {"leather": "edgy classic", "velvet": "boho retro"},
    "sandal": {"leather": "casual", "canvas": "natural"},
    "cap": {"canvas": "casual street sport", "denim": "casual", "corduroy": "retro", "nylon": "sport"},
    "wide": {"straw": "natural natural boho romantic", "wool": "classic boho"},
    "fedora": {"wool": "classic", "straw": "natural"},
    "beret": {"wool": "romantic retro", "leather": "edgy", "knit": "sweet"},
    "beanie": {"chunky knit": "casual", "rib": "street", "cable knit": "natural"},
    "tote": {"canvas": "casual natural", "linen": "natural", "leather": "minimal classic", "quilted": "sweet", "crochet": "boho", "denim": "retro street"},
    "handbag": {"leather": "classic glam", "straw": "natural boho", "velvet": "glam", "teddy": "sweet kitsch"},
    "flap bag": {"leather": "classic minimal", "quilted": "glam glam feminine classic", "satin": "romantic", "sequins": "glam kitsch"},
    "bucket bag": {"leather": "classic", "velvet": "boho", "crochet": "boho", "straw": "natural"},
    "backpack": {"nylon": "sport street", "canvas": "casual", "leather": "preppy minimal"},
}  # fmt: skip

NECKLINES: Mapping[str, Options] = {
    "dress": {"round": "sweet casual minimal", "v": "feminine classic boho", "square": "romantic feminine", "straps": "glam minimal", "off-shoulder": "boho romantic", "sweetheart": "glam romantic", "high": "retro classic", "boat": "classic", "collar": "preppy preppy classic retro"},
    "blouse": {"round": "sweet romantic", "v": "feminine", "square": "romantic", "off-shoulder": "boho", "high": "romantic classic", "wrap": "feminine"},
    "tee": {"round": "casual street sport kitsch retro minimal preppy sweet", "v": "casual", "scoop": "feminine"},
    "sweater": {"round": "casual preppy natural sweet", "v": "preppy classic", "boat": "feminine minimal"},
}  # fmt: skip
GRAPHICS: Options = {
    "letters": "casual sweet minimal", "street": "street street street edgy", "team": "sport sport preppy", "smiley": "kitsch kitsch", "sunset": "retro retro", "heart": "sweet kitsch", "bear": "sweet kitsch sweet",
    "flame": "street edgy", "bolt": "edgy street", "crest": "preppy preppy preppy", "flower": "natural retro romantic", "logo": "sport minimal casual",
}  # fmt: skip
BACKDROPS: Options = {
    "studio": "minimal classic casual glam sport", "paper": "sweet romantic feminine kitsch retro sport casual", "corner": "kitsch retro minimal", "wood": "natural casual retro boho", "wall": "casual preppy natural", "marble": "glam feminine classic",
    "linen": "romantic natural boho", "concrete": "street edgy", "street": "street casual",
}  # fmt: skip

# Extra: probability otherwise, probability in a style that favours it, those styles, categories it can be seen on.
EXTRAS: Mapping[str, tuple[float, float, str, str]] = {
    "ruffle": (0.04, 0.42, "romantic sweet feminine", "dress shirt skirt pants shorts bag hat"), "lace": (0.03, 0.34, "romantic feminine boho", "dress shirt skirt shorts bag"),
    "bow": (0.03, 0.38, "sweet romantic kitsch", "dress shirt knit skirt shoes hat bag shorts outwear"), "ribbon": (0.08, 0.35, "romantic sweet feminine", "dress"), "belt": (0.08, 0.3, "classic preppy retro boho", "dress pants outwear"),
    "studs": (0.02, 0.40, "edgy edgy glam", "t-shirt skirt pants outwear shoes bag hat"), "fringe": (0.01, 0.40, "boho", "dress t-shirt skirt shoes bag outwear shorts hat"), "chain": (0.03, 0.42, "edgy street", "skirt pants"),
    "ripped": (0.05, 0.4, "street edgy", "pants"), "side-stripe": (0.02, 0.55, "sport", "longsleeve pants outwear shoes"), "logo": (0.06, 0.4, "sport street", "t-shirt longsleeve outwear shoes hat"),
    "pockets": (0.15, 0.35, "casual classic natural", "shirt t-shirt skirt"), "buttons": (0.10, 0.3, "retro classic", "dress skirt knit"), "peter-pan": (0.02, 0.34, "sweet preppy retro", "dress blouse"),
    "colour-block": (0.08, 0.3, "sport kitsch retro", "longsleeve dress shoes hat bag"), "ringer": (0.08, 0.4, "retro sport", "t-shirt outwear"), "bell": (0.05, 0.4, "boho retro", "dress shirt"),
    "long-puff": (0.45, 0.5, "romantic", "dress shirt"), "ruffle-cuff": (0.06, 0.3, "romantic sweet", "dress shirt"), "jabot": (0.02, 0.22, "romantic classic", "shirt"), "drawstring": (0.2, 0.6, "sport", "shorts"),
    "rolled": (0.12, 0.3, "casual retro", "pants shorts"), "hood": (0.08, 0.35, "street sport", "outwear"), "strap": (0.25, 0.5, "feminine glam", "shoes"), "platform": (0.12, 0.3, "kitsch retro edgy", "shoes"),
    "charm": (0.05, 0.35, "sweet kitsch", "bag"), "leather-handle": (0.3, 0.5, "natural classic", "bag"), "pompom": (0.3, 0.7, "sweet kitsch", "hat"), "peplum": (0.05, 0.25, "feminine", "shirt"), "metal": (0.4, 0.5, "classic", "shoes"),
    "double-breasted": (0.3, 0.5, "classic preppy", "outwear"), "patch": (0.03, 0.3, "kitsch street retro", "outwear"), "contrast-collar": (0.1, 0.4, "preppy retro kitsch", "shirt t-shirt hat"), "elastic": (0.2, 0.3, "natural sport", "skirt pants"),
    "sheer-sleeve": (0.03, 0.2, "romantic feminine", "dress shirt"),
}  # fmt: skip
