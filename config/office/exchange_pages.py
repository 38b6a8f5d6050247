"""Where files go out, and labels from elsewhere come in; and who may."""

from django.utils.translation import gettext_lazy as _

from config.office import exports_views as exports
from config.office import sources_views as sources
from config.office.navigation import TRADE
from config.office.pages import Page

MAY_EXPORT = "recommender.add_exportjob"
MAY_SEE = "labeling.view_labelsource"

PAGES = [
    Page("exports/", exports.exports, "exports", MAY_EXPORT, _("내보내기"), TRADE),
    Page("exports/<int:pk>/file/", exports.download, "export_file", MAY_EXPORT),
    Page("exports/<int:pk>/cancel/", exports.cancel_export, "export_cancel", MAY_EXPORT),
    Page("label-sources/", sources.sources, "label_sources", MAY_SEE, _("다른 곳의 라벨"), TRADE),
    Page("label-sources/<int:pk>/", sources.source, "label_source", MAY_SEE),
    Page("label-sources/<int:pk>/refused/", sources.refused, "label_source_refused", MAY_SEE),
    Page("label-sources/<int:pk>/<slug:verb>/", sources.act, "label_source_act", sources.MAY_BRING),
]
