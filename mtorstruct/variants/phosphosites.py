"""Phosphosites with the same structural columns as a variant."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from mtorstruct.atlas.store import Atlas, open_atlas
from mtorstruct.errors import UsageError
from mtorstruct.reference.phosphosites import Phosphosite, phosphosites
from mtorstruct.reference.proteins import protein
from mtorstruct.tables import PHOSPHOSITES, Columns
from mtorstruct.variants.lookup import Places, look_up, texts, versions

if TYPE_CHECKING:
    import pandas as pd


def annotate_phosphosites(
    *,
    complex_name: str | None = None,
    gene: str | None = None,
    include_unverified: bool = False,
    columns: str = "all",
    atlas: str | Path | None = None,
) -> pd.DataFrame:
    """Return phosphosites with kinases, effects, sources and everything that `annotate` returns.

    Parameters
    ----------
    complex_name : {'mTORC1', 'mTORC2'}, optional
        Only proteins of this complex.
    gene : str, optional
        Only this protein (symbol, accession or alias).
    include_unverified : bool
        Also sites that are not verified in a source.
    columns : {'all', 'brief'}
        ``brief`` gives the columns that matter most alone, which are the first ones of ``all``, too.
    atlas : str or pathlib.Path, optional
        Folder of an atlas; the embedded one without it.

    Returns
    -------
    pandas.DataFrame
        Columns of ``mtorstruct.tables.PHOSPHOSITES``.
    """
    chosen = select_phosphosites(complex_name, gene, include_unverified=include_unverified)
    names, opened = PHOSPHOSITES.chosen(columns), open_atlas(atlas)
    return PHOSPHOSITES.frame(phosphosite_columns(chosen, opened), names, **versions(opened))


def select_phosphosites(
    complex_name: str | None, gene: str | None, *, include_unverified: bool = False
) -> list[Phosphosite]:
    """Return the phosphosites of a complex, of a protein, of both or all."""
    if complex_name and complex_name.lower() not in ("mtorc1", "mtorc2"):
        raise UsageError(f"unknown complex '{complex_name}'", hint="give mTORC1 or mTORC2")
    only = protein(gene).gene if gene else None
    return [
        site
        for site in phosphosites(include_unverified=include_unverified)
        if only in (None, site.gene)
        and (not complex_name or complex_name.lower() in [c.lower() for c in protein(site.gene).complexes])
    ]


def phosphosite_columns(sites: Sequence[Phosphosite], atlas: Atlas) -> Columns:
    """Rows of `mtorstruct.tables.PHOSPHOSITES`."""
    own = {
        "gene": "gene", "uniprot": "uniprot", "site": "site", "kinases": "upstream_kinases",
        "effect": "effect", "phosphorylation": "phosphorylation", "pmid": "pmid",
        "evidence_status": "status", "evidence_source": "source", "evidence_note": "note",
    }  # fmt: skip
    columns = {name: texts(getattr(s, attribute) for s in sites) for name, attribute in own.items()}
    columns["position"] = np.array([s.position for s in sites], dtype=np.int64)
    found = look_up(Places.single([s.gene for s in sites], [s.position for s in sites]), atlas)
    columns |= found.columns | {"message": found.notes}
    return {name: columns[name] for name in PHOSPHOSITES.names}
