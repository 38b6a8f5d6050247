"""An import taken back as one act: what it brought goes, what it changed is again as it was.

A product that somebody judged or changed since stays as it is, whole, and is named with the reason.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop as _

from catalog.models import ImportChange, ImportJob, Product, ProductImage, SellerTag
from catalog.services.imports.names import NamesInUse, still_meant
from catalog.services.imports.sacred import delete_nobodys, nobodys
from catalog.services.imports.watch import Watch
from catalog.services.locks import waited_for
from catalog.services.offers import IN_STOCK, price_of
from catalog.services.photos import LOCK, forget
from catalog.services.registering import Draft
from catalog.services.vocabulary import Names

AT_ONCE = 1000
UNDONE = _("되돌렸습니다.")
GONE_BEFORE = _("이미 지워져 있었습니다")
JUDGED = _("사람이 답한 사진이 있습니다")
CHANGED_SINCE = _("그 뒤에 “%(column)s”이(가) 바뀌었습니다")
MORE_PHOTOS = _("그 뒤에 사진이 더해졌습니다")
Outcome = ImportChange.Outcome


@dataclass(frozen=True)
class _Touched:
    """A product and all that the import did to it, the first first."""

    product: Product
    changes: Sequence[ImportChange]

    @property
    def is_new(self) -> bool:
        return self.changes[0].kind == ImportChange.Kind.CREATED

    @property
    def images(self) -> set[int]:
        return {image for change in self.changes for image in change.images}

    def merged(self, side: str) -> dict[str, Any]:
        """Each field's value before the first change of it, or after the last."""
        changes = self.changes if side == "after" else list(reversed(self.changes))
        return {key: value for change in changes for key, value in getattr(change, side).items()}

    def changed_since(self) -> str:
        """What somebody changed after us, as a reason; "" where all is as we left it."""
        now = Draft.of(self.product)
        for key, ours in self.merged("after").items():
            current = self.product.attributes if key == "attributes" else now.has(key)
            left = IN_STOCK if (key, ours) == ("in_stock", "") else ours  # of a new one nobody has said so
            if (sorted(current) != sorted(left)) if key == "seller_tags" else (current != left):
                return f"{CHANGED_SINCE}\t{key}"
        there = {image.pk for image in self.product.images.all()}
        return MORE_PHOTOS if self.is_new and there - self.images else ""


def undo(job: ImportJob, watch: Watch) -> None:
    """Take back what is not yet taken back. Raises what `watch` raises."""
    names = NamesInUse()
    while keys := _next_keys(job):
        names.look_again()
        with transaction.atomic():
            hashes, taken, kept = _undo_some(job, keys, names)
            watch.advance(len(keys), taken_back=taken, kept=kept)
        _forget_photos(hashes)
        watch.look_up()
    job.end(ImportJob.State.DONE, UNDONE, now=timezone.now())


def _next_keys(job: ImportJob) -> list[int]:
    left = job.changes.filter(outcome="").order_by("-product_key").values_list("product_key", flat=True)
    return list(left.distinct()[:AT_ONCE])


def _undo_some(job: ImportJob, keys: Sequence[int], names: Names) -> tuple[set[str], int, int]:
    """Hashes of photos that lost a row, and how many products were taken back and kept."""
    by_product: defaultdict[int, list[ImportChange]] = defaultdict(list)
    for change in job.changes.filter(product_key__in=keys).order_by("id"):
        by_product[change.product_key].append(change)
    stored = Product.objects.select_for_update(no_key=True).filter(pk__in=keys)
    touched = [
        _Touched(product, by_product[product.pk])
        for product in stored.prefetch_related("images", "seller_tags")
    ]
    whys = dict.fromkeys(set(keys) - {one.product.pk for one in touched}, GONE_BEFORE)
    kept = {one.product.pk: why for one in touched if (why := one.changed_since())}
    free = [one for one in touched if one.product.pk not in kept]
    hashes, judged = _take_away(free)
    kept |= dict.fromkeys(judged, JUDGED)
    _restore([one for one in free if not one.is_new and one.product.pk not in judged], names)
    _note(job, keys, kept, whys)
    return hashes, len(keys) - len(kept), len(kept)


def _take_away(free: Sequence[_Touched]) -> tuple[set[str], set[int]]:
    """Delete what came; the hashes of deleted photos, and products on which people have said something."""
    new = [one.product for one in free if one.is_new]
    photos = {product.pk: [image.sha256 for image in product.images.all()] for product in new}
    gone = delete_nobodys(new)
    hashes = {sha256 for key in gone for sha256 in photos[key]}
    more, judged = _take_photos_away([one for one in free if not one.is_new])
    return hashes | more, judged | (set(photos) - gone)


def _take_photos_away(changed: Sequence[_Touched]) -> tuple[set[str], set[int]]:
    """Photos that were added to known products; of a product all of them or none."""
    added = [image for one in changed for image in one.product.images.all() if image.pk in one.images]
    free = nobodys(added)
    judged = {image.product_id for image in added if image.pk not in free}
    gone = [image for image in added if image.product_id not in judged]
    hashes = {image.sha256 for image in gone}
    delete_nobodys(gone)
    return hashes, judged


def _restore(changed: Iterable[_Touched], names: Names) -> None:
    for one in changed:
        before, product = one.merged("before"), one.product
        meant = before.pop("meant", {})
        texts = before.pop("seller_tags", None)
        for key, value in before.items():
            setattr(product, key, _value(key, value))
        if before:
            product.save(update_fields=[*before, "updated_at"])
        if texts is not None:
            _restore_seller_tags(product, texts, meant, names)


def _value(key: str, value: Any) -> Any:
    if key == "price":
        return price_of(value) if value else None
    return value == IN_STOCK if key == "in_stock" else value


def _restore_seller_tags(
    product: Product, texts: Sequence[str], meant: Mapping[str, int], names: Names
) -> None:
    """As they stood, in their order, and meaning what they meant, or what that has become."""
    product.seller_tags.all().delete()
    still = still_meant(meant.values())
    rows = []
    for text in texts:
        tag = names.tag_for(text)
        resembling = None if tag is None else tag.pk
        key = still.get(meant.get(text, 0), resembling)
        rows.append(SellerTag(product=product, text=text, tag_id=key))
    SellerTag.objects.bulk_create(rows)


def _note(job: ImportJob, keys: Sequence[int], kept: Mapping[int, str], whys: Mapping[int, str]) -> None:
    mine = job.changes.filter(outcome="")
    for key, why in kept.items():
        mine.filter(product_key=key).update(outcome=Outcome.KEPT, why=why)
    for key, why in whys.items():
        mine.filter(product_key=key).update(outcome=Outcome.UNDONE, why=why)
    mine.filter(product_key__in=keys).update(outcome=Outcome.UNDONE)


def _forget_photos(hashes: set[str]) -> None:
    """Those that no product shows any more. What a crash leaves behind takes room and does no harm."""
    with waited_for(LOCK):  # or somebody finds one in storage that is being deleted
        still = set(ProductImage.objects.filter(sha256__in=hashes).values_list("sha256", flat=True))
        for sha256 in hashes - still:
            forget(sha256)
