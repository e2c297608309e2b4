"""Identifiers and spellings of the nine proteins' genes, and of names that resemble them."""

from __future__ import annotations

import re
from functools import cache
from typing import Literal, NamedTuple

from mtorstruct.reference.proteins import proteins
from mtorstruct.reference.tables import read_table

IdKind = Literal["entrez", "ensembl", "hgnc"]

ACCESSION = r"(?:[OPQ][0-9][A-Z0-9]{3}[0-9]|[A-NR-Z][0-9](?:[A-Z][A-Z0-9]{2}[0-9]){1,2})"
"""Pattern of a UniProt accession in capitals (https://www.uniprot.org/help/accession_numbers)."""

_FORMS: dict[str, re.Pattern[str]] = {
    "entrez": re.compile(r"(?:(?:entrez(?:gene)?|gene_?id|ncbi_?gene)[:=])?0*([1-9][0-9]*)(?:\.0+)?", re.I),
    "ensembl": re.compile(r"(ENS[A-Z]{0,4}G[0-9]{11})(?:\.[0-9]+)?(?:_PAR_Y)?", re.I),
    "hgnc": re.compile(r"(?:HGNC[:_ ]?){0,2}0*([1-9][0-9]*)(?:\.0+)?", re.I),
}  # fmt: skip
_BETWEEN = re.compile(r"[;,|&/\s]+")
_LEFT_OUT = str.maketrans("", "", "-_ '")


class GeneName(NamedTuple):
    """Meaning of an identifier or spelling: `ours`, `context` or `near`; which gene; why it is near."""

    role: str
    gene: str
    why: str = ""


def gene_of_id(kind: IdKind, text: str) -> str | None:
    """Return the gene of ours for an identifier.

    Parameters
    ----------
    kind : {'entrez', 'ensembl', 'hgnc'}
        What the column holds.
    text : str
        Cell of that column; a version and a decimal point that a spreadsheet or pandas added do not count,
        and of several ids the one that is ours does.

    Returns
    -------
    str or None
        Symbol of ours; empty for an id of that kind of another gene; None for other texts.

    Examples
    --------
    >>> gene_of_id("ensembl", "ENSG00000198793.14"), gene_of_id("hgnc", "HGNC:3942")
    ('MTOR', 'MTOR')
    >>> [gene_of_id("entrez", text) for text in ("2475.0", "7157", "0", "-")]
    ['MTOR', '', None, None]
    """
    found: str | None = None
    for part in dict.fromkeys(_BETWEEN.split(text.strip().strip("\"'"))):
        match = _FORMS[kind].fullmatch(part)
        if match is None:
            continue
        known = by_id(kind).get(match[1].upper())
        found = known.gene if known and known.role == "ours" else found or ""
        if found:
            return found
    return found


@cache
def by_id(kind: str) -> dict[str, GeneName]:
    """Return genes of ours and of the context by a column of ``gene_ids.tsv``."""
    return {row[kind]: GeneName(row["role"], row["gene"]) for row in read_table("gene_ids.tsv")}


@cache
def merged_accessions() -> dict[str, str]:
    """Return genes of ours by the accessions that UniProt has merged into their entries."""
    rows = read_table("gene_ids.tsv")
    return {name: row["gene"] for row in rows for name in row["accessions_merged"].split(";") if name}


@cache
def orthologs() -> dict[str, tuple[str, str]]:
    """Return gene of ours and species by the UniProt accession of the orthologue."""
    return {row["accession"]: (row["gene"], row["species"]) for row in read_table("orthologs.tsv")}


def squeezed(name: str) -> str:
    """Return a name without blanks, hyphens, underscores and case; empty where it has other characters.

    Examples
    --------
    >>> squeezed("FKBP-12"), squeezed("m TOR"), squeezed("DEP.6"), squeezed("MTOR;KRAS")
    ('FKBP12', 'MTOR', 'DEP.6', '')
    """
    if name.isascii() and name.isalnum():
        return name.upper()
    key = name.upper().translate(_LEFT_OUT)
    return key if key.isascii() and key.replace(".", "").isalnum() else ""


def as_phrase(name: str) -> str:
    """Return the words of a longer name in capitals, with a blank between them and nothing else.

    Examples
    --------
    >>> as_phrase("MTOR associated protein, LST8 homolog")
    'MTOR ASSOCIATED PROTEIN LST8 HOMOLOG'
    """
    return " ".join(re.findall(r"[A-Z0-9]+", name.upper()))


@cache
def names() -> dict[str, GeneName]:
    """Return genes of ours by their names as from `squeezed`, and the names near them."""
    known = {
        squeezed(name): GeneName("ours", p.gene) for p in proteins() for name in (p.gene, p.name, *p.aliases)
    }
    for row in read_table("gene_spellings.tsv"):
        known[squeezed(row["name"])] = GeneName(row["kind"], row["gene"], row["why"])
    known.pop("", None)
    return known


@cache
def phrases() -> dict[str, GeneName]:
    """Return the same by names of several words, as from `as_phrase`."""
    rows = [(as_phrase(row["name"]), row) for row in read_table("gene_spellings.tsv")]
    return {key: GeneName(row["kind"], row["gene"], row["why"]) for key, row in rows if " " in key}


@cache
def neighbours() -> frozenset[str]:
    """Return names of other human genes that resemble one of ours, `squeezed`, with and without dots."""
    keys = {squeezed(row["name"]) for row in read_table("gene_neighbours.tsv")}
    return frozenset(keys | {key.replace(".", "") for key in keys})


def misspelt(key: str) -> str:
    """Return the gene of ours whose name differs in one letter or two swapped ones from a `squeezed` name.

    Names of other human genes are no misspellings.

    Examples
    --------
    >>> misspelt("MT0R"), misspelt("RAPTR"), misspelt("MTRR"), misspelt("FKBP1B")
    ('MTOR', 'RPTOR', '', '')
    """
    if not _SHORTEST - 1 < len(key) < _LONGEST or key in neighbours() or not key.isalnum():
        return ""
    alike = [name for short in _shortened(key) for name in _guarded().get(short, ())]
    return next((_gene_of_guarded()[name] for name in alike if _differs_once(key, name)), "")


_SHORTEST, _LONGEST = 4, 10


@cache
def _guarded() -> dict[str, list[str]]:
    """Return the names checked for misspellings, by what remains of them without one letter or none."""
    found: dict[str, list[str]] = {}
    for name in _gene_of_guarded():
        for short in _shortened(name):
            found.setdefault(short, []).append(name)
    return found


@cache
def _gene_of_guarded() -> dict[str, str]:
    return {squeezed(name): p.gene for p in proteins() for name in (p.gene, p.name)}


def _shortened(key: str) -> list[str]:
    return [key, *(key[:k] + key[k + 1 :] for k in range(len(key)))]


def _differs_once(one: str, other: str) -> bool:
    if len(one) < len(other):
        one, other = other, one
    if len(one) - len(other) > 1:
        return False
    first = next((k for k, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), len(other))
    if len(one) > len(other):
        return one[first + 1 :] == other[first:]
    if one[first + 1 :] == other[first + 1 :]:
        return one != other
    swapped = other[first + 1 : first + 2] + other[first : first + 1]
    return one[first : first + 2] == swapped and one[first + 2 :] == other[first + 2 :]
