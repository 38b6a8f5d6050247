"""Gives models and fields the names that people know them by, in the language of whoever reads.

Not in the models' own Meta: the layers below speak of rows and columns, and a better word for one of them
is no change to their history of migrations, which reads what the classes say and not what is set here.
"""

from __future__ import annotations

from django.apps import apps

from config.office.field_names import FIELDS
from config.office.model_names import MODELS

APPS = ("catalog", "labeling", "training", "recommender", "config")


def name_everything() -> None:
    """Where the code itself says what something is called, that stands."""
    for label in APPS:
        for model in apps.get_app_config(label).get_models():
            options = model._meta
            if options.label in MODELS and "verbose_name" not in options.original_attrs:
                options.verbose_name, options.verbose_name_plural = MODELS[options.label]
            for field in options.concrete_fields:
                is_plain = field.verbose_name == field.name.replace("_", " ")
                if is_plain and field.name in FIELDS:
                    field.verbose_name = FIELDS[field.name]
