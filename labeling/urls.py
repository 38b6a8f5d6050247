from django.urls import path

from labeling import (
    api,
    compare_api,
    compare_views,
    grid_api,
    grid_views,
    person_views,
    remarks_api,
    session_api,
    views,
)

app_name = "labeling"
urlpatterns = [
    path("me/", person_views.me, name="me"),
    path("review/", views.review, name="review"),
    path("api/session/", session_api.session, name="session"),
    path("api/lease/", api.lease_items, name="lease"),
    path("api/reviews/", api.record, name="record"),
    path("api/reviews/<uuid:client_id>/withdraw/", api.withdraw, name="withdraw"),
    path("api/images/<int:image_id>/region/", api.region, name="region"),
    path("api/tags/", api.tags, name="tags"),
    path("api/tags/<int:tag_id>/examples/", remarks_api.examples, name="examples"),
    path("api/comments/", remarks_api.comment, name="comment"),
    path("api/comments/<uuid:client_id>/withdraw/", remarks_api.undo_comment, name="undo_comment"),
    path("grid/", grid_views.grids, name="grids"),
    path("grid/<slug:slug>/", grid_views.grid, name="grid"),
    path("api/grids/<slug:slug>/lease/", grid_api.lease, name="lease-grids"),
    path("api/grids/<int:grid_id>/singly/", grid_api.singly, name="grid-singly"),
    path("api/grids/reviews/", grid_api.record, name="record-grid"),
    path("api/grids/reviews/<uuid:client_id>/withdraw/", grid_api.withdraw, name="withdraw-grid"),
    path("compare/", compare_views.compares, name="compares"),
    path("compare/<slug:slug>/", compare_views.compare, name="compare"),
    path("api/pairs/<slug:slug>/lease/", compare_api.lease, name="lease-pairs"),
    path("api/comparisons/", compare_api.record, name="record-comparison"),
    path("api/comparisons/<uuid:client_id>/withdraw/", compare_api.withdraw, name="withdraw-comparison"),
]
