"""A filter that is a box to choose from, for what would be a column of a hundred links."""

from __future__ import annotations

from typing import Any

from django.contrib import admin


class ChosenFromMany(admin.SimpleListFilter):
    """Choices by group; the other filters stay as they are."""

    template = "office/filter_select.html"

    def grouped(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """(group, [(value, name)]), in the order in which they are read."""
        raise NotImplementedError

    def lookups(self, request: Any, model_admin: Any) -> list[tuple[str, str]]:
        self.groups = self.grouped()
        return [choice for _, choices in self.groups for choice in choices]

    def choices(self, changelist: Any) -> Any:
        """What the template draws: the groups, and what else the address says."""
        kept = [(name, value) for name, value in changelist.params.items() if name != self.parameter_name]
        yield {"groups": self.groups, "kept": kept, "name": self.parameter_name, "value": self.value() or ""}
