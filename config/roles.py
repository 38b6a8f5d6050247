"""Who may do what: the one list that the demo, the tests and an installation's set-up share.

Each role holds what its work needs and no more; who has two jobs has two roles. README names them in words.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, cast

from django.contrib.auth.models import Group, Permission
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.contrib.auth.models import User
    from django.db.models import QuerySet

CURATORS, SENIORS, MANAGERS, OWNERS, READERS = (
    "curators",
    "senior curators",
    "managers",
    "model owners",
    "readers",
)
ROLES = {
    CURATORS: _("검수자"),
    SENIORS: _("선임 검수자"),
    MANAGERS: _("카탈로그 관리자"),
    OWNERS: _("모델 담당자"),
    READERS: _("열람자"),
}
"""Group and name, from the narrowest job to the widest view."""
ROLES_IN_WORDS = {
    CURATORS: _("사진에 답하고, 모델이 무엇을 배웠는지 봅니다."),
    SENIORS: _("검수자가 하는 일에 더해, 의견이 갈린 사진에 먼저 답하고 신고를 처리합니다."),
    MANAGERS: _("카탈로그와 어휘, 게시, 사람과 배정, 학습 고리의 설정을 맡습니다."),
    OWNERS: _("학습을 시작하고 모델을 올리거나 되돌리며, 묻는 방법을 비교합니다."),
    READERS: _("관리 화면을 모두 보되 아무것도 바꾸지 않습니다."),
}
STAFF = {SENIORS, MANAGERS, OWNERS, READERS}
"""Who enters the office at all."""

DEMO_LOGINS = [
    ("curator", "curator-demo", "curators"),
    ("curator2", "curator2-demo", "curators"),
    ("curator3", "curator3-demo", "curators"),
    ("senior", "senior-demo", "senior curators"),
    ("manager", "manager-demo", "managers"),
    ("manager", "manager-demo", "model owners"),
    ("owner", "owner-demo", "model owners"),
    ("reader", "reader-demo", "readers"),
]
"""Name, password and role of those whom `manage.py demo` creates, and nothing else does."""


def demo_people() -> list[dict[str, object]]:
    """For the page of logging in: each of them once, with all their roles."""
    people: dict[str, dict[str, object]] = {}
    for name, password, role in DEMO_LOGINS:
        person = people.setdefault(name, {"name": name, "password": password, "roles": []})
        cast("list[object]", person["roles"]).append(ROLES[role])
    return list(people.values())


_OURS = ["catalog", "labeling", "training", "recommender"]
_CURATING = ["labeling.add_review", "training.view_modelversion"]
_ADJUDICATING = [
    "labeling.change_flag",
    *(f"labeling.view_{name}" for name in ("flag", "flagruling", "comment", "label", "queueitem", "review")),
    *(f"catalog.view_{name}" for name in ("product", "productimage", "tag", "facet")),
]
_OFFICE = [
    "config.add_invitation",
    "config.change_invitation",
    "config.view_invitation",
    "config.manage_people",
    "config.see_numbers",
    "config.view_personchange",
    "labeling.view_assignment",
    "auditlog.view_logentry",
    "axes.view_accessattempt",
    "axes.view_accesslog",
    "axes.view_accessfailurelog",
]
_SETTING = ["training.add_taggoal", "training.add_budgetshares"]
"""Of the layer of training what a catalog manager decides: how good a tag has to be, what is asked for."""
_PROMOTING = ["recommender.change_stylespace"]
_PEOPLES = ["assignment", "preference"]
"""What is about colleagues, not about photos: nobody's but a manager's to look at."""
_TASTES = ["shopper", "event", "opinion", "moodweight", "slate"]
"""What each account of the shop likes: nobody's to look at, as no job here needs it."""


def ensure_roles() -> dict[str, Group]:
    """Create the groups with their permissions; existing ones are updated."""
    groups = {}
    for name, permissions in _rights().items():
        groups[name], _made = Group.objects.get_or_create(name=name)
        groups[name].permissions.set(permissions)
    return groups


def give_role(user: User, *names: str) -> None:
    """The roles, and the door of the office where one of them works there."""
    user.groups.add(*Group.objects.filter(name__in=names))
    open_the_door(user)


def take_role(user: User, name: str) -> None:
    user.groups.remove(*Group.objects.filter(name=name))
    open_the_door(user)


def open_the_door(user: User) -> None:
    """Who works in the office enters it, and nobody else does."""
    is_staff = user.is_superuser or user.groups.filter(name__in=STAFF).exists()
    if user.is_staff != is_staff:
        user.is_staff = is_staff
        user.save(update_fields=["is_staff"])


def roles_of(user: User) -> list[str]:
    """In the order of ROLES; groups that are no roles are left out."""
    held = {group.name for group in user.groups.all()}
    return [name for name in ROLES if name in held]


def may_give(giver: User, name: str) -> bool:
    """Nobody gives away more than they have: each right of the role is one of theirs.

    A role without rights is one that nobody has set up, and may have them all tomorrow.
    """
    rights = Permission.objects.filter(group__name=name).values_list("content_type__app_label", "codename")
    wanted = [f"{app}.{codename}" for app, codename in rights]
    return bool(wanted) and giver.has_perms(wanted)


def may_invite(giver: User, name: str) -> bool:
    return giver.has_perm("config.add_invitation") and may_give(giver, name)


def givable_by(giver: User) -> dict[str, object]:
    """The roles that this person may give, with their names."""
    return {name: title for name, title in ROLES.items() if may_give(giver, name)}


def _rights() -> dict[str, QuerySet[Permission]]:
    all_of_ours = Permission.objects.filter(content_type__app_label__in=_OURS)
    ours = all_of_ours.exclude(content_type__app_label="recommender", content_type__model__in=_TASTES)
    looking = ours.filter(codename__startswith="view_").exclude(content_type__model__in=_PEOPLES)
    working = ours.filter(content_type__app_label__in=["catalog", "labeling", "recommender"])
    return {
        CURATORS: _named(_CURATING),
        SENIORS: _named(_CURATING + _ADJUDICATING),
        MANAGERS: looking | working.exclude(_as_q(_PROMOTING)) | _named(_SETTING + _OFFICE),
        OWNERS: looking | ours.filter(content_type__app_label="training") | _named(_PROMOTING),
        READERS: looking | _named(["config.view_invitation", "auditlog.view_logentry"]),
    }


def _named(codenames: Iterable[str]) -> QuerySet[Permission]:
    return Permission.objects.filter(_as_q(codenames))


def _as_q(names: Iterable[str]) -> Q:
    wanted = Q(pk=None)
    for name in names:
        app, _dot, codename = name.partition(".")
        wanted |= Q(content_type__app_label=app, codename=codename)
    return wanted
