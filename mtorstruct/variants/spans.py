"""Variants of several residues: the residues affected, and the atlas columns for all of them together.

An indel affects its residues, an insertion the two beside it, a stop or a frameshift all from there to the
end of the chain, an extension the last residue. The distance to a site is that of the nearest residue. As
`mtorstruct.atlas.summary` prefers among entries, one whose register is supported or untested comes before one
that is in doubt, and that before one that is unlike; the ligand bound before carried over; then the shorter
distance, then the first residue.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import groupby, pairwise
from operator import itemgetter
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from mtorstruct.atlas.store import Atlas
from mtorstruct.reference.domains import domain_at, segments
from mtorstruct.reference.proteins import Protein, proteins
from mtorstruct.tables import BOUND, SITES, UNLIKE, Columns, is_doubted
from mtorstruct.variants.notation.change import AMINO_ACIDS, Change

Rows = NDArray[np.int64]
"""Row numbers of the per-position table of the atlas, shape (n,)."""


class Touched(NamedTuple):
    """First and last residue affected, UniProt positions, and the mutant that the rules judge.

    `several` is true where the structural columns are not those of the residue at the variant's position.
    """

    first: int
    last: int
    mutant: str
    several: bool


def touched(change: Change, p: Protein) -> Touched:
    """Residues affected by a validated variant.

    Examples
    --------
    >>> touched(Change("R2505*", "MTOR", "R", 2505, "*"), proteins()[0])
    Touched(first=2505, last=2549, mutant='*', several=True)
    """
    mutant, length = _judged_as(change), len(p)
    first, last = change.position, max(change.end, change.position)
    if mutant in ("*", "fs"):
        first, last = (change.end if change.mutant == "ins" else first), length
    first, last = min(first, length), min(last, length)
    return Touched(first, last, mutant, first != last or first != change.position)


def _judged_as(change: Change) -> str:
    """Return what replaces the wild type, as the rules see it.

    Another residue in the place of the stop is an extension; a stop among residues put in ends the chain.
    """
    mutant = change.mutant
    if change.wild_type == "*" and mutant:
        return {"=": "=", "*": "=", "?": "?"}.get(mutant, "ext")
    if mutant in ("ins", "delins") and change.inserted.endswith("*"):
        return "*"
    if change.end and mutant in set(AMINO_ACIDS):
        return "delins"
    return "=" if mutant and mutant == change.wild_type else mutant


def over_spans(first: Rows, last: Rows, atlas: Atlas) -> Columns:
    """Return the columns of some ranges that are not empty for several residues.

    Parameters
    ----------
    first, last : numpy.ndarray
        Rows of the first and the last residue of each range, in one protein.

    Returns
    -------
    Columns
        `rapamycin_row` and `atp_row`, the row of the nearest residue, -1 where none has a distance;
        `n_modelled`; and the texts `domain`, `subdomain`, `partners`, `partners_in_doubt`, `modelled_in` and
        `conflicts`.
    """
    summary = atlas.summary
    columns: Columns = {f"{site}_row": _nearest(site, first, last, atlas) for site in SITES}
    modelled = summary.column("modelled_in")
    columns["n_modelled"] = _count(modelled != "", first, last)
    columns["modelled_in"] = _union(modelled, first, last, atlas.entries_by_resolution)
    for name in ("partners", "partners_in_doubt"):
        columns[name] = _union(summary.column(name), first, last)
    columns["conflicts"] = _conflicts(first, last, atlas)
    domain, subdomain = (
        zip(*map(_domains, first.tolist(), last.tolist()), strict=True) if len(first) else ((), ())
    )
    columns["domain"] = np.array(domain, dtype=object)
    columns["subdomain"] = np.array(subdomain, dtype=object)
    return columns


def _nearest(site: str, first: Rows, last: Rows, atlas: Atlas) -> Rows:
    """Return the row of the residue of each range that is nearest to a site; -1 where none has a distance."""
    best_first = _by_nearness(site, atlas)
    rank = np.empty(len(best_first), dtype=np.int64)
    rank[best_first] = np.arange(len(best_first))
    found = best_first[range_minimum(rank, first, last)]
    found[np.isnan(atlas.summary.column(f"{site}_distance_A")[found])] = -1
    return found


@cache
def _by_nearness(site: str, atlas: Atlas) -> Rows:
    """Return all rows, the preferred first; those without a distance last."""
    distance = atlas.summary.column(f"{site}_distance_A")
    carried = atlas.summary.column(f"{site}_basis") != BOUND
    register = atlas.summary.column(f"{site}_register")
    doubt = is_doubted(register) + (register == UNLIKE).astype(np.int64)
    return np.lexsort((distance, carried, doubt, np.isnan(distance)))


def range_minimum(values: Rows, first: Rows, last: Rows) -> Rows:
    """Return the smallest value of each range, both ends included.

    The minima of all ranges of 1, 2, 4, ... values are worked out once; any range is covered by two.

    Examples
    --------
    >>> range_minimum(np.array([3, 1, 2]), np.array([0, 2]), np.array([2, 2])).tolist()
    [1, 2]
    """
    level = np.log2(np.maximum(last - first + 1, 1)).astype(np.int64)
    found = np.empty(len(first), dtype=np.int64)
    minima, width = values, 1
    for k in range(int(level.max(initial=0)) + 1):
        mine = level == k
        found[mine] = np.minimum(minima[first[mine]], minima[last[mine] - width + 1])
        if len(minima) > width:
            minima = np.minimum(minima[:-width], minima[width:])
        width *= 2
    return found


def _count(what: NDArray[np.bool_], first: Rows, last: Rows) -> Rows:
    """Count the true values of each range."""
    before = np.concatenate([[0], np.cumsum(what)])
    return np.asarray(before[last + 1] - before[first])


def _union(texts: NDArray[Any], first: Rows, last: Rows, order: Sequence[str] = ()) -> NDArray[Any]:
    """Return the names that any residue of each range has, joined; in a given order or alphabetically."""
    different = {text: set(text.split(";")) - {""} for text in set(texts.tolist())}
    names = sorted(set().union(*different.values()))
    joined = np.full(len(first), "", dtype=object)
    for name in sorted(names, key=list(order).index) if order else names:
        having = {text for text, within in different.items() if name in within}
        there = _count(np.array([text in having for text in texts.tolist()], dtype=bool), first, last) > 0
        joined[there] = [f"{before};{name}" if before else name for before in joined[there]]
    return joined


def _conflicts(first: Rows, last: Rows, atlas: Atlas) -> NDArray[Any]:
    """Return the residues of each range that differ in a structure, each with the residue found there."""
    said = atlas.summary.column("conflicts")
    rows = np.flatnonzero(said != "")
    wild, position = atlas.summary.take("wild_type", rows), atlas.summary.take("position", rows)
    told = [
        f"{w}{n}: {text.replace(';', ', ')}" for w, n, text in zip(wild, position, said[rows], strict=True)
    ]
    begin, end = np.searchsorted(rows, first), np.searchsorted(rows, last, side="right")
    return np.array([";".join(told[a:b]) for a, b in zip(begin, end, strict=True)], dtype=object)


@cache
def _domains(first: int, last: int) -> tuple[str, str]:
    """Return domains and sub-elements of a range of rows, each once, in order of the chain."""
    found = []
    for ends, names in _domain_runs():
        run = names[bisect_left(ends, first) : bisect_left(ends, last) + 1]
        found.append(list(dict.fromkeys(name for within in run for name in within if name)))
    return ";".join(found[0]), "; ".join(found[1])


@cache
def _domain_runs() -> tuple[tuple[list[int], list[tuple[str, ...]]], ...]:
    """Return last row and names of every run of equal domains, and of sub-elements, over all proteins."""
    stretches = [(length, domain_at(p.gene, begin)) for p in proteins() for begin, length in _stretches(p)]
    runs: list[tuple[list[int], list[tuple[str, ...]]]] = []
    for which, separator in ((0, ";"), (1, "; ")):
        ends, names, row = [], [], -1
        named = [(length, place[which]) for length, place in stretches]
        for text, members in groupby(named, key=itemgetter(1)):
            row += sum(length for length, _ in members)
            ends.append(row)
            names.append(tuple(text.split(separator)))
        runs.append((ends, names))
    return tuple(runs)


def _stretches(p: Protein) -> Iterator[tuple[int, int]]:
    """Yield first position and length of the stretches of a protein in which no segment begins or ends."""
    borders = {border for s in segments(p.gene) for border in (s.start, s.end + 1)}
    begins = sorted({1, len(p) + 1} | borders)
    yield from ((begin, following - begin) for begin, following in pairwise(begins))


def residue_names(rows: Rows, atlas: Atlas) -> NDArray[Any]:
    """Return names such as ``V1461``; empty where a row is -1."""
    wild, position = atlas.summary.take("wild_type", rows), atlas.summary.take("position", rows)
    named = [f"{w}{n}" if r >= 0 else "" for r, w, n in zip(rows, wild, position, strict=True)]
    return np.array(named, dtype=object)
