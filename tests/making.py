"""Files that several tests make: archives, and real structures that were turned and moved."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import gemmi
import numpy as np


def zipped(*files: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip archive of some files."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return buffer.getvalue()


def turned(source: Path, target: Path) -> Path:
    """Write a structure as PDB, turned about an axis and moved."""
    read = gemmi.read_structure(str(source))
    turn = gemmi.Transform()
    c, s = np.cos(0.7), np.sin(0.7)
    turn.mat.fromlist([[c, -s, 0], [s, c, 0], [0, 0, 1]])
    turn.vec.fromlist([31.0, -12.5, 400.0])
    read[0].transform_pos_and_adp(turn)
    read.write_pdb(str(target))
    return target
