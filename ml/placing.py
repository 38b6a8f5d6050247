"""Where one small grey picture lies on another: every place, size and mirroring, in a few matrix products."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]

PLATE = 96
"""Side of the square plates that pictures are brought to before they are laid over each other."""
COARSE = 24
"""Side of the grey square on which the place is found."""
SHARES = (1.0, 0.92, 0.83, 0.75)
"""Of a side that a crop may have kept."""


@dataclass(frozen=True)
class Place:
    """Where the top, made as small as rows x columns, lies on the coarse ground; its correlation there."""

    correlation: float
    is_mirrored: bool
    rows: int
    columns: int
    down: int
    right: int

    def way(self) -> Floats:
        """[2, 3] from a pixel of the top's plate to one of the ground's.

        The middle of a pixel is half a pixel from its edge, in either.
        """
        high, wide, step = self.rows / COARSE, self.columns / COARSE, PLATE / COARSE
        return np.array(
            [
                [high, 0, self.down * step + (high - 1) / 2],
                [0, wide, self.right * step + (wide - 1) / 2],
            ],
            np.float32,
        )


class Seeker:
    """One plate [96, 96, 3], prepared to be laid over many others and they over it.

    Takes about 2 MB: to be let go when the picture has been compared.
    """

    def __init__(self, plate: Floats) -> None:
        self.plate = plate
        ground = _grey_ground(plate)
        self._windows, self._deviations = _windows(ground)
        self._tops, self._lengths = _laid_everywhere(_sizes(plate))

    def below(self, top: Floats) -> Place:
        """Where another plate fits best on this one."""
        tops = _sizes(top)
        found = []
        for small, windows, deviations in zip(tops, self._windows, self._deviations, strict=True):
            both = np.stack([small, small[:, ::-1]]).reshape(2, -1)
            length = np.sqrt((small**2).sum())
            found.append((both @ windows / (deviations * length + 1e-3)).ravel())
        return _best(np.concatenate(found))

    def above(self, ground: Floats) -> Place:
        """Where this plate fits best on another."""
        grey = _grey_ground(ground)
        sums, squares = (_masks() @ np.stack([grey, grey**2], axis=1)).T
        deviations = np.sqrt((squares - sums**2 / _masks().sum(axis=1)).clip(0))
        return _best(self._tops @ grey / (deviations[_window_of()] * self._lengths + 1e-3))


def _best(correlations: Floats) -> Place:
    at = int(correlations.argmax())
    mirrored, rows, columns, down, right = _places()[at]
    return Place(float(correlations[at]), bool(mirrored), rows, columns, down, right)


def _grey_ground(plate: Floats) -> Floats:
    """[576]"""
    return np.asarray(resampled(plate, COARSE, COARSE).mean(axis=2).ravel(), np.float32)


@cache
def _shapes() -> list[tuple[int, int]]:
    sides = [round(share * COARSE) for share in SHARES]
    return [(rows, columns) for rows in sides for columns in sides]


@cache
def _places() -> list[tuple[int, int, int, int, int]]:
    """Mirrored or not, rows, columns, down, right: in the order of all correlations here."""
    return [
        (mirrored, rows, columns, down, right)
        for rows, columns in _shapes()
        for mirrored in (0, 1)
        for down in range(COARSE - rows + 1)
        for right in range(COARSE - columns + 1)
    ]


def _sizes(plate: Floats) -> list[Floats]:
    """Its grey in every shape, less the mean."""
    grey = plate.mean(axis=2)
    sides = sorted({rows for rows, _ in _shapes()})
    short = {rows: areas(PLATE, rows) @ grey for rows in sides}
    small = (short[rows] @ areas(PLATE, columns).T for rows, columns in _shapes())
    return [one - one.mean() for one in small]


def _windows(ground: Floats) -> tuple[list[Floats], list[Floats]]:
    """Of each shape [rows x columns, places] what lies there, and [places] how far it varies."""
    square = ground.reshape(COARSE, COARSE)
    windows, deviations = [], []
    for shape in _shapes():
        here = np.lib.stride_tricks.sliding_window_view(square, shape).reshape(-1, shape[0] * shape[1])
        sums, squares = here.sum(axis=1), np.einsum("pi,pi->p", here, here)
        windows.append(np.ascontiguousarray(here.T))
        deviations.append(np.sqrt((squares - sums**2 / here.shape[1]).clip(0)))
    return windows, deviations


def _laid_everywhere(sizes: list[Floats]) -> tuple[Floats, Floats]:
    """[places, 576] the top at every place, zero around it, and [places] its length."""
    laid = np.zeros((len(_places()), COARSE, COARSE), np.float32)
    lengths = np.empty(len(laid), np.float32)
    small = dict(zip(_shapes(), sizes, strict=True))
    for at, (mirrored, rows, columns, down, right) in enumerate(_places()):
        top = small[rows, columns]
        laid[at, down : down + rows, right : right + columns] = top[:, ::-1] if mirrored else top
    at = 0
    for shape in _shapes():
        count = 2 * (COARSE - shape[0] + 1) * (COARSE - shape[1] + 1)
        lengths[at : at + count] = np.sqrt((small[shape] ** 2).sum())
        at += count
    return laid.reshape(len(laid), -1), lengths


@cache
def _masks() -> Floats:
    """[windows, 576] ones where a window is."""
    ones = [np.ones(shape, np.float32) for shape in _shapes()]
    laid, _ = _laid_everywhere(ones)
    return laid[np.unique(_window_of(), return_index=True)[1]]


@cache
def _window_of() -> npt.NDArray[np.intp]:
    """[places] the window of each place: a mirrored top has that of the upright one."""
    numbers: dict[tuple[int, ...], int] = {}
    return np.array([numbers.setdefault(place[1:], len(numbers)) for place in _places()])


def resampled(pixels: Floats, rows: int, columns: int) -> Floats:
    """[h, w, 3] to [rows, columns, 3], each new pixel the mean of the area that it covers."""
    down, across = areas(pixels.shape[0], rows), areas(pixels.shape[1], columns)
    # Two products of whole matrices: one for each row of pixels takes ten times as long.
    short = (down @ pixels.reshape(len(pixels), -1)).reshape(rows, -1, 3).transpose(1, 0, 2)
    small = (across @ short.reshape(len(short), -1)).reshape(columns, rows, 3)
    return np.ascontiguousarray(small.transpose(1, 0, 2), np.float32)


@cache
def areas(old: int, new: int) -> Floats:
    """[new, old] what share of each new interval each old one makes up."""
    edges = np.linspace(0, old, new + 1)
    start, end = edges[:-1, None], edges[1:, None]
    cells = np.arange(old)[None]
    shares = np.clip(np.minimum(end, cells + 1) - np.maximum(start, cells), 0, 1) * (new / old)
    return np.asarray(shares, np.float32)
