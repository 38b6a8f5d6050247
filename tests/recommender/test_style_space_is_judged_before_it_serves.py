"""A new style space serves shoppers only where no frozen query is worse, together with its index."""

from __future__ import annotations

from io import StringIO

import numpy as np
import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from catalog.models import Product, ProductImage, Tag
from labeling.models import AuditImage, Label
from ml.style_map import StyleMap
from recommender.models import FrozenQuery, IndexGeneration, StyleSpace
from recommender.runtime.style import Difference
from recommender.services.judging import Judged
from recommender.services.learning_style import _ruling, choose_by_hand, decide, learn_style
from recommender.services.similar import similar_to
from tests.recommender.shelf import DIMENSIONS, ENCODER, NOW, at, crown, put
from training.services.snapshots import freeze

pytestmark = pytest.mark.usefixtures("vocabulary")
State = StyleSpace.State
MOODS = {"romantic": 0, "lovely": 1}


def shop(count: int = 90, audited: int = 45, title: str = "") -> None:
    """Photos whose two moods are faint and whose colours are loud; people answered about all of them."""
    generator = np.random.default_rng(0)
    tags = {slug: Tag.objects.get(slug=slug) for slug in MOODS}
    labels = []
    for number in range(count):
        moods = generator.integers(0, 2, 2)
        axes = {f"a{axis}": float(value) for axis, value in enumerate(generator.normal(size=30), start=2)}
        axes |= {f"a{axis}": 1.6 * (2 * moods[axis] - 1) for axis in MOODS.values()}
        image = put(title or f"{number}", at(**axes)).images.get()
        for slug, axis in MOODS.items():
            yes = int(moods[axis])
            labels.append(Label(image=image, tag=tags[slug], yes=yes, no=1 - yes, updated_at=NOW))
        if number < audited:
            AuditImage.objects.create(image=image, drawn_at=NOW)
    Label.objects.bulk_create(labels)


def champion() -> None:
    version = crown(MOODS)
    snapshot = freeze(encoder_key=ENCODER, now=NOW)
    assert snapshot is not None
    version.run.snapshot = snapshot
    version.run.save(update_fields=["snapshot"])


def blind() -> StyleSpace:
    """A candidate that sees everything but the moods."""
    matrix = np.zeros((DIMENSIONS, 20), np.float32)
    matrix[np.arange(2, 22), np.arange(20)] = 1
    space = StyleMap(np.zeros(DIMENSIONS, np.float32), matrix, np.zeros(20, np.float32))
    return StyleSpace.objects.create(
        key="blind",
        encoder_key=ENCODER,
        model_key="champion-1",
        dimensions=20,
        weights=space.to_bytes(),
        learned_share=0.5,
        image_count=1,
        created_at=NOW,
    )


def test_what_the_champion_learned_from_makes_a_space_that_serves_with_its_index(manager: User) -> None:
    shop()
    first = learn_style(now=NOW)
    champion()

    judged = learn_style(now=NOW)
    assert judged is not None
    choose_by_hand(judged, by=manager, now=NOW)
    served = learn_style(now=NOW)
    again = learn_style(now=NOW)

    assert first is not None
    assert judged.figures["style"]["after"] >= judged.figures["style"]["before"]
    assert judged.learned_share > 0
    assert served is not None
    assert again is None
    live = IndexGeneration.objects.get(state="live")
    assert StyleSpace.objects.serving_key() == judged.key == live.space_key
    first.refresh_from_db()
    assert first.state == State.RETIRED


def test_what_is_worse_is_sent_away_and_nobody_can_choose_it(manager: User) -> None:
    shop()
    learn_style(now=NOW)
    serving = StyleSpace.objects.serving()
    assert serving is not None

    judged = decide(blind(), serving, now=NOW)

    assert judged.state == State.REJECTED
    assert judged.figures["style"]["worse"]
    assert choose_by_hand(judged, by=manager, now=NOW) is False
    assert StyleSpace.objects.serving_key() == serving.key


def test_where_little_was_audited_a_person_decides(client: Client, manager: User) -> None:
    shop(audited=5)
    learn_style(now=NOW)
    champion()
    waiting = learn_style(now=NOW)
    assert waiting is not None
    assert waiting.state == State.CANDIDATE
    client.force_login(manager)

    for _ in range(2):  # sent twice, chosen once
        client.post(f"/style-spaces/{waiting.pk}/decide/", {"choice": "serve"})
    learn_style(now=NOW)

    waiting.refresh_from_db()
    assert (waiting.state, waiting.decided_by) == (State.SERVING, manager)


def differences(*counts: int, worse: bool = False) -> Judged:
    kinds = ("style", "tag", "photo")
    found = {
        kind: Difference(n, 0.5, 0.5, -0.1, 0.1, worse) for kind, n in zip(kinds, counts, strict=True) if n
    }
    return Judged(found, [])


@pytest.mark.parametrize(
    ("counts", "state"),
    [((60, 20, 40), State.CHOSEN), ((60, 19, 40), State.CANDIDATE), ((60, 20, 0), State.CANDIDATE)],
)
def test_only_what_was_judged_on_enough_of_every_kind_passes_by_itself(
    counts: tuple[int, int, int], state: str
) -> None:
    serving = StyleSpace(key="one", encoder_key=ENCODER)
    candidate = StyleSpace(key="two", encoder_key=ENCODER, learned_share=0.5)

    found, _, details = _ruling(candidate, serving, differences(*counts))

    assert found == state
    assert state == State.CHOSEN or [details[f"{kind}_count"] for kind in ("style", "tag", "photo")] == [
        *counts
    ]


def test_what_waits_is_judged_again_only_after_more_answers() -> None:
    shop(audited=25)
    learn_style(now=NOW)
    champion()
    waiting = learn_style(now=NOW)
    assert waiting is not None
    assert waiting.state == State.CANDIDATE

    idle = learn_style(now=NOW)
    image = ProductImage.objects.filter(audit=None).order_by("pk")[0]
    AuditImage.objects.create(image=image, drawn_at=NOW)
    again = learn_style(now=NOW)

    assert idle is None
    assert again == waiting


def test_queries_are_drawn_once_and_kept() -> None:
    shop()
    learn_style(now=NOW)
    champion()
    learn_style(now=NOW)
    before = set(FrozenQuery.objects.values_list("kind", "image", "tag"))
    serving = StyleSpace.objects.serving()
    assert serving is not None

    decide(blind(), serving, now=NOW)

    assert {kind for kind, _, _ in before} == {"style", "tag", "photo"}
    assert set(FrozenQuery.objects.values_list("kind", "image", "tag")) == before


def test_the_manager_sees_pictures_before_and_after(
    client: Client, manager: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    shop(title="<script>alert(1)</script>")
    learn_style(now=NOW)
    champion()
    judged = learn_style(now=NOW)
    assert judged is not None
    client.force_login(manager)
    client.get("/style-spaces/")

    with django_assert_max_num_queries(9):
        page = client.get(f"/style-spaces/{judged.pk}/")

    listed = client.get("/style-spaces/")
    html = page.content.decode()
    assert (page.status_code, listed.status_code) == (200, 200)
    assert html.count('class="change"') > 10
    assert html.count("<li") > 200
    assert "<script>alert" not in html


def test_decisions_are_posted_by_those_who_may(client: Client, curator: User, manager: User) -> None:
    shop()
    space = learn_style(now=NOW)
    assert space is not None
    client.force_login(curator)
    refused = client.post(f"/style-spaces/{space.pk}/decide/", {"choice": "serve"})
    client.force_login(manager)

    wrong = client.get(f"/style-spaces/{space.pk}/decide/")
    missing = client.post("/style-spaces/999999/decide/", {"choice": "serve"})
    odd = client.post(f"/style-spaces/{space.pk}/decide/", {"choice": "x\0"})

    assert (refused.status_code, wrong.status_code, missing.status_code, odd.status_code) == (
        403,
        405,
        404,
        302,
    )
    assert Product.objects.exists()


def test_similar_products_come_from_the_space_that_serves(manager: User) -> None:
    shop()
    learn_style(now=NOW)
    champion()
    judged = learn_style(now=NOW)
    assert judged is not None
    choose_by_hand(judged, by=manager, now=NOW)
    learn_style(now=NOW)
    asked = Product.objects.order_by("pk")[0]
    mine = set(asked.images.get().labels.filter(value=True).values_list("tag__slug", flat=True))

    found = similar_to(asked)

    assert found
    theirs = [
        set(one.card.product.images.get().labels.filter(value=True).values_list("tag__slug", flat=True))
        for one in found
    ]
    assert sum(mine == other for other in theirs) > len(theirs) / 2


def test_by_hand_it_is_learned_anew_only_where_there_is_something_new() -> None:
    shop()
    learn_style(now=NOW)
    champion()
    judged = learn_style(now=NOW)
    assert judged is not None

    with pytest.raises(CommandError, match="no label and no photo is new"):
        call_command("rebuild_index", "--learn", stdout=StringIO())
    generator = np.random.default_rng(1)
    for _ in range(5):
        put("새 옷", at(**{f"a{axis}": float(value) for axis, value in enumerate(generator.normal(size=30))}))
    call_command("rebuild_index", "--learn", stdout=StringIO())

    newest = StyleSpace.objects.latest("pk")
    assert newest != judged
    assert newest.model_key == judged.model_key
    assert newest.image_count == judged.image_count + 5
