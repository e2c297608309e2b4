"""Part of a protein that is shown or superposed: a domain, or positions."""

from __future__ import annotations

import re
from dataclasses import replace
from math import ceil, floor

from mtorstruct.errors import UsageError
from mtorstruct.reference.domains import Segment, segments
from mtorstruct.reference.proteins import Protein

Region = str | tuple[int, int] | None
"""A domain or sub-element by name, positions as ``2015:2114`` or as a pair, or all of the protein."""

_POSITIONS = re.compile(r"(\d+)[:-](\d+)")
LEAST = 10
"""Least number of residues that are worth a figure."""


def region_of(region: Region, p: Protein) -> tuple[int, int]:
    """Return the first and last position that a figure shows.

    Raises
    ------
    UsageError
        It names no domain of the protein, lies outside of it, or is too short.

    Examples
    --------
    >>> from mtorstruct.reference.proteins import protein
    >>> region_of("frb", protein("MTOR")), region_of("2000:2100", protein("MTOR"))
    ((2015, 2114), (2000, 2100))
    """
    parts = ranges_of(region, p)
    first, last = min(start for start, _ in parts), max(end for _, end in parts)
    if last - first + 1 < LEAST:
        raise UsageError(f"{first}:{last} is too short for a figure", hint=f"show {LEAST} residues or more")
    return first, last


def ranges_of(region: Region, p: Protein) -> tuple[tuple[int, int], ...]:
    """Return the first and last position of each part of a region, however short.

    Raises
    ------
    UsageError
        It names no domain of the protein, or lies outside of it.

    Examples
    --------
    >>> from mtorstruct.reference.proteins import protein
    >>> ranges_of("kinase", protein("MTOR"))
    ((1983, 2014), (2115, 2549))
    """
    if region is None or region == "":
        return ((1, len(p)),)
    if isinstance(region, str):
        found = _POSITIONS.fullmatch(region.strip())
        if found is None:
            return _named(region, p)
        region = int(found[1]), int(found[2])
    first, last = region
    if not 1 <= first <= last <= len(p):
        raise UsageError(
            f"{first}:{last} is no range of {p.name}", hint=f"it has the positions 1 to {len(p)}"
        )
    return ((first, last),)


def _named(text: str, p: Protein) -> tuple[tuple[int, int], ...]:
    parts = [s for s in segments(p.gene) if text.strip().lower() in _names(s)]
    if not parts:
        known = dict.fromkeys(s.domain for s in segments(p.gene))
        raise UsageError(
            f"{p.name} has no domain '{text}'",
            hint=f"give {', '.join(known)}, or positions such as 2015:2114",
        )
    return tuple((s.start, s.end) for s in parts)


def _names(s: Segment) -> set[str]:
    """Return the names of a domain: in full, without its bracket, and what stands in it."""
    bracket = re.search(r"\(([^)]+)\)$", s.domain)
    short = {bracket[1], s.domain[: bracket.start()].strip()} if bracket else set()
    return {name.lower() for name in {s.domain, *short}}


def seen(s: Segment, limits: tuple[float, float]) -> Segment | None:
    """Return the part of a segment between the limits of an x axis; None where there is none."""
    low, high = limits
    start, end = max(s.start, ceil(low)), min(s.end, floor(high))
    return replace(s, start=start, end=end) if start <= end else None
