"""Write the bands of substitutions by points for activation: ``mtorstruct/reference/data/activity_bands.tsv``.

    python docs/bands.py

From the counts of tumours and the rules that ship; nothing else is read. To be run when either changes.
"""

from __future__ import annotations

from pathlib import Path

from mtorstruct.atlas.store import open_atlas
from mtorstruct.tables.writing import write_text
from mtorstruct.variants.calibration import measured_bands

TABLE = Path(__file__).resolve().parent.parent / "mtorstruct" / "reference" / "data" / "activity_bands.tsv"


def table_text() -> str:
    """Contents of ``activity_bands.tsv``."""
    return (
        "# Substitutions of mTOR 1385-2549 by points for activation, written by docs/bands.py.\n"
        "# random_missense: share of random missense substitutions, weighted by mutability. Of these without a\n"
        "# published activity: samples of tumour_counts.tsv, and expected at the rate of residues 1-1384;\n"
        "# probability: 1 - expected / samples, at least 0; low, high: 95 % interval over positions.\n"
        "band\trandom_missense\tsamples\texpected\tprobability\tlow\thigh\n"
        + "".join(
            f"{b.name}\t{b.random_missense:.3f}\t{b.samples}\t{b.expected:.1f}\t"
            f"{b.probability:.2f}\t{b.low:.2f}\t{b.high:.2f}\n"
            for b in measured_bands(open_atlas())
        )
    )


if __name__ == "__main__":
    write_text(TABLE, table_text())
