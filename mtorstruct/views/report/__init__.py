"""Self-contained report on a cohort: key findings, a picture, a table, figures, methods."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mtorstruct.errors import UsageError

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from mtorstruct.views.figures.changes import Tallied
    from mtorstruct.views.report.page import Drawing

TITLE = "mTOR variants"

MAX_PARTNERS = 3
"""Largest number of proteins besides mTOR with a figure: those with most rows."""

Sources = str | Path | Sequence[str | Path]


@dataclass(frozen=True)
class Report:
    """A written page: path, size, and the accounting of its rows.

    ``rows == answered + other_genes + rejected``; `picture` is empty, or the reason why the page has no
    picture in three dimensions.
    """

    path: Path
    size_bytes: int
    rows: int
    answered: int
    other_genes: int
    rejected: int
    picture: str


def write_report(
    annotation: pd.DataFrame,
    path: str | Path,
    *,
    title: str = TITLE,
    source: Sources = (),
    remarks: Sequence[str] = (),
    other_genes: Mapping[str, int] | None = None,
    columns: Sequence[str] = (),
    structure: str = "5H64",
    js: str | Path | None = None,
    figures: bool = True,
    sample: str | None = None,
    brief: bool = False,
    atlas: str | Path | None = None,
    store: str | Path | None = None,
    offline: bool | None = None,
) -> Report:
    """Write a page about a cohort that opens from disk, without a network.

    Parameters
    ----------
    annotation : pandas.DataFrame
        What `mtorstruct.annotate` gave, with or without `drug`.
    path : str or pathlib.Path
        File to write, whole or not at all.
    title : str
        Heading of the page.
    source : str, pathlib.Path, or a sequence of them
        Where the variants come from; files are named with their SHA-256.
    remarks : sequence of str
        Further remarks on how the verdicts were made; printed under the methods.
    other_genes : mapping of str to int, optional
        Rows of other genes that were left out of the annotation, by gene.
    columns : sequence of str
        Further columns of the annotation, such as scores and those of joined tables, that are told with each
        variant and are in the downloads.
    structure : str
        What the picture shows: an entry of the atlas, a coordinate file, or another entry id.
    js : str or pathlib.Path, optional
        A copy of ``3Dmol-min.js``; by default the one in the store, fetched once. Where there is none and
        none can be fetched, the page has a flat picture and a hint how to get the other.
    figures : bool
        Whether the page has figures.
    sample : str, optional
        One sample of the annotation: the page is then one sheet of A4 on its variants, without a picture.
    brief : bool
        Whether the page is one sheet of A4 on the variants of the cohort that matter, without a picture.
    atlas, store, offline
        As in `mtorstruct.annotate` and `mtorstruct.load`.

    Raises
    ------
    UsageError
        The table is not an annotation, it has no such sample, the structure is unknown, or the file cannot be
        written.
    DataError, RemoteError
        The structure or the copy of 3Dmol.js that was named cannot be read.
    """
    from mtorstruct.tables.writing import write_bytes

    target = Path(path)
    if target.suffix.lower() not in (".html", ".htm"):
        raise UsageError("a report is a page", where=str(path), hint="end its name in .html")
    text, told, picture = _page(
        annotation,
        title=title,
        source=source,
        remarks=remarks,
        other_genes=other_genes,
        columns=columns,
        structure=structure,
        js=js,
        figures=figures,
        sample=sample,
        brief=brief,
        atlas=atlas,
        store=store,
        offline=offline,
        stem=target.stem or "report",
    )
    page = text.encode("utf-8", errors="backslashreplace")
    write_bytes(target, page)
    counts = {name: told["counts"][name] for name in ("rows", "answered", "other_genes", "rejected")}
    return Report(target, len(page), **counts, picture=picture)


def report_html(annotation: pd.DataFrame, *, title: str = TITLE, source: Sources = (), **how: Any) -> str:
    """Return a page about a cohort as text; see `write_report` for the options.

    Examples
    --------
    >>> import mtorstruct
    >>> page = report_html(mtorstruct.annotate(["F2108L"]), figures=False, offline=True)
    >>> page.startswith("<!doctype html>")
    True
    """
    return _page(annotation, title=title, source=source, **how)[0]


def _page(
    annotation: pd.DataFrame,
    *,
    title: str,
    source: Sources,
    remarks: Sequence[str] = (),
    other_genes: Mapping[str, int] | None = None,
    columns: Sequence[str] = (),
    structure: str = "5H64",
    js: str | Path | None = None,
    figures: bool = True,
    sample: str | None = None,
    brief: bool = False,
    atlas: str | Path | None = None,
    store: str | Path | None = None,
    offline: bool | None = None,
    stem: str = "report",
    panel: bool = False,
) -> tuple[str, dict[str, Any], str]:
    """Return text and content of the page, and why it has no 3D picture (empty: it has)."""
    from mtorstruct.tables import ANNOTATION
    from mtorstruct.variants.arguments import annotation_of
    from mtorstruct.variants.findings import findings_of
    from mtorstruct.variants.sampling import rows_of_sample, sampled_of_frame
    from mtorstruct.views.building import SceneOptions, make_scene
    from mtorstruct.views.figures.changes import tallied
    from mtorstruct.views.report.content import OPENING, content
    from mtorstruct.views.report.downloads import encoded, table_of
    from mtorstruct.views.report.page import write_page
    from mtorstruct.views.report.sheet import write_sheet

    table = table_of(annotation) if hasattr(annotation, "columns") else ANNOTATION
    annotation = annotation_of(annotation, (*table.names, *columns), atlas=atlas)
    sources = [source] if isinstance(source, str | Path) else list(source)
    if sample is not None:
        annotation, other_genes = rows_of_sample(annotation, sample), None
    cohort = findings_of(annotation)
    told = content(
        annotation,
        title=title,
        sources=sources,
        remarks=remarks,
        other_genes=other_genes,
        columns=columns,
        cohort=cohort,
        sampled=sampled_of_frame(annotation),
    )
    if sample is not None or brief:
        return write_sheet(told, sample=sample or ""), told, ""
    counted = tallied(cohort, annotation)
    scene = make_scene(
        structure,
        # Rows without an answer have a section of the page to themselves.
        variants=counted.changes,
        # The colours that the page opens with; it colours the spheres anew when another question is chosen.
        options=SceneOptions(verdict=OPENING, labels=False),
        atlas=atlas,
        store=store,
        offline=offline,
    )
    js_text, why = _viewer(js, store, offline)
    text = write_page(
        told,
        scene=scene,
        drawings=_drawings(annotation, counted) if figures else (),
        annotation=None if panel else encoded(annotation, columns),
        js_text=js_text,
        stem=stem,
    )
    return text, told, why


def _viewer(js: str | Path | None, store: str | Path | None, offline: bool | None) -> tuple[str | None, str]:
    """Return the text of 3Dmol.js, or why there is none."""
    from mtorstruct.views.library import AUTO, viewer_of_page

    return viewer_of_page(AUTO if js is None else js, store=store, offline=offline)


def _drawings(annotation: pd.DataFrame, counted: Tallied) -> tuple[Drawing, ...]:
    """Return figures of the variants along mTOR and between the drug sites by verdict; the other proteins."""
    from mtorstruct.views.figures import distance_plane, lollipop, svg_text
    from mtorstruct.views.palette import VERDICT_TITLES, VERDICTS, protein_style
    from mtorstruct.views.report.page import Drawing

    found = counted.changes
    rows_of = annotation.loc[annotation["status"] == "ok", "gene"].value_counts()
    genes = [str(gene) for gene in rows_of.index if gene != "MTOR"]
    measured = found["rapamycin_distance_A"].notna() & found["atp_distance_A"].notna()
    drawings: list[Drawing] = []

    def add(title: str, name: str, ax: Axes, verdict: str = "") -> None:
        drawings.append(Drawing(title, svg_text(ax, prefix=f"f{len(drawings)}"), name, verdict))

    for verdict in VERDICTS:
        told = VERDICT_TITLES[verdict]
        if (found["gene"] == "MTOR").any():
            ax = lollipop(counted, "MTOR", verdict, title="")
            add(f"Variants along mTOR, by {told}.", f"lollipop-MTOR-{verdict}", ax, verdict)
        if measured.any():
            ax = distance_plane(counted, verdict)
            add(f"Distances to the two drug sites, by {told}.", f"distances-{verdict}", ax, verdict)
    for gene in genes[:MAX_PARTNERS]:
        ax = lollipop(counted, gene, "activity", title="")
        add(f"Variants along {protein_style(gene).label}, by activity of mTOR.", f"lollipop-{gene}", ax)
    return tuple(drawings)
