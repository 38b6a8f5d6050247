from django.urls import path

from recommender import space_views

app_name = "spaces"
urlpatterns = [
    path("", space_views.spaces, name="spaces"),
    path("rebuild/", space_views.rebuild, name="rebuild"),
    path("<int:pk>/", space_views.space, name="space"),
    path("<int:pk>/decide/", space_views.decide, name="decide"),
]
