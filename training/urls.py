from django.urls import path

from training import views

app_name = "training"
urlpatterns = [
    path("", views.models, name="models"),
    path("retrain/", views.retrain, name="retrain"),
    path("tune/", views.tune, name="tune"),
    path("runs/", views.runs, name="runs"),
    path("runs/<int:pk>/", views.run, name="run"),
    path("runs/<int:pk>/cancel/", views.cancel, name="cancel"),
    path("tags/<slug:slug>/", views.tag, name="tag"),
    path("<int:pk>/", views.version, name="version"),
    path("<int:pk>/promote/", views.promote, name="rollback"),
]
