from django.urls import path

from catalog import views

app_name = "catalog"
urlpatterns = [path("<str:sha256>/<str:size>/", views.photo, name="photo")]
