"""A panel for notebooks: the report's table and picture in a cell, linked with the kernel."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import uuid4

import anywidget
import pandas as pd
import traitlets

from mtorstruct.errors import UsageError
from mtorstruct.variants.annotate import annotate
from mtorstruct.variants.findings import as_annotation, names_of_rows
from mtorstruct.views.templates import asset, counted, fill


class Panel(anywidget.AnyWidget):
    """A table of variants beside their structure; see `mtorstruct.explore`.

    Attributes
    ----------
    table : pandas.DataFrame
        The annotation that is shown.
    sample : str
        Sample that is picked in the page; empty: all.
    selected : pandas.DataFrame
        Rows of `table` with the variant that was clicked last, or with those that the filters keep, whichever
        was done last; all rows at first. While a sample is picked they are those of the sample alone. Assign
        a table, variants or None (all) to it, or call `select`.
    """

    _esm = asset("panel.js")
    name = traitlets.Unicode().tag(sync=True)
    sample = traitlets.Unicode().tag(sync=True)
    chosen = traitlets.List(traitlets.Unicode(), allow_none=True, default_value=None).tag(sync=True)

    def __init__(self, table: pd.DataFrame, page: str, *, title: str, height: int) -> None:
        super().__init__(name=f"mtorstruct-{uuid4().hex}")
        self.table = table
        self.title = title
        annotation = as_annotation(table)
        self._names = names_of_rows(annotation)
        self._samples = annotation["sample"].tolist()
        self._page = page
        self._height = height
        self.on_msg(lambda _widget, _content, _buffers: self.send(self.html))

    @property
    def selected(self) -> pd.DataFrame:
        """Return the rows of what is selected in the page."""
        if self.chosen is None and not self.sample:
            return self.table
        wanted = set(self._names if self.chosen is None else self.chosen) - {""}
        return self.table[
            [
                name in wanted and self.sample in ("", sample)
                for name, sample in zip(self._names, self._samples, strict=True)
            ]
        ]

    @selected.setter
    def selected(self, variants: pd.DataFrame | Iterable[str] | None) -> None:
        self.select(variants)

    def select(self, variants: pd.DataFrame | Iterable[str] | None = None) -> None:
        """Select variants in the page: one is shown in the picture, of several the others are filtered out.

        A sample that was picked is so no longer.

        Parameters
        ----------
        variants : pandas.DataFrame or iterable of str, optional
            Rows of `table`, or variants as `mtorstruct.annotate` takes them; all without them.

        Raises
        ------
        UsageError
            A variant is not in the table.
        """
        if variants is None:
            self._show(None)
            return
        if isinstance(variants, pd.DataFrame):
            table = variants
        else:
            table = annotate([variants] if isinstance(variants, str) else variants)
        names = names_of_rows(as_annotation(table))
        known = set(self._names)
        strange = [k for k, name in enumerate(names) if not name or name not in known]
        if strange:
            text = str(table["input"].iloc[strange[0]])
            raise UsageError(
                f"{text} is not in the table of the panel", hint="select variants of panel.table"
            )
        self._show(list(dict.fromkeys(names)))

    def _show(self, chosen: list[str] | None) -> None:
        """Set what is chosen, of all samples, and tell the page so in one message."""
        with self.hold_sync():
            self.set_trait("sample", "")
            self.set_trait("chosen", chosen)

    @property
    def html(self) -> str:
        """Return the page as a frame for an output."""
        return fill(
            "panel_frame.html.j2", panel=self.name, title=self.title, height=self._height, page=self._page
        )

    def __repr__(self) -> str:
        """Return what the panel shows."""
        return f"<{self.title}, {counted(len(self.table), 'row')}>"

    def _repr_mimebundle_(self, **_: Any) -> tuple[dict[str, str], dict[str, str]]:
        """Return the page alone; a view of the widget would be shown first, and lost without a kernel."""
        return {"text/html": self.html, "text/plain": repr(self)}, {}
