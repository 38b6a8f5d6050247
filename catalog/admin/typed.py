"""Django's admin classes as the type checker knows them: `ModelAdmin[Product]`.

Django itself lets only managers, querysets and fields be subscripted so far.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.contrib.admin import ModelAdmin, TabularInline
    from django.forms import ModelForm
else:
    from django import forms
    from django.contrib import admin

    class _OfAnyModel:
        def __class_getitem__(cls, model: Any) -> Any:
            return cls

    class ModelAdmin(_OfAnyModel, admin.ModelAdmin):
        pass

    class TabularInline(_OfAnyModel, admin.TabularInline):
        pass

    class ModelForm(_OfAnyModel, forms.ModelForm):
        pass


__all__ = ["ModelAdmin", "ModelForm", "TabularInline"]
