"""Assembly of the page from content and assets, with all external text escaped."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from mtorstruct.views import palette
from mtorstruct.views.drawing import for_3dmol
from mtorstruct.views.marks import MAX_LABELS
from mtorstruct.views.scene import Scene
from mtorstruct.views.templates import asset, fill, json_text, policy_for, script_text

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
    scene: Scene | None,
    picture: str,
    drawings: Sequence[Drawing],
    annotation: dict[str, Any],
    js_text: str | None,
    stem: str,
) -> str:
    """Assemble the page.

    Parameters
    ----------
    content : dict
        What `mtorstruct.views.report.content.content` gave.
    scene : Scene or None
        What is drawn in three dimensions; its marks have the keys of the variants.
    picture : str
        The scene as SVG, for browsers without 3D graphics.
    drawings : sequence of Drawing
        Figures, in order.
    annotation : dict
        What `mtorstruct.views.report.downloads.encoded` gave.
    js_text : str or None
        Text of 3Dmol.js; without it the page has the flat picture alone, and a hint how to get the other.
    stem : str
        Name of the files that are downloaded from the page, without ending.
    """
    from markupsafe import Markup

    shows = scene is not None and js_text is not None
    scripts = [START]
    if shows and js_text is not None:
        scripts.append(script_text(js_text))
    scripts += [asset("scene.js"), asset("report.js")]
    first, *rest = scripts
    data = {
        "page": _page_data(content, stem),
        "annotation": annotation,
        **({"scene": _light(scene)} if shows and scene is not None else {}),
    }
    return fill(
        "report.html.j2",
        **content,
        classes_by_value={c["value"]: c for c in content["classes"]},
        by_key={change["key"]: change for change in content["changes"]},
        markers=MARKERS,
        class_order={value: k for k, value in enumerate(palette.CLASS_ORDER)},
        scene=scene,
        shows=shows,
        picture=Markup(picture),
        drawings=[(d, Markup(_shortened(d.svg))) for d in drawings],
        policy=policy_for(scripts),
        css=Markup(asset("report.css")),
        first_script=Markup(first),
        scripts=[Markup(text) for text in rest],
        data={name: Markup(json_text(value)) for name, value in data.items()},
    )


def _page_data(content: dict[str, Any], stem: str) -> dict[str, Any]:
    return {
        "stem": stem,
        "verdict": content["questions"][0]["name"],
        "matters": {q["name"]: q["matters"][:MAX_LABELS] for q in content["questions"]},
        "questions": [{name: q[name] for name in ("name", "title", "figures")} for q in content["questions"]],
        "classes": {c["value"]: {"label": c["label"], "colour": c["sphere"]} for c in content["classes"]},
    }


def _light(scene: Scene) -> dict[str, Any]:
    """Return the scene without what the page has elsewhere."""
    told = for_3dmol(scene)
    told["marks"] = [{**mark, "details": ()} for mark in told["marks"]]
    return told


def _shortened(svg: str) -> str:
    """Return a drawing with three decimals instead of six: a third smaller, without visible difference."""
    return re.sub(r"(\d\.\d{3})\d+", r"\1", svg)
