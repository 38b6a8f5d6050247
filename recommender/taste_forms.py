"""What shoppers send about what they like."""

from __future__ import annotations

import uuid

from django import forms

from catalog.models import Tag
from recommender.models import Event, Source
from recommender.services.cards import MOOD
from recommender.services.remembering import OPINIONS


class SentForm(forms.Form):
    """What every one of them has: the browser's name for it, and where on the shop it was done."""

    client_id = forms.UUIDField(required=False)
    source = forms.ChoiceField(choices=Source, required=False)

    @property
    def name(self) -> uuid.UUID:
        """The browser's; without JavaScript there is none, and one is made."""
        return self.cleaned_data["client_id"] or uuid.uuid4()

    @property
    def where(self) -> str:
        return self.cleaned_data["source"] or Source.OTHER


class OpinionForm(SentForm):
    kind = forms.ChoiceField(choices=[(kind.value, kind.label) for kind in map(Event.Kind, OPINIONS)])


class MoodForm(SentForm):
    tag = forms.ModelChoiceField(queryset=Tag.objects.none(), to_field_name="slug")
    steps = forms.TypedChoiceField(coerce=int, choices=[(1, "+1"), (-1, "−1")])

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["tag"].queryset = Tag.objects.in_use().filter(facet__slug=MOOD)  # type: ignore[attr-defined]
