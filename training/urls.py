from django.urls import path

from training import backtest_views, mine_views, views

app_name = "training"
urlpatterns = [
    path("", views.models, name="models"),
    path("retrain/", views.retrain, name="retrain"),
    path("tune/", views.tune, name="tune"),
    path("mine/", mine_views.mine, name="mine"),
    path("runs/", views.runs, name="runs"),
    path("runs/<int:pk>/", views.run, name="run"),
    path("runs/<int:pk>/cancel/", views.cancel, name="cancel"),
    path("backtest/", backtest_views.backtest, name="backtest"),
    path("backtest/start/", backtest_views.start, name="backtest_start"),
    path("backtest/<int:pk>/", backtest_views.backtest_report, name="backtest_report"),
    path("backtest/<int:pk>/adopt/", backtest_views.adopt, name="adopt"),
    path("tags/<slug:slug>/", views.tag, name="tag"),
    path("tags/<slug:slug>/goal/", backtest_views.goal, name="goal"),
    path("<int:pk>/", views.version, name="version"),
    path("<int:pk>/promote/", views.promote, name="rollback"),
]
