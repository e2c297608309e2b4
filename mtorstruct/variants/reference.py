"""Reference tables about drugs and effects, as DataFrames."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mtorstruct.reference.drugs import drug_columns
from mtorstruct.reference.effects import effect_columns
from mtorstruct.tables import DRUGS, EFFECTS

if TYPE_CHECKING:
    import pandas as pd


def drugs(*, include_unverified: bool = False) -> pd.DataFrame:
    """Inhibitors of mTOR: names, classes, sites, complexes, approvals, efflux, sources.

    Parameters
    ----------
    include_unverified : bool
        Also drugs that were not seen in a source.

    Returns
    -------
    pandas.DataFrame
        Columns of ``mtorstruct.tables.DRUGS``.

    Examples
    --------
    >>> drugs().drug_class.unique().tolist()
    ['rapalog', 'ATP-competitive', 'dual PI3K/mTOR', 'bi-steric']
    """
    return DRUGS.frame(drug_columns(include_unverified=include_unverified))


def published_effects(*, include_unverified: bool = False) -> pd.DataFrame:
    """Published effects of substitutions, each with its assay, publication, tier, source and status.

    Parameters
    ----------
    include_unverified : bool
        Also rows that are not verified in a source.

    Returns
    -------
    pandas.DataFrame
        Columns of ``mtorstruct.tables.EFFECTS``; positions are UniProt positions.

    Examples
    --------
    >>> table = published_effects()
    >>> sorted(set(table[table.variant == "M2327I"].effect))
    ['TORKi_resistance', 'hyperactivating', 'rapalog_sensitive']
    """
    return EFFECTS.frame(effect_columns(include_unverified=include_unverified))
