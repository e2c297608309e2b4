"""Error for a file that violates its format."""

from __future__ import annotations

from mtorstruct.errors import DataError


def damaged(why: str) -> DataError:
    """Error for bytes that are not an intact BinaryCIF file; the reader adds the file name."""
    return DataError(
        f"is not a whole BinaryCIF file ({why})", hint="fetch or copy it again, or check that it is one"
    )
