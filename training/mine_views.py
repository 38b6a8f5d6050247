"""What a person's own answers came to; loaded into the home page, which knows nothing of models."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.contrib.auth.decorators import login_required, permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from training.services.mine import changed_by
from training.views import MAY_LOOK

if TYPE_CHECKING:
    from django.contrib.auth.models import User


@require_safe
@login_required
@permission_required(MAY_LOOK, raise_exception=True)
def mine(request: HttpRequest) -> HttpResponse:
    """Whoever asks sees their own share, and nobody else's."""
    changes = changed_by(cast("User", request.user), now=timezone.now())
    template = "training/_mine.html" if request.headers.get("X-Fragment") == "1" else "training/mine.html"
    return render(request, template, {"changes": changes})
