"""Processes that tests interrupt."""

from __future__ import annotations

import signal


def hear_ctrl_c() -> None:
    """Let a process hear Ctrl-C, which is ignored where the tests run in the background of a shell."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
