"""`kill -9` of a worker in mid training: the champion serves on, the run failed, the next one is healthy."""

import os
import signal
import subprocess
import sys

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.db import connection

from catalog.models import Tag
from catalog.services.vocabulary_file import STARTER, load_vocabulary
from tests.making import NOON
from tests.training.dying import torn, wait_until_nobody_trains
from tests.training.school import open_school, teach
from training.models import ModelVersion, TrainingRun
from training.services.learning import request_training, retrain_if_due

pytestmark = pytest.mark.django_db(transaction=True)
TRAIN = """
import sys
import django
django.setup()
from tests.training.dying import train_and_die
train_and_die(sys.argv[1], after=sys.argv[2] == "after")
"""

MOMENTS = [
    ('INSERT INTO "training_runline"', "after"),
    ('INSERT INTO "training_modelversion"', "before"),
    ('UPDATE "training_modelversion"', "after"),
    ('INSERT INTO "training_promotion"', "after"),
]
"""Once it has said its first word; as it writes what it made; as it takes the champion's place; and after."""


def train_and_die(at: str, when: str) -> int:
    """The exit status of a worker's sweep in a process of its own, in the tests' database."""
    database = connection.settings_dict
    who = f"{database['USER']}:{database['PASSWORD']}" if database["PASSWORD"] else database["USER"]
    where = f"{database['HOST'].replace('/', '%2F')}:{database['PORT']}".rstrip(":")
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DATABASE_URL": f"postgresql://{who}@{where}/{database['NAME']}",
    }
    command = [sys.executable, "-c", TRAIN, at, when]
    return subprocess.run(command, cwd=settings.BASE_DIR, env=environment, check=False).returncode


@pytest.mark.parametrize(("at", "when"), MOMENTS)
def test_whatever_it_was_doing(curator: User, at: str, when: str) -> None:
    load_vocabulary(path=STARTER)
    tags = {tag.slug: tag for tag in Tag.objects.in_use()}
    images = open_school(13)
    teach(curator, images[:12], tags)
    request_training(by=None, now=NOON)
    retrain_if_due(now=NOON)
    before = ModelVersion.objects.champion()
    teach(curator, images[12:], tags)
    request_training(by=None, now=NOON)

    status = train_and_die(at, when)
    wait_until_nobody_trains()

    assert status == -signal.SIGKILL
    assert torn(before) == []
    assert ModelVersion.objects.champion() == before
    [orphan] = TrainingRun.objects.running()
    again = retrain_if_due(now=NOON)
    orphan.refresh_from_db()
    assert orphan.state == TrainingRun.State.FAILED
    assert orphan.said
    assert again is not None
    assert again.state == TrainingRun.State.PROMOTED
    assert [line.said for line in again.lines.all()]
