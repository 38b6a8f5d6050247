"""Importing this lets a benchmark, which is a plain script, find the code of the checkout that it lies in."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

if str(ROOT) not in sys.path:
    sys.path.append(str(ROOT))
