"""A reader that waits before one file until a file of that name is in another folder, or its job is dead."""

import os
import sys
import time
from pathlib import Path
from typing import Any

sys.path.append(str(Path(__file__).parent.parent))

from hooking import before_reading

JOB = os.getppid()


def hold(file: Any) -> None:
    """Wait before the file that is held."""
    release = Path(os.environ["HOLD"])
    while release.name in str(file) and not release.exists() and os.getppid() == JOB:
        time.sleep(0.01)


before_reading(hold)
