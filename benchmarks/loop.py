"""How soon do suggestions know the last verdict?

The running application (real PostgreSQL, Valkey and Celery workers) is timed from the last verdict of a batch
to suggestions by the model that learned from it. Whether what it asks is worth asking: active_learning.py.
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace

from application import freshness
from figures import Report, arguments
from photos import DataError, photos

EXAMPLES = """examples:
  python benchmarks/loop.py --quick
  python benchmarks/loop.py --data path/to/clothing-small --json loop.json
"""


def main() -> int:
    options = _options()
    try:
        with photos(options.data, quick=options.quick) as shown:
            report = Report("loop", f"{shown.name}, {len(shown.paths)} photos", options.seed)
            print(report.data)
            freshness(report, shown, repeats=options.repeats, quick=options.quick)
            return report.finish(options.json)
    except DataError as error:
        print(f"loop: {error}", file=sys.stderr)
        return 2


def _options() -> Namespace:
    parser = ArgumentParser(description=__doc__, epilog=EXAMPLES)
    parser.add_argument("--repeats", type=int, default=3, help="trainings that are timed (default 3)")
    return arguments(parser)


if __name__ == "__main__":
    sys.exit(main())
