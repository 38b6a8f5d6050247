"""Where a person's answers are taken back by range."""

from django.utils.translation import gettext_lazy as _

from config.office import withdrawals_views as views
from config.office.navigation import LOOP
from config.office.pages import Page

MAY_LOOK = "labeling.view_bulkwithdrawal"
PAGES = [
    Page(
        "withdrawals/",
        views.withdrawals,
        "withdrawals",
        MAY_LOOK,
        title=_("답을 한꺼번에 되돌리기"),
        group=LOOP,
    ),
    Page("withdrawals/do/", views.withdraw, "withdraw_range", MAY_LOOK),
    Page("withdrawals/<int:pk>/restore/", views.restore_withdrawal, "restore_range", MAY_LOOK),
]
