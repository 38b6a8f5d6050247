from django.urls import path

from recommender import publishing_views as views

app_name = "publishing"
urlpatterns = [
    path("", views.publications, name="publications"),
    path("<int:pk>/", views.publication, name="publication"),
    path("export/", views.export_tags, name="export"),
    path("fix-lists/", views.fix_lists, name="fix_lists"),
    path("fix-lists/export/", views.export_fix_list, name="export_fix_list"),
]
