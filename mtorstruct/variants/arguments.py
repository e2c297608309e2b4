"""Variants as functions take them: an annotation, or whatever can be annotated."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mtorstruct.errors import UsageError
from mtorstruct.files.paths import is_file
from mtorstruct.variants.findings import as_annotation

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["annotation_of"]

_OURS = {"input", "hgvs", "rapalog", "entry"}
"""Columns by which an annotation is told from a table of variants, if it has one of them and `status`."""


def annotation_of(
    variants: Any, columns: Iterable[str] = (), *, atlas: str | Path | None = None
) -> pd.DataFrame:
    """Return the annotation that an argument is, or that of the variants in it, with plain text columns.

    Parameters
    ----------
    variants : pandas.DataFrame, path, str, iterable of str or table
        What `mtorstruct.annotate` or `tally` gave; the path of a file of variants; one variant; or what
        `mtorstruct.annotate` takes.
    columns : iterable of str
        Columns that an annotation has to have beside those of the variant.
    atlas : str or pathlib.Path, optional
        Folder of an atlas for variants that are not annotated yet.

    Raises
    ------
    UsageError
        It is none of these, or an annotation lacks a column.
    DataError
        A file cannot be read.

    Examples
    --------
    >>> [annotation_of(given)["hgvs"].tolist() for given in ("F2108L", ["F2108L", "M2327I"])]
    [['p.Phe2108Leu'], ['p.Phe2108Leu', 'p.Met2327Ile']]
    """
    import pandas as pd

    from mtorstruct.variants.annotate import annotate
    from mtorstruct.variants.stream import annotate_file

    names = set(variants.columns) if isinstance(variants, pd.DataFrame) else set()
    if "status" in names and names & _OURS:
        return as_annotation(variants, columns)
    if isinstance(variants, Path) or (isinstance(variants, str) and is_file(Path(variants))):
        return as_annotation(annotate_file(variants, atlas=atlas), columns)
    if isinstance(variants, str):
        annotation = annotate([variants], atlas=atlas)
        if annotation["status"].iloc[0] == "not_understood":
            raise UsageError("is no file and no variant", where=variants, hint="check the name of the file")
        return as_annotation(annotation, columns)
    if variants is None:
        raise UsageError("no variants were given", hint="give an annotation, a list of variants or a file")
    return as_annotation(annotate(variants, atlas=atlas), columns)
