"""Words about a product help where they tell more than the picture, and never overrule it."""

import numpy as np
import pytest

from ml.reading import fit_text
from ml.text import CAP, Text, TextFormatError, TextHead, features

ROWS = 400


def school(seed: int) -> tuple[list[Text], np.ndarray, np.ndarray]:
    """Titles that tell the first tag (프릴) and not the second; the picture tells a little of both."""
    generator = np.random.default_rng(seed)
    truth = (generator.random((ROWS, 2)) < 0.4).astype(np.float32)
    others = ["원피스", "셔츠", "denim", "cotton", "가을", "신상"]
    texts = [
        Text(
            " ".join(["프릴" if lovely else "무지", *generator.choice(others, 2)]),
            (str(generator.choice(others)),),
        )
        for lovely in truth[:, 0]
    ]
    picture = (truth - 0.5) + generator.normal(size=truth.shape)
    return texts, truth, picture.astype(np.float32)


def fitted(seed: int = 0, **changes: object) -> TextHead | None:
    texts, truth, picture = school(seed)
    values = {
        "held_out": picture,
        "targets": truth,
        "weights": None,
        "choice_groups": (),
        "sample_groups": np.arange(ROWS),
        "seed": 0,
    }
    return fit_text(texts, **(values | changes))  # type: ignore[arg-type]


def test_only_the_tag_that_words_tell_is_read() -> None:
    head = fitted()

    assert head is not None
    assert head.columns.tolist() == [0]
    frilled, plain = head.pushes([Text("프릴 셔츠"), Text("무지 셔츠")])[:, 0]
    assert frilled > 0.5
    assert plain < -0.2


def test_words_that_tell_nothing_are_not_read() -> None:
    _, truth, picture = school(0)
    strangers = [Text(f"상품 {number * 7919 % 1000}") for number in range(ROWS)]

    head = fit_text(
        strangers,
        held_out=picture,
        targets=truth,
        weights=None,
        choice_groups=(),
        sample_groups=np.arange(ROWS),
        seed=0,
    )

    assert head is None


def test_what_was_not_asked_is_not_learned_from() -> None:
    texts, truth, picture = school(0)
    asked = truth.copy()
    asked[ROWS // 2 :] = np.nan
    upside_down = asked.copy()

    head = fitted(targets=asked)
    texts[ROWS // 2 :] = [Text("프릴")] * (ROWS // 2)
    again = fit_text(
        texts,
        held_out=picture,
        targets=upside_down,
        weights=None,
        choice_groups=(),
        sample_groups=np.arange(ROWS),
        seed=0,
    )

    assert head is not None and again is not None
    assert np.sign(head.pushes([Text("프릴")])[0, 0]) == np.sign(again.pushes([Text("프릴")])[0, 0]) == 1


def test_no_words_overrule_a_picture_that_is_sure() -> None:
    head = fitted()
    assert head is not None
    loudest = Text("프릴 " * 50, ("프릴",) * 50)

    push = head.pushes([loudest])[0, 0]

    assert 0 < push <= CAP
    picture_says_one_in_ten = np.log(0.1 / 0.9)
    assert 1 / (1 + np.exp(-(picture_says_one_in_ten + push))) < 0.5


def test_silence_pushes_nothing() -> None:
    head = fitted()

    assert head is not None
    assert not head.pushes([Text(""), Text("", ())]).any()
    assert head.words(Text(""), 0) == []


def test_the_words_that_pushed_come_first_with_their_direction() -> None:
    head = fitted()
    assert head is not None

    (first, push), *_ = head.words(Text("프릴 셔츠", ("가을",)), 0)

    assert first == "프릴"
    assert push > 0
    assert head.words(Text("프릴 셔츠"), 1) == []


@pytest.mark.parametrize(
    "text",
    [
        Text("프릴 셔츠 denim", ("가을", "프릴 신상")),
        Text("프릴 프릴장식 프릴"),
        Text("#프릴 셔츠", ("프릴",)),
        Text("Denim denim", ("DENIM",)),
    ],
)
def test_the_words_add_up_to_the_push(text: Text) -> None:
    head = fitted()
    assert head is not None

    told = head.words(text, 0)

    assert sum(push for _, push in told) == pytest.approx(head.pushes([text])[0, 0], abs=1e-4)


def test_parts_of_words_are_known_too() -> None:
    head = fitted()

    assert head is not None
    assert head.pushes([Text("프릴장식 셔츠")])[0, 0] > head.pushes([Text("단추장식 셔츠")])[0, 0]


def test_title_and_seller_tags_are_heard_apart() -> None:
    title, tag = features([Text("프릴"), Text("", ("프릴",))]).toarray()

    assert title @ tag == 0
    assert np.linalg.norm(title) == pytest.approx(1)


def test_the_same_answers_make_the_same_bytes_and_they_travel() -> None:
    first, second = fitted(), fitted()
    assert first is not None and second is not None

    content = first.to_bytes()

    assert content == second.to_bytes()
    texts = [Text("프릴 원피스"), Text("무지")]
    assert np.array_equal(TextHead.from_bytes(content).pushes(texts), first.pushes(texts))


@pytest.mark.parametrize("content", [b"", b"nonsense", b"\x00" * 64])
def test_other_bytes_are_refused(content: bytes) -> None:
    with pytest.raises(TextFormatError):
        TextHead.from_bytes(content)


def test_a_choice_group_is_read_as_a_whole() -> None:
    texts, truth, _ = school(0)
    targets = np.stack([truth[:, 0], 1 - truth[:, 0]], axis=1)
    picture = np.zeros_like(targets)

    head = fit_text(
        texts,
        held_out=picture,
        targets=targets,
        weights=None,
        choice_groups=((0, 1),),
        sample_groups=np.arange(ROWS),
        seed=0,
    )

    assert head is not None
    assert head.columns.tolist() == [0, 1]


def test_inside_a_choice_no_words_change_odds_by_more_than_alone() -> None:
    texts, truth, _ = school(0)
    targets = np.stack([truth[:, 0], 1 - truth[:, 0]], axis=1)
    head = fit_text(
        texts,
        held_out=np.zeros_like(targets),
        targets=targets,
        weights=None,
        choice_groups=((0, 1),),
        sample_groups=np.arange(ROWS),
        seed=0,
    )
    assert head is not None

    gained, lost = head.pushes([Text("프릴 " * 50, ("프릴",) * 50)])[0]

    assert 0 < gained - lost <= CAP
