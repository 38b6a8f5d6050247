"""Create the roles, or bring them up to date: after each `migrate`. And let the first manager in."""

from __future__ import annotations

import uuid
from argparse import ArgumentParser
from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from config.people import Invited, invite
from config.roles import MANAGERS, ROLES, ensure_roles


class Command(BaseCommand):
    help = "Create the roles, or bring them up to date. With --invite-by, print an invitation's link, too."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--invite-by", metavar="SUPERUSER", help="Who invites: an existing superuser.")
        parser.add_argument("--role", choices=sorted(ROLES), default=MANAGERS)

    def handle(self, *args: Any, **options: Any) -> None:
        groups = ensure_roles()
        self.stdout.write(f"{len(groups)} roles: {', '.join(groups)}")
        if not options["invite_by"]:
            return
        by = User.objects.filter(username=options["invite_by"], is_superuser=True).first()
        if by is None:
            raise CommandError(f"There is no superuser {options['invite_by']!r}; createsuperuser makes one.")
        wanted = Invited(options["role"], "", "ko", 7, uuid.uuid4())
        _made, path = invite(by=by, wanted=wanted, now=timezone.now())
        self.stdout.write(f"Open for 7 days, once: <this site's address>{path}")
