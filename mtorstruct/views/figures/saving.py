"""Writing of figures to files and inline SVG: the same figure gives the same bytes."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from mtorstruct.errors import UsageError
from mtorstruct.tables.writing import write_bytes
from mtorstruct.views.figures.base import captions_of, root

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

FORMATS = ("png", "svg", "pdf")
DPI = 160
"""Pixels per inch of a PNG file."""

MARKERS_DPI = 120
"""Pixels per inch of the markers of a crowded figure (`mtorstruct.views.figures.changes.CROWDED`) in SVG."""

LEAST_DPI, MOST_DPI = 30, 2400
"""Smallest and largest resolution that can be asked for."""

_DPI: WeakKeyDictionary[Figure, int] = WeakKeyDictionary()

SVG = "http://www.w3.org/2000/svg"
XLINK = "http://www.w3.org/1999/xlink"


def set_dpi(figure: Figure, dpi: int) -> None:
    """Choose the resolution at which a figure is shown, and written as PNG.

    Raises
    ------
    UsageError
        The resolution is too small or too large.
    """
    if not LEAST_DPI <= dpi <= MOST_DPI:
        raise UsageError(f"{dpi} dpi cannot be drawn", hint=f"give {LEAST_DPI} to {MOST_DPI}")
    figure.set_dpi(dpi)
    _DPI[figure] = dpi


def save(figure: Axes | Figure, path: str | Path, *, svg_text: bool = False) -> None:
    """Write a figure to a file atomically; the suffix chooses the format.

    Parameters
    ----------
    figure : matplotlib.axes.Axes or matplotlib.figure.Figure
        What a function of this package returned, or its figure.
    path : str or pathlib.Path
        Target; ends in ``.png`` (160 pixels per inch, or the `dpi` that the figure was drawn with), ``.svg``
        or ``.pdf``. The same figure gives the same bytes: no date is written. What the figure shows is
        written along, as title (SVG, PDF) or description (PNG).
    svg_text : bool
        Text in SVG stays text that can be edited, in the reader's own font, and not paths that look the same
        everywhere.

    Raises
    ------
    UsageError
        The ending is none of these, or the file cannot be written.
    """
    fmt = format_of(path)
    write_bytes(Path(path), _rendered(_figure(figure), fmt, svg_text=svg_text))


def format_of(path: str | Path) -> str:
    """Return the format of a picture by the file's suffix.

    Raises
    ------
    UsageError
        It is none of those that can be written.
    """
    ending = Path(path).suffix.lower().lstrip(".")
    if ending not in FORMATS:
        raise UsageError(
            f"no picture format is known for the ending '.{ending}'",
            where=str(path),
            hint="end it in " + " or ".join(f".{name}" for name in FORMATS),
        )
    return ending


def svg_text(figure: Axes | Figure, alt: str = "", prefix: str = "figure") -> str:
    """Return a figure as an ``svg`` element for an HTML page.

    Parameters
    ----------
    figure : matplotlib.axes.Axes or matplotlib.figure.Figure
        What a function of this package returned, or its figure.
    alt : str
        What the figure shows; without it the figure's own `alt_text`.
    prefix : str
        Begins every id. Two figures of one page need two prefixes.

    Returns
    -------
    str
        One element with ``role="img"``, ``aria-label`` and ``title``; text as paths, no style sheet, no
        reference out of the element. It becomes smaller with its column and never larger than drawn.

    Raises
    ------
    UsageError
        The prefix could not begin an id.

    Examples
    --------
    >>> from mtorstruct.views.figures import domain_architecture
    >>> text = svg_text(domain_architecture(), alt="Domains of mTOR", prefix="domains")
    >>> text.startswith("<svg"), 'aria-label="Domains of mTOR"' in text
    (True, True)
    """
    if not re.fullmatch(r"[A-Za-z][\w-]*", prefix, re.ASCII):
        raise UsageError(f"'{prefix}' cannot begin an id", hint="give a letter, then letters, digits, - or _")
    # What is parsed was written by matplotlib a line above: no foreign XML.
    from xml.etree import ElementTree

    drawn = _figure(figure)
    ElementTree.register_namespace("", SVG)
    ElementTree.register_namespace("xlink", XLINK)
    root = ElementTree.fromstring(_rendered(drawn, "svg"))
    said = alt or _alt(drawn)
    for parent in list(root.iter()):
        for child in list(parent):
            if child.tag in (f"{{{SVG}}}metadata", f"{{{SVG}}}title", f"{{{SVG}}}style"):
                parent.remove(child)
        _prefix_ids(parent.attrib, prefix)
    title = ElementTree.Element(f"{{{SVG}}}title")
    title.text, title.tail = said, "\n"
    root.insert(0, title)
    width = root.attrib["width"]
    del root.attrib["height"]
    # The two properties are those of the style sheet that matplotlib writes for all elements of a page.
    root.attrib.update(
        {
            "role": "img",
            "aria-label": said,
            "width": "100%",
            "style": f"max-width:{width};height:auto;stroke-linejoin:round;stroke-linecap:butt",
        }
    )
    return ElementTree.tostring(root, encoding="unicode").strip()


def _prefix_ids(attributes: dict[str, str], prefix: str) -> None:
    for name, value in attributes.items():
        if name == "id":
            attributes[name] = f"{prefix}-{re.sub(r'[^A-Za-z0-9_.-]+', '-', value)}"
        elif name.endswith("href") and value.startswith("#"):
            attributes[name] = f"#{prefix}-{value[1:]}"
        elif "url(#" in value:
            attributes[name] = value.replace("url(#", f"url(#{prefix}-")


def _rendered(figure: Figure, fmt: str, *, svg_text: bool = False) -> bytes:
    import matplotlib

    alt = _alt(figure)
    metadata: dict[str, dict[str, Any]] = {
        "png": {"Software": None, "Description": alt},
        "svg": {"Date": None, "Title": alt},
        "pdf": {"CreationDate": None, "Title": alt},
    }
    buffer = io.BytesIO()
    letters = {"svg.fonttype": "none" if svg_text else "path", "pdf.fonttype": 42}
    with matplotlib.rc_context({"svg.hashsalt": "mtorstruct", **letters}):
        dpi = MARKERS_DPI if fmt == "svg" else _DPI.get(figure, DPI)
        figure.savefig(buffer, format=fmt, dpi=dpi, metadata=metadata[fmt])
    return buffer.getvalue()


def _figure(figure: Axes | Figure) -> Figure:
    from matplotlib.figure import Figure

    return figure if isinstance(figure, Figure) else root(figure)


def _alt(figure: Figure) -> str:
    """Return the captions of a figure's pictures, joined."""
    return " ".join(caption.alt for caption in captions_of(figure))
