"""Who changed what, from what to what: noted by django-auditlog for what people decide and edit.

Rows that programs write in masses (imports, sweeps, a vocabulary file) have records of their own; of them
only what a person does by hand is noted. A task that acts for somebody writes a row with that person on it,
and the entry takes the name from there.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

from auditlog.models import LogEntry
from auditlog.registry import auditlog
from auditlog.signals import post_log, pre_log
from django.apps import apps
from django.contrib.auth.models import AnonymousUser, User
from django.db.models import Model, QuerySet
from django.db.models.signals import pre_save

from catalog.models import LoopSetting
from catalog.services.settings import UnknownSetting, setting

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

BY_HAND_ONLY = [
    "auth.Group",
    "catalog.Facet",
    "catalog.Product",
    "catalog.ProductImage",
    "catalog.SellerTag",
    "catalog.Tag",
    "recommender.Contradiction",
    "recommender.StyleSpace",
]
"""Noted where a person is signed in: programs write these, too."""
ALWAYS = [
    "auth.User",
    "catalog.DuplicateGroup",
    "catalog.LoopSetting",
    "catalog.Separation",
    "catalog.TagMapping",
    "catalog.VocabularyChange",
    "config.Invitation",
    "config.PersonChange",
    "labeling.Assignment",
    "labeling.BulkRestoration",
    "labeling.BulkWithdrawal",
    "labeling.ChosenExample",
    "labeling.FlagRuling",
    "labeling.LabelSource",
    "recommender.ApiToken",
    "recommender.Hold",
    "recommender.PublishOrder",
    "training.BudgetShares",
    "training.Promotion",
    "training.StrategyChoice",
    "training.TagGoal",
]
SECRETS = {"password", "digest"}
"""That they changed is noted, never what they are."""
LEFT_OUT = {
    "auth.User": ["last_login"],
    "catalog.Product": ["updated_at"],
    "labeling.BulkWithdrawal": ["reviews", "sittings", "comparisons", "client_id", "label_count"],
    "recommender.ApiToken": ["last_used_at"],
    "recommender.StyleSpace": ["weights"],
}
"""What changes by itself, and what is bulky."""
MANY = {"auth.User": {"groups", "user_permissions"}, "auth.Group": {"permissions"}}
FOLLOWING = {"catalog.LoopSetting", "training.BudgetShares", "training.StrategyChoice", "training.TagGoal"}
"""Rows that are only added, of which the newest holds: to add one is to change what was."""
PERSON_ON_THE_ROW = ("by", "created_by", "requested_by")
_signed_in: ContextVar[User | AnonymousUser | None] = ContextVar("config.history", default=None)
"""Who is signed in while a request that may change something is answered; looked up when first needed."""


def note_everything() -> None:
    """Once, when all models are there."""
    for label in [*BY_HAND_ONLY, *ALWAYS]:
        model = apps.get_model(label)
        names = {field.name for field in model._meta.concrete_fields}
        auditlog.register(
            model,
            # What other rows say of this one is no field of it: a new row would tell of a dozen empty ones.
            include_fields=sorted(names - set(LEFT_OUT.get(label, []))),
            mask_fields=sorted(SECRETS & names),
            mask_callable="config.history.hidden",
            m2m_fields=MANY.get(label, set()),
        )
    pre_log.connect(_is_to_be_noted, dispatch_uid="config.history")
    pre_save.connect(_name_who_is_signed_in, sender=LogEntry, dispatch_uid="config.history")
    post_log.connect(_name_who_is_on_the_row, dispatch_uid="config.history")
    post_log.connect(_tell_what_was_before, dispatch_uid="config.history.before")


def hidden(value: object) -> str:
    """In place of a secret."""
    return "••••"


class NamesWhoChanges:
    """Middleware: what is changed while this request is answered was changed by who is signed in.

    The person is only looked up where something is noted. No address is kept.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method in {"GET", "HEAD", "OPTIONS"}:
            return self.get_response(request)
        token = _signed_in.set(request.user)
        try:
            return self.get_response(request)
        finally:
            _signed_in.reset(token)


def update_noted(rows: QuerySet[Any], **values: Any) -> int:
    """As `rows.update(**values)`, with an entry for each row that changes; how many do. For few rows."""
    changed = 0
    for row in rows.select_for_update():
        if any(getattr(row, name) != value for name, value in values.items()):
            for name, value in values.items():
                setattr(row, name, value)
            row.save(update_fields=list(values))
            changed += 1
    return changed


def _person() -> User | None:
    person = _signed_in.get()
    return person if isinstance(person, User) else None


def _is_to_be_noted(sender: type[Model], **kwargs: Any) -> bool:
    return sender._meta.label not in BY_HAND_ONLY or _person() is not None


def _name_who_is_signed_in(instance: LogEntry, **kwargs: Any) -> None:
    if instance.pk is None and instance.actor_id is None:
        instance.actor = _person()


def _name_who_is_on_the_row(instance: Model, log_entry: LogEntry | None, **kwargs: Any) -> None:
    if log_entry is None or log_entry.actor_id is not None:
        return
    for name in PERSON_ON_THE_ROW:
        if (person := getattr(instance, f"{name}_id", None)) is not None:
            LogEntry.objects.filter(pk=log_entry.pk).update(actor=person)
            return


def _tell_what_was_before(instance: Model, log_entry: LogEntry | None, **kwargs: Any) -> None:
    """Of what only ever follows something: from what to what, and not merely what was written."""
    if log_entry is None or instance._meta.label not in FOLLOWING:
        return
    changes = {}
    for name, before in _before(instance).items():
        after = getattr(instance, name)
        if before != after:
            changes[name] = [str(before), str(after)]
    log_entry.changes = changes
    LogEntry.objects.filter(pk=log_entry.pk).update(changes=changes)


def _before(row: Any) -> dict[str, Any]:
    """What held of the same thing until this row came; None where nothing did."""
    if isinstance(row, LoopSetting):
        said = row.previous.value if row.previous else None
        return {"value": _installed(row.name) if said is None else said, "note": ""}
    same = {"training.TagGoal": ["tag", "facet"]}.get(row._meta.label, [])
    earlier = type(row)._default_manager.filter(pk__lt=row.pk, **{name: getattr(row, name) for name in same})
    last = earlier.order_by("-pk").first()
    told = [field.name for field in row._meta.concrete_fields if field.name not in {"id", "by", "created_at"}]
    return {name: getattr(last, name, None) for name in told}


def _installed(name: str) -> Any:
    """None of a setting that no layer has any more."""
    try:
        return setting(name).default()
    except UnknownSetting:
        return None
