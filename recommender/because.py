"""Why something is offered, in the words of whoever reads it."""

from __future__ import annotations

from django.utils.translation import get_language, gettext, ngettext

from catalog.models import Tag
from recommender.services.taste import Why


def because(why: Why) -> str:
    """One line. No particle follows a name, as it would depend on how that ends."""
    if why.kind == "mood" and why.tag:
        said = ngettext(
            "‘%(tag)s’ 상품을 %(count)s개 좋아하셔서", "‘%(tag)s’ 상품을 %(count)s개 좋아하셔서", why.count
        )
        return said % {"tag": _name(why.tag), "count": why.count}
    if why.kind == "chosen" and why.tag:
        return gettext("더 보고 싶다고 하신 ‘%(tag)s’") % {"tag": _name(why.tag)}
    if why.kind == "like":
        title = why.like or (_name(why.tag) if why.tag else "")
        if title:
            return gettext("좋아하신 상품과 비슷해서: %(title)s") % {"title": title}
        return gettext("좋아하신 상품과 비슷해서")
    return gettext("새로운 것도 하나")


def _name(tag: Tag) -> str:
    return tag.name_ko if (get_language() or "ko").startswith("ko") else tag.name_en
