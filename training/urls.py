from django.urls import path

from training import views

app_name = "training"
urlpatterns = [
    path("", views.models, name="models"),
    path("retrain/", views.retrain, name="retrain"),
    path("<int:pk>/promote/", views.promote, name="rollback"),
]
