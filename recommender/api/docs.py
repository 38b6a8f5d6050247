"""The OpenAPI document, and a page to read and try it."""

from __future__ import annotations

from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.permissions import AllowAny


class Schema(SpectacularAPIView):
    permission_classes = [AllowAny]
    authentication_classes = []


class Docs(SpectacularSwaggerSplitView):
    """Swagger UI from our own server; its script comes by an address of its own, none stands in the page."""

    permission_classes = [AllowAny]
    authentication_classes = []
    url_name = "api:schema"
    url_self = None
    template_name = "recommender/api_docs.html"
