"""What a row of a file says of its sample: allele fraction, tumour type, germline or somatic."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from typing import TYPE_CHECKING

from mtorstruct.errors import UsageError
from mtorstruct.reference.columns import plain_heading, sample_headings
from mtorstruct.variants.notation.text import is_nothing

if TYPE_CHECKING:
    import pandas as pd

    from mtorstruct.variants.input.cohort import Cohort

SAMPLED = ("vaf", "tumour_type", "mutation_status")
"""What is read, by the names of the columns that hold it."""


MOST_NEAR = 3
"""Largest number of samples that a message suggests."""


class SampleReader:
    """Reader of a table's rows: columns are found by their headings, and nothing is guessed.

    Parameters
    ----------
    heading : sequence of str
        Columns of the table.

    Examples
    --------
    >>> SampleReader(["Cancer_Type", "t_ref_count", "t_alt_count"]).read(["Glioma", "138", "33"])
    ('0.19', 'Glioma', '')
    """

    def __init__(self, heading: Sequence[str]) -> None:
        at = {plain_heading(name): k for k, name in reversed(list(enumerate(heading)))}
        self._at = {
            role: next((at[name] for name in names if name in at), -1)
            for role, names in sample_headings().items()
        }
        exact = {name: k for k, name in enumerate(heading)}
        # As `mtorstruct.variants.input.vcf` names the columns of a VCF.
        self._vcf = tuple(exact.get(name, -1) for name in ("FORMAT", "GENOTYPE", "ALT"))

    @property
    def columns(self) -> tuple[int, ...]:
        """Return the indexes of the columns that are read; -1 for those that the table lacks."""
        return (*self._at.values(), *self._vcf)

    @property
    def finds(self) -> bool:
        """Return whether the table has any of the columns."""
        return any(k >= 0 for k in self._at.values()) or min(self._vcf) >= 0

    def read(self, cells: Sequence[str]) -> tuple[str, str, str]:
        """Return allele fraction (two decimals), tumour type and mutation status; empty where unknown."""
        return self._vaf(cells), self._text(cells, "tumour_type"), self._text(cells, "mutation_status")

    def _text(self, cells: Sequence[str], role: str) -> str:
        k = self._at[role]
        text = cells[k].strip() if 0 <= k < len(cells) else ""
        return "" if is_nothing(text) else text

    def _vaf(self, cells: Sequence[str]) -> str:
        share = _number(self._text(cells, "vaf"))
        if 0 <= share <= 1:
            return f"{share:.2f}"
        alt, ref, depth = (_number(self._text(cells, role)) for role in ("alt_count", "ref_count", "depth"))
        if min(self._vcf) >= 0 and not alt >= 0:
            alt, ref = self._vcf_reads(cells)
        whole = depth if depth >= alt else alt + ref
        return f"{alt / whole:.2f}" if whole > 0 and 0 <= alt <= whole else ""

    def _vcf_reads(self, cells: Sequence[str]) -> tuple[float, float]:
        """Return the reads with the alternative, where a VCF's row has one, and with the reference."""
        keys, values, alternatives = (cells[k] if k < len(cells) else "" for k in self._vcf)
        told = dict(zip(keys.split(":"), values.split(":"), strict=False))
        reads = told.get("AD", "").split(",")
        if "," in alternatives or len(reads) != len(("ref", "alt")):
            return _number(""), _number("")
        return _number(reads[1]), _number(reads[0])


def _number(text: str) -> float:
    """Return a number that is not negative; NaN for anything else."""
    try:
        value = float(text)
    except ValueError:
        return float("nan")
    return value if value >= 0 else float("nan")


def sampled_of_cohorts(cohorts: Sequence[Cohort]) -> dict[str, list[str]] | None:
    """Return what rows of files say of their samples, by the names of `SAMPLED`; None where none does."""
    readers = [SampleReader(cohort.heading) for cohort in cohorts]
    if not any(reader.finds for reader in readers):
        return None

    def rows() -> Iterator[tuple[str, str, str]]:
        for cohort, reader in zip(cohorts, readers, strict=True):
            if not reader.finds:
                yield from (("", "", "") for _ in range(len(cohort)))
                continue
            for row in cohort.rows:
                yield reader.read(cohort.cells(row))

    return dict(zip(SAMPLED, map(list, zip(*rows(), strict=True)), strict=True))


def sampled_of_frame(table: pd.DataFrame) -> list[tuple[str, str, str]] | None:
    """Return what each row of a table says of its sample; None where no column does."""
    heading = [str(name) for name in table.columns]
    reader = SampleReader(heading)
    if not reader.finds:
        return None
    used = sorted({k for k in reader.columns if k >= 0})
    cells = [table.iloc[:, k].astype(object).where(table.iloc[:, k].notna(), "") for k in used]
    small = SampleReader([heading[k] for k in used])
    return [small.read([str(cell) for cell in row]) for row in zip(*cells, strict=True)]


def rows_of_sample(annotation: pd.DataFrame, sample: str) -> pd.DataFrame:
    """Return the rows of one sample of an annotation.

    Raises
    ------
    UsageError
        No row names the sample.
    """
    rows = annotation[annotation["sample"] == sample]
    if len(rows):
        return rows
    names = [str(name) for name in dict.fromkeys(annotation["sample"].tolist()) if name]
    if not names:
        raise UsageError(
            f"no row names the sample '{sample}'",
            hint="the input names no samples; --sample-column says which column does",
        )
    lower = sample.lower()
    begun = [name for name in names if lower and name.lower().startswith(lower)]
    near = [*begun, *get_close_matches(sample, names, n=MOST_NEAR, cutoff=0.6)]
    named = " or ".join(list(dict.fromkeys(near))[:MOST_NEAR])
    hint = f"did you mean {named}?" if near else f"there are {len(names):,}, such as {names[0]}"
    raise UsageError(f"no row names the sample '{sample}'", hint=hint)
