"""A view in the cells of a notebook: 3Dmol.js goes along with the first one, and with no other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import py3Dmol


class View(py3Dmol.view):  # type: ignore[misc]
    """A `py3Dmol.view` of a scene with its legend.

    Attributes
    ----------
    library : str
        Script element with 3Dmol.js; empty where the browser loads it.
    words : str
        What it shows, in words.
    """

    library: str = ""
    words: str = "3D view"

    def html(self, *, alone: bool) -> str:
        """Return the HTML, in which ``UNIQUEID`` stands for an id; 3Dmol.js is in it if it stands alone."""
        return f"{self.library if alone else ''}{self.startjs}{self.endjs}"

    def show(self) -> None:
        """Show the view in the output of the cell."""
        from IPython.display import display

        display(self)  # type: ignore[no-untyped-call]

    def __repr__(self) -> str:
        return f"<{self.words}>"

    def _make_html(self) -> str:
        return self.library + str(super()._make_html())

    def _repr_html_(self) -> str:
        return self._make_html()

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        alone = NOTEBOOK.needs_library(*_running_cell())
        html = self._make_html() if alone else str(super()._make_html())
        return {"text/html": html, "text/plain": repr(self)}


@dataclass
class Notebook:
    """What is known of the notebook that this kernel serves: the cell whose output holds 3Dmol.js.

    Attributes
    ----------
    cell : str
        The id of the cell, or its code where the program tells no ids; empty before the first view.
    request : str
        The request that ran it.
    """

    cell: str = ""
    request: str = ""

    def needs_library(self, cell: str, request: str, deleted: frozenset[str] = frozenset()) -> bool:
        """Return whether the output of a cell is to hold 3Dmol.js, and remember the cell if so.

        Parameters
        ----------
        cell, request : str
            The cell that is run, and the request that runs it; empty outside of a notebook.
        deleted : frozenset of str
            Ids of cells that were deleted.

        Examples
        --------
        >>> notebook = Notebook()
        >>> [notebook.needs_library(cell, request) for cell, request in ("a1", "a1", "b2", "a3")]
        [True, False, False, True]
        >>> notebook.needs_library("b", "4", frozenset("a"))
        True
        """
        if not request:
            return True
        is_lost = cell == self.cell or self.cell in deleted
        if request == self.request or (self.request and not is_lost):
            return False
        self.cell, self.request = cell, request
        return True


NOTEBOOK = Notebook()
"""That of this process; a kernel serves one notebook."""


def _running_cell() -> tuple[str, str, frozenset[str]]:
    """Return the cell that is run, its request and the deleted cells, for `Notebook.needs_library`."""
    try:
        from IPython import get_ipython
    except ImportError:
        return "", "", frozenset()
    ask = getattr(get_ipython(), "get_parent", None)
    parent = ask() if ask else None
    if not parent:
        return "", "", frozenset()
    told = parent.get("metadata", {})
    cell = told.get("cellId") or parent.get("content", {}).get("code", "")
    return str(cell), str(parent.get("header", {}).get("msg_id", "")), frozenset(told.get("deletedCells", ()))
