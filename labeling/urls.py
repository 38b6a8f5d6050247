from django.urls import path

from labeling import api, views

app_name = "labeling"
urlpatterns = [
    path("review/", views.review, name="review"),
    path("api/lease/", api.lease_items, name="lease"),
    path("api/reviews/", api.record, name="record"),
    path("api/reviews/<uuid:client_id>/withdraw/", api.withdraw, name="withdraw"),
    path("api/images/<int:image_id>/region/", api.region, name="region"),
    path("api/tags/", api.tags, name="tags"),
]
