"""Every address of the application. Each view states who may; the shopper's pages are public."""

from django.contrib import admin
from django.contrib.auth import views as auth
from django.urls import include, path

from config import join_views, login_views
from config.account_urls import account_urls
from labeling.person_views import language
from labeling.views import home

urlpatterns = [
    path("", home, name="home"),
    path("login/", login_views.Login.as_view(), name="login"),
    *account_urls(),
    path("join/<str:secret>/", join_views.join, name="join"),
    path("join/<str:secret>/password/", join_views.password_rules, name="join_password"),
    path("reset/<str:uidb64>/<str:token>/", login_views.NewPassword.as_view(), name="password_reset_confirm"),
    path("logout/", auth.LogoutView.as_view(), name="logout"),
    path("language/", language, name="set_language"),
    path("admin/", admin.site.urls),
    path("photos/", include("catalog.urls")),
    path("", include("labeling.urls")),
    path("models/", include("training.urls")),
    path("api/v1/", include("recommender.api.urls")),
    path("publications/", include("recommender.publishing_urls")),
    path("style/", include("recommender.urls")),
    path("style-spaces/", include("recommender.space_urls")),
]
