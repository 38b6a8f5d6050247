"""Seeing it learn: who may look is whoever may view models; who may act, a manager."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from training.models import ModelVersion, TrainingRun
from training.services.learning import request_training
from training.services.overview import overview

if TYPE_CHECKING:
    from django.contrib.auth.models import User


@require_safe
@login_required
@permission_required("training.view_modelversion", raise_exception=True)
def models(request: HttpRequest) -> HttpResponse:
    """The page, or with `X-Fragment` the part of it that moves."""
    is_fragment = request.headers.get("X-Fragment") == "1"
    template = "training/_models.html" if is_fragment else "training/models.html"
    may_manage = cast("User", request.user).has_perm("training.change_modelversion")
    return render(request, template, {**vars(overview()), "may_manage": may_manage})


@require_POST
@login_required
@permission_required("training.add_trainingrun", raise_exception=True)
def retrain(request: HttpRequest) -> HttpResponse:
    """Ask for a training on what is known now."""
    run = request_training(by=cast("User", request.user), now=timezone.now())
    if run is None:
        messages.warning(request, _("아직 배울 답이 없습니다. 먼저 사진을 검수하세요."))
    elif run.state == TrainingRun.State.QUEUED:
        messages.success(request, _("학습을 예약했습니다. 곧 시작합니다."))
    else:
        messages.info(request, _("마지막 학습 뒤로 새로운 답이 없습니다."))
    return redirect("training:models")


@require_POST
@login_required
@permission_required("training.change_modelversion", raise_exception=True)
def promote(request: HttpRequest, pk: int) -> HttpResponse:
    """Roll back, or forward, to any version."""
    version = get_object_or_404(ModelVersion, pk=pk)
    if not version.is_champion:
        person = cast("User", request.user)
        version.promote(now=timezone.now(), reason=_("사람이 골랐습니다."), by=person)
        messages.success(request, _("이제 이 모델이 제안합니다: %(key)s") % {"key": version.model_key})
    return redirect("training:models")
