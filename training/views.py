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

from catalog.models import Tag
from training.models import ModelVersion, TrainingRun
from training.services.learning import request_training
from training.services.overview import overview
from training.services.running import ask_to_cancel
from training.services.runs import run_log, runs_page
from training.services.tag_report import tag_report
from training.services.tuning import choose, request_tuning
from training.services.version_report import version_report

if TYPE_CHECKING:
    from django.contrib.auth.models import User

MAY_LOOK = "training.view_modelversion"
MAY_SEE_AUDIT = "labeling.view_auditimage"
MAY_CHOOSE = "training.change_modelversion"
MAY_CANCEL = "training.change_trainingrun"


def _person(request: HttpRequest) -> User:
    return cast("User", request.user)


def _is_fragment(request: HttpRequest) -> bool:
    """Whether only the part of the page that moves is asked for."""
    return request.headers.get("X-Fragment") == "1"


@require_safe
@login_required
@permission_required(MAY_LOOK, raise_exception=True)
def models(request: HttpRequest) -> HttpResponse:
    """Which model serves, what it knows, and all the others."""
    template = "training/_models.html" if _is_fragment(request) else "training/models.html"
    seen = overview(page=request.GET.get("page", "1"))
    return render(request, template, {**vars(seen), "may_manage": _person(request).has_perm(MAY_CHOOSE)})


@require_safe
@login_required
@permission_required(MAY_LOOK, raise_exception=True)
def version(request: HttpRequest, pk: int) -> HttpResponse:
    """One model: where it comes from, how far it can be trusted, where it is wrong."""
    person, found = _person(request), get_object_or_404(ModelVersion.objects.with_trust(), pk=pk)
    report = version_report(
        found, tag=request.GET.get("tag", ""), with_mistakes=person.has_perm(MAY_SEE_AUDIT)
    )
    return render(
        request, "training/version.html", {**vars(report), "may_manage": person.has_perm(MAY_CHOOSE)}
    )


@require_safe
@login_required
@permission_required(MAY_LOOK, raise_exception=True)
def tag(request: HttpRequest, slug: str) -> HttpResponse:
    """One tag: what is known of it, what more labels would bring, what it looks like to the model."""
    found = get_object_or_404(Tag.objects.select_related("facet"), slug=slug)
    report = tag_report(found, with_mistakes=_person(request).has_perm(MAY_SEE_AUDIT))
    return render(request, "training/tag.html", vars(report))


@require_safe
@login_required
@permission_required(MAY_LOOK, raise_exception=True)
def runs(request: HttpRequest) -> HttpResponse:
    """All trainings, the newest first."""
    template = "training/_runs.html" if _is_fragment(request) else "training/runs.html"
    return render(request, template, {"runs": runs_page(request.GET.get("page", "1"))})


@require_safe
@login_required
@permission_required(MAY_LOOK, raise_exception=True)
def run(request: HttpRequest, pk: int) -> HttpResponse:
    """One training, live: how far it is, its log, and why it ended."""
    found = get_object_or_404(TrainingRun.objects.for_screen(), pk=pk)
    template = "training/_run_page.html" if _is_fragment(request) else "training/run.html"
    may_cancel = _person(request).has_perm(MAY_CANCEL)
    return render(request, template, {"run": found, "log": run_log(found), "may_cancel": may_cancel})


@require_POST
@login_required
@permission_required(MAY_CANCEL, raise_exception=True)
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask a training to end. Twice is harmless."""
    found = get_object_or_404(TrainingRun.objects.defer("snapshot__payload"), pk=pk)
    if not ask_to_cancel(found, by=_person(request), now=timezone.now()):
        messages.info(request, _("이미 끝난 학습입니다."))
    elif found.finished_at:
        messages.success(request, _("학습을 취소했습니다."))
    else:
        messages.success(request, _("취소를 요청했습니다. 하던 계산이 끝나는 대로 멈춥니다."))
    return redirect("training:run", pk)


@require_POST
@login_required
@permission_required("training.add_trainingrun", raise_exception=True)
def retrain(request: HttpRequest) -> HttpResponse:
    """Ask for a training on what is known now."""
    asked = request_training(by=_person(request), now=timezone.now())
    if asked is None:
        messages.warning(request, _("아직 배울 답이 없습니다. 먼저 사진을 검수하세요."))
    elif asked.state == TrainingRun.State.QUEUED:
        messages.success(request, _("학습을 예약했습니다. 곧 시작합니다."))
    else:
        messages.info(request, _("마지막 학습 뒤로 새로운 답이 없습니다."))
    return redirect("training:models")


@require_POST
@login_required
@permission_required("training.add_trainingrun", raise_exception=True)
def tune(request: HttpRequest) -> HttpResponse:
    """Ask for a fine-tuning of the CNN. One that is under way is what you get instead."""
    asked = request_tuning(by=_person(request), now=timezone.now())
    if asked is None:
        messages.warning(request, _("아직 배울 답이 없습니다. 먼저 사진을 검수하세요."))
        return redirect("training:models")
    messages.success(request, _("CNN 미세 조정을 예약했습니다. 그동안 지금 모델이 계속 제안합니다."))
    return redirect("training:run", asked.pk)


@require_POST
@login_required
@permission_required(MAY_CHOOSE, raise_exception=True)
def promote(request: HttpRequest, pk: int) -> HttpResponse:
    """Roll back, or forward, to any version."""
    found = get_object_or_404(ModelVersion, pk=pk)
    if not found.is_champion:
        choose(found, by=_person(request), now=timezone.now())
        messages.success(request, _("이제 이 모델이 제안합니다: %(key)s") % {"key": found.model_key})
    return redirect("training:models")
