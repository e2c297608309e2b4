"""A reader that keeps ten megabytes of each structure that it has read."""

import sys
from pathlib import Path
from typing import Any

sys.path.append(str(Path(__file__).parent.parent))

from hooking import before_reading

KEPT: list[Any] = []

before_reading(lambda _: KEPT.append(bytearray(10_000_000)))
