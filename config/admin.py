"""What the admin is called."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

admin.site.site_title = _("Moodloop 관리")
admin.site.site_header = _("Moodloop 관리")
admin.site.index_title = _("카탈로그와 질문, 학습과 태그")
