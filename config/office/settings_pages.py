"""Where the loop's settings are."""

from django.utils.translation import gettext_lazy as _

from config.office import settings_views as views
from config.office.navigation import SETTINGS
from config.office.pages import Page

MAY_LOOK = "catalog.view_loopsetting"
PAGES = [
    Page("settings/", views.settings, "settings", MAY_LOOK, title=_("고리의 설정"), group=SETTINGS),
    Page("settings/<slug:name>/", views.change_setting, "change_setting", MAY_LOOK),
    Page("settings/<slug:name>/effect/", views.setting_effect, "setting_effect", MAY_LOOK),
]
