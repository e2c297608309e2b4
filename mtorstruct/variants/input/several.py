"""Splitting of texts with several variants, and removal of copies in isoform numbering."""

from __future__ import annotations

import re
from collections.abc import Sequence

from mtorstruct.reference.proteins import Protein, known_protein
from mtorstruct.variants.check.isoforms import fits
from mtorstruct.variants.notation.alleles import alleles
from mtorstruct.variants.notation.change import Change
from mtorstruct.variants.notation.grammar import looks_like_change
from mtorstruct.variants.notation.plain import plain_change
from mtorstruct.variants.notation.reading import parse_change
from mtorstruct.variants.notation.text import cleaned

_MAYBE = re.compile(r"[^\s][,;+&/|:_\s\[-]+[^\s]")
_SEPARATORS = re.compile(r"\s*[,;+&|/]\s*|\s+(?:and|plus)\s+", re.I)
_JOINED = re.compile(r"[^:_-]+")
_WEAK = re.compile(r"[\s:_-]+")
_GENE = re.compile(r"[A-Za-z][\w.-]*(?:\([\w.-]+\))?\s*:?|[0-9]{1,9}:|HGNC:[0-9]+\s*:?", re.I)
_IN_BRACKETS = re.compile(r"(?P<front>[A-Za-z][\w.-]*:?|)\s*\((?P<within>[^()]*)\)")
_PHOSPHOSITE = re.compile(r"p-?(?:[STYHK]|Ser|Thr|Tyr|His|Lys)[0-9]{2,9}")
"""Pattern of a phosphosite, which is not the gene of another one after it."""
_READ = ("ok", "ambiguous")


def changes_in(text: str) -> list[str]:
    """Return the variants that a text holds, each written so that it can be read alone.

    A gene, the name of a sequence and ``p.`` that stand before the first are carried over to those
    that have none. A text is split only if this is safe: every part must be a variant.

    Returns
    -------
    list of str
        The text itself where it holds one variant, the same variant on several transcripts, or anything else.

    Examples
    --------
    >>> changes_in("IDH1:R132H,R132C"), changes_in("p.[F2108L;A2034V]")
    (['IDH1:R132H', 'IDH1:R132C'], ['p.F2108L', 'p.A2034V'])
    >>> changes_in("E2014K + E2419K"), changes_in("L1460_A1462del"), changes_in("S2035F/I")
    (['E2014K', 'E2419K'], ['L1460_A1462del'], ['S2035F/I'])
    """
    if plain_change(text) is not None or _MAYBE.search(text) is None:
        return [text]
    plain = cleaned(text)
    found = alleles(plain)
    if found is not None:
        parts = [found[0] + part for part in found[1]]
        read_all = all(parse_change(part).status in _READ for part in parts)
        return parts if parts and read_all else [text]
    whole = parse_change(plain)
    if whole.status != "not_understood" and not _PHOSPHOSITE.fullmatch(whole.gene):
        return [text]
    grouped = _IN_BRACKETS.fullmatch(plain)
    parts = _pieces(f"{grouped['front']} {grouped['within']}".strip() if grouped else plain)
    if len(parts) < 2:
        return [text]
    read = [parse_change(part) for part in parts]
    # One change on each of several transcripts, as ANNOVAR writes it.
    on_several = len({change.reference for change in read} - {""}) > 1
    return [text] if on_several or any(change.status not in _READ for change in read) else parts


class _Carried:
    """Text before a variant that also applies to those after it."""

    def __init__(self) -> None:
        self.front = ""
        self.prefix = ""
        self.found: list[str] = []
        self.awaits = False

    def take(self, piece: str, *, may_name: bool = True) -> bool:
        """Add a variant, or the gene of the next ones; false for anything else."""
        change = parse_change(piece)
        if _PHOSPHOSITE.fullmatch(change.gene):
            return False
        if change.status in _READ and _is_change(piece, change):
            return self._add(piece, change)
        # A gene that is named behind a change may be that one's.
        is_name = _GENE.fullmatch(piece) and not any(map(looks_like_change, _WEAK.split(piece)))
        if is_name and may_name and not self.awaits and (self.front or not self.found):
            self.front, self.prefix, self.awaits = piece.rstrip(": ") + ":", "", True
            return True
        return False

    def _add(self, piece: str, change: Change) -> bool:
        self.awaits = False
        named = change.reference or change.gene
        if named:
            if self.found and not self.front:
                return False
            both = f"{change.reference}({change.gene})" if change.reference and change.gene else named
            self.front, self.prefix = f"{both}:", "p." if _PREFIXED.search(piece) else ""
            self.found.append(piece)
            return True
        if piece[:2] in ("p.", "P."):
            self.prefix = "p."
            self.found.append(self.front + piece)
        else:
            carried = self.prefix if looks_like_change(piece) else ""
            self.found.append(self.front + carried + piece)
        return True


_PREFIXED = re.compile(r"(?<![A-Za-z0-9.])[pP]\.")
_MODIFIED = re.compile(r"p(?:hospho)?-?\(?[A-Z].*|[A-Z][a-z]{2}-?[0-9]+|.*(?:-[a-z]{1,4}[0-9]?|\(p\)|[0-9]p)")
_RESIDUE = re.compile(r"[A-Z][0-9]{3,9}")


def _is_change(piece: str, change: Change) -> bool:
    """Return whether a part is a variant or a residue, and not a gene with such a name."""
    if change.reference or change.gene:
        return True
    if change.mutant or change.candidates:
        return " " in piece or looks_like_change(piece) or not change.wild_type or bool(change.candidates)
    return bool(change.wild_type) and (_MODIFIED.fullmatch(piece) or _RESIDUE.fullmatch(piece)) is not None


def _pieces(plain: str) -> list[str]:
    """Return the parts of a text, each with what precedes it; empty where one is no variant."""
    carried = _Carried()
    for piece in map(str.strip, _SEPARATORS.split(plain)):
        # Between commas a gene stands in front of all: IDH1, R132H, R132C.
        if not piece or carried.take(piece, may_name=not carried.found):
            continue
        words = _words(piece)
        if words == [piece] or not all(map(carried.take, words)):
            return []
    # A gene behind all changes is that of one of them, or of all.
    return [] if carried.awaits else carried.found


def _words(piece: str) -> list[str]:
    """Return the words of a part, split at colons, hyphens or underscores only where each is a variant."""
    found: list[str] = []
    for word in piece.split():
        parts = list(_JOINED.finditer(word))
        front = next((k for k, part in enumerate(parts) if looks_like_change(part[0])), len(parts))
        changes = [part[0] for part in parts[front:]]
        if len(changes) < 2 or not all(map(looks_like_change, changes)):
            found.append(word)
            continue
        named = word[: parts[front].start()].rstrip(":_-")
        found += [f"{named}:", *changes] if named else changes
    return found


def without_isoform_copies(changes: Sequence[Change], p: Protein) -> list[Change]:
    """Return the variants of one cell without copies of another in the numbers of an isoform.

    Of variants with the same amino acids of which exactly one fits the canonical sequence, that one is meant.

    Parameters
    ----------
    changes : sequence of Change
        Variants of one text.
    p : Protein
        Protein that they are of.

    Returns
    -------
    list of Change
        In the order given. Two that both fit stay two, and variants of other amino acids or genes stay.

    Examples
    --------
    >>> from mtorstruct.reference.proteins import protein
    >>> both = [parse_change("F313L"), parse_change("F2108L"), parse_change("S2215Y")]
    >>> [change.text for change in without_isoform_copies(both, protein("MTOR"))]
    ['F2108L', 'S2215Y']
    """
    alike: dict[tuple[object, ...], list[Change]] = {}
    for change in changes:
        alike.setdefault(_amino_acids(change), []).append(change)
    left_out: set[int] = set()
    for group in alike.values():
        mine = [change for change in group if _is_of(change, p)]
        fitting = {(change.position, change.end) for change in mine if fits(change, p)}
        if len(fitting) == 1:
            left_out.update(id(change) for change in mine if not fits(change, p))
    return [change for change in changes if id(change) not in left_out]


def _amino_acids(change: Change) -> tuple[object, ...]:
    span = change.end - change.position if change.end else 0
    letters = (change.wild_type, change.mutant, change.end_wild_type, change.inserted, change.residues)
    return (*letters, span, change.new_stop)


def _is_of(change: Change, p: Protein) -> bool:
    if change.status != "ok" or not change.mutant or not change.wild_type:
        return False
    return not change.gene or known_protein(change.gene) == p
