"""Addresses of publications, structures and proteins on the web."""

from __future__ import annotations

import re
from collections.abc import Iterator

_CITED = re.compile(
    r"PMID:(?P<pmid>\d+)|(?P<pmc>PMC\d+)|(?P<doi>[dD][oO][iI]:10\.\d{4,}/[^\s,;()]*[^\s,;().])"
)


def publications(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield the publications that a text names: where each begins and ends in it, and its address.

    Examples
    --------
    >>> list(publications("resists (PMID:27279227)"))
    [(9, 22, 'https://pubmed.ncbi.nlm.nih.gov/27279227/')]
    >>> [address for _, _, address in publications("PMC3624267; review doi:10.1186/s13045-019-0754-1.")]
    ['https://pmc.ncbi.nlm.nih.gov/articles/PMC3624267/', 'https://doi.org/10.1186/s13045-019-0754-1']
    """
    for found in _CITED.finditer(text):
        yield found.start(), found.end(), _address(found)


def pdb_entry(pdb_id: str) -> str:
    """Return the address of a PDB entry."""
    return f"https://www.rcsb.org/structure/{pdb_id}"


def uniprot_entry(accession: str) -> str:
    """Return the address of a UniProt entry."""
    return f"https://www.uniprot.org/uniprotkb/{accession}"


def _address(found: re.Match[str]) -> str:
    if found["pmid"]:
        return f"https://pubmed.ncbi.nlm.nih.gov/{found['pmid']}/"
    if found["pmc"]:
        return f"https://pmc.ncbi.nlm.nih.gov/articles/{found['pmc']}/"
    return f"https://doi.org/{found['doi'][4:]}"
