"""Progress of downloads, of jobs, and of whatever takes over a second, on standard error."""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
import threading
import time

TYPE_CHECKING = False
if TYPE_CHECKING:
    from mtorstruct.batch.tally import Tally


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
        """Show the progress of an entry."""
        if not self._shown:
            return
        with self._lock:
            self._bytes[entry] = (received, announced)
            done = sum(0 < whole <= got for got, whole in self._bytes.values())
            total = sum(got for got, _ in self._bytes.values())
            rate = total / max(time.monotonic() - self._start, 1e-3)
            self._write(f"{done} of {len(self._bytes)} files, {total / 1e6:.1f} MB, {rate / 1e6:.1f} MB/s")

    def clear(self) -> None:
        """Clear the line."""
        if self._shown:
            self._write("")

    @staticmethod
    def _write(text: str) -> None:
        sys.stderr.write(f"\r{text}\x1b[K")
        sys.stderr.flush()


STAGES = {
    "annotate": "annotating",
    "summarise": "counting",
    "report": "writing the page",
    "view": "drawing the structure",
    "plot": "drawing the figure",
    "benchmark": "comparing",
    "atlas": "measuring structures",
    "domains": "mapping domains",
    "entries": "comparing entries",
    "fetch": "fetching",
    "store": "checking files",
}
"""What commands that may take over a second do, where they name no stage of their own; batch has its own."""

FIRST_SECONDS = 1.0
"""Time after which a command shows what it does, in seconds."""


class Working:
    """What a command does and for how long: one line on a terminal, from the second second on.

    A thread of its own writes it; nothing is written in a pipe. The line is cleared before every message.

    Parameters
    ----------
    command : str
        One of `STAGES`.
    """

    current: Working | None = None
    """The one that is shown."""

    def __init__(self, command: str) -> None:
        self._last = self._stage = STAGES[command]
        self._start = time.monotonic()
        self._lock, self._ended, self._written = threading.Lock(), threading.Event(), False
        self._ticker = threading.Thread(target=self._tick, daemon=True)

    def __enter__(self) -> Working:
        Working.current = self
        self._ticker.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.end()

    def end(self) -> None:
        """Show nothing more."""
        Working.current = None
        self._ended.set()
        self.clear()

    def clear(self) -> None:
        """Clear the line."""
        with self._lock:
            if self._written:
                Progress._write("")
            self._written = False

    def name(self, stage: str) -> None:
        """Name what is being done; without a text, what the command does last."""
        self._stage = stage or self._last

    def _tick(self) -> None:
        while not self._ended.wait(FIRST_SECONDS):
            with self._lock:
                if not self._ended.is_set():
                    seconds = round(time.monotonic() - self._start)
                    width = shutil.get_terminal_size().columns
                    Progress._write(f"{self._stage}, {seconds} s"[: width - 1])
                    self._written = True


def working(command: str) -> contextlib.AbstractContextManager[object]:
    """Return what shows that a command works, where it is shown: on a terminal that can clear a line."""
    if command in STAGES and sys.stderr.isatty() and os.environ.get("TERM") != "dumb":
        return Working(command)
    return contextlib.nullcontext()


def stage(text: str) -> None:
    """Name what the command does; without a text, what it does last."""
    if Working.current is not None:
        Working.current.name(text)


def end_of_work() -> None:
    """Show no more progress, since what follows is the result."""
    if Working.current is not None:
        Working.current.end()


TICK_SECONDS = 1.0

LINE_SECONDS = 60.0
"""Time between two lines in a log, in seconds."""


class BatchProgress:
    """Structures done and failed, rate, remaining time: live on a terminal, a line a minute in a log.

    A thread of its own updates the time while no structure is finished.

    Parameters
    ----------
    n_inputs : int
        Structures of the job.
    """

    def __init__(self, n_inputs: int) -> None:
        self._n = n_inputs
        self._live = sys.stderr.isatty()
        self._start = self._told = time.monotonic()
        self._lock, self._ended = threading.Lock(), threading.Event()
        self._tally: Tally | None = None
        self._ticker = threading.Thread(target=self._tick, daemon=True)

    def __call__(self, tally: Tally) -> None:
        """Show the progress of the job; from the first call on it is repeated at intervals, until `clear`."""
        with self._lock:
            if self._tally is None:
                self._ticker.start()
            self._tally = tally
            self._tell()

    def clear(self) -> None:
        """Clear the live line, and stop."""
        self._ended.set()
        if self._ticker.is_alive():
            self._ticker.join()
        with self._lock:
            if self._live:
                sys.stderr.write("\r\x1b[K")
                sys.stderr.flush()

    def took(self) -> str:
        """Return the time since the beginning."""
        return _duration(time.monotonic() - self._start)

    def _tick(self) -> None:
        while not self._ended.wait(TICK_SECONDS):
            with self._lock:
                if not self._ended.is_set():
                    self._tell()

    def _tell(self) -> None:
        now = time.monotonic()
        if self._tally is None or not (self._live or now - self._told >= LINE_SECONDS):
            return
        self._told = now
        text = self._text(self._tally, now)
        sys.stderr.write(f"\r{text}\x1b[K" if self._live else f"mtorstruct: {text}\n")
        sys.stderr.flush()

    def _text(self, tally: Tally, now: float) -> str:
        so_far, seconds = tally.done + tally.failed, max(now - self._start, 1e-3)
        rate = so_far / seconds
        text = f"{so_far:,} of {self._n:,} structures, {tally.failed:,} failed, {rate:.1f}/s"
        return f"{text}, {_duration((self._n - so_far) / rate)} left" if so_far else text


def _duration(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
