"""What comes in through the API, checked before anything else sees it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from catalog.models.region import Box
from labeling.models import Flag, Review, Verdict
from labeling.models.comment import MOST_SIGNS
from labeling.services.flagging import Wrong
from labeling.services.recording import Answer, Said

MOST_HELD = 20
MOST_TAGS = 500
SMALLEST = 0.02
"""Side of a region, relative to the image's."""


class LeaseSerializer(serializers.Serializer[None]):
    count = serializers.IntegerField(min_value=1, max_value=MOST_HELD, default=6)


class VerdictSerializer(serializers.Serializer[None]):
    tag = serializers.IntegerField(min_value=1, max_value=2**63 - 1)
    value = serializers.ChoiceField(choices=Verdict.Value.choices)
    misplaced = serializers.BooleanField(default=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if attrs["misplaced"] and attrs["value"] != Verdict.Value.YES:
            raise serializers.ValidationError({"misplaced": _("‘예’인 태그만 다른 곳에 있을 수 있습니다.")})
        return attrs


class RegionSerializer(serializers.Serializer[None]):
    """A box relative to the image. Edges may pass its border by a hair, as pixels on a screen do."""

    box = serializers.ListField(
        child=serializers.FloatField(min_value=-0.01, max_value=1.01), min_length=4, max_length=4
    )

    def validate_box(self, edges: list[float]) -> Box:
        x0, y0, x1, y1 = (round(min(max(edge, 0.0), 1.0), 5) for edge in edges)
        if x1 - x0 < SMALLEST or y1 - y0 < SMALLEST:
            raise serializers.ValidationError(_("상자가 너무 작거나 뒤집혔습니다."))
        return x0, y0, x1, y1


class UndoRegionSerializer(serializers.Serializer[None]):
    region = serializers.IntegerField(min_value=1, max_value=2**63 - 1, allow_null=True, default=None)


class FlagSerializer(serializers.Serializer[None]):
    """What is wrong with the photo."""

    kind = serializers.ChoiceField(choices=Flag.Kind.choices)
    words = serializers.CharField(max_length=200, allow_blank=True, default="")


class AnswerSerializer(serializers.Serializer[None]):
    client_id = serializers.UUIDField()
    item = serializers.IntegerField(min_value=1, max_value=2**63 - 1)
    outcome = serializers.ChoiceField(choices=Review.Outcome.choices)
    verdicts = serializers.ListField(child=VerdictSerializer(), max_length=MOST_TAGS, default=list)
    shown_tags = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=2**63 - 1), max_length=MOST_TAGS, default=list
    )
    seconds = serializers.FloatField(min_value=0, max_value=24 * 60 * 60, allow_null=True, default=None)
    flag = FlagSerializer(allow_null=True, default=None)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if attrs["flag"] and attrs["outcome"] != Review.Outcome.SKIPPED:
            raise serializers.ValidationError({"flag": _("신고한 사진은 건너뛰어야 합니다.")})
        return attrs

    def wrong(self) -> Wrong | None:
        """What is wrong with the photo, if it is skipped for that."""
        said: dict[str, str] | None = self.validated_data["flag"]
        return Wrong(**said) if said else None

    def answer(self) -> Answer:
        data: dict[str, Any] = self.validated_data
        return Answer(
            client_id=data["client_id"],
            outcome=data["outcome"],
            verdicts=[Said(said["tag"], said["value"], said["misplaced"]) for said in data["verdicts"]],
            shown_tags=data["shown_tags"],
            seconds=data["seconds"],
        )


class CommentSerializer(serializers.Serializer[None]):
    client_id = serializers.UUIDField()
    image = serializers.IntegerField(min_value=1, max_value=2**63 - 1)
    text = serializers.CharField(max_length=MOST_SIGNS)
