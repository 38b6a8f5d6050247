"""Ways of asking, tried against each other, and the goals of tags: for managers, who may see and act."""

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
from training.forms import AdoptForm, GoalForm
from training.models import Backtest
from training.models.backtest import strategy_name
from training.services.backtest_page import backtest_page
from training.services.backtesting import adopt as adopt_strategy
from training.services.backtesting import request_backtest
from training.services.goals import set_goal

if TYPE_CHECKING:
    from django.contrib.auth.models import User

MAY_SEE = "training.view_backtest"


def _person(request: HttpRequest) -> User:
    return cast("User", request.user)


def _page(request: HttpRequest, shown: Backtest | None = None) -> HttpResponse:
    is_fragment = request.headers.get("X-Fragment") == "1"
    template = "training/_backtest.html" if is_fragment else "training/backtest.html"
    return render(request, template, vars(backtest_page(shown)))


@require_safe
@login_required
@permission_required(MAY_SEE, raise_exception=True)
def backtest(request: HttpRequest) -> HttpResponse:
    """Which way of asking would have served best here, by the newest back-test."""
    return _page(request)


@require_safe
@login_required
@permission_required(MAY_SEE, raise_exception=True)
def backtest_report(request: HttpRequest, pk: int) -> HttpResponse:
    """One back-test."""
    return _page(request, get_object_or_404(Backtest.objects.for_screen(), pk=pk))


@require_POST
@login_required
@permission_required("training.add_backtest", raise_exception=True)
def start(request: HttpRequest) -> HttpResponse:
    """Ask for a back-test on what is known now. One that is under way is what you get instead."""
    if request_backtest(by=_person(request), now=timezone.now()) is None:
        messages.warning(request, _("아직 견줄 답이 없습니다. 먼저 사진을 검수하세요."))
    else:
        messages.success(request, _("견주기를 예약했습니다. 그동안 검수와 학습은 그대로 이어집니다."))
    return redirect("training:backtest")


@require_POST
@login_required
@permission_required("training.add_strategychoice", raise_exception=True)
def adopt(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask by another strategy from now on. Twice is harmless."""
    found = get_object_or_404(Backtest, pk=pk)
    form = AdoptForm(request.POST, backtest=found)
    if not form.is_valid():
        messages.error(request, _("이 견주기에 없는 방식입니다."))
        return redirect("training:backtest_report", pk)
    name = form.cleaned_data["name"]
    adopt_strategy(name, after=found, by=_person(request), now=timezone.now())
    messages.success(request, _("이제 이 방식으로 묻습니다: %(name)s") % {"name": strategy_name(name)})
    return redirect("training:backtest_report", pk)


@require_POST
@login_required
@permission_required("training.add_taggoal", raise_exception=True)
def goal(request: HttpRequest, slug: str) -> HttpResponse:
    """How good a tag, or all of its facet, is meant to become."""
    found = get_object_or_404(Tag.objects.select_related("facet"), slug=slug)
    form = GoalForm(request.POST)
    if form.is_valid():
        set_goal(
            found,
            form.cleaned_data["value"],
            whole_facet=form.cleaned_data["whole_facet"],
            by=_person(request),
            now=timezone.now(),
        )
        messages.success(request, _("목표를 바꿨습니다."))
    else:
        messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
    return redirect("training:tag", slug)
