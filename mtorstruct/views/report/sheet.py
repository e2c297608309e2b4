"""One A4 page: a patient's variants, or those of a cohort that matter."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from mtorstruct.tables import CONFIDENCES, TELLING
from mtorstruct.views import palette
from mtorstruct.views.report.page import MARKERS
from mtorstruct.views.report.unanswered import some
from mtorstruct.views.templates import asset, fill, policy_for

LINES = 79.0
"""Lines of small print on the paper."""

WIDTH, NARROW = 105, 80
"""Letters of a line in a wide font, and of one in the column of headlines; other fonts have more."""

MOST_ROWS = 10
"""Largest number of rows of the table."""

MOST_NAMED, MOST_SAMPLES = 25, 3
"""Largest number of variants, and of samples of a variant, that a line names."""

_ROW, _AROUND = 2.75, 19.0
"""Lines of a row of the table, and of everything that each page has."""


def write_sheet(content: Mapping[str, Any], *, sample: str = "") -> str:
    """Return the page.

    Parameters
    ----------
    content : mapping
        What `mtorstruct.views.report.content.content` gave: of the sample, or of the whole cohort.
    sample : str
        The sample; empty for a cohort.

    Notes
    -----
    What matters most comes first. Lines are estimated from the number of letters; where they run out the
    page says what it leaves out.
    """
    from markupsafe import Markup

    altering = sorted((c for c in content["changes"] if c["is_change"]), key=_rank)
    matters = [change for change in altering if _tells(change)]
    listed = altering if sample else matters
    rows = listed[:MOST_ROWS]
    left = [change for change in altering if change not in rows]
    silent = [change for change in content["changes"] if not change["is_change"]]
    notes = [
        *_left_out(left, sample=sample),
        *(_silent(silent) if sample else ()),
        *_unanswered(content),
        *_context(rows),
    ]
    used = _AROUND + _ROW * len(rows) + sum(_lines(note, WIDTH) + 0.3 for note in notes)
    used += sum(_lines(question["headline"], NARROW) for question in content["questions"])
    told: list[dict[str, Any]] = []
    for change in filter(_tells, rows):
        words = "".join(piece["text"] for piece in _sentences(change)) + _carriers(change)
        used += 0.3 + _lines(f"{change['key']} {words}", WIDTH)
        if used > LINES - 1:
            break
        told.append(change)
    untold = len([change for change in rows if _tells(change)]) - len(told)
    if untold:
        words = (
            "a sentence on 1 more variant is" if untold == 1 else f"sentences on {untold} more variants are"
        )
        notes.append(f"For want of space, {words} in the whole report alone.")
    return fill(
        "sheet.html.j2",
        **content,
        sample=sample,
        rows=rows,
        told=[(change, _sentences(change), "" if sample else _carriers(change)) for change in told],
        tumours=list(
            dict.fromkeys(tumour for c in content["changes"] for _, tumour, _ in c["sampled"] if tumour)
        ),
        statuses=any(status for change in rows for _, _, status in change["sampled"]),
        fractions=any(vaf for change in rows for vaf, _, _ in change["sampled"]),
        notes=notes,
        markers=MARKERS,
        policy=policy_for(()),
        css=Markup(asset("sheet.css")),
    )


def _tells(change: Mapping[str, Any]) -> bool:
    return any(verdict["value"] in TELLING for verdict in change["verdicts"].values())


def _rank(change: Mapping[str, Any]) -> tuple[Any, ...]:
    """Return the sort key: the strongest verdict on a response, that on activity, and how many have it."""
    responses: list[tuple[float, int]] = []
    activities: list[tuple[float, int]] = []
    for name, verdict in change["verdicts"].items():
        sure = verdict["confidence"]
        place = (
            palette.CLASS_ORDER.index(verdict["value"]) if verdict["value"] in TELLING else math.inf,
            CONFIDENCES.index(sure) if sure in CONFIDENCES else len(CONFIDENCES),
        )
        (activities if name == "activity" else responses).append(place)
    return (min(responses), min(activities), -change["count"], change["gene"] != "MTOR", change["key"])


def _carriers(change: Mapping[str, Any]) -> str:
    """Return the samples of a variant, with what the file says of them."""
    samples = [*change["samples"]]
    return f" Samples: {some(samples, MOST_SAMPLES, change['count'])}." if samples else ""


def _lines(text: str, width: int) -> int:
    return math.ceil(len(text) / width)


def _sentences(change: Mapping[str, Any]) -> Sequence[Mapping[str, str]]:
    return (*change["drug_explanation"], *change["explanation"])


def _named(changes: Iterable[Mapping[str, Any]]) -> str:
    names = [c["name"] if c["gene"] == "MTOR" else f"{c['gene']} {c['name']}" for c in changes]
    return some(names, MOST_NAMED)


def _left_out(left: Sequence[Mapping[str, Any]], *, sample: str) -> list[str]:
    if not left:
        return []
    telling = [change for change in left if _tells(change)]
    others = [change for change in left if not _tells(change)]
    notes = []
    if telling:
        notes.append(f"Not in the table for want of space, with an assessed effect: {_named(telling)}.")
    if others and sample:
        notes.append(f"Not in the table for want of space, without a known effect: {_named(others)}.")
    elif others:
        n = len(others)
        which = "1 variant has" if n == 1 else f"{n:,} variants have"
        is_ = "is" if n == 1 else "are"
        notes.append(f"{which} no known or inferred effect on activity or response and {is_} not listed.")
    return notes


def _silent(silent: Sequence[Mapping[str, Any]]) -> list[str]:
    return [f"Synonymous variants and residues without a variant: {_named(silent)}."] if silent else []


def _unanswered(content: Mapping[str, Any]) -> list[str]:
    notes = []
    if content["unanswered"]:
        why = ", ".join(f"{r['rows']:,} {r['reason']}" for r in content["counts"]["reasons"])
        tries = [
            f"{group['suggestion']} for {group['gene']} {group['input'][:40]}"
            for group in content["unanswered"]
            if group["suggestion"]
        ]
        notes.append(f"Rejected rows: {why}{f'; try {some(tries, 4)}' if tries else ''}.")
    if content["others"]:
        notes.append(f"Other genes: {some([f'{gene} {n:,}' for gene, n in content['others']], MOST_NAMED)}.")
    return notes


def _context(rows: Iterable[Mapping[str, Any]]) -> list[str]:
    found = list(dict.fromkeys(text for change in rows for text in change["context"]))
    return [f"Also altered, which enters no assessment: {some(found, 3)}."] if found else []
