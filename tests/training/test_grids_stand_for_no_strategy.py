"""What asking well saves is told by questions of the queue: tiles of grids follow no strategy."""

from django.contrib.auth.models import User

from catalog.models import Tag
from labeling.services.sitting import record_grid
from tests.gridmaking import a_sitting, make_grid
from tests.making import NOON
from tests.training.racing import ask
from tests.training.school import open_school, teach
from training.services.ground import held_out
from training.services.learning import reviews_not_learned_from
from training.services.saving import saved_so_far
from training.services.snapshots import Frozen


def test_tiles_teach_and_are_neither_chosen_nor_controls(curator: User, tags: dict[str, Tag]) -> None:
    asked, in_grids = open_school(60), open_school(24, first=100)
    teach(curator, asked, tags)
    grid = make_grid(tags["cute"], in_grids)
    record_grid(curator=curator, grid_id=grid.pk, answer=a_sitting(grid), now=NOON)
    assert reviews_not_learned_from() == 84
    run = ask()

    held = held_out(Frozen.from_bytes(bytes(run.snapshot.payload)), encoder_key=run.snapshot.encoder_key)
    saved = saved_so_far(held, progress=lambda _: None)

    there = set(held.images.tolist())
    assert there & {image.pk for image in in_grids}  # they are learned from
    assert saved.control_count + saved.chosen_count == len(there & {image.pk for image in asked})
