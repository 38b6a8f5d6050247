"""Where it is told who changed what."""

from django.utils.translation import gettext_lazy as _

from config.office import history_views as views
from config.office.navigation import SETTINGS
from config.office.pages import Page

MAY_LOOK = "auditlog.view_logentry"
PAGES = [
    Page("history/", views.history, "history", MAY_LOOK, title=_("바뀐 것의 이력"), group=SETTINGS),
    Page("history/file/", views.history_file, "history_file", MAY_LOOK),
]
