"""Species named by a cell or identifier."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from mtorstruct.reference.tables import read_table

_ENSEMBL = re.compile(r"ENS(?!EST)([A-Z]{3,4}?)[GTPE][0-9]{11}(?:\.[0-9]+)?", re.I)
_NOTHING = frozenset(("", ".", "-", "--", "?", "na", "n/a", "nan", "none", "null", "<na>", "unknown"))
_TAXON = re.compile(r"(?:(?:ncbi)?[_ ]?tax(?:on|id|onomy)?[_ ]?(?:id)?[:= ]+)?([0-9]+)(?:\.0)?", re.I)
_LONGEST = 80
_ANOTHER = "another species"


@lru_cache(maxsize=4096)
def species_named(text: str) -> str:
    """Return the species that a cell of a species column names.

    Parameters
    ----------
    text : str
        Name in Latin or English, short name, or number in the NCBI Taxonomy.

    Returns
    -------
    str
        ``human``, ``mouse``, ``rat`` and so on; empty where nothing is said; for a species that is not in
        the packaged table, and for several, the text itself in small letters.

    Examples
    --------
    >>> [species_named(cell) for cell in ("Homo sapiens (Human)", "10090", "R. norvegicus", "NA", "Axolotl")]
    ['human', 'mouse', 'rat', '', 'axolotl']
    """
    plain = " ".join(text.split()).lower()
    if plain in _NOTHING:
        return ""
    if len(plain) > _LONGEST:
        return plain
    whole = _species_of(plain)
    if whole:
        return whole
    named = {_species_of(part) for part in re.split(r"[(),;/|\[\]]", plain) if part.strip()}
    return named.pop() if len(named) == 1 and "" not in named else plain


def species_of_id(name: str) -> str:
    """Return the species, other than human, of a database or Ensembl id; empty where it is none.

    Examples
    --------
    >>> [species_of_id(n) for n in ("ENSMUSG00000028991", "MGI:1928394", "YJR066W", "ENSG00000198793")]
    ['mouse', 'mouse', 'yeast', '']
    """
    ensembl = _ENSEMBL.fullmatch(name)
    if ensembl:
        return _by_ensembl().get(ensembl[1].upper(), _ANOTHER)
    match = _ids().fullmatch(name)
    return _by_group()[match.lastgroup or ""] if match else ""


def species_of_entry(ending: str) -> str:
    """Return the species for the suffix of a UniProt entry name; empty where it is not known.

    Examples
    --------
    >>> species_of_entry("BOVIN")
    'cow'
    """
    return _by_uniprot().get(ending.upper(), "")


def species_of_letter(letter: str) -> str:
    """Return the species for a letter before a protein name; empty where there is none.

    Examples
    --------
    >>> species_of_letter("d")
    'fruit fly'
    """
    return _by_letter().get(letter, "")


@cache
def species_words() -> dict[str, str]:
    """Return species by English and Latin name in small letters, as words within a longer text."""
    return {row[column].lower(): row["species"] for row in _rows() for column in ("species", "latin")}


def _species_of(plain: str) -> str:
    taxon = _TAXON.fullmatch(plain.strip())
    return _by_name().get(taxon[1] if taxon else _bare(plain), "")


def _bare(name: str) -> str:
    return " ".join(re.split(r"[ ._]+", name.strip(" ._'\"").lower()))


@cache
def _by_name() -> dict[str, str]:
    names: dict[str, str] = {}
    for row in _rows():
        for name in (row["species"], row["latin"], row["taxon"], row["uniprot"], *row["names"].split(";")):
            if name:
                names[_bare(name)] = row["species"]
    return names


@cache
def _by_ensembl() -> dict[str, str]:
    return {row["ensembl"]: row["species"] for row in _rows() if row["ensembl"]}


@cache
def _by_uniprot() -> dict[str, str]:
    return {row["uniprot"]: row["species"] for row in _rows() if row["uniprot"]}


@cache
def _by_letter() -> dict[str, str]:
    return {row["letter"]: row["species"] for row in _rows() if row["letter"]}


@cache
def _ids() -> re.Pattern[str]:
    """Return one pattern for the ids of all databases; the matching group's name is the species."""
    ids = {row["species"].replace(" ", "_"): row["ids"] for row in _rows() if row["ids"]}
    return re.compile("|".join(f"(?P<{group}>{pattern})" for group, pattern in ids.items()), re.I)


@cache
def _by_group() -> dict[str, str]:
    return {row["species"].replace(" ", "_"): row["species"] for row in _rows()}


def _rows() -> tuple[dict[str, str], ...]:
    return read_table("species.tsv")
