"""What is said of a file that breaks the rules of its format."""

from __future__ import annotations

from mtorstruct.errors import DataError


def damaged(why: str) -> DataError:
    """Error for bytes that are no whole BinaryCIF file; the reader adds where."""
    return DataError(
        f"is not a whole BinaryCIF file ({why})", hint="fetch or copy it again, or check that it is one"
    )
