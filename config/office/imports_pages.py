"""Where imports are in the office, and who may."""

from django.utils.translation import gettext_lazy as _

from config.office import imports_views as views
from config.office.navigation import TRADE
from config.office.pages import Page

MAY_SEE = "catalog.view_importjob"

PAGES = [
    Page("imports/", views.imports, "imports", MAY_SEE, _("가져오기"), TRADE),
    Page("imports/place/", views.place, "import_place", views.MAY_BRING),
    Page("imports/<int:pk>/", views.import_job, "import", MAY_SEE),
    Page("imports/<int:pk>/columns/", views.look_again, "import_columns", views.MAY_STEER),
    Page("imports/<int:pk>/refused/", views.refused_rows, "import_refused", MAY_SEE),
    Page("imports/<int:pk>/<slug:verb>/", views.act, "import_act", views.MAY_STEER),
]
