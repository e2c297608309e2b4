"""Meaning of a single name: a symbol, a spelling, an identifier, an accession."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Literal, NamedTuple

from mtorstruct.reference.gene_ids import (
    ACCESSION,
    GeneName,
    by_id,
    merged_accessions,
    misspelt,
    names,
    neighbours,
    orthologs,
    squeezed,
)
from mtorstruct.reference.isoforms import gene_of
from mtorstruct.reference.markers import response_markers
from mtorstruct.reference.species import species_of_entry, species_of_id, species_of_letter

Kind = Literal["ours", "context", "other", "near", "species", "none", "odd"]

LONGEST_NAME = 64
"""Length in letters of the longest single name examined."""

_SHORTEST_ID = 6
"""Length in letters of the shortest accession or identifier, numbers apart."""

_ENTRY = re.compile(r"([A-Z0-9]{1,11})_([A-Z0-9]{3,5})", re.I)
_ACCESSION = re.compile(rf"({ACCESSION}(?:-[0-9]{{1,2}})?)(?:\.[0-9]{{1,3}})?", re.I)
_SEQUENCE = re.compile(r"(?:[NXY][MPR]_|ENS[TP]|CCDS|LRG_)[0-9]+(?:[tp][0-9]+)?(?:\.[0-9]+)?", re.I)
_ENSEMBL_GENE = re.compile(r"(ENSG[0-9]{11})(?:\.[0-9]+)?(?:_PAR_Y)?", re.I)
_HGNC = re.compile(r"(?:HGNC[:_ ]){1,2}0*([1-9][0-9]*)", re.I)
_NAMESPACE = re.compile(
    r"(?:hgnc|uniprot(?:kb)?|ensembl|refseq|genbank|symbol|gene(?:_?name|_?symbol)?)[:=] ?(.+)",
    re.I,
)
_ENTREZ_NAMESPACE = re.compile(r"(?:entrez(?:gene)?|gene_?id|ncbi_?gene)[:=] ?0*([1-9][0-9]*)(?:\.0+)?", re.I)
_NUMBER = re.compile(r"0*([1-9][0-9]*)(?:\.0+)?")
_STATE = re.compile(r"(?:p|phospho|total)[- ]([^;,/|:()]+)", re.I)
_TRANSCRIPT_NAME = re.compile(r"([^;,/|:()]+)-[02][0-9]{2}")
_BESIDE_THE_GENE = re.compile(r"([^;,/|:()]+)-(?:AS|IT|OT|DT)[0-9]*", re.I)
_TWICE = re.compile(r"([^;,/|:()]+)\.[0-9]{1,2}")
_CHANGE_BEHIND = re.compile(r"[A-Z][1-9][0-9]{0,3}[A-Z*]")
"""A variant of a residue, as in MTOR-F2108L."""

_FUSED = re.compile(r"([A-Z0-9]{3,})-([A-Z0-9]{3,})", re.I)


class Identity(NamedTuple):
    """Protein that a cell names, with the kind of match.

    Attributes
    ----------
    kind : str
        ``ours`` (one of the nine), ``context`` (a gene that is reported as context), ``other`` (another
        gene), ``near`` (nearly one of ours, or possibly), ``species`` (a protein of another species),
        ``none`` (nothing) or ``odd`` (no name of a gene).
    gene : str
        Of `ours` the official symbol; of `context` and `other` the name as it is written; of `near` the
        symbol that it resembles.
    reference : str
        Name of a sequence (transcript, protein, isoform) that stands with the gene or instead of it.
    species : str
        Of `species`: whose protein it is.
    why : str
        Of `near`, `species` and `odd`: the reason, as half a sentence.
    """

    kind: Kind
    gene: str = ""
    reference: str = ""
    species: str = ""
    why: str = ""


@lru_cache(maxsize=4096)
def one_name(name: str) -> Identity | None:
    """Return the identity of a single name; None where only its form could tell.

    Examples
    --------
    >>> one_name("MTOR_HUMAN").gene, one_name("Q6R327-3").reference, one_name("MTOR_MOUSE").species
    ('MTOR', 'Q6R327-3', 'mouse')
    >>> one_name("mTORC1").why
    'mTORC1 is a complex of several proteins'
    >>> one_name("IDH1") is None
    True
    """
    if not 0 < len(name) <= LONGEST_NAME:
        return None
    readers = _READERS
    if name.isalnum():
        readers = _READERS_OF_WORDS if len(name) >= _SHORTEST_ID else _READERS_OF_SHORT_WORDS
    for read in readers:
        found = read(name)
        if found:
            return found
    return None


def is_sequence(name: str) -> bool:
    """Return whether a name has the form of a transcript or protein in RefSeq, Ensembl, CCDS or LRG.

    Examples
    --------
    >>> is_sequence("NM_021146.4"), is_sequence("MTOR")
    (True, False)
    """
    return _SEQUENCE.fullmatch(name) is not None


def _spelling(name: str) -> Identity | None:
    found = names().get(squeezed(name))
    return _of(found) if found else None


def _context(name: str) -> Identity | None:
    return Identity("context", name) if name.upper() in response_markers() else None


def _number(name: str) -> Identity | None:
    """Read a bare number that is an Entrez id of ours; other numbers may be anything."""
    match = _NUMBER.fullmatch(name)
    found = by_id("entrez").get(match[1]) if match else None
    return Identity("ours", found.gene) if found and found.role == "ours" else None


def _gene_id(name: str) -> Identity | None:
    forms = (("ensembl", _ENSEMBL_GENE), ("hgnc", _HGNC), ("entrez", _ENTREZ_NAMESPACE))
    for kind, form in forms:
        match = form.fullmatch(name)
        if match:
            found = by_id(kind).get(match[1].upper())
            return _of(found) if found else Identity("other", name)
    return None


def _namespaced(name: str) -> Identity | None:
    match = _NAMESPACE.fullmatch(name)
    return one_name(match[1].strip()) or Identity("other", match[1].strip()) if match else None


def _accession(name: str) -> Identity | None:
    match = _ACCESSION.fullmatch(name)
    if match is None:
        return None
    accession = match[1].upper()
    main = accession.partition("-")[0]
    if main in orthologs():
        gene, species = orthologs()[main]
        return Identity("species", species=species, why=f"{main} is the {gene} of {_people(species)}")
    if main in merged_accessions():
        return Identity("ours", merged_accessions()[main], reference=accession)
    found = by_id("uniprot").get(main)
    if found is None:
        return Identity("other", name)
    return Identity("ours", found.gene, reference=accession) if found.role == "ours" else _of(found)


def _sequence(name: str) -> Identity | None:
    if not is_sequence(name):
        return None
    gene = gene_of(name)
    return Identity("ours", gene, reference=name) if gene else Identity("other", name)


def _entry(name: str) -> Identity | None:
    """Read a UniProt entry name; also one made up of a symbol and the species."""
    match = _ENTRY.fullmatch(name)
    species = species_of_entry(match[2]) if match else ""
    if match is None or not species:
        return None
    if species != "human":
        return Identity("species", species=species, why=f"{name} is a protein of {_people(species)}")
    found = by_id("uniprot_entry").get(name.upper())
    return _of(found) if found else one_name(match[1]) or Identity("other", name)


def _of_species(name: str) -> Identity | None:
    species = species_of_id(name)
    return (
        Identity("species", species=species, why=f"{name} is an id of {_people(species)}")
        if species
        else None
    )


def _lettered(name: str) -> Identity | None:
    """Read ``hMTOR``, ``dRheb``: a letter for the species, before a name that begins with a capital."""
    letter, rest = name[0], name[1:]
    if letter not in "hH" and not species_of_letter(letter):
        return None
    found = names().get(squeezed(rest))
    if found is None or not rest[0].isalpha():
        return None
    if letter in "hH" and (rest[0].isupper() or letter == "h"):
        known = letter == "H" and squeezed(name) in neighbours()
        return None if known else _of(found)
    species = species_of_letter(letter) if rest[0].isupper() else ""
    common = species in ("mouse", "rat")
    if not species or (common and found.role == "near"):
        return None
    if common:
        return Identity("near", found.gene, why=f"{name} may be the {found.gene} of {_people(species)}")
    return Identity("species", species=species, why=f"{name} is the {found.gene} of {_people(species)}")


def _neighbour(name: str) -> Identity | None:
    return Identity("other", name) if squeezed(name) in neighbours() else None


def _varied(name: str) -> Identity | None:
    """Read a name of ours with a prefix or suffix for its form."""
    for form in (_STATE, _TRANSCRIPT_NAME):
        match = form.fullmatch(name)
        found = _spelling(match[1]) if match else None
        if found:
            return found
    if _BESIDE_THE_GENE.fullmatch(name):
        return Identity("other", name)
    match = _TWICE.fullmatch(name)
    found = _spelling(match[1]) if match else None
    if found:
        return Identity("near", found.gene, why=f"{name} is {found.gene} with a number behind it")
    return None


def _fused(name: str) -> Identity | None:
    """Read two genes joined by a hyphen: a fusion, or a name of its own."""
    match = _FUSED.fullmatch(name)
    found = (names().get(match[1].upper()) or names().get(match[2].upper())) if match else None
    if match is None or found is None or found.role != "ours":
        return None
    if _CHANGE_BEHIND.fullmatch(match[2]):
        return Identity("ours", found.gene)
    return Identity("near", found.gene, why=f"{name} may be a fusion of {found.gene}, or a part of it")


def _misspelt(name: str) -> Identity | None:
    gene = misspelt(squeezed(name.rstrip("?")))
    if not gene and name.endswith("?"):
        found = names().get(squeezed(name.rstrip("?")))
        gene = found.gene if found else ""
    return Identity("near", gene, why=f"{name} resembles {gene}") if gene else None


_READERS: tuple[Callable[[str], Identity | None], ...] = (
    _spelling, _context, _number, _gene_id, _sequence, _accession, _entry, _of_species, _namespaced,
    _lettered, _neighbour, _varied, _fused, _misspelt,
)  # fmt: skip
_READERS_OF_WORDS = tuple(read for read in _READERS if read not in (_entry, _namespaced, _varied, _fused))
"""Readers for a name of letters and digits alone."""
_IDS = (_gene_id, _sequence, _accession, _of_species)
_READERS_OF_SHORT_WORDS = tuple(read for read in _READERS_OF_WORDS if read not in _IDS)
"""The same for a name too short for an identifier."""


def _of(found: GeneName) -> Identity:
    if found.role == "near":
        return Identity("near", found.gene, why=found.why)
    if found.role == "context":
        return Identity("context", found.gene)
    return Identity("ours", found.gene)


def _people(species: str) -> str:
    return species if species.startswith("another") else f"the {species}"
