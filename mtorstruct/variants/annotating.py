"""Annotated changes: each with its place in the atlas."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from mtorstruct.atlas.store import Atlas, open_atlas
from mtorstruct.errors import UsageError
from mtorstruct.reference.domains import domain_at
from mtorstruct.reference.phosphosites import Phosphosite, phosphosites
from mtorstruct.reference.proteins import protein
from mtorstruct.schema import (
    ANNOTATION,
    ANNOTATION_ALL,
    MISSING_INT,
    PHOSPHOSITES,
    RESIDUE_GEOMETRY,
    SUMMARY,
)
from mtorstruct.variants.checking import Checked, check_changes
from mtorstruct.variants.notation import Change, parse_change
from mtorstruct.variants.notes import notes
from mtorstruct.version import __version__

if TYPE_CHECKING:
    import pandas as pd

Columns = dict[str, NDArray[Any]]

_STRUCTURAL = [name for name in SUMMARY.names if name not in {"gene", "uniprot", "position", "wild_type"}]
_NUMPY = {"int": np.int64, "float": np.float64, "str": object, "bool": np.bool_}
_EMPTY = {"int": MISSING_INT, "float": np.nan, "str": "", "bool": False}


def annotate(
    variants: Iterable[str] | pd.DataFrame,
    *,
    gene_column: str = "gene",
    change_column: str = "protein_change",
    all_structures: bool = False,
    atlas: str | Path | None = None,
) -> pd.DataFrame:
    """Annotate changes with their domain, their distances to the drug sites and more.

    Parameters
    ----------
    variants : iterable of str, or pandas.DataFrame
        Changes such as ``MTOR:F2108L``, ``F2108L`` (MTOR is the default), ``p.Phe2108Leu``,
        ``RPTOR:S863`` or ``MTOR:2108``; or a DataFrame with a column of changes and, if
        there are several genes, one of genes. Positions are UniProt positions.
    gene_column, change_column : str
        Columns of the DataFrame.
    all_structures : bool
        One row per entry and copy instead of one per change.
    atlas : str or pathlib.Path, optional
        Folder of an atlas; the embedded one without it.

    Returns
    -------
    pandas.DataFrame
        One row per change, in order; columns of ``mtorstruct.schema.ANNOTATION`` (or
        ``ANNOTATION_ALL``). A row that cannot be answered says why in `status` and `message`.

    Examples
    --------
    >>> table = annotate(["F2108L", "F2018L"])
    >>> table[["domain", "rapamycin_distance_A", "status", "suggestion"]].to_dict("records")[1]
    {'domain': '', 'rapamycin_distance_A': nan, 'status': 'reference_mismatch', 'suggestion': 'F2108L'}
    """
    if isinstance(variants, str):
        raise UsageError("one text is not a list of changes", where=variants, mend=f"give [{variants!r}]")
    if hasattr(variants, "columns"):
        changes = _changes_of_frame(variants, gene_column, change_column)
    else:
        changes = [parse_change(str(text)) for text in variants]
    opened = open_atlas(atlas)
    if all_structures:
        return ANNOTATION_ALL.frame(annotate_all_columns(changes, opened))
    return ANNOTATION.frame(annotate_columns(changes, opened))


def annotate_columns(changes: Sequence[Change], atlas: Atlas) -> Columns:
    """Rows of `mtorstruct.schema.ANNOTATION`, one a change."""
    checked = check_changes(changes)
    columns = _input_columns(checked)
    columns |= _structure_columns(
        [c.protein.gene if c.protein and c.status == "ok" else "" for c in checked],
        [c.change.position for c in checked],
        atlas,
    )
    ok = columns.pop("_answered")
    notes = columns.pop("_note")
    columns["message"][ok] = notes[ok]
    return {name: columns[name] for name in ANNOTATION.names}


def annotate_all_columns(changes: Sequence[Change], atlas: Atlas) -> Columns:
    """Rows of `mtorstruct.schema.ANNOTATION_ALL`: one a change, entry and copy.

    A change without an answer, or of a protein that no entry holds, keeps one row.
    """
    checked = check_changes(changes)
    source: list[int] = []
    rows: list[int] = []
    for number, c in enumerate(checked):
        found = (
            atlas.residue_rows(c.protein.gene, c.change.position) if c.protein and c.status == "ok" else []
        )
        source += [number] * max(1, len(found))
        rows += found or [-1]
    base = _input_columns([checked[n] for n in source])
    domains = [
        domain_at(checked[n].protein.gene, checked[n].change.position)  # type: ignore[union-attr]
        if checked[n].status == "ok"
        else ("", "")
        for n in source
    ]
    base["domain"] = np.array([d for d, _ in domains], dtype=object)
    base["subdomain"] = np.array([s for _, s in domains], dtype=object)
    row = np.array(rows, dtype=np.int64)
    there = row >= 0
    table_columns = {c.name: c for c in RESIDUE_GEOMETRY.columns}
    for name in ANNOTATION_ALL.names:
        if name in table_columns and name not in base:
            base[name] = _blank(table_columns[name].dtype, len(row))
            base[name][there] = atlas.residues.take(name, row[there])
    orphan = ~there & (base["status"] == "ok")
    base["message"][orphan] = [f"no structure of {g} in the atlas" for g in base["gene"][orphan]]
    base |= _provenance(atlas, [[e] if e else [] for e in base["entry"].tolist()])
    return {name: base[name] for name in ANNOTATION_ALL.names}


def annotate_phosphosites(
    *,
    complex_name: str | None = None,
    gene: str | None = None,
    include_unverified: bool = False,
    atlas: str | Path | None = None,
) -> pd.DataFrame:
    """Phosphosites with kinases, effects, sources and everything that `annotate` gives.

    Parameters
    ----------
    complex_name : {'mTORC1', 'mTORC2'}, optional
        Only proteins of this complex.
    gene : str, optional
        Only this protein (symbol, accession or alias).
    include_unverified : bool
        Also sites that are believed but were not seen in a source.
    atlas : str or pathlib.Path, optional
        Folder of an atlas; the embedded one without it.

    Returns
    -------
    pandas.DataFrame
        Columns of ``mtorstruct.schema.PHOSPHOSITES``.
    """
    chosen = select_phosphosites(complex_name, gene, include_unverified=include_unverified)
    return PHOSPHOSITES.frame(phosphosite_columns(chosen, open_atlas(atlas)))


def select_phosphosites(
    complex_name: str | None, gene: str | None, *, include_unverified: bool = False
) -> list[Phosphosite]:
    """Phosphosites of a complex, of a protein, of both or all."""
    if complex_name and complex_name.lower() not in ("mtorc1", "mtorc2"):
        raise UsageError(f"unknown complex '{complex_name}'", mend="give mTORC1 or mTORC2")
    only = protein(gene).gene if gene else None
    return [
        site
        for site in phosphosites(include_unverified=include_unverified)
        if only in (None, site.gene)
        and (not complex_name or complex_name.lower() in [c.lower() for c in protein(site.gene).complexes])
    ]


def phosphosite_columns(sites: Sequence[Phosphosite], atlas: Atlas) -> Columns:
    """Rows of `mtorstruct.schema.PHOSPHOSITES`."""
    own = {
        "gene": "gene", "uniprot": "uniprot", "site": "site", "kinases": "upstream_kinases",
        "effect": "effect", "pmid": "pmid", "pmid_status": "pmid_status", "evidence_status": "status",
        "evidence_source": "source", "evidence_note": "note",
    }  # fmt: skip
    columns: Columns = {
        name: np.array([getattr(s, attribute) for s in sites], dtype=object)
        for name, attribute in own.items()
    }
    columns["position"] = np.array([s.position for s in sites], dtype=np.int64)
    columns |= _structure_columns([s.gene for s in sites], [s.position for s in sites], atlas)
    columns["message"] = columns.pop("_note")
    return {name: columns[name] for name in PHOSPHOSITES.names}


def _changes_of_frame(frame: Any, gene_column: str, change_column: str) -> list[Change]:
    if change_column not in frame.columns:
        raise UsageError(
            f"the table has no column '{change_column}'",
            mend="name it with change_column; there are " + ", ".join(map(str, frame.columns)),
        )
    genes = frame[gene_column] if gene_column in frame.columns else [""] * len(frame)
    pairs = zip(genes, frame[change_column], strict=True)
    return [parse_change(_text(change), _text(gene)) for gene, change in pairs]


def _text(value: Any) -> str:
    """Text of a cell; a missing one (None, NaN, NA) is empty."""
    return str(value) if isinstance(value, str) or value == value else ""  # noqa: PLR0124


def _input_columns(checked: Sequence[Checked]) -> Columns:
    """The columns that come before any structure is looked at."""
    return {
        "input": _texts(c.change.text for c in checked),
        "gene": _texts(c.protein.gene if c.protein else c.change.gene for c in checked),
        "uniprot": _texts(c.protein.uniprot if c.protein else "" for c in checked),
        "position": np.array(
            [n if 0 < (n := c.change.position) < 2**31 else MISSING_INT for c in checked], dtype=np.int64
        ),
        "wild_type": _texts(c.protein.amino_acid(c.change.position) if c.protein else "" for c in checked),
        "mutant": _texts(c.change.mutant for c in checked),
        "status": _texts(c.status for c in checked),
        "message": _texts(c.message for c in checked),
        "suggestion": _texts(c.suggestions[0] if c.suggestions else "" for c in checked),
        "alternatives": _texts("; ".join(c.suggestions[1:]) for c in checked),
    }


def _structure_columns(genes: Sequence[str], positions: Sequence[int], atlas: Atlas) -> Columns:
    """Everything that the atlas and the domain scheme say of some positions.

    A gene that is empty stands for a row without an answer. Besides the table's columns come
    ``_answered``, the mask of rows with an answer, and ``_note``, what people should know.
    """
    answered = np.array([bool(g) for g in genes], dtype=bool)
    rows = atlas.summary_rows(
        [g for g in genes if g], [p for g, p in zip(genes, positions, strict=True) if g]
    )
    types = {c.name: c.dtype for c in SUMMARY.columns}
    columns: Columns = {}
    for name in _STRUCTURAL:
        columns[name] = _blank(types[name], len(genes))
        columns[name][answered] = atlas.summary.take(name, rows)
    places = [domain_at(g, p) if g else ("", "") for g, p in zip(genes, positions, strict=True)]
    columns["domain"] = _texts(d for d, _ in places)
    columns["subdomain"] = _texts(s for _, s in places)
    columns |= _neighbours(genes, positions, columns["modelled_in"], atlas)
    columns["_answered"] = answered
    columns["_note"] = notes(genes, columns, atlas)
    used = zip(columns["rapamycin_entry"], columns["atp_entry"], columns["rsa_entry"], strict=True)
    columns |= _provenance(atlas, [[e for e in entries if e] for entries in used])
    return columns


def _neighbours(
    genes: Sequence[str], positions: Sequence[int], modelled_in: NDArray[Any], atlas: Atlas
) -> Columns:
    """Nearest modelled residues on both sides of each unmodelled position, with their distances."""
    n = len(genes)
    columns: Columns = {}
    for side in ("previous", "next"):
        columns[f"{side}_modelled"] = _blank("str", n)
        columns[f"{side}_modelled_rapamycin_A"] = _blank("float", n)
        columns[f"{side}_modelled_atp_A"] = _blank("float", n)
    modelled_of: dict[str, NDArray[np.int64]] = {}
    for k in range(n):
        gene = genes[k]
        if not gene or modelled_in[k]:
            continue
        p = protein(gene)
        if gene not in modelled_of:
            every = atlas.summary_rows([gene] * len(p), list(range(1, len(p) + 1)))
            modelled_of[gene] = np.flatnonzero(atlas.summary.take("modelled_in", every) != "") + 1
        there = modelled_of[gene]
        at = int(np.searchsorted(there, positions[k]))
        for side, index in (("previous", at - 1), ("next", at)):
            if 0 <= index < len(there):
                position = int(there[index])
                row = atlas.summary_rows([gene], [position])
                away = abs(position - positions[k])
                columns[f"{side}_modelled"][k] = f"{p.amino_acid(position)}{position} ({away} residues away)"
                columns[f"{side}_modelled_rapamycin_A"][k] = atlas.summary.take("rapamycin_distance_A", row)[
                    0
                ]
                columns[f"{side}_modelled_atp_A"][k] = atlas.summary.take("atp_distance_A", row)[0]
    return columns


def _provenance(atlas: Atlas, used: list[list[str]]) -> Columns:
    sha256 = atlas.sha256
    hashes = [";".join(f"{e}={sha256[e]}" for e in sorted(set(entries))) for entries in used]
    return {
        "mtorstruct_version": np.full(len(used), __version__, dtype=object),
        "atlas_version": np.full(len(used), atlas.version, dtype=object),
        "structures_sha256": np.array(hashes, dtype=object),
    }


def _texts(values: Iterable[str]) -> NDArray[Any]:
    return np.array(list(values), dtype=object)


def _blank(dtype: str, n: int) -> NDArray[Any]:
    return np.full(n, _EMPTY[dtype], dtype=_NUMPY[dtype])
