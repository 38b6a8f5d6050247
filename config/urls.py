"""Every address of the application. Each view states who may; the shopper's pages are public."""

from django.contrib import admin
from django.contrib.auth import views as auth
from django.urls import include, path

urlpatterns = [
    path("login/", auth.LoginView.as_view(redirect_authenticated_user=True), name="login"),
    path("logout/", auth.LogoutView.as_view(), name="logout"),
    path("admin/", admin.site.urls),
    path("photos/", include("catalog.urls")),
    path("", include("labeling.urls")),
    path("models/", include("training.urls")),
    path("style/", include("recommender.urls")),
]
