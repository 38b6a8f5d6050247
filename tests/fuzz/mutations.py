"""Ways in which a file goes wrong, for Hypothesis to draw and to shrink."""

from collections.abc import Callable

from hypothesis import strategies as st

SIZES = [0, 1, 255, 256, 32_767, 65_535, 6_000, 2**31 - 1, 2**32 - 1]
"""Numbers that headers are believed about."""


@st.composite
def broken(draw: st.DrawFn, content: bytes) -> bytes:
    """The content after one to six changes."""
    for _ in range(draw(st.integers(1, 6))):
        if not content:
            break
        changes: list[Callable[[st.DrawFn, bytes], bytes]] = [_flipped, _cut, _inserted, _sized, _doubled]
        change = draw(st.sampled_from(changes))
        content = change(draw, content)
    return content


def _at(draw: st.DrawFn, content: bytes) -> int:
    """A place in the file: as often as not in its first bytes, where headers are."""
    last = len(content) - 1
    return draw(st.one_of(st.integers(0, min(last, 120)), st.integers(0, last)))


def _flipped(draw: st.DrawFn, content: bytes) -> bytes:
    at = _at(draw, content)
    return content[:at] + bytes([content[at] ^ draw(st.integers(1, 255))]) + content[at + 1 :]


def _cut(draw: st.DrawFn, content: bytes) -> bytes:
    return content[: _at(draw, content)]


def _inserted(draw: st.DrawFn, content: bytes) -> bytes:
    at = _at(draw, content)
    return content[:at] + draw(st.binary(min_size=1, max_size=40)) + content[at:]


def _sized(draw: st.DrawFn, content: bytes) -> bytes:
    """Another number where a header has one, in the order of either kind of machine."""
    at, width = _at(draw, content), draw(st.sampled_from([2, 3, 4]))
    number = draw(st.sampled_from(SIZES)) % (1 << 8 * width)
    field = number.to_bytes(width, "big" if draw(st.booleans()) else "little")
    return content[:at] + field + content[at + width :]


def _doubled(draw: st.DrawFn, content: bytes) -> bytes:
    start = _at(draw, content)
    part = content[start : start + draw(st.integers(1, 200))]
    return content[:start] + part + content[start:]
