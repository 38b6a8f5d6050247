from django.urls import path

from recommender import views

app_name = "recommender"
urlpatterns = [
    path("", views.wall, name="wall"),
    path("products/<int:pk>/", views.product, name="product"),
    path("look/<slug:version>.css", views.look, name="look"),
]
