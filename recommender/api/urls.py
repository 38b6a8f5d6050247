from django.urls import path

from recommender.api import docs, photos, products, published, taste

app_name = "api"
urlpatterns = [
    path("products/<str:product>/similar/", products.Similar.as_view(), name="similar"),
    path("search/", products.Search.as_view(), name="search"),
    path("tags/", products.Tags.as_view(), name="tags"),
    path("for-you/", taste.ForYou.as_view(), name="for_you"),
    path("published-tags/", published.PublishedTags.as_view(), name="published_tags"),
    path("published-tags/export/", published.Export.as_view(), name="export"),
    path("photo-search/", photos.PhotoSearch.as_view(), name="photo_search"),
    path("photo-search/<str:key>/", photos.PhotoFound.as_view(), name="photo_found"),
    path("schema/", docs.Schema.as_view(), name="schema"),
    path("docs/", docs.Docs.as_view(), name="docs"),
]
