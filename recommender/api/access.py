"""Who asks, what they may, and how often."""

from __future__ import annotations

import hashlib
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle
from rest_framework.views import APIView

from recommender.models import ApiToken
from recommender.services.clients import household_of

LONGEST_SECRET = 200


class BearerToken(BaseAuthentication):
    """`Authorization: Bearer mdl_…` (RFC 6750). Who sends no such header is anybody."""

    def authenticate(self, request: Request) -> tuple[AnonymousUser, ApiToken] | None:
        kind, _space, secret = get_authorization_header(request).partition(b" ")
        if kind.lower() != b"bearer":
            return None
        text = secret.strip().decode("ascii", "replace")
        token = ApiToken.objects.valid_for(text) if 0 < len(text) <= LONGEST_SECRET else None
        if token is None:
            raise AuthenticationFailed(_("이 토큰은 없거나 거두어졌습니다."))
        ApiToken.objects.touch(token, now=timezone.now())
        return AnonymousUser(), token

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="moodloop"'


def token_of(request: Request) -> ApiToken | None:
    return request.auth if isinstance(request.auth, ApiToken) else None


class Anybody(BasePermission):
    """What shoppers may see, whoever asks; a token has to be one for reading."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        token = token_of(request)
        return token is None or ApiToken.Scope.READ in token.scopes


class MayRead(BasePermission):
    """A token for reading: to copy all there is."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        token = token_of(request)
        return token is not None and ApiToken.Scope.READ in token.scopes


class MayBringPhotos(BasePermission):
    def has_permission(self, request: Request, view: APIView) -> bool:
        token = token_of(request)
        return token is not None and ApiToken.Scope.PHOTO in token.scopes


class Pace(BaseThrottle):
    """So many requests within a window of fixed length, counted in the cache by one increment each.

    A token has its own pace; strangers share that of their address, of IPv6 that of their network.
    """

    scope = "any"
    seconds = 60
    left = 0

    def most(self, token: ApiToken | None) -> int:
        return settings.API_TOKEN_PER_MINUTE if token else settings.API_ANONYMOUS_PER_MINUTE

    def allow_request(self, request: Request, view: APIView) -> bool:
        token = token_of(request)
        window, passed = divmod(int(timezone.now().timestamp()), self.seconds)
        self.left = self.seconds - passed
        who = f"token-{token.pk}" if token else household_of(request)
        key = f"api:{self.scope}:{window}:{hashlib.sha256(who.encode()).hexdigest()[:32]}"
        cache.add(key, 0, timeout=self.seconds + 5)
        try:
            count: Any = cache.incr(key)
        except ValueError:
            return True  # lost between the two
        return bool(count <= self.most(token))

    def wait(self) -> float:
        return self.left


class ExportPace(Pace):
    """Of whole exports, which take a while."""

    scope, seconds = "export", 3600

    def most(self, token: ApiToken | None) -> int:
        return settings.API_EXPORTS_PER_HOUR
