"""The admin under our own site: the office of those who manage the catalog."""

from django.contrib.admin import apps


class OfficeConfig(apps.AdminConfig):
    """In place of `django.contrib.admin`."""

    default_site = "config.office.site.OfficeSite"

    def ready(self) -> None:
        super().ready()
        from config.office.naming import name_everything  # noqa: PLC0415 (models are not there before)

        name_everything()
        from config.office import products  # noqa: F401, PLC0415 (it registers them)
