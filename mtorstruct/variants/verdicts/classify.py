"""Verdicts on many variants at once; each different variant is judged once."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from mtorstruct.atlas.store import Atlas
from mtorstruct.reference.drugs import Drug
from mtorstruct.tables import Columns
from mtorstruct.variants.verdicts.bands import probability_columns
from mtorstruct.variants.verdicts.facts import MUTANTS, dense_unique, in_frame, mutant_codes
from mtorstruct.variants.verdicts.judge import Options, judge


def classify_columns(
    summary_rows: NDArray[np.int64],
    mutants: NDArray[Any],
    atlas: Atlas,
    options: Options | None = None,
    drug: Drug | None = None,
    lengths: NDArray[np.int64] | None = None,
) -> Columns:
    """Return verdicts on some variants.

    The columns are `VERDICT_COLUMNS` and `PROBABILITY_COLUMNS`, and `DRUG_COLUMNS` where a drug is named.

    Parameters
    ----------
    summary_rows : numpy.ndarray
        Rows of the atlas summary (`Atlas.summary_rows`), shape (n,).
    mutants : numpy.ndarray
        Replacements of the wild type, shape (n,): values of the column `mutant`.
    options : Options, optional
        Evidence that verdicts may use.
    drug : Drug, optional
        Inhibitor that the verdict is narrowed to.
    lengths : numpy.ndarray, optional
        Number of residues affected, shape (n,), of which `summary_rows` are the first; 1 without it.
    """
    codes = mutant_codes(mutants)
    numbers, number = dense_unique(in_frame(summary_rows, codes, atlas, lengths))
    rows = len(atlas.summary.column("position"))
    keys, inverse = dense_unique((number * rows + summary_rows) * len(MUTANTS) + codes)
    above, different = np.divmod(keys, len(MUTANTS))
    which, first_rows = np.divmod(above, rows)
    judgement = judge(first_rows, different, atlas, options or Options(), numbers.take(which))
    columns = judgement.columns(inverse)
    columns |= {name: values[inverse] for name, values in probability_columns(judgement).items()}
    if drug is not None:
        from mtorstruct.variants.verdicts.drug import drug_columns

        columns |= {name: values[inverse] for name, values in drug_columns(judgement, drug).items()}
    return columns
