"""Versions of the data that ship with the package, as hashes of their files."""

from __future__ import annotations

from functools import cache

from mtorstruct.reference.tables import DATA

DIGITS = 12
"""Digits of a hash that are given."""


@cache
def data_versions() -> dict[str, str]:
    """Return the beginning of the SHA-256 of the published effects and of the protein sequences.

    Examples
    --------
    >>> sorted(data_versions())
    ['evidence_sha256', 'sequences_sha256']
    """
    return {"evidence_sha256": _digest("variant_effects.tsv"), "sequences_sha256": _digest("proteins.fasta")}


def _digest(name: str) -> str:
    import hashlib

    content = (DATA / name).read_bytes()
    return hashlib.sha256(content).hexdigest()[:DIGITS]
