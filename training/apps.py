from django.apps import AppConfig


class TrainingConfig(AppConfig):
    name = "training"
    verbose_name = "Training"

    def ready(self) -> None:
        from training.loop_settings import register_settings  # noqa: PLC0415 (models are there by now)

        register_settings()
