"""What shoppers say is written down, brought along to their account, and given to them."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import TypeVar

from django.db import IntegrityError, transaction
from django.db.models import Model, QuerySet

from catalog.models import Product, Tag
from recommender.models import Event, MoodWeight, Opinion, Shopper, Source
from recommender.models.event import MOST_STEPS

Row = TypeVar("Row", bound=Model)
LIMIT_SECONDS = 60
LIMIT = 60
"""So many things a minute from one address: more than fingers do, and less than what would fill a table.

Looks are counted apart from what is said: where many share an address and look, each can still like.
"""
OPINIONS = {
    Event.Kind.LIKE: Opinion.Value.LIKE,
    Event.Kind.HIDE: Opinion.Value.HIDE,
    Event.Kind.UNLIKE: None,
    Event.Kind.UNHIDE: None,
}
"""What somebody thinks of a product after it."""


class TooMuchError(Exception):
    """More in a minute than a person does; `after` so many seconds it is heard again."""

    after = LIMIT_SECONDS


def check_pace(visitor: str, *, now: dt.datetime, looks: bool = False) -> None:
    """Raises TooMuchError, for one who says something or who `looks`. The limit bounds what it costs."""
    since = now - dt.timedelta(seconds=LIMIT_SECONDS)
    lately = Event.objects.lately_by(visitor, since=since).only_looks(looks)
    if lately.order_by()[:LIMIT].count() >= LIMIT:
        raise TooMuchError


def think(
    shopper: Shopper,
    product: Product,
    kind: str,
    *,
    visitor: str,
    client_id: uuid.UUID,
    now: dt.datetime,
    source: str = Source.OTHER,
) -> str:
    """Like or hide a product, or take it back; what the shopper thinks of it now, "" for nothing.

    The same thing said twice, or sent twice, is recorded once.
    """
    with transaction.atomic():
        Shopper.objects.select_for_update(no_key=True).filter(pk=shopper.pk).update(seen_at=now)
        held = Opinion.objects.filter(shopper=shopper, product=product)
        before = held.values_list("value", flat=True).first() or ""
        wanted = OPINIONS[Event.Kind(kind)] or ""
        undone = {Event.Kind.UNLIKE: Opinion.Value.LIKE, Event.Kind.UNHIDE: Opinion.Value.HIDE}
        is_news = before == undone[Event.Kind(kind)] if Event.Kind(kind) in undone else before != wanted
        if not is_news or Event.objects.have(client_id):
            return before
        fields = {"visitor": visitor, "source": source, "client_id": client_id, "at": now}
        if not _recorded(Event(shopper=shopper, product=product, kind=kind, **fields)):
            return before
        held.delete()
        if wanted:
            Opinion.objects.create(shopper=shopper, product=product, value=wanted, at=now)
        return wanted


def turn(
    shopper: Shopper, tag: Tag, steps: int, *, visitor: str, client_id: uuid.UUID, now: dt.datetime
) -> int:
    """More (+1) or less (−1) of a mood; how far it is turned now."""
    with transaction.atomic():
        Shopper.objects.select_for_update(no_key=True).filter(pk=shopper.pk).update(seen_at=now)
        held = MoodWeight.objects.filter(shopper=shopper, tag=tag)
        before = held.values_list("steps", flat=True).first() or 0
        after = max(-MOST_STEPS, min(MOST_STEPS, before + steps))
        if after == before or Event.objects.have(client_id):
            return before
        kind = Event.Kind.MORE if steps > 0 else Event.Kind.LESS
        said = Event(shopper=shopper, tag=tag, kind=kind, visitor=visitor, client_id=client_id, at=now)
        if not _recorded(said):
            return before
        held.delete()
        if after:
            MoodWeight.objects.create(shopper=shopper, tag=tag, steps=after, at=now)
        return after


def _recorded(event: Event) -> bool:
    """False where the same was sent at the same moment as another shopper, whom no lock of ours holds up."""
    try:
        with transaction.atomic():
            event.save(force_insert=True)
    except IntegrityError:
        if Event.objects.have(event.client_id):
            return False
        raise
    return True


def look(
    shopper: Shopper | None,
    product: Product,
    *,
    visitor: str,
    client_id: uuid.UUID,
    now: dt.datetime,
    source: str = Source.OTHER,
) -> None:
    """A product's page was looked at; from what was offered to the shopper, it was clicked."""
    kind = Event.Kind.CLICK if source == Source.FOR_YOU else Event.Kind.VIEW
    seen = Event(
        shopper=shopper,
        product=product,
        kind=kind,
        visitor=visitor,
        source=source,
        client_id=client_id,
        at=now,
    )
    Event.objects.bulk_create([seen], ignore_conflicts=True)


def merge(nameless: Shopper, account: Shopper) -> Shopper:
    """What was said before signing in becomes the account's, where that has not said otherwise."""
    with transaction.atomic():
        both = Shopper.objects.select_for_update().order_by("pk").filter(pk__in=[nameless.pk, account.pk])
        if len(both) == 2:
            nameless.events.update(shopper=account)
            _hand_over(nameless.opinions.all(), account.opinions.all(), "product", account)
            _hand_over(nameless.mood_weights.all(), account.mood_weights.all(), "tag", account)
            _hand_over(nameless.slates.all(), account.slates.all(), "digest", account)
            nameless.delete()
    return account


def _hand_over(given: QuerySet[Row], held: QuerySet[Row], what: str, account: Shopper) -> None:
    """Those about which the account has nothing yet; the others go with their shopper."""
    given.exclude(**{f"{what}__in": held.order_by().values(what)}).update(shopper=account)


def known_of(shopper: Shopper) -> dict[str, object]:
    """All that is stored of a shopper, for themselves."""
    return {
        "since": shopper.created_at,
        "opinions": list(shopper.opinions.values("product__external_id", "product__title", "value", "at")),
        "moods": list(shopper.mood_weights.values("tag__slug", "steps", "at")),
        "events": list(
            shopper.events.order_by("at").values("kind", "product__external_id", "tag__slug", "source", "at")
        ),
        "offered": list(shopper.slates.order_by("at").values("day", "places", "at")),
    }
