"""The pages of the vocabulary: whoever may see tags sees them, whoever may change tags changes them there."""

from django.utils.translation import gettext_lazy as _

from config.office import seller_text_views, vocabulary_act_views, vocabulary_views
from config.office.navigation import WORDS
from config.office.pages import Page

PAGES = [
    Page("vocabulary/", vocabulary_views.overview, "vocabulary", "catalog.view_tag", _("어휘 한눈에"), WORDS),
    Page(
        "vocabulary/sellers/",
        seller_text_views.unmatched,
        "seller_texts",
        "catalog.view_tag",
        _("뜻 모를 판매자 태그"),
        WORDS,
    ),
    Page(
        "vocabulary/sellers/<int:pk>/",
        seller_text_views.give_meaning,
        "seller_text",
        "catalog.change_tag",
    ),
    Page(
        "vocabulary/history/",
        vocabulary_views.history,
        "vocabulary_history",
        "catalog.view_tag",
        _("어휘의 이력"),
        WORDS,
    ),
    Page(
        "vocabulary/history/<int:pk>/undo/",
        vocabulary_views.undo_change,
        "vocabulary_undo",
        "catalog.change_tag",
    ),
    Page("vocabulary/tag/<int:pk>/", vocabulary_views.tag_page, "vocabulary_tag", "catalog.view_tag"),
    Page(
        "vocabulary/tag/<int:pk>/example/",
        vocabulary_views.example,
        "vocabulary_example",
        "catalog.change_tag",
    ),
    Page(
        "vocabulary/tag/<int:pk>/<slug:name>/",
        vocabulary_act_views.act,
        "vocabulary_act",
        "catalog.change_tag",
    ),
]
