"""Settings, services, URLs: what joins the layers and knows all of them."""

from config.celery import app as celery_app

__all__ = ["celery_app"]
