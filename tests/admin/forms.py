"""What a browser would send if somebody opened a form and pressed its button."""

from __future__ import annotations

from html.parser import HTMLParser


class FilledIn(HTMLParser):
    """The values of the form with this id, as they stand on the page."""

    def __init__(self, page: str, form_id: str) -> None:
        super().__init__()
        self.values: dict[str, list[str]] = {}
        self._form_id, self._inside = form_id, False
        self._select = self._area = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attributes}
        if tag == "form":
            self._inside = found.get("id") == self._form_id
        if not self._inside:
            return
        name = found.get("name", "")
        if tag == "select":
            self._select = name
        elif tag == "textarea":
            self._area = name
            self.values[name] = [""]
        elif tag == "option" and "selected" in found:
            self.values.setdefault(self._select, []).append(found.get("value", ""))
        elif tag == "input" and name and _is_sent(found):
            ticked = "on" if found.get("type") in {"checkbox", "radio"} else ""
            self.values.setdefault(name, []).append(found.get("value", ticked))

    def handle_data(self, text: str) -> None:
        if self._area:
            self.values[self._area][0] += text

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = False
        elif tag == "textarea":
            self.values[self._area] = [self.values[self._area][0].removeprefix("\n")] if self._area else []
            self._area = ""


def _is_sent(found: dict[str, str]) -> bool:
    kind = found.get("type", "text")
    return kind not in {"submit", "file"} and (kind not in {"checkbox", "radio"} or "checked" in found)
