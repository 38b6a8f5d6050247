"""What may come in with a photo. Its content is looked at by the decoder alone."""

from __future__ import annotations

from django import forms


class PhotoForm(forms.Form):
    """Name and claimed type of the file say nothing, and are not read."""

    photo = forms.FileField(max_length=None)


class BoxForm(forms.Form):
    """Edges relative to the photo."""

    x0 = forms.FloatField(min_value=0, max_value=1)
    y0 = forms.FloatField(min_value=0, max_value=1)
    x1 = forms.FloatField(min_value=0, max_value=1)
    y1 = forms.FloatField(min_value=0, max_value=1)

    @property
    def box(self) -> list[float]:
        return [self.cleaned_data[name] for name in ("x0", "y0", "x1", "y1")]
