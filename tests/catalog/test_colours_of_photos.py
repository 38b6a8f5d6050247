"""A photo looks in the catalog as it looked to its photographer, whatever colours its file speaks in."""

import io
import struct

from PIL import Image, ImageCms

from catalog.services.decoding import decode

P3_PRIMARIES = {
    b"rXYZ": (0.51512, 0.24120, -0.00105),
    b"gXYZ": (0.29198, 0.69225, 0.04189),
    b"bXYZ": (0.15710, 0.06657, 0.78407),
}
Colour = tuple[int, ...]


def srgb_profile() -> bytes:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def display_p3_profile() -> bytes:
    """sRGB's profile with the primaries of Display P3, which telephones photograph in."""
    profile = bytearray(srgb_profile())
    [count] = struct.unpack_from(">I", profile, 128)
    for entry in range(132, 132 + 12 * count, 12):
        name, offset, _ = struct.unpack_from(">4sII", profile, entry)
        if name in P3_PRIMARIES:
            fixed = [round(value * 65536) for value in P3_PRIMARIES[name]]
            struct.pack_into(">3i", profile, offset + 8, *fixed)
    return bytes(profile)


def press_profile() -> bytes:
    """A printing press on which the ink called cyan is red, so that nobody mistakes it for a plain one.

    A `lut8` from four inks to Lab: two grid points an ink; without the first the paper's white.
    """
    white, red, black = (255, 128, 128), (138, 208, 195), (0, 128, 128)
    grid = b"".join(
        bytes(black if k else red if c else white)
        for c in (0, 1)
        for _m in (0, 1)
        for _y in (0, 1)
        for k in (0, 1)
    )
    identity = struct.pack(">9i", *(65536 if at % 4 == 0 else 0 for at in range(9)))
    ramp = bytes(range(256))
    lut = b"mft1\0\0\0\0" + bytes([4, 3, 2, 0]) + identity + ramp * 4 + grid + ramp * 3
    point = b"XYZ \0\0\0\0" + struct.pack(">3i", 63190, 65536, 54061)
    text = b"text\0\0\0\0a press\0"
    tags = [(b"A2B0", lut), (b"wtpt", point), (b"desc", text + b"\0" * 80), (b"cprt", text)]
    offset, directory, body = 128 + 4 + 12 * len(tags), struct.pack(">I", len(tags)), b""
    for name, content in tags:
        padded = content + b"\0" * (-len(content) % 4)
        directory += struct.pack(">4sII", name, offset + len(body), len(content))
        body += padded
    header = struct.pack(
        ">I4sI4s4s4s12s4s28s3i48s",
        offset + len(body), b"lcms", 0x02400000, b"prtr", b"CMYK", b"Lab ", bytes(12), b"acsp", bytes(28),
        63190, 65536, 54061, bytes(48),
    )  # fmt: skip
    return header + directory + body


def shown(image: Image.Image, kind: str, profile: bytes | None) -> Colour:
    """The colour in the middle of the picture that is kept of it."""
    out = io.BytesIO()
    image.save(out, kind, icc_profile=profile)
    display = Image.open(io.BytesIO(decode(out.getvalue()).display))
    found = display.getpixel((display.width // 2, display.height // 2))
    assert isinstance(found, tuple)
    return tuple(int(value) for value in found)


def near(found: Colour, wanted: Colour, tolerance: int = 8) -> bool:
    return max(abs(one - other) for one, other in zip(found, wanted, strict=True)) <= tolerance


def test_the_wide_colours_of_a_telephone_become_those_of_every_screen() -> None:
    orange = Image.new("RGB", (40, 40), (220, 130, 60))

    as_p3 = shown(orange, "PNG", display_p3_profile())
    as_srgb = shown(orange, "PNG", srgb_profile())

    assert near(as_srgb, (220, 130, 60))
    assert near(as_p3, (234, 124, 36))  # by both spaces' matrices


def test_transparency_lies_on_white_in_wide_colours_too() -> None:
    layer = Image.new("RGBA", (40, 40), (220, 130, 60, 0))

    assert near(shown(layer, "PNG", display_p3_profile()), (255, 255, 255), 1)


def test_inks_look_as_on_the_press_that_they_are_for() -> None:
    first_ink = Image.new("CMYK", (40, 40), (255, 0, 0, 0))

    with_profile = shown(first_ink, "JPEG", press_profile())
    without = shown(first_ink, "JPEG", None)

    assert with_profile[0] > 200
    assert max(with_profile[1:]) < 60
    assert near(without, (0, 255, 255), 12)


def test_a_profile_that_is_broken_or_of_other_colours_counts_as_none() -> None:
    orange = Image.new("RGB", (40, 40), (220, 130, 60))

    for profile in (b"not a profile", press_profile(), display_p3_profile()[:300]):
        assert near(shown(orange, "JPEG", profile), (220, 130, 60))


def test_grey_stays_grey() -> None:
    grey = Image.new("L", (40, 40), 100)

    assert near(shown(grey, "JPEG", display_p3_profile()), (100, 100, 100))
