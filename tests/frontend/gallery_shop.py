"""The shopper's side of the gallery: spaces, a taste, a photo, and what sellers have to mend."""

from __future__ import annotations

import datetime as dt
import uuid
from urllib.parse import quote

from django.contrib.auth.models import User
from django.test import Client

from catalog.models import ProductImage, SellerTag, Tag
from catalog.services.photos import open_photo
from recommender.models import Contradiction, Publication, PublishedTag, Shopper, StyleSpace
from recommender.services.indexing import index_pending
from recommender.services.learning_style import learn_style
from recommender.services.lighting import light
from recommender.services.photo_answering import answer_waiting
from recommender.services.remembering import think, turn
from tests.recommender.snapping import address, bring

LIKED, HIDDEN = 6, 2


def open_shop(people: list[User], *, now: dt.datetime) -> dict[str, str]:
    """The pages that everybody sees who may see everything, by a short name."""
    learn_style(now=now)
    index_pending(now=now)
    learn_style(now=now)
    light(now=now)
    for person in people:
        _likes(person, now=now)
    seller = _contradicted(now=now)
    publication = Publication.objects.with_news().latest("pk")
    space = StyleSpace.objects.latest("pk")
    return {
        "publications": "/publications/",
        "publication": f"/publications/{publication.pk}/",
        "fix-lists": "/publications/fix-lists/",
        "fix-list": f"/publications/fix-lists/?seller={quote(seller)}",
        "spaces": "/style-spaces/",
        "space": f"/style-spaces/{space.pk}/",
        "for-you": "/style/for-you/",
        "photo": "/style/photo/",
        "wall-nothing": "/style/?q=zzz",
    }


def photo_of(person: User, *, now: dt.datetime) -> str:
    """Of a product's photo that they brought and keep: where it shows what was found."""
    client = Client()
    client.force_login(person)
    image = ProductImage.objects.order_by("pk")[3]
    with open_photo(image.sha256) as file:
        query = bring(client, file.read())
    client.post(address(query, "keep/"))
    answer_waiting(now=now)
    return address(query)


def _likes(person: User, *, now: dt.datetime) -> None:
    shopper = Shopper.objects.of_account(person, now=now)
    carriers = (
        PublishedTag.objects.filter(tag__facet__slug="mood").order_by("product_id").distinct("product_id")
    )
    for number, published in enumerate(carriers.select_related("product")[: LIKED + HIDDEN]):
        kind = "like" if number < LIKED else "hide"
        think(shopper, published.product, kind, visitor="v", client_id=uuid.uuid4(), now=now)
    turn(shopper, Tag.objects.get(slug="sporty"), -1, visitor="v", client_id=uuid.uuid4(), now=now)


def _contradicted(*, now: dt.datetime) -> str:
    """The seller who has the most to mend; something by hand, where sellers were right in everything."""
    if not Contradiction.objects.exists():
        for one in SellerTag.objects.exclude(tag=None).exclude(product__seller="")[:6]:
            image = one.product.images.first()
            Contradiction.objects.create(seller_tag=one, said_by="people", no=3, image=image, found_at=now)
    return Contradiction.objects.by_seller()[0]["seller"]
