"""What comes in through the API, checked before anything else sees it."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from labeling.models import Review, Verdict
from labeling.services.recording import Answer, Said

MOST_HELD = 20
MOST_TAGS = 500


class LeaseSerializer(serializers.Serializer[None]):
    count = serializers.IntegerField(min_value=1, max_value=MOST_HELD, default=6)


class VerdictSerializer(serializers.Serializer[None]):
    tag = serializers.IntegerField(min_value=1, max_value=2**63 - 1)
    value = serializers.ChoiceField(choices=Verdict.Value.choices)


class AnswerSerializer(serializers.Serializer[None]):
    client_id = serializers.UUIDField()
    item = serializers.IntegerField(min_value=1, max_value=2**63 - 1)
    outcome = serializers.ChoiceField(choices=Review.Outcome.choices)
    verdicts = serializers.ListField(child=VerdictSerializer(), max_length=MOST_TAGS, default=list)
    shown_tags = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=2**63 - 1), max_length=MOST_TAGS, default=list
    )
    seconds = serializers.FloatField(min_value=0, max_value=24 * 60 * 60, allow_null=True, default=None)

    def answer(self) -> Answer:
        data: dict[str, Any] = self.validated_data
        return Answer(
            client_id=data["client_id"],
            outcome=data["outcome"],
            verdicts=[Said(said["tag"], said["value"]) for said in data["verdicts"]],
            shown_tags=data["shown_tags"],
            seconds=data["seconds"],
        )
