"""Every table that mtorstruct returns: its columns, their types, units and meaning.

A table is declared once, here. The declaration names the columns of the DataFrame, of TSV,
CSV, JSON and Parquet, checks what a function returns, and writes ``docs/columns.md``.

Inside the package a table is a ``dict`` of equally long numpy arrays (`Columns`); pandas is
met only where a public function hands a DataFrame to the user. A missing whole number is
`MISSING_INT` in those arrays, a missing number NaN, a missing text the empty string.
"""

from __future__ import annotations

from mtorstruct.schema.base import (
    ACTIVITIES,
    BASES,
    BOUND,
    CONFIDENCES,
    MISSING_INT,
    MODELLED,
    NOT_LOCATED,
    RESPONSE_COLUMNS,
    RESPONSES,
    SIDE_CHAIN_BASES,
    SITES,
    TELLING,
    TIERS,
    TRANSFERRED,
    VERDICT_BASES,
    Column,
    Columns,
    Table,
)
from mtorstruct.schema.reference import (
    DIFFERENCES,
    DIFFERENT,
    DRUGS,
    EFFECTS,
    ENTRIES,
    FETCHED,
    NEW_ENTRIES,
    NOT_IN_CATALOGUE,
    NOT_IN_FILE,
    SCHEME,
    SCHEME_DIFFERENCES,
)
from mtorstruct.schema.structures import DOMAINS, LIGANDS, RESIDUE_GEOMETRY, RESIDUES, SUMMARY
from mtorstruct.schema.variants import ANNOTATION, ANNOTATION_ALL, ANNOTATION_DRUG, BENCHMARK, PHOSPHOSITES

__all__ = [
    "ACTIVITIES",
    "ANNOTATION",
    "ANNOTATION_ALL",
    "ANNOTATION_DRUG",
    "BASES",
    "BENCHMARK",
    "BOUND",
    "CONFIDENCES",
    "DIFFERENCES",
    "DIFFERENT",
    "DOMAINS",
    "DRUGS",
    "EFFECTS",
    "ENTRIES",
    "FETCHED",
    "LIGANDS",
    "MISSING_INT",
    "MODELLED",
    "NEW_ENTRIES",
    "NOT_IN_CATALOGUE",
    "NOT_IN_FILE",
    "NOT_LOCATED",
    "PHOSPHOSITES",
    "RESIDUES",
    "RESIDUE_GEOMETRY",
    "RESPONSES",
    "RESPONSE_COLUMNS",
    "SCHEME",
    "SCHEME_DIFFERENCES",
    "SIDE_CHAIN_BASES",
    "SITES",
    "SUMMARY",
    "TABLES",
    "TELLING",
    "TIERS",
    "TRANSFERRED",
    "VERDICT_BASES",
    "Column",
    "Columns",
    "Table",
]

TABLES = (
    RESIDUES,
    DOMAINS,
    SCHEME,
    SCHEME_DIFFERENCES,
    RESIDUE_GEOMETRY,
    LIGANDS,
    SUMMARY,
    ANNOTATION,
    ANNOTATION_DRUG,
    ANNOTATION_ALL,
    PHOSPHOSITES,
    DRUGS,
    EFFECTS,
    BENCHMARK,
    ENTRIES,
    NEW_ENTRIES,
    DIFFERENCES,
    FETCHED,
)
