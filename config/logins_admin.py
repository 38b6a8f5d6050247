"""Who tried to log in, from where, and what became of it. Axes' rows, looked at in our own way."""

from __future__ import annotations

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from catalog.admin.base import ReadOnlyAdmin
from config.limits import lift


@admin.register(AccessAttempt)
class AccessAttemptAdmin(ReadOnlyAdmin[AccessAttempt]):
    """What counts at the moment; a success or a while takes it away."""

    list_display = ["username", "ip_address", "failures_since_start", "attempt_time", "path_info"]
    search_fields = ["username", "ip_address"]
    bulky = ["get_data", "post_data", "http_accept"]
    actions = ["lift_lock"]

    def has_lift_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("config.manage_people")

    @admin.action(description=_("로그인 잠금 풀기"), permissions=["lift"])
    def lift_lock(self, request: HttpRequest, queryset: QuerySet[AccessAttempt]) -> None:
        names = set(queryset.values_list("username", flat=True))
        for name in names:
            lift(name or "")
        told = ngettext("아이디 %d개의 잠금을 풀었습니다.", "아이디 %d개의 잠금을 풀었습니다.", len(names))
        self.message_user(request, told % len(names), messages.SUCCESS)


@admin.register(AccessLog)
class AccessLogAdmin(ReadOnlyAdmin[AccessLog]):
    list_display = ["username", "ip_address", "attempt_time", "logout_time", "path_info"]
    search_fields = ["username", "ip_address"]
    bulky = ["session_hash", "http_accept"]


@admin.register(AccessFailureLog)
class AccessFailureLogAdmin(ReadOnlyAdmin[AccessFailureLog]):
    list_display = ["username", "ip_address", "attempt_time", "locked_out", "path_info"]
    list_filter = ["locked_out"]
    search_fields = ["username", "ip_address"]
    bulky = ["http_accept"]
