"""How every target is run."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import atheris


def run(check: Callable[[bytes], None], seeds: Iterable[bytes], **options: Any) -> None:
    """Try the first inputs, then what the fuzzer makes of them; `options` are those of `atheris.Setup`."""
    with tempfile.TemporaryDirectory() as folder:
        for k, seed in enumerate(seeds):
            check(seed)
            (Path(folder) / str(k)).write_bytes(seed)
        atheris.Setup([*sys.argv, folder], check, **options)
        atheris.Fuzz()
