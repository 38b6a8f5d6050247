"""What may be done to a person's place here; each act is kept with who and when. Answers stay as they are."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from config import limits
from config.history import update_noted
from config.leaving import end_what_went_with_rights
from config.models import Invitation, PersonChange
from config.models.invitation import digest_of, new_secret
from config.password_links import link_for
from config.roles import ROLES, SENIORS, give_role, may_give, may_invite, roles_of, take_role
from labeling.models import Assignment, Preference

Kind = PersonChange.Kind


class PeopleError(Exception):
    """Why it may not be done, in words for whoever asked."""


class NameTakenError(PeopleError):
    """Of two who chose one name at once, the second."""


@dataclass(frozen=True)
class Invited:
    """What an invitation is made of: for how many days, and the id that the form was given."""

    role: str
    email: str
    language: str
    days: int
    client_id: UUID


def invite(*, by: User, wanted: Invited, now: dt.datetime) -> tuple[Invitation, str]:
    """The invitation, and the path that opens it, which nobody can be told again; "" for a resend.

    Raises PeopleError where the role has more rights than whoever invites.
    """
    if not may_invite(by, wanted.role):
        raise PeopleError(_("이 역할은 가진 권한보다 넓어서 초대할 수 없습니다."))
    secret = new_secret()
    try:
        with transaction.atomic():
            made = Invitation.objects.create(
                role=wanted.role,
                email=wanted.email,
                language=wanted.language,
                client_id=wanted.client_id,
                digest=digest_of(secret),
                created_by=by,
                created_at=now,
                expires_at=now + dt.timedelta(days=wanted.days),
            )
    except IntegrityError:
        return Invitation.objects.get(client_id=wanted.client_id), ""
    return made, reverse("join", args=[secret])


@transaction.atomic
def accept(*, invitation: Invitation, username: str, password: str, now: dt.datetime) -> User:
    """The new person, with the role.

    Raises PeopleError if somebody followed the link first, or whoever invited might not do so any more;
    NameTakenError if somebody took the name first.
    """
    inviter = locked(invitation.created_by)
    mine = Invitation.objects.open(now=now).select_for_update(of=("self",)).filter(pk=invitation.pk).first()
    if mine is None or not may_invite(inviter, mine.role):
        raise PeopleError(_("이 초대는 이미 쓰였거나 거두어졌습니다."))
    try:
        with transaction.atomic():
            person = User.objects.create_user(username, email=mine.email, password=password)
    except IntegrityError:
        raise NameTakenError(_("이미 쓰는 사람이 있는 아이디입니다. 다른 것을 골라 주세요.")) from None
    _put_in(person, mine.role, inviter, now)
    Preference.objects.speak(person, mine.language)
    mine.accepted_by, mine.accepted_at = person, now
    mine.save(update_fields=["accepted_by", "accepted_at"])
    _keep(person, Kind.JOINED, inviter, now, ROLES[mine.role])
    return person


@transaction.atomic
def set_roles(*, by: User, person: User, wanted: set[str], now: dt.datetime) -> None:
    """Nobody changes their own, nor gives or takes what they have not."""
    _not_oneself(by, person)
    person = locked(person)
    held = set(roles_of(person))
    if wanted != held and person.is_superuser and not by.is_superuser:
        raise PeopleError(_("최고 관리자는 여기에서 바꿀 수 없습니다."))
    if not all(may_give(by, name) for name in wanted - held):
        raise PeopleError(_("이 역할은 가진 권한보다 넓어서 줄 수 없습니다."))
    if not all(may_give(by, name) for name in held - wanted):
        raise PeopleError(_("이 역할은 가진 권한보다 넓어서 거둘 수 없습니다."))
    change_roles(by=by, person=person, wanted=wanted, now=now)


def change_roles(*, by: User, person: User, wanted: set[str], now: dt.datetime, source: str = "") -> None:
    """Have these roles and no others, whoever says so; inside a transaction. `source`: who, if no person."""
    held = set(roles_of(person))
    for name in sorted(wanted - held):
        _put_in(person, name, by, now)
        _keep(person, Kind.ROLE_GIVEN, by, now, f"{ROLES[name]} {source}".strip())
    for name in sorted(held - wanted):
        take_role(person, name)
        _keep(person, Kind.ROLE_TAKEN, by, now, f"{ROLES[name]} {source}".strip())
    if held - wanted:
        end_what_went_with_rights(person, by=by, now=now)


@transaction.atomic
def set_active(*, by: User, person: User, is_active: bool, now: dt.datetime) -> None:
    """Out, with all sessions: nobody is signed in who is not active. Back in, with the same roles."""
    _not_oneself(by, person)
    if person.is_superuser:
        raise PeopleError(_("최고 관리자는 여기에서 바꿀 수 없습니다."))
    if is_active:
        _not_above(by, person)
    if update_noted(User.objects.filter(pk=person.pk), is_active=is_active):
        _keep(person, Kind.ACTIVATED if is_active else Kind.DEACTIVATED, by, now)
    if not is_active:
        end_what_went_with_rights(person, by=by, now=now)


def reset_link(*, by: User, person: User, now: dt.datetime) -> str:
    """The path at which the person chooses a new password, once, within hours (config/password_links.py).

    Whoever holds it can be them: only for whom the manager could do everything for already.
    """
    _not_oneself(by, person)
    _not_above(by, person)
    _keep(person, Kind.RESET_LINK, by, now)
    return link_for(person)


def unlock(*, by: User, person: User, now: dt.datetime) -> None:
    if limits.lift(person.get_username()):
        _keep(person, Kind.UNLOCKED, by, now)


@transaction.atomic
def assign(*, by: User, assignment: Assignment, now: dt.datetime) -> None:
    locked(assignment.person)
    if assignment.pk is None:  # or somebody else's first one is there by now
        assignment.pk = (
            Assignment.objects.filter(person=assignment.person).values_list("pk", flat=True).first()
        )
    assignment.by, assignment.updated_at = by, now
    assignment.save()
    _keep(assignment.person, Kind.ASSIGNED, by, now)


def locked(person: User) -> User:
    """As they are now, with no rights remembered; until the transaction ends nobody else changes them."""
    return User.objects.select_for_update(no_key=True).get(pk=person.pk)


def _put_in(person: User, role: str, by: User, now: dt.datetime) -> None:
    """Whoever adjudicates begins with what divides people; an assignment that they have already stays."""
    give_role(person, role)
    if role == SENIORS:
        first = {"opinions_first": True, "by": by, "updated_at": now}
        Assignment.objects.get_or_create(person=person, defaults=first)


def _not_oneself(by: User, person: User) -> None:
    if by.pk == person.pk:
        raise PeopleError(_("자신의 자리는 스스로 바꿀 수 없습니다. 다른 관리자에게 부탁해 주세요."))


def _not_above(by: User, person: User) -> None:
    known = User.objects.get(pk=person.pk)  # with no rights remembered
    known.is_active = True  # whoever is out has none, and would have them again
    if known.is_superuser or not known.get_all_permissions() <= by.get_all_permissions():
        raise PeopleError(_("이 사람은 더 넓은 권한을 가지고 있어서 할 수 없습니다."))


def _keep(person: User, kind: str, by: User, now: dt.datetime, detail: object = "") -> None:
    PersonChange.objects.create(person=person, kind=kind, by=by, at=now, detail=str(detail))
