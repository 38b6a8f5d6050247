"""What a manager fills in to change the vocabulary, and the change that comes of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.models import Facet, Tag, VocabularyChange
from catalog.services.vocabulary_acts import Names
from labeling.services import revocabulary
from labeling.services.revocabulary import Actor

Kind = VocabularyChange.Kind
NEW = "new"
NEW_PARTS = 3


class ActForm(forms.Form):
    """One kind of change of `tag`. Valid data make `run` possible."""

    kind: ClassVar[str]

    def __init__(self, *args: Any, tag: Tag, **kwargs: Any) -> None:
        kwargs["label_suffix"] = ""
        super().__init__(*args, **kwargs)
        self.tag = tag

    def touched(self) -> list[int]:
        """The tags that are looked at for what it touches."""
        return [self.tag.pk]

    def locked(self) -> list[int]:
        """The tags whose versions count."""
        return [self.tag.pk]

    def run(self, seen: Mapping[int, int], actor: Actor) -> VocabularyChange:
        """Raises VocabularyChangeError."""
        raise NotImplementedError


class RetireForm(ActForm):
    kind = Kind.RETIRE

    def run(self, seen: Mapping[int, int], actor: Actor) -> VocabularyChange:
        return revocabulary.retire(self.tag.pk, seen=seen, actor=actor)


class BringBackForm(ActForm):
    kind = Kind.BRING_BACK

    def run(self, seen: Mapping[int, int], actor: Actor) -> VocabularyChange:
        return revocabulary.bring_back(self.tag.pk, seen=seen, actor=actor)


class RenameForm(ActForm):
    kind = Kind.RENAME
    name_ko = forms.CharField(label=gettext_lazy("한국어 이름"), max_length=80)
    name_en = forms.CharField(label=gettext_lazy("영어 이름"), max_length=80)
    slug = forms.SlugField(label=gettext_lazy("주소에 쓰는 이름"), max_length=50)
    keep_old = forms.BooleanField(
        label=gettext_lazy("옛 이름으로도 찾게 합니다"), required=False, initial=True
    )

    def __init__(self, *args: Any, tag: Tag, **kwargs: Any) -> None:
        names = {name: getattr(tag, name) for name in ("name_ko", "name_en", "slug")}
        super().__init__(*args, tag=tag, initial=names | {"keep_old": True}, **kwargs)

    def run(self, seen: Mapping[int, int], actor: Actor) -> VocabularyChange:
        told = self.cleaned_data
        names = Names(told["name_ko"], told["name_en"], told["slug"])
        return revocabulary.rename(self.tag.pk, names, seen=seen, actor=actor, keep_old=told["keep_old"])


class MoveForm(ActForm):
    kind = Kind.MOVE
    facet = forms.ModelChoiceField(queryset=Facet.objects.none(), label=gettext_lazy("옮길 측면"))

    def __init__(self, *args: Any, tag: Tag, **kwargs: Any) -> None:
        super().__init__(*args, tag=tag, **kwargs)
        self.fields["facet"].queryset = Facet.objects.exclude(pk=tag.facet_id)  # type: ignore[attr-defined]

    def run(self, seen: Mapping[int, int], actor: Actor) -> VocabularyChange:
        return revocabulary.move(self.tag.pk, self.cleaned_data["facet"], seen=seen, actor=actor)


class NewNames(forms.Form):
    """Names of a tag that comes to be: all three, or none."""

    new_ko = forms.CharField(label=gettext_lazy("한국어 이름"), max_length=80, required=False)
    new_en = forms.CharField(label=gettext_lazy("영어 이름"), max_length=80, required=False)
    new_slug = forms.SlugField(label=gettext_lazy("주소에 쓰는 이름"), max_length=50, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        told = [cleaned.get(name, "") for name in ("new_ko", "new_en", "new_slug")]
        if any(told) and not all(told) and not self.errors:
            raise forms.ValidationError(
                _("새 태그에는 한국어 이름, 영어 이름, 주소에 쓰는 이름이 모두 필요합니다.")
            )
        return cleaned

    def names(self) -> Names | None:
        told = [self.cleaned_data.get(name, "") for name in ("new_ko", "new_en", "new_slug")]
        return Names(*told) if all(told) else None


class MergeForm(NewNames, ActForm):
    kind = Kind.MERGE
    others = forms.ModelMultipleChoiceField(
        queryset=Tag.objects.none(),
        required=False,
        label=gettext_lazy("함께 합칠 태그"),
        widget=forms.CheckboxSelectMultiple,
    )
    into = forms.ChoiceField(label=gettext_lazy("무엇으로 합칠까요?"))

    def __init__(self, *args: Any, tag: Tag, **kwargs: Any) -> None:
        super().__init__(*args, tag=tag, **kwargs)
        siblings = _siblings(tag)
        self.fields["others"].queryset = siblings.exclude(pk=tag.pk)  # type: ignore[attr-defined]
        choices = [("", "—"), *((str(one.pk), str(one)) for one in siblings), (NEW, _("새 태그"))]
        self.fields["into"].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        into = cleaned.get("into")
        if into == NEW and not self.errors and not self.names():
            self.add_error("new_ko", _("새 태그의 이름을 적어 주세요."))
        if into and into != NEW and not set(self._sources()) - {int(into)}:
            self.add_error("into", _("합칠 태그와 합쳐질 태그가 같습니다."))
        return cleaned

    def _sources(self) -> list[int]:
        return [self.tag.pk, *(one.pk for one in self.cleaned_data.get("others", []))]

    def touched(self) -> list[int]:
        return self._sources()

    def locked(self) -> list[int]:
        into = self.cleaned_data["into"]
        return sorted({*self._sources(), *([] if into == NEW else [int(into)])})

    def run(self, seen: Mapping[int, int], actor: Actor) -> VocabularyChange:
        into, names = self.cleaned_data["into"], self.names()
        target = names if into == NEW and names else int(into)
        return revocabulary.merge(self._sources(), target, seen=seen, actor=actor)


class SplitForm(ActForm):
    kind = Kind.SPLIT
    parts = forms.ModelMultipleChoiceField(
        queryset=Tag.objects.none(),
        required=False,
        label=gettext_lazy("이미 있는 태그"),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, tag: Tag, **kwargs: Any) -> None:
        super().__init__(*args, tag=tag, **kwargs)
        self.fields["parts"].queryset = _siblings(tag).exclude(pk=tag.pk)  # type: ignore[attr-defined]
        data = self.data if self.is_bound else None
        self.new_parts = [
            NewNames(data, prefix=f"new-{number}", label_suffix="") for number in range(NEW_PARTS)
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if [form for form in self.new_parts if not form.is_valid()]:  # each of them, so that all tell
            raise forms.ValidationError(_("새 태그의 이름을 고쳐 주세요."))
        if len(self._parts(cleaned)) < 2:
            raise forms.ValidationError(
                _("둘 이상으로 나눕니다. 있는 태그를 고르거나 새 이름을 적어 주세요.")
            )
        return cleaned

    def _parts(self, cleaned: Mapping[str, Any]) -> list[int | Names]:
        new: Sequence[Names | None] = [form.names() for form in self.new_parts]
        return [*(one.pk for one in cleaned.get("parts", [])), *(names for names in new if names)]

    def locked(self) -> list[int]:
        return [self.tag.pk, *(one.pk for one in self.cleaned_data["parts"])]

    def run(self, seen: Mapping[int, int], actor: Actor) -> VocabularyChange:
        return revocabulary.split(self.tag.pk, self._parts(self.cleaned_data), seen=seen, actor=actor)


def _siblings(tag: Tag) -> Any:
    return Tag.objects.in_use().filter(facet=tag.facet_id)


FORMS: dict[str, type[ActForm]] = {
    "rename": RenameForm,
    "merge": MergeForm,
    "split": SplitForm,
    "move": MoveForm,
    "retire": RetireForm,
    "bring-back": BringBackForm,
}
"""By the word that stands in the address."""
