"""Verdicts on many variants at once; each different variant is judged once."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from mtorstruct.atlas.store import Atlas
from mtorstruct.reference.drugs import Drug
from mtorstruct.tables import Columns
from mtorstruct.variants.verdicts.drug import drug_columns
from mtorstruct.variants.verdicts.facts import MUTANTS, dense_unique, mutant_codes
from mtorstruct.variants.verdicts.judge import Options, judge


def classify_columns(
    summary_rows: NDArray[np.int64],
    mutants: NDArray[Any],
    atlas: Atlas,
    options: Options | None = None,
    drug: Drug | None = None,
) -> Columns:
    """Return verdicts on some variants: `VERDICT_COLUMNS`, and `DRUG_COLUMNS` where a drug is named.

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
    """
    keys, inverse = dense_unique(summary_rows * len(MUTANTS) + mutant_codes(mutants))
    judgement = judge(*np.divmod(keys, len(MUTANTS)), atlas, options or Options())
    columns = judgement.columns(inverse)
    if drug is not None:
        columns |= {name: values[inverse] for name, values in drug_columns(judgement, drug).items()}
    return columns
