"""The pages of acts on products. They are reached from the list, so none stands in the navigation."""

from config.office.asking_views import ask, export, merge, withdraw_from_shop
from config.office.pages import Page

PAGES = [
    Page("products/ask/", ask, "product_ask", "labeling.add_queueitem"),
    Page("products/withdraw/", withdraw_from_shop, "product_withdraw", "recommender.add_hold"),
    Page("products/export/", export, "product_export", "recommender.add_exportjob"),
    Page("products/merge/", merge, "product_merge", "catalog.change_duplicategroup"),
]
