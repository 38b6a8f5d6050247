"""What managers send of imports. Files are looked at by the service, by their content."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from catalog.models import ImportJob
from catalog.services.imports.columns import problem_with
from catalog.services.imports.places import checked_location
from catalog.services.imports.reasons import in_words
from catalog.services.imports.showing import choices_for
from catalog.services.sources import SourceError


class HowForm(forms.Form):
    """How rows are taken, wherever they come from."""

    update_known = forms.BooleanField(required=False)
    fetch = forms.BooleanField(required=False)


class UploadForm(HowForm):
    file = forms.FileField(
        error_messages={"required": _("파일을 골라 주세요."), "empty": _("파일이 비어 있습니다.")}
    )


class PlaceForm(HowForm):
    """A folder of the server, or an address in S3; cleaned to (kind of source, place)."""

    location = forms.CharField(
        max_length=1000, error_messages={"required": _("폴더나 s3:// 주소를 적어 주세요.")}
    )

    def clean_location(self) -> tuple[str, str]:
        try:
            return checked_location(self.cleaned_data["location"])
        except SourceError as error:
            raise forms.ValidationError(in_words(str(error))) from error


class ColumnsForm(HowForm):
    """Which column of the file is which of ours: a choice for each, named column-0, column-1 …"""

    def __init__(self, job: ImportJob, data: object) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        self.job = job
        for at, name in enumerate(job.columns):
            self.fields[f"column-{at}"] = forms.ChoiceField(choices=choices_for(name), required=False)

    def clean(self) -> None:
        super().clean()
        problem = problem_with(self.mapping) if self.job.columns else ""
        if problem == "image":
            raise forms.ValidationError(_("사진인 열을 하나 골라 주세요."))
        if problem:
            raise forms.ValidationError(_("두 열이 같은 것으로 되어 있습니다. 하나만 골라 주세요."))

    @property
    def mapping(self) -> dict[str, str]:
        """Theirs → ours."""
        return {name: self.cleaned_data.get(f"column-{at}", "") for at, name in enumerate(self.job.columns)}
