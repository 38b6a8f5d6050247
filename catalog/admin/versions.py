"""Forms that carry the version in which their row was seen: of two who edit it at once the second is told."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.admin.models import LogEntry
from django.contrib.admin.options import get_content_type_for_model
from django.db import transaction
from django.utils.translation import gettext as _

from catalog.models import Facet, Tag
from catalog.services.vocabulary_conflicts import Conflict, conflict_of


class VersionedForm(forms.ModelForm):  # type: ignore[type-arg]
    """A row that was saved since the form was made is not overwritten unseen.

    The form comes back with what changed, and with the version as it is: whoever sends it then knows.
    """

    seen_version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seen_version"].initial = self.instance.version

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.instance.pk is None:
            return cleaned
        current = self._locked()
        if cleaned.get("seen_version") != current.version:
            seen = cleaned.get("seen_version") or 0
            self.data = {**self.data, self.add_prefix("seen_version"): str(current.version)}
            for line in self.told(current, seen):
                self.add_error(None, line)
        return cleaned

    def told(self, current: Any, seen: int) -> list[str]:
        """Who changed what meanwhile, a line each."""
        raise NotImplementedError

    def _locked(self) -> Any:
        """The row as it is, and ours until what the form says is written."""
        rows = type(self.instance)._default_manager.filter(pk=self.instance.pk)
        if transaction.get_connection().in_atomic_block:
            rows = rows.select_for_update(no_key=True)
        return rows.get()


def told_of_tag(tag: Tag, seen: int) -> list[str]:
    """By the history of the vocabulary."""
    conflict: Conflict = conflict_of(tag, seen)
    lines = [
        _("%(who)s님이 %(when)s에 바꾸었습니다: %(what)s")
        % {"who": change.by, "when": f"{change.at:%Y-%m-%d %H:%M}", "what": change}
        for change in conflict.changes
    ]
    lines += [
        _("%(field)s: 보신 것은 “%(seen)s”, 지금은 “%(now)s”")
        % {"field": one.name, "seen": one.seen, "now": one.now}
        for one in conflict.differences
    ]
    return [_("그사이 이 태그가 바뀌어 저장하지 않았습니다. 다시 저장하면 지금 것 위에 씁니다."), *lines]


def told_of_facet(facet: Facet, wanted: dict[str, Any]) -> list[str]:
    """By the admin's log who, and what is otherwise than in the form."""
    log = LogEntry.objects.filter(
        content_type=get_content_type_for_model(facet), object_id=str(facet.pk)
    ).select_related("user")
    lines = [_("그사이 이 측면이 바뀌어 저장하지 않았습니다. 다시 저장하면 지금 것 위에 씁니다.")]
    if last := log.first():
        lines.append(
            _("%(who)s님이 %(when)s에 고쳤습니다.")
            % {"who": last.user, "when": f"{last.action_time:%Y-%m-%d %H:%M}"}
        )
    lines += [
        _("%(field)s: 쓰신 것은 “%(wanted)s”, 지금은 “%(now)s”")
        % {"field": getattr(Facet, name).field.verbose_name, "wanted": value, "now": getattr(facet, name)}
        for name, value in wanted.items()
        if name != "seen_version" and value != getattr(facet, name)
    ]
    return lines
