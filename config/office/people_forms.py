"""What managers fill in about people."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from catalog.models import Facet, Tag
from config.models.invitation import LONGEST_DAYS
from config.people import Invited
from config.roles import CURATORS, ROLES
from labeling.models import Assignment, Preference, Queue
from labeling.models.preference import MOST_IN_A_DAY

if TYPE_CHECKING:
    from django.contrib.auth.models import User


class InvitationForm(forms.Form):
    role = forms.ChoiceField(label=_("역할"))
    email = forms.EmailField(label=_("이메일"), required=False, max_length=254)
    language = forms.ChoiceField(label=_("언어"), choices=settings.LANGUAGES)
    days = forms.IntegerField(label=_("며칠 동안"), min_value=1, max_value=LONGEST_DAYS)
    client_id = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, givable: dict[str, object]) -> None:
        first = {"role": CURATORS, "language": "ko", "days": 7, "client_id": uuid.uuid4()}
        super().__init__(data, initial=first)
        self.fields["role"].choices = list(givable.items())  # type: ignore[attr-defined]

    def wanted(self) -> Invited:
        return Invited(**self.cleaned_data)


class RolesForm(forms.Form):
    roles = forms.MultipleChoiceField(label=_("역할"), required=False, choices=list(ROLES.items()))


class ActiveForm(forms.Form):
    is_active = forms.TypedChoiceField(
        choices=[("yes", "yes"), ("no", "no")], coerce=lambda said: said == "yes"
    )


class AssignmentForm(forms.Form):
    """All that a person works on. Nothing chosen in a list means all of it."""

    queues = forms.MultipleChoiceField(
        label=_("일"), required=False, choices=Queue.choices, widget=forms.CheckboxSelectMultiple
    )
    facets = forms.ModelMultipleChoiceField(Facet.objects.all(), label=_("측면"), required=False)
    tags = forms.ModelMultipleChoiceField(Tag.objects.in_use(), label=_("태그"), required=False)
    opinions_first = forms.BooleanField(label=_("의견이 갈린 사진 먼저"), required=False)
    daily_goal = forms.IntegerField(
        label=_("하루 목표"), required=False, min_value=1, max_value=MOST_IN_A_DAY
    )
    language = forms.ChoiceField(
        label=_("화면 언어"), required=False, choices=[("", _("브라우저를 따름")), *settings.LANGUAGES]
    )

    @classmethod
    def of(cls, person: User, data: Any = None) -> AssignmentForm:
        given = Assignment.objects.filter(person=person).first() or Assignment(person=person)
        names = ("queues", "facets", "tags", "opinions_first", "daily_goal")
        first = {name: getattr(given, name) for name in names}
        return cls(data, initial={**first, "language": Preference.objects.of(person).language})

    @property
    def chosen_facets(self) -> set[int]:
        return _numbers(self["facets"].value())

    @property
    def chosen_tags(self) -> set[int]:
        return _numbers(self["tags"].value())

    def put_on(self, person: User) -> Assignment:
        given = Assignment.objects.filter(person=person).first() or Assignment(person=person)
        said = self.cleaned_data
        given.queues = said["queues"]
        given.facets = [facet.pk for facet in said["facets"]]
        given.tags = [tag.pk for tag in said["tags"] if tag.facet_id not in given.facets]
        given.opinions_first, given.daily_goal = said["opinions_first"], said["daily_goal"]
        return given


def _numbers(values: Any) -> set[int]:
    """What is chosen, saved or sent; what is no number was refused."""
    return {int(value) for value in values or [] if str(value).isdecimal()}
