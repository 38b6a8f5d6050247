from django.urls import path

from labeling import api, remarks_api, views

app_name = "labeling"
urlpatterns = [
    path("review/", views.review, name="review"),
    path("api/lease/", api.lease_items, name="lease"),
    path("api/reviews/", api.record, name="record"),
    path("api/reviews/<uuid:client_id>/withdraw/", api.withdraw, name="withdraw"),
    path("api/images/<int:image_id>/region/", api.region, name="region"),
    path("api/tags/", api.tags, name="tags"),
    path("api/tags/<int:tag_id>/examples/", remarks_api.examples, name="examples"),
    path("api/flags/", remarks_api.flag, name="flag"),
    path("api/flags/<uuid:client_id>/withdraw/", remarks_api.undo_flag, name="undo_flag"),
    path("api/comments/", remarks_api.comment, name="comment"),
    path("api/comments/<uuid:client_id>/withdraw/", remarks_api.undo_comment, name="undo_comment"),
]
