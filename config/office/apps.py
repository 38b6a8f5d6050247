"""The admin under our own site: the office of those who manage the catalog."""

from django.contrib.admin import apps


class OfficeConfig(apps.AdminConfig):
    """In place of `django.contrib.admin`."""

    default_site = "config.office.site.OfficeSite"
