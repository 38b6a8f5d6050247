from django.urls import path

from recommender import photo_views, taste_views, views

app_name = "recommender"
urlpatterns = [
    path("", views.wall, name="wall"),
    path("products/<int:pk>/", views.product, name="product"),
    path("photo/", photo_views.photo, name="photo"),
    path("photo/<slug:token>/", photo_views.photo_result, name="photo_result"),
    path("photo/<slug:token>/found/", photo_views.photo_found, name="photo_found"),
    path("photo/<slug:token>/image/", photo_views.photo_image, name="photo_image"),
    path("photo/<slug:token>/box/", photo_views.photo_box, name="photo_box"),
    path("photo/<slug:token>/keep/", photo_views.photo_keep, name="photo_keep"),
    path("photo/<slug:token>/forget/", photo_views.photo_forget, name="photo_forget"),
    path("look/<slug:version>.css", views.look, name="look"),
    path("for-you/", taste_views.for_you, name="for_you"),
    path("for-you/mood/", taste_views.turn, name="turn"),
    path("for-you/forget/", taste_views.forget, name="forget_taste"),
    path("for-you/forget/undo/", taste_views.undo_forgetting, name="undo_forgetting"),
    path("for-you/mine.json", taste_views.my_taste, name="my_taste"),
    path("products/<int:pk>/think/", taste_views.think, name="think"),
    path("products/<int:pk>/seen/", taste_views.seen, name="seen"),
]
