"""What was changed about a person's place here: by whom, when, and what."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class PersonChange(models.Model):
    """Append-only. What somebody answered is untouched by all of them."""

    class Kind(models.TextChoices):
        JOINED = "joined", _("초대를 받아 들어왔습니다")
        ROLE_GIVEN = "role_given", _("역할을 주었습니다")
        ROLE_TAKEN = "role_taken", _("역할을 거두었습니다")
        DEACTIVATED = "deactivated", _("들어오지 못하게 했습니다")
        ACTIVATED = "activated", _("다시 들어오게 했습니다")
        RESET_LINK = "reset_link", _("비밀번호를 새로 정하는 링크를 만들었습니다")
        ASSIGNED = "assigned", _("맡은 일을 바꾸었습니다")
        UNLOCKED = "unlocked", _("로그인 잠금을 풀었습니다")

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="changes")
    kind = models.CharField(max_length=12, choices=Kind)
    detail = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.person}: {self.get_kind_display()}"
