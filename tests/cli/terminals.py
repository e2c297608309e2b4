"""Pseudo-terminals, on which commands are run."""

from __future__ import annotations

import os


def read_to_end(ours: int) -> bytes:
    """Return what is written to a pseudo-terminal until its other end is closed, and close this one."""
    written = b""
    while True:
        try:
            piece = os.read(ours, 65536)
        except OSError:
            break
        if not piece:
            break
        written += piece
    os.close(ours)
    return written
