"""Identification of the protein that a cell names: one of the nine, a context gene, or others.

All readers use this module. A name with only one meaning in human genetics is ours. One that merely resembles
one of ours, or has several meanings, is `near`: it gets no answer, and is reported with the reason.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from string import ascii_letters, digits

from mtorstruct.reference.gene_ids import as_phrase, gene_of_id, phrases
from mtorstruct.reference.gene_names import LONGEST_NAME, Identity, Kind, is_sequence, one_name
from mtorstruct.reference.isoforms import gene_of, isoform_of
from mtorstruct.reference.species import species_named, species_words

__all__ = ["Identity", "Kind", "gene_of_id", "identify", "species_named"]

_REMEMBERED, _LONGEST_REMEMBERED = 8192, 400
_LONGEST_PHRASE = 200

_NOTHING = frozenset(
    (
        "", ".", "-", "--", "---", "?", "0", "na", "n/a", "#n/a", "n.a.", "nan", "none", "null", "<na>",
        "unknown", "not available", "not applicable", "intergenic", "no gene", "no symbol", "unassigned",
        "not assigned", "undefined", "missing",
    )
)  # fmt: skip
"""Markers for no gene, as people and programs write them; Oncotator writes ``Unknown`` between genes."""

_HEADINGS = frozenset(
    (
        "gene", "genes", "genename", "genesymbol", "genesymbols", "geneid", "hugo", "hugosymbol",
        "hgncsymbol", "symbol", "entrezgeneid", "entrezid", "ensemblgeneid", "hgncid", "hgvsp", "hgvspshort",
        "hgvsc", "proteinchange", "aachange", "aminoacidchange", "mutation", "variant", "chromosome", "chrom",
        "sample", "transcript", "transcriptid", "variantclassification",
    )
)  # fmt: skip
"""Headings, normalised, found in gene columns where a heading is repeated."""

_DASHES = dict.fromkeys(map(ord, "\u00ad\u2010\u2011\u2012\u2013\u2014\u2015\u2043\u2212"), "-")
_NOT_IN_HEADINGS = str.maketrans("", "", " ._#-")
_GREEK = ("alpha", "beta", "gamma", "delta", "epsilon", "zeta", "kappa", "sigma")
_SIGNS = {
    **_DASHES,
    **dict.fromkeys(map(ord, "\u2018\u2019\u201a\u201b\u201c\u201d\u2032\u2033\u00ab\u00bb"), '"'),
    **dict.fromkeys(map(ord, "\u201e\u00b4"), '"'),
    **dict.fromkeys(map(ord, "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"), None),
    # Marks of footnotes: NFKC would make figures of the raised ones.
    **dict.fromkeys(map(ord, "\u2020\u2021\u00a7\u00b6\u00aa\u00ba\u00b9\u00b2\u00b3"), " "),
    **dict.fromkeys(range(0x2070, 0x207A), " "),
    # Trade marks and bullets.
    **dict.fromkeys(map(ord, "\u00ae\u2122\u00b7\u2022\u2023\u25aa\u25cf\u25cb\u25e6"), " "),
    **dict(zip(map(ord, "\u03b1\u03b2\u03b3\u03b4\u03b5\u03b6\u03ba\u03c3"), _GREEK, strict=True)),
    # The German sharp s is often set for a beta.
    **dict.fromkeys(map(ord, "\u0392\u00df\u03d0"), "beta"),
}  # fmt: skip
_AROUND = " \t\r\n\"'`*^#~,;:."

_LIST = ";,/&+"
_JOINING = frozenset(":|()[]{}=_")
_TOKENS = re.compile(
    r"(?:HGNC:HGNC|HGNC|MGI|RGD|entrez(?:gene)?|gene_?id|ncbi_?gene|uniprot(?:kb)?|ensembl|refseq|genbank|O?MIM)"
    r"[:=] ?[A-Z0-9_.-]+"
    r"|[cgn]\.[^\s;,|/)]+|p\.\(?[^\s;,|/)]+\)?|[^\s;,/|:()\[\]{}&+=<>@\\\"'`]+",
    re.I,
)
_PIECES = re.compile(r"[NX][MRP]_[0-9.]+|[^_]+", re.I)
_CHANGE = re.compile(r"[pcgn]\..*|[A-Z][0-9]{4}[A-Z*]|[A-Z][a-z]{2}[0-9]+(?:[A-Z][a-z]{2}|\*|=).*")
_CHANGE_BESIDE = re.compile(r"[pcgn]\..*|[A-Z][0-9]+(?:[A-Z*=]|fs.*|del|dup|_.*)|[A-Z][a-z]{2}[0-9]+.*")
_DATABASE = re.compile(r"O?MIM[:=].*", re.I)
_PART = re.compile(r"(?:exon|intron|ex|isoform|transcript|variant|chr|chromosome)[0-9XY]*", re.I)
_SAYS_NO_MORE = frozenset(
    (
        "gene", "protein", "kinase", "gtpase", "human", "homo", "sapiens", "hs", "hsa", "homolog", "wt",
        "wild-type", "mut", "mutant", "mutated", "mutation", "aka", "alias", "formerly", "previously", "also",
        "known", "as", "the", "symbol", "sp", "tr", "phospho", "total", "p",
    )
)  # fmt: skip
"""Words beside a gene name that do not alter its meaning."""

_LONGEST_SYMBOL = 20
_DISTANCE = re.compile(r"dist(?:ance)?\s?=", re.I)
_SYMBOL_SIGNS = frozenset(f"{ascii_letters}{digits}@._/()|;,:&+[]{{}}= '\"-")


def identify(cell: str) -> Identity:
    """Identify the protein named in a cell of a gene column, or by the gene of a listed variant.

    Work grows with the length of the cell.

    Parameters
    ----------
    cell : str
        Text as in the file.

    Returns
    -------
    Identity
        Kind, gene, sequence, species, and the reason.

    Examples
    --------
    >>> [identify(cell).gene for cell in ("FRAP1", "MTOR;ANGPTL7", "ENSG00000198793.14", "mLST8/G\u03b2L")]
    ['MTOR', 'MTOR', 'MTOR', 'MLST8']
    >>> [identify(cell).kind for cell in ("KRAS", "TP53", ".", "7157", "p.M2327I")]
    ['context', 'other', 'none', 'odd', 'odd']
    >>> identify("MTOR_ENST00000361445").reference, identify("Mtor (mouse)").species
    ('ENST00000361445', 'mouse')
    >>> identify("mTORC1").why
    'mTORC1 is a complex of several proteins'
    """
    return _remembered(cell) if len(cell) <= _LONGEST_REMEMBERED else _identify(cell)


@lru_cache(maxsize=_REMEMBERED)
def _remembered(cell: str) -> Identity:
    return _identify(cell)


def _identify(cell: str) -> Identity:
    text = _plain(cell)
    name = text.strip(_AROUND)
    if text.lower() in _NOTHING or name.lower() in _NOTHING:
        return Identity("none")
    known = one_name(name)
    if known is None and not name.isalnum() and len(name) <= _LONGEST_PHRASE:
        known = _by_phrase(name)
    found = known or (_by_looks(name, (name,)) if name.isalnum() else _by_tokens(name))
    return found._replace(gene=cell.strip().strip(_AROUND)) if found.kind == "other" else found


def _plain(cell: str) -> str:
    """Return a text without typographic characters and footnote marks."""
    text = cell
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text.translate(_SIGNS)).translate(_DASHES)
    text = text.strip()
    return text.replace("&beta;", "beta") if "&beta;" in text else text


def _by_phrase(name: str) -> Identity | None:
    """Read a name of several words, such as those of UniProt and HGNC."""
    found = phrases().get(as_phrase(name))
    if found is None:
        return None
    return (
        Identity("near", found.gene, why=found.why) if found.role == "near" else Identity("ours", found.gene)
    )


class _Cell:
    """Parts of a cell that holds more than one name, sorted by kind."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.genes: dict[str, None] = {}
        self.numbers: dict[str, None] = {}
        self.symbols: list[str] = []
        self.found: dict[Kind, list[Identity]] = {"context": [], "near": [], "species": [], "other": []}
        self.references: list[str] = []
        self.unexplained: list[str] = []
        self.nothing = True
        parts = dict.fromkeys(_tokens(text))
        self.tokens = [token for token, _ in parts]
        prose = set(text).isdisjoint(_LIST) and set(text).isdisjoint(_JOINING)
        before = ""
        for token, tied in parts:
            self._sort(token, before, list_of_genes=not (tied or prose))
            before = token
        if self.genes or not (self.symbols or self.unexplained or any(self.found.values())):
            self.genes.update(self.numbers)

    def _sort(self, token: str, before: str, *, list_of_genes: bool) -> None:
        if token.lower() in _NOTHING:
            return
        self.nothing = False
        known = one_name(token)
        if known and known.kind == "ours" and token.isdigit():
            # A number names a gene only where nothing else does.
            self.numbers[known.gene] = None
        elif known and known.kind == "ours":
            self.genes[known.gene] = None
            self.references += [known.reference] if known.reference else []
        elif known and is_sequence(token):
            self.references.append(token)
        elif known and known.kind == "near" and token.islower():
            self.unexplained.append(token)
        elif known:
            self.found[known.kind].append(known._replace(gene=token) if known.kind == "other" else known)
        elif not self._is_plain(token, before, list_of_genes=list_of_genes):
            self.unexplained.append(token)

    def _is_plain(self, token: str, before: str, *, list_of_genes: bool) -> bool:
        """Return whether a word that is no known name leaves the meaning of the cell unambiguous."""
        word = token.lower()
        if word in _SAYS_NO_MORE or _PART.fullmatch(token) or _DATABASE.fullmatch(token):
            return True
        if token.isdigit():
            return _PART.fullmatch(before) is not None
        if _CHANGE_BESIDE.fullmatch(token):
            return True
        if _looks_like_symbol(token, list_of_genes=list_of_genes):
            self.symbols.append(token)
            return True
        return False


def _tokens(text: str) -> Iterator[tuple[str, bool]]:
    """Return the words of a cell, and whether an underscore joins a word to another."""
    for token in _TOKENS.findall(text.replace("--", " ")):
        bare = token.strip(_AROUND + "-")
        if "_" in bare and (len(bare) > LONGEST_NAME or one_name(bare) is None):
            yield from ((piece, True) for piece in _PIECES.findall(bare))
        elif bare:
            yield bare, False


def _by_tokens(text: str) -> Identity:
    cell = _Cell(text)
    if cell.nothing and cell.tokens:
        return Identity("none")
    return _ours(cell) if cell.genes else _not_ours(cell)


def _ours(cell: _Cell) -> Identity:
    """Identify a cell that names one of ours: that one alone, and without contradiction."""
    gene, *more = cell.genes
    if more:
        return Identity("near", gene, why=f"the cell names {' and '.join(cell.genes)}")
    species = _species_said(cell.tokens)
    if cell.found["species"] or species:
        said = cell.found["species"][0].species if cell.found["species"] else species
        return Identity("species", species=said, why=f"the cell names {gene} of the {said}")
    if "::" in cell.text or "--" in cell.text or "fusion" in cell.text.lower():
        return Identity("near", gene, why=f"the cell names a fusion of {gene}")
    if _DISTANCE.search(cell.text):
        return Identity("near", gene, why=f"the variant lies beside {gene}")
    against = _against(cell, gene)
    if against:
        return Identity("near", gene, why=f"the cell names {gene}, and {_shown(against)} beside it")
    return Identity("ours", gene, reference=_reference(cell, gene))


def _against(cell: _Cell, gene: str) -> str:
    """Return the first part of a cell that contradicts `gene`; in a list of genes another gene does not."""
    if cell.unexplained:
        return cell.unexplained[0]
    others = [found.gene for found in cell.found["other"]]
    if not set(cell.text).isdisjoint(_JOINING):
        ids = [name for name in others if any(sign.isdigit() for sign in name) and one_name(name)]
        if ids:
            return ids[0]
    return next((found.why for found in cell.found["near"] if found.gene != gene and not others), "")


def _reference(cell: _Cell, gene: str) -> str:
    """Return the sequence named with the gene; empty where several stand for different isoforms."""
    mine = [name for name in cell.references if gene_of(name) == gene]
    if mine:
        return mine[0] if len({isoform_of(name) for name in mine}) == 1 else ""
    alone = len(cell.references) == 1 and not cell.found["other"] and not cell.found["context"]
    return cell.references[0] if alone else ""


def _not_ours(cell: _Cell) -> Identity:
    for kind in ("species", "near"):
        if cell.found[kind]:
            return cell.found[kind][0]
    contexts = {found.gene.upper() for found in cell.found["context"]}
    if len(contexts) == 1 and not cell.found["other"] and not cell.unexplained:
        return Identity("context", contexts.pop())
    return _by_looks(cell.text, cell.tokens)


def _by_looks(text: str, tokens: Sequence[str]) -> Identity:
    """Return another gene, or no gene, by the letters of a cell alone."""
    if _CHANGE.fullmatch(text):
        return Identity("odd", why="it is a variant and no gene")
    if len(text) <= LONGEST_NAME and text.lower().translate(_NOT_IN_HEADINGS) in _HEADINGS:
        return Identity("odd", why="it is the name of a column")
    if not _SYMBOL_SIGNS.issuperset(text) or text.upper() == text.lower():
        return Identity("odd", why="it is no name of a gene")
    if max(map(len, tokens), default=0) > LONGEST_NAME:
        return Identity("odd", why="it is too long for the name of a gene")
    return Identity("other", text)


def _species_said(tokens: Sequence[str]) -> str:
    """Return a species other than human that the words of a cell name."""
    lower = [token.lower() for token in tokens]
    said = [*(f"{a} {b}" for a, b in pairwise(lower)), *lower]
    named = (species_words().get(word, "") for word in said)
    return next((species for species in named if species not in ("", "human")), "")


def _looks_like_symbol(token: str, *, list_of_genes: bool) -> bool:
    """Return whether a word can be another gene's symbol; stricter for words with blanks between them."""
    if len(token) > _LONGEST_SYMBOL or not token[0].isalnum() or token.upper() == token.lower():
        return False
    capital, figure = token.upper() == token, any(map(str.isdigit, token))
    return capital or figure if list_of_genes else capital and figure


def _shown(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:40]}..."
