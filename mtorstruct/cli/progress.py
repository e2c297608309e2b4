"""Progress of several downloads on one line of standard error."""

from __future__ import annotations

import sys
import threading
import time


class Progress:
    """Files, bytes and rate on a terminal; nothing in a pipe.

    It is called from several threads with an entry, the bytes received and the bytes announced.
    """

    def __init__(self) -> None:
        self._shown = sys.stderr.isatty()
        self._lock = threading.Lock()
        self._start = time.monotonic()
        self._bytes: dict[str, tuple[int, int]] = {}

    def __call__(self, entry: str, received: int, announced: int) -> None:
        """Tell how far an entry is."""
        if not self._shown:
            return
        with self._lock:
            self._bytes[entry] = (received, announced)
            done = sum(0 < whole <= got for got, whole in self._bytes.values())
            total = sum(got for got, _ in self._bytes.values())
            rate = total / max(time.monotonic() - self._start, 1e-3)
            self._write(f"{done} of {len(self._bytes)} files, {total / 1e6:.1f} MB, {rate / 1e6:.1f} MB/s")

    def clear(self) -> None:
        """Take the line away."""
        if self._shown:
            self._write("")

    @staticmethod
    def _write(text: str) -> None:
        sys.stderr.write(f"\r{text}\x1b[K")
        sys.stderr.flush()
