from django.apps import AppConfig


class RecommenderConfig(AppConfig):
    name = "recommender"
    verbose_name = "Recommender"

    def ready(self) -> None:
        from recommender.loop_settings import register_settings  # noqa: PLC0415 (models are there by now)

        register_settings()
