"""The language of a person who is signed in is their own, whatever the browser or device asks for."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import translation

from labeling.models import Preference

WORDLESS = "/photos/"
"""Photos say nothing: they are kept by caches for everybody, and nobody has to look who asks."""


class LanguageOfThePerson:
    """After Django's LocaleMiddleware, which knows cookie and browser, and after authentication."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = "" if request.path_info.startswith(WORDLESS) else chosen_by(request)
        if language:
            translation.activate(language)
            request.LANGUAGE_CODE = language
        return self.get_response(request)


def chosen_by(request: HttpRequest) -> str:
    """Empty where nobody is signed in, or nothing was chosen. PersonBackend has fetched it already."""
    preference: Preference | None = getattr(request.user, "preference", None)
    return preference.language if preference else ""
