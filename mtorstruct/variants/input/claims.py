"""Protein that a row is about, from every name in it, and whether all of them agree.

Evidence is a gene symbol, an identifier, the accession of a protein, a transcript, a text of the variant, a
genomic position, or the user's option. A row that names none of the nine is not about mTOR.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Literal, NamedTuple

from mtorstruct.reference.columns import plain_heading
from mtorstruct.reference.gene_ids import ACCESSION
from mtorstruct.reference.identity import Identity, gene_of_id, identify, species_named
from mtorstruct.reference.isoforms import canonical_gene, gene_of
from mtorstruct.variants.notation.change import NO_GENE, Change
from mtorstruct.variants.notation.text import is_nothing, shown

if TYPE_CHECKING:
    from mtorstruct.variants.input.row_text import RowTexts

_ID = re.compile(
    r"[0-9]+(?:\.0)?|ENSG[0-9]{11}(?:\.[0-9]+)?|HGNC:[0-9]+|[A-Z0-9]{1,10}_[A-Z]{3,5}|"
    rf"{ACCESSION}(?:[-.][0-9]+)?",
    re.I,
)
"""Identifiers of genes (Entrez, Ensembl, HGNC) and of proteins (UniProt); other texts are ignored."""

_ACCESSION = re.compile(r"(?:ENS[TP]|[NX][MPR]_)[0-9]+(?:\.[0-9]+)?", re.I)
_BETWEEN = re.compile(r"[;,|\s]+")


Kind = Literal["ours", "context", "other", "species", "near", "contradiction", "untold"]


class Subject(NamedTuple):
    """Protein or gene that a row is about.

    `kind`: one of the nine (``ours``, with its symbol in `gene`), a gene reported as ``context``, an
    ``other`` gene, a protein of another ``species``, a name that is only ``near`` one of the nine, a
    ``contradiction``, or ``untold``. `reference` is a sequence that the name of the gene is one of;
    `problem` is why there is no answer; if ``untold``, why there is none even if another source identifies
    it.
    """

    kind: Kind
    gene: str = ""
    reference: str = ""
    problem: str = ""


class _Claim(NamedTuple):
    """A gene named in a row: a symbol of the nine, or empty for another; and its description."""

    gene: str
    said: str


def subject_of(row: RowTexts, said: Sequence[Change]) -> Subject:
    """Return the subject of a row, genomic position and user's option aside.

    Parameters
    ----------
    row : RowTexts
        The row.
    said : sequence of Change
        What its texts were read as, without the gene of the row.
    """
    named = Identity("none") if row.gene in ("", NO_GENE) else identify(row.gene)
    if named.kind in ("context", "other"):
        return Subject("context" if named.kind == "context" else "other", named.gene)
    if named.kind == "near":
        return Subject("near", named.gene, problem=f"'{row.gene.strip()}' is none of the nine: {named.why}")
    claims = [_Claim(named.gene, f"the gene is {named.gene}")] if named.kind == "ours" else []
    claims += [*_of_ids(row.ids), *_of_transcript(row), *_of_texts(said)]
    first = next((claim for claim in claims if claim.gene), None)
    foreign = _species(row, named)
    if named.kind == "species" or (first is not None and foreign):
        return Subject("species", first.gene if first else named.gene, problem=_of_species(foreign))
    if first is None:
        is_other = bool(claims) or _is_of_unknown_sequence(row, said)
        return _of_none(said, is_other, _of_species(foreign) if foreign else "")
    odd = next((claim for claim in claims if claim.gene != first.gene), None)
    if odd is not None:
        return Subject("contradiction", first.gene, problem=f"{first.said}, but {odd.said}")
    return Subject("ours", first.gene, named.reference or _isoform_of_ids(row.ids, first.gene))


def _of_none(said: Sequence[Change], is_other: bool, problem: str) -> Subject:
    """Return the subject of a row that names none of the nine."""
    near = next((i for change in said if (i := _named_by(change)).kind in ("near", "species")), None)
    if near is not None:
        return Subject("near", near.gene, problem=f"a text of the row is of none of the nine: {near.why}")
    return Subject("other" if is_other else "untold", problem=problem)


def identity_of_id(text: str, column: str = "") -> Identity:
    """Return the identity for an identifier; kind `none` for a text that is none.

    A number is an id of Entrez, but for a column that is named after the HGNC.

    Examples
    --------
    >>> identity_of_id("3942", "HGNC ID").gene, identity_of_id("NP_004949.1").gene
    ('MTOR', 'MTOR')
    >>> identity_of_id("2475").gene, identity_of_id("3417").kind, identity_of_id("urn:mavedb:1").kind
    ('MTOR', 'other', 'none')
    """
    text = text.strip()
    if _ACCESSION.fullmatch(text):
        gene = gene_of(text)
        return Identity("ours", gene, reference=text) if gene else Identity("none")
    if not _ID.fullmatch(text):
        return Identity("none")
    if text[0].isdigit() and text.removesuffix(".0").isdigit():
        gene = gene_of_id("hgnc" if "hgnc" in column.lower() else "entrez", text)
        return Identity("none") if gene is None else Identity("ours" if gene else "other", gene or text)
    return identify(text)


def _of_ids(ids: Iterable[tuple[str, str]]) -> Iterator[_Claim]:
    """Return the identity from identifier columns; of several ids in one cell ours count, if any."""
    ids = tuple(ids)
    has_entrez = any("entrez" in column.lower() and not is_nothing(cell) for column, cell in ids)
    for column, cell in ids:
        if is_nothing(cell):
            continue
        if has_entrez and plain_heading(column) == "geneid" and cell.strip().isdigit():
            # Beside the id of Entrez, that of CIViC itself.
            continue
        found = [(text, identity_of_id(text, column)) for text in _BETWEEN.split(cell.strip()) if text]
        ours = [_Claim(i.gene, f"{column} {text} is {i.gene}") for text, i in found if i.kind == "ours"]
        others = [_Claim("", f"{column} {text} is another gene") for text, i in found if i.kind == "other"]
        yield from ours or others[:1]


def _isoform_of_ids(ids: Iterable[tuple[str, str]], gene: str) -> str:
    """Return the isoform that a protein column names, as ``Q6R327-3``; empty where it names none alone."""
    names = [cell.strip() for _, cell in ids if gene_of(cell.strip()) == gene]
    return next((name for name in names if canonical_gene(name) is None), "")


def _of_transcript(row: RowTexts) -> Iterator[_Claim]:
    gene = gene_of(row.sequence) if row.sequence else None
    if gene is not None:
        yield _Claim(gene, f"{row.sequence} belongs to {gene}")


def _of_texts(said: Iterable[Change]) -> Iterator[_Claim]:
    """Return the identity from what precedes the variants in the texts of a row."""
    for change in said:
        if change.status == "not_understood":
            # The name of a protein, where a column has it instead of a change.
            named = identity_of_id(change.text) if change.gene else Identity("none")
            if named.kind == "ours":
                yield _Claim(named.gene, f"'{shown(change.text)}' is {named.gene}")
            continue
        if change.gene:
            named = identify(change.gene)
            if named.kind == "ours":
                yield _Claim(named.gene, f"'{shown(change.text)}' is of {named.gene}")
            elif named.kind in ("other", "context"):
                yield _Claim("", f"'{shown(change.text)}' is of {change.gene}")
        gene = gene_of(change.reference) if change.reference else None
        if gene is not None:
            yield _Claim(gene, f"{change.reference} belongs to {gene}")


def _named_by(change: Change) -> Identity:
    """Return the names that precede the variant of a text."""
    return identify(change.gene) if change.gene and change.status != "not_understood" else Identity("none")


def _species(row: RowTexts, named: Identity) -> str:
    """Return the species that a row names, if it is not human."""
    names = [*_BETWEEN.split(row.transcript.strip()), *(text for _, text in row.ids)]
    of_names = (found.species for name in names if name and (found := identify(name)).kind == "species")
    said = species_named(row.species)
    own = named.species if named.kind == "species" else ""
    return next((s for s in ("" if said == "human" else said, own, *of_names) if s), "")


def _of_species(name: str) -> str:
    return f"the row is of another species ({name}); positions and verdicts are of the human proteins"


def _is_of_unknown_sequence(row: RowTexts, said: Iterable[Change]) -> bool:
    """Return whether a row names an unknown transcript or protein, and no usable genomic position."""
    names = [
        row.sequence,
        *(change.reference or change.gene for change in said),
        *(cell.strip() for _, cell in row.ids),
    ]
    unknown = any(_ACCESSION.fullmatch(name) or identify(name).kind == "species" for name in names if name)
    return unknown and (row.place is None or bool(row.place.odd))
