"""Everybody at once: who is here, who was invited, at whom the door is shut."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from config import limits
from config.models import Invitation
from config.office.people_forms import InvitationForm
from config.office.people_listing import colleagues
from config.office.site import office_page
from config.people import PeopleError, invite, unlock
from config.posting import post_invitation
from config.roles import ROLES_IN_WORDS, givable_by

SHOWN = 50
"""Invitations, the newest first."""


@require_safe
def people(request: HttpRequest) -> HttpResponse:
    return _listed(request)


@require_POST
@never_cache
def send_invitation(request: HttpRequest) -> HttpResponse:
    """The link is on this answer and never again: only its hash is kept."""
    form = InvitationForm(request.POST, givable=givable_by(_who(request)))
    if not form.is_valid():
        return _listed(request, form=form, status=400)
    try:
        made, path = invite(by=_who(request), wanted=form.wanted(), now=timezone.now())
    except PeopleError as error:
        messages.error(request, str(error))
        return redirect("admin:people")
    if not path:
        messages.info(request, _("이 초대는 이미 만들었습니다. 링크는 한 번만 보여 드립니다."))
        return redirect("admin:people")
    link = request.build_absolute_uri(path)
    return _listed(request, made=made, link=link, is_sent=post_invitation(made, link))


@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Invitation, pk=pk)
    if found.revoke(by=_who(request), now=timezone.now()):
        messages.success(request, _("초대를 거두었습니다. 그 링크로는 이제 들어올 수 없습니다."))
    else:
        messages.info(request, _("이 초대는 이미 쓰였거나 거두어졌습니다."))
    return redirect("admin:people")


@require_POST
def unlock_name(request: HttpRequest) -> HttpResponse:
    """Also names of nobody: what was only guessed shuts the door at an address, too."""
    name = request.POST.get("username", "")[:255].replace("\0", "")
    known = User.objects.filter(username=name).first()
    if known is not None:
        unlock(by=_who(request), person=known, now=timezone.now())
    else:
        limits.lift(name)
    messages.success(request, _("로그인 잠금을 풀었습니다."))
    return redirect("admin:people")


def _listed(
    request: HttpRequest,
    *,
    form: InvitationForm | None = None,
    made: Invitation | None = None,
    link: str = "",
    is_sent: bool = False,
    status: int = 200,
) -> HttpResponse:
    now, who = timezone.now(), _who(request)
    may_manage, may_see = who.has_perm("config.manage_people"), who.has_perm("config.see_numbers")
    name = request.GET.get("q", "")[:80].replace("\0", "")
    invitations = [(one, one.state(now=now)) for one in Invitation.objects.for_list()[:SHOWN]]
    context = {
        "colleagues": colleagues(name=name, with_numbers=may_see, now=now),
        "name": name,
        "may_manage": may_manage,
        "may_see": may_see,
        "may_invite": who.has_perm("config.add_invitation"),
        "form": form or InvitationForm(givable=givable_by(who)),
        "roles_in_words": ROLES_IN_WORDS,
        "invitations": invitations,
        "made": made,
        "link": link,
        "is_sent": is_sent,
        "locked": sorted(limits.locked_names().items()) if may_manage else [],
    }
    return office_page(request, "office/people.html", title=_("사람과 초대"), context=context, status=status)


def _who(request: HttpRequest) -> User:
    return cast("User", request.user)
