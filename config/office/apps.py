"""The admin under our own site: the office of those who manage the catalog."""

from django.contrib.admin import apps


class OfficeConfig(apps.AdminConfig):
    """In place of `django.contrib.admin`."""

    default_site = "config.office.site.OfficeSite"

    def ready(self) -> None:
        super().ready()
        from config.office.naming import name_everything  # noqa: PLC0415 (models are not there before)

        name_everything()
        from config.history import note_everything  # noqa: PLC0415 (the same)

        note_everything()
        self._unregister("auditlog.LogEntry")  # the office has a page of its own for it
        from config.office import products, users_admin  # noqa: F401, PLC0415 (they register them)

    def _unregister(self, label: str) -> None:
        from django.apps import apps  # noqa: PLC0415 (models are not there before)
        from django.contrib import admin  # noqa: PLC0415

        admin.site.unregister(apps.get_model(label))
