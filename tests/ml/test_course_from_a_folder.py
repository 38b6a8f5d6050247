"""What the benchmark makes of a folder of photos: what may be asked about, what is measured and refused."""

import csv
import importlib
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from PIL import Image

from ml.encoder import Encoder

Row = dict[str, str]
Write = Callable[[list[Row]], Path]
BENCHMARKS = Path(__file__).parents[2] / "benchmarks"


@pytest.fixture
def photos(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    return importlib.import_module("photos")


@pytest.fixture
def al_data(photos: ModuleType) -> ModuleType:
    return importlib.import_module("al_data")


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """products.csv with these rows, without photos."""

    def written(rows: list[Row]) -> Path:
        with (tmp_path / "products.csv").open("w", newline="", encoding="utf-8") as lines:
            writer = csv.DictWriter(lines, rows[0].keys())
            writer.writeheader()
            writer.writerows(rows)
        return tmp_path

    return written


def rows(count: int = 40, **columns: Callable[[int], str]) -> list[Row]:
    """Photos of two kinds; every fourth is to test on unless said otherwise."""
    usual: dict[str, Callable[[int], str]] = {
        "image": lambda n: f"{n:03}.png",
        "category": lambda n: ("hat", "dress")[n // 4 % 2],
        "split": lambda n: "test" if n % 4 == 0 else "train",
    }
    known = {name: value for name, value in {**usual, **columns}.items() if value is not None}
    return [{name: value(n) for name, value in known.items()} for n in range(count)]


def course(al_data: ModuleType, found: object, labels: str = "category", seed: int = 0) -> object:
    count = len(found.paths)  # type: ignore[attr-defined]
    vectors = np.random.default_rng(0).normal(size=(count, 4)).astype(np.float32)
    looked = al_data.Seen(found, vectors, np.full(count, 2.0, np.float32))
    return al_data.asked(looked, labels, seed=seed, noise=0.0)


def test_a_group_of_duplicates_on_both_sides_is_refused_by_name(photos: ModuleType, write: Write) -> None:
    folder = write(rows(dup_group=lambda n: "twins-7" if n in (3, 4) else ""))

    with pytest.raises(photos.DataError, match="dup_group twins-7 is in the splits train and test"):
        photos.load(folder)


def test_photos_without_a_group_are_on_their_own(
    photos: ModuleType, al_data: ModuleType, write: Write
) -> None:
    found = photos.load(write(rows(dup_group=lambda n: "twins" if n in (5, 6) else "")))

    groups = course(al_data, found).course.sample_groups  # type: ignore[attr-defined]

    assert groups[5] == groups[6]
    assert len(set(groups.tolist())) == 39


def test_what_products_and_duplicates_connect_is_one_group(
    photos: ModuleType, al_data: ModuleType, write: Write
) -> None:
    folder = write(
        rows(
            dup_group=lambda n: "twins" if n in (5, 6) else "",
            product_id=lambda n: "p" if n in (6, 7) else f"{n}",
        )
    )

    groups = course(al_data, photos.load(folder)).course.sample_groups  # type: ignore[attr-defined]

    assert groups[5] == groups[6] == groups[7]


def test_the_folders_own_split_is_kept_and_validation_left_alone(
    photos: ModuleType, al_data: ModuleType, write: Write
) -> None:
    parts = ("test", "train", "Validation", "train")
    asked = course(al_data, photos.load(write(rows(split=lambda n: parts[n % 4]))))

    assert asked.course.test.tolist() == list(range(0, 40, 4))  # type: ignore[attr-defined]
    assert asked.course.pool.tolist() == [n for n in range(40) if n % 2]  # type: ignore[attr-defined]


def test_without_a_test_split_one_is_drawn_by_groups_and_seed(
    photos: ModuleType, al_data: ModuleType, write: Write
) -> None:
    without = [
        {k: v for k, v in row.items() if k != "split"} for row in rows(dup_group=lambda n: f"g{n // 2}")
    ]
    found = photos.load(write(without))

    first, again, other = (course(al_data, found, seed=seed).course for seed in (1, 1, 3))  # type: ignore[attr-defined]

    assert len(first.test) == 12
    assert not set(first.test // 2) & set(first.pool // 2)
    assert sorted([*first.test, *first.pool]) == list(range(40))
    assert first.test.tolist() == again.test.tolist() != other.test.tolist()


def test_one_category_excludes_the_others_and_several_do_not(
    photos: ModuleType, al_data: ModuleType, write: Write
) -> None:
    single = course(al_data, photos.load(write(rows())))
    several = course(
        al_data, photos.load(write(rows(category=lambda n: ("hat", "hat|dress", "dress")[n % 3])))
    )

    assert single.course.choice_groups == ((0, 1),)  # type: ignore[attr-defined]
    assert several.course.choice_groups == ()  # type: ignore[attr-defined]
    assert several.course.truth[1].tolist() == [1, 1]  # type: ignore[attr-defined]


def test_a_photo_of_which_nobody_said_what_it_is_is_not_asked_about(
    photos: ModuleType, al_data: ModuleType, write: Write
) -> None:
    found = photos.load(write(rows(category=lambda n: "" if n in (1, 4) else ("hat", "dress")[n // 4 % 2])))

    asked = course(al_data, found).course  # type: ignore[attr-defined]

    assert 1 not in asked.pool
    assert 4 not in asked.test


def test_style_labels_need_some(photos: ModuleType, al_data: ModuleType, write: Write) -> None:
    found = photos.load(write(rows(style_labels=lambda _n: "")))

    with pytest.raises(photos.DataError, match="no style_labels"):
        course(al_data, found, "style_labels")


def test_the_raw_embedding_is_as_long_as_it_was(
    photos: ModuleType, al_data: ModuleType, write: Write
) -> None:
    asked = course(al_data, photos.load(write(rows())))

    assert asked.raw.embeddings == pytest.approx(2 * asked.course.embeddings)  # type: ignore[attr-defined]


def test_photos_that_do_not_open_are_named_and_left_out(
    photos: ModuleType, write: Write, lite0: Encoder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    al_data = importlib.import_module("al_data")
    found = photos.load(write(rows(6)))
    for number in (0, 1, 3, 5):
        Image.new("RGB", (32, 32), (40 * number, 0, 99)).save(tmp_path / f"{number:03}.png")
    (tmp_path / "002.png").write_bytes((tmp_path / "001.png").read_bytes()[:60])

    looked = al_data.seen(found, lite0, tmp_path / "cache")
    said = capsys.readouterr().out
    cached = al_data.seen(found, lite0, tmp_path / "cache")

    assert [path.name for path in looked.photos.paths] == ["000.png", "001.png", "003.png", "005.png"]
    assert "002.png" in said and "004.png" in said
    assert np.linalg.norm(looked.vectors, axis=1) == pytest.approx(np.ones(4), abs=1e-5)
    assert np.array_equal(cached.vectors, looked.vectors)
    assert cached.photos.paths == looked.photos.paths


def test_rare_tags_are_made_by_taking_photos_away(
    photos: ModuleType, al_data: ModuleType, write: Write
) -> None:
    al_rare = importlib.import_module("al_rare")
    asked = course(
        al_data, photos.load(write(rows(600, category=lambda n: ("hat", "dress", "shoe", "bag")[n // 2 % 4])))
    ).course  # type: ignore[attr-defined]

    planted = al_rare.to_plant(asked, seed=0)
    thin = al_rare.thinned(asked, planted[0], seed=3)

    assert al_rare.rare_tags(asked) == []
    assert al_rare.rare_tags(thin) == [planted[0]]
    assert set(thin.pool) < set(asked.pool)
    assert thin.test.tolist() == asked.test.tolist()
    assert thin.pool.tolist() != al_rare.thinned(asked, planted[0], seed=4).pool.tolist()
