"""Assembly of the page from content and assets, with all external text escaped."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from mtorstruct.views import palette
from mtorstruct.views.drawing import drawing_script, for_3dmol
from mtorstruct.views.marks import MAX_LABELS
from mtorstruct.views.report.content import CROWDED
from mtorstruct.views.report.packing import deflated, packed_annotation, packed_changes
from mtorstruct.views.report.still import crowded_still, still
from mtorstruct.views.scene import Mark, Scene, Span
from mtorstruct.views.templates import asset, fill, json_text, policy_for, script_text

PLAIN_ROWS = 200
"""Rows that the document of a crowded page has for print and for readers without JavaScript."""

MAX_MATTERS = 100
"""Largest number of variants that a crowded page lists for a question above its table."""

MAX_UNANSWERED = 1000
"""Largest number of lines about rows without an answer: those with a suggestion first."""

MAX_OPTIONS = 200
"""Number of samples up to which the filter lists all; beyond, a name is typed, and some are offered."""

MAX_GENES = 40
"""Largest number of other genes that the page names: the most frequent."""

CLASS_RANKS = {value: k for k, value in enumerate(palette.CLASS_ORDER)}
"""Place of each class where the table is sorted by a verdict."""

MARKERS = {"^": "▲", "v": "▼", "D": "◆", "o": "●", "X": "✕", "s": "■", "P": "✚"}
"""Markers of the palette as characters."""

START = "document.documentElement.classList.replace('no-js', 'js');"
"""The first script: marks that scripts run."""


@dataclass(frozen=True)
class Drawing:
    """A figure of the page: inline SVG made by the package, and the verdict it shows (empty: any)."""

    title: str
    svg: str
    name: str
    verdict: str = ""


def write_page(
    content: dict[str, Any],
    *,
    scene: Scene,
    drawings: Sequence[Drawing],
    annotation: dict[str, Any] | None,
    js_text: str | None,
    stem: str,
) -> str:
    """Assemble the page.

    Parameters
    ----------
    content : dict
        What `mtorstruct.views.report.content.content` gave.
    scene : Scene
        What is drawn in three dimensions, and flat; its marks have the keys of the variants.
    drawings : sequence of Drawing
        Figures, in order.
    annotation : dict
        What `mtorstruct.views.report.downloads.encoded` gave; without it the page is a panel for a notebook,
        with the picture and the table alone.
    js_text : str or None
        Text of 3Dmol.js; without it the page has the flat picture alone, and a hint how to get the other.
    stem : str
        Name of the files that are downloaded from the page, without ending.
    """
    from markupsafe import Markup

    changes = content["changes"]
    crowded = len(changes) > CROWDED
    if crowded:
        scene = replace(scene, marks=_residues(scene.marks, changes))
    scripts = [
        START,
        *([] if js_text is None else [script_text(js_text)]),
        drawing_script(),
        asset("report.js"),
    ]
    first, *rest = scripts
    data = {
        "page": json_text({**_page_data(content, stem), "linked": annotation is None}),
        **(_table(content) if crowded else {}),
        **(_samples(content, crowded=crowded) if len(content["carriers"]) > 1 else {}),
        **({} if annotation is None else _annotation(annotation, crowded=crowded)),
        **({} if js_text is None else {"scene": (deflated if crowded else json_text)(_light(scene))}),
    }
    return fill(
        "panel.html.j2" if annotation is None else "report.html.j2",
        **content,
        crowded=crowded,
        listed=changes[:PLAIN_ROWS] if crowded else changes,
        longest=MAX_UNANSWERED,
        has_samples="samples" in data,
        are_options=len(content["carriers"]) <= MAX_OPTIONS,
        most_genes=MAX_GENES,
        most=MAX_MATTERS if crowded else len(changes),
        classes_by_value={c["value"]: c for c in content["classes"]},
        by_key={change["key"]: change for change in changes},
        markers=MARKERS,
        class_order=CLASS_RANKS,
        scene=scene,
        shows=js_text is not None,
        picture=Markup(_picture(scene, content, crowded=crowded)),
        drawings=[(d, Markup(_shortened(d.svg))) for d in drawings],
        policy=policy_for(scripts),
        css=Markup(asset("report.css")),
        first_script=Markup(first),
        scripts=[Markup(text) for text in rest],
        data=[(name, _type(text), Markup(text)) for name, text in data.items()],
    )


def _table(content: dict[str, Any]) -> dict[str, str]:
    """Return the table of a crowded page, deflated."""
    questions = [question["name"] for question in content["questions"]]
    return {"table": deflated(packed_changes(content["changes"], questions))}


def _samples(content: dict[str, Any], *, crowded: bool) -> dict[str, str]:
    """Return the samples and the places of the variants of each; those of a crowded page are deflated."""
    told = {"names": list(content["carriers"]), "changes": list(content["carriers"].values())}
    return {"samples": deflated(told) if crowded else json_text(told)}


def _annotation(annotation: dict[str, Any], *, crowded: bool) -> dict[str, str]:
    """Return the annotation; that of a crowded page is deflated."""
    return {"annotation": deflated(packed_annotation(annotation)) if crowded else json_text(annotation)}


def _type(text: str) -> str:
    """Return the type of a block of data: JSON, or deflated JSON in base64."""
    return "application/json" if text.startswith("{") else "application/octet-stream"


def _residues(marks: Sequence[Mark], changes: Sequence[dict[str, Any]]) -> tuple[Mark, ...]:
    """Return one sphere a residue and copy, with the key of the residue, as large as the largest there."""
    place_of = {change["key"]: change["place"] for change in changes}
    found: dict[Span, Mark] = {}
    for mark in marks:
        other = found.get(mark.residue)
        if other is None or mark.radius_A > other.radius_A:
            found[mark.residue] = mark
    return tuple(replace(mark, key=place_of[mark.key]) for mark in found.values())


def _picture(scene: Scene, content: dict[str, Any], *, crowded: bool) -> str:
    """Return the flat picture, in the colours of the verdict that the page opens with."""
    changes, names = content["changes"], [question["name"] for question in content["questions"]]
    if not crowded:
        colours = {c["key"]: palette.solid(_style(c, names[0])).colour for c in changes}
        return still(scene, colours)
    values: dict[str, dict[str, str]] = {}
    for name in names:
        first = values[name] = {}
        for change in changes:
            value, place = change["verdicts"][name]["value"], change["place"]
            if place not in first or palette.rank(value) < palette.rank(first[place]):
                first[place] = value
    return crowded_still(scene, values, len(changes))


def _style(change: dict[str, Any], question: str) -> palette.Style:
    return palette.verdict_style(change["verdicts"][question]["value"])


def _page_data(content: dict[str, Any], stem: str) -> dict[str, Any]:
    crowded = len(content["changes"]) > CROWDED
    place_of = {c["key"]: c["place" if crowded else "key"] for c in content["changes"]}
    return {
        "stem": stem,
        "verdict": content["questions"][0]["name"],
        "matters": {
            q["name"]: list(dict.fromkeys(place_of[key] for key in q["matters"]))[:MAX_LABELS]
            for q in content["questions"]
        },
        "questions": [
            {name: q[name] for name in ("name", "title", "heading", "figures")} for q in content["questions"]
        ],
        "classes": {
            c["value"]: {"label": c["label"], "colour": c["sphere"], "rank": CLASS_RANKS[c["value"]]}
            for c in content["classes"]
        },
        "genes": content["genes"],
        "uniprot": content["uniprot"],
    }


def _light(scene: Scene) -> dict[str, Any]:
    """Return the scene without what the page has elsewhere."""
    told = for_3dmol(scene)
    told["marks"] = [{**mark, "details": ()} for mark in told["marks"]]
    return told


def _shortened(svg: str) -> str:
    """Return a drawing with three decimals instead of six: a third smaller, without visible difference."""
    return re.sub(r"(\d\.\d{3})\d+", r"\1", svg)
