"""What sellers write and nobody has given a meaning: counted, given one at a click, or set aside."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import connection, transaction
from django.db.models import Count
from django.utils.text import slugify
from django.utils.translation import gettext as _

from catalog.models import Facet, ProductImage, SellerTag, SellerText, Tag, VocabularyChange
from catalog.services.hangul import romanised, similarity
from catalog.services.vocabulary import normalise
from catalog.services.vocabulary_acts import Act, Names, VocabularyChangeError

if TYPE_CHECKING:
    from django.contrib.auth.models import User

KEPT = 10_000
"""Texts that are kept, the most frequent ones: nobody goes through more than that."""
ALIKE = 0.3
"""As pg_trgm has it by default: of keys' trigrams the share that two names have in common."""
Kind = VocabularyChange.Kind


@dataclass(frozen=True)
class Alike:
    """A tag with a name that resembles the text; likeness from 0 to 1."""

    tag: Tag
    likeness: float


def count_texts(*, now: dt.datetime) -> int:
    """Count what is unmatched, spellings that sound alike together; how many rows are new or changed.

    One pass over an index that holds unmatched texts alone.
    """
    rows = SellerTag.objects.filter(tag=None).order_by().values_list("text").annotate(Count("pk"))
    spelled: dict[str, Counter[str]] = defaultdict(Counter)
    for text, count in rows.iterator():
        if heard := normalise(text):
            spelled[heard][text] += count
    most = sorted(spelled, key=lambda heard: (-spelled[heard].total(), heard))[:KEPT]
    return _write({heard: spelled[heard] for heard in most}, now=now)


def alike(text: str, tags: Iterable[Tag], *, limit: int = 3) -> list[Alike]:
    """The tags with names that are pressed like the text on a Korean keyboard, the likest first."""
    found = [Alike(tag, max(similarity(text, name) for name in tag.all_names())) for tag in tags]
    found = [one for one in found if one.likeness >= ALIKE]
    return sorted(found, key=lambda one: -one.likeness)[:limit]


def photos_of_texts(texts: Iterable[SellerText], *, each: int = 4) -> dict[int, list[ProductImage]]:
    """By text first photos of a few products that carry it as it is written most often, in two queries."""
    pairs = [(text.pk, text.text) for text in texts]
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT wanted.pk, carrying.product_id
            FROM unnest(%s::bigint[], %s::text[]) AS wanted (pk, text) CROSS JOIN LATERAL (
                SELECT product_id FROM catalog_sellertag
                WHERE tag_id IS NULL AND text = wanted.text LIMIT %s
            ) AS carrying
            """,
            [[pk for pk, _text in pairs], [text for _pk, text in pairs], each],
        )
        carrying = cursor.fetchall()
    first = ProductImage.objects.filter(product__in={product for _pk, product in carrying}, position=0)
    photos = {image.product_id: image for image in first.select_related("product")}
    found: dict[int, list[ProductImage]] = defaultdict(list)
    for pk, product in carrying:
        if product in photos:
            found[pk].append(photos[product])
    return found


@transaction.atomic
def map_text(text: SellerText, tag_id: int, *, by: User, now: dt.datetime) -> VocabularyChange:
    """The text means the tag from now on, also in what is imported later. Raises VocabularyChangeError."""
    tag = Tag.objects.select_for_update(no_key=True).get(pk=tag_id)
    act = Act.begin(Kind.MAP, seen={tag.pk: tag.version}, by=by, now=now)
    tag = act.tags[tag.pk]
    if tag.retired_at is not None:
        raise VocabularyChangeError(_("“%(tag)s” 태그는 이미 쓰지 않습니다.") % {"tag": tag})
    if normalise(text.text) not in map(normalise, tag.all_names()):
        act.save(tag, hashtags=[*tag.hashtags, _short_enough(text)])
    return _given(act, text, tag)


@transaction.atomic
def make_tag_of(
    text: SellerText, facet: Facet, *, by: User, now: dt.datetime, name_en: str = ""
) -> VocabularyChange:
    """A new tag of that name. In English and in addresses it is called as it sounds, for want of better."""
    act = Act.begin(Kind.CREATE, seen={}, by=by, now=now)
    sound = slugify(name_en or romanised(text.text)) or f"tag-{text.pk}"
    names = Names(_short_enough(text), name_en or sound.replace("-", " ").capitalize(), _free_slug(sound))
    tag = act.make(names, like=Tag(facet=facet, position=facet.tags.count()))
    return _given(act, text, tag)


@transaction.atomic
def ignore_text(text: SellerText, *, by: User, now: dt.datetime) -> VocabularyChange:
    """It means nothing, and stays so however often it is imported."""
    text.ignore(by=by, now=now)
    return VocabularyChange.objects.create(
        kind=Kind.IGNORE,
        by=by,
        at=now,
        params={"told": f"#{text.text}", "text": text.pk},
        before={"tags": {}},
    )


def _given(act: Act, text: SellerText, tag: Tag) -> VocabularyChange:
    act.give_texts(None, tag, text.spellings)
    SellerText.objects.filter(pk=text.pk).update(products=0)
    return act.close(told=f"#{text.text} → {tag}", text=text.pk)


def _short_enough(text: SellerText) -> str:
    longest = Tag._meta.get_field("name_ko").max_length or 0
    name = text.text.strip().lstrip("#")
    if len(name) > longest:
        raise VocabularyChangeError(_("이름으로 쓰기에는 너무 깁니다: %(n)d자까지입니다.") % {"n": longest})
    return name


def _free_slug(wanted: str) -> str:
    wanted = wanted[:40]
    taken = set(Tag.objects.filter(slug__startswith=wanted).values_list("slug", flat=True))
    numbered = (f"{wanted}-{number}" for number in range(2, len(taken) + 3))
    return wanted if wanted not in taken else next(slug for slug in numbered if slug not in taken)


def _write(spelled: dict[str, Counter[str]], *, now: dt.datetime) -> int:
    held = {text.heard: text for text in SellerText.objects.defer("suggestions")}
    changed: list[SellerText] = []
    for heard, counts in spelled.items():
        text = held.pop(heard, None) or SellerText(heard=heard)
        told = _told(counts)
        if (text.text, text.spellings, text.products) != told:
            text.text, text.spellings, text.products = told
            text.counted_at = now
            changed.append(text)
    gone = [text for text in held.values() if text.products]
    for text in gone:
        text.products, text.counted_at = 0, now
    new = SellerText.objects.bulk_create([text for text in changed if text.pk is None], batch_size=1000)
    fields = ["text", "spellings", "products", "counted_at"]
    known = [text for text in changed if text not in new]
    SellerText.objects.bulk_update([*known, *gone], fields, batch_size=1000)
    return len(changed) + len(gone)


def _told(counts: Counter[str]) -> tuple[str, list[str], int]:
    """The commonest spelling, all of them, and on how many products."""
    in_order: Sequence[str] = sorted(counts, key=lambda text: (-counts[text], text))
    return in_order[0], list(in_order), counts.total()
