"""An advisory lock is a number that the whole database shares: two sweeps with one number skip each other."""

import re
from collections import Counter
from pathlib import Path

from django.conf import settings

NUMBER = re.compile(r"^\s*_?[A-Z_]+ = (5_020_\d{3})$", re.M)
APPS = ("catalog", "labeling", "training", "recommender", "config")


def test_no_number_is_given_twice() -> None:
    files = [path for app in APPS for path in (Path(settings.BASE_DIR) / app).rglob("*.py")]
    numbers = Counter(number for path in files for number in NUMBER.findall(path.read_text()))

    assert len(numbers) > 20
    assert [number for number, count in numbers.items() if count > 1] == []
