from django.apps import AppConfig


class LabelingConfig(AppConfig):
    name = "labeling"
    verbose_name = "Labeling"

    def ready(self) -> None:
        from labeling.loop_settings import register_settings  # noqa: PLC0415 (models are there by now)

        register_settings()
