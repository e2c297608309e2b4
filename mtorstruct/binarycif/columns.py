"""Columns of a category: numbers, or words as codes into their dictionary, with a mask of missing values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mtorstruct.binarycif.damage import damaged
from mtorstruct.binarycif.encodings import decode_numbers, decode_words, steps

NULLS = frozenset({"", ".", "?"})
"""Words that mean a missing value; some writers use them in place of a mask."""

DECIMALS = 3
"""Decimals of coordinates in the archive."""


@dataclass(frozen=True)
class Column:
    """Values of one column, shape ``(n_rows,)``.

    `values` are numbers, or, if there are `words`, indices into them; words are unique. `mask` is 0 for a
    value, 1 for ``.`` and 2 for ``?``; None if every row has a value.
    """

    values: NDArray[Any]
    words: list[str] | None
    mask: NDArray[np.uint8] | None

    @classmethod
    def decoded(cls, stored: Mapping[str, Any], n_rows: int) -> Column:
        """Decode a column of a file.

        Raises
        ------
        DataError
            Its bytes, its encodings and its number of rows are not consistent.
        """
        mask = _mask(stored.get("mask"), n_rows)
        if mask is not None and mask.all():
            # Nobody asks for values that are not there.
            return cls(np.zeros(n_rows, dtype=np.int8), [""], mask)
        content = _content(stored.get("data"))
        encodings = steps(content.get("encoding"))
        if encodings[0]["kind"] == "StringArray":
            if len(encodings) > 1:
                raise damaged("words are encoded as something else")
            values, words = decode_words(content.get("data"), encodings[0], n_rows)
        else:
            values, words = decode_numbers(content.get("data"), encodings, n_rows), None
        if len(values) != n_rows:
            raise damaged("a column has fewer values than its category has rows")
        return cls(values, words, mask)

    @cached_property
    def missing(self) -> NDArray[np.bool_]:
        """Mask of rows without a value: masked, or with a word that means missing."""
        missing = np.zeros(len(self.values), dtype=bool) if self.mask is None else self.mask > 0
        if self.words is not None:
            for code, word in enumerate(self.words):
                if word in NULLS:
                    missing |= self.values == code
        return missing

    @cached_property
    def has_missing(self) -> bool:
        """Whether any row has no value."""
        return bool(self.missing.any())

    def codes(self) -> NDArray[Any]:
        """Integers that are equal for rows with equal values."""
        return self.values if self.words is None and not self.has_missing else self.coded()[0]

    def coded(self) -> tuple[NDArray[np.intp], list[str]]:
        """Codes of the rows and the words that the codes index; a row without a value has the empty word.

        Numbers become words as they are printed. Words are unique.
        """
        codes, words = self.values, self.words
        if words is None:
            unique, codes = np.unique(codes, return_inverse=True)
            words = _printed(unique)
        codes = codes.astype(np.intp)
        if self.has_missing:
            if "" not in words:
                words = [*words, ""]
            codes[self.missing] = words.index("")
        return codes, words

    def texts(self) -> list[str | None]:
        """Value of each row as text; None if missing."""
        words: list[str | None] = (
            list(_printed(self.values)) if self.words is None else [self.words[code] for code in self.values]
        )
        if self.mask is not None:
            for row in np.flatnonzero(self.mask).tolist():
                words[row] = None
        return words

    def integers(self, missing: int) -> NDArray[np.int32]:
        """Values as integers, with `missing` where there is none.

        Raises
        ------
        DataError
            A value is not an integer, or has more than 32 bits.
        """
        numbers = self._numbers(int, np.int64)
        if numbers.dtype.kind == "f":
            whole = np.where(self.missing, 0, numbers)
            if not (np.isfinite(whole) & (np.abs(whole) < 2**53) & (whole == np.rint(whole))).all():
                raise damaged("a column of whole numbers has others")
            numbers = whole.astype(np.int64)
        small = numbers.dtype.itemsize <= 2 or numbers.dtype == np.int32
        if not small and (numbers.min(initial=0) < -(2**31) or numbers.max(initial=0) >= 2**31):
            raise damaged("a whole number has more than 32 bits")
        return self._filled(numbers.astype(np.int32, copy=False), np.int32(missing))

    def floats(self, missing: float) -> NDArray[np.float64]:
        """Values in double precision, with `missing` where there is none.

        Values stored in single precision are rounded to three decimals, if all of them are such numbers.

        Raises
        ------
        DataError
            A value is not a number.
        """
        numbers = self._numbers(float, np.float64)
        if numbers.dtype == np.float32:
            with np.errstate(over="ignore", invalid="ignore"):
                rounded = np.round(numbers.astype(np.float64), DECIMALS)
                same = rounded.astype(np.float32) == numbers
            numbers = rounded if same.all() else numbers
        return self._filled(numbers.astype(np.float64, copy=False), missing)

    def _numbers(self, number: type[int] | type[float], dtype: type[np.generic]) -> NDArray[Any]:
        """Values as numbers; words that mean missing are 0."""
        if self.words is None:
            return self.values
        if any("_" in word or not word.isascii() for word in self.words):
            # Python takes 1_0 and digits of every script for numbers.
            raise damaged("a column of numbers has something else")
        try:
            read = [number(0 if word in NULLS else word) for word in self.words]
            numbers: NDArray[Any] = np.array(read, dtype=dtype)[self.values]
        except (ValueError, OverflowError) as err:
            raise damaged("a column of numbers has something else") from err
        return numbers

    def _filled(self, values: NDArray[Any], missing: float | np.int32) -> NDArray[Any]:
        filled: NDArray[Any] = np.where(self.missing, missing, values) if self.has_missing else values
        return filled


def _mask(stored: object, n_rows: int) -> NDArray[np.uint8] | None:
    """Mask of a column; None if every row has a value."""
    if stored is None:
        return None
    masking = _content(stored)
    mask = decode_numbers(masking.get("data"), masking.get("encoding"), n_rows)
    known = mask.dtype.kind in "iu" and mask.min(initial=0) >= 0 and mask.max(initial=0) <= 2
    if not known or len(mask) != n_rows:
        raise damaged("a column does not say which of its values are missing")
    return mask.astype(np.uint8) if mask.any() else None


def _content(stored: object) -> Mapping[str, Any]:
    if not isinstance(stored, dict):
        raise damaged("a column has no data")
    return stored


def _printed(numbers: NDArray[Any]) -> list[str]:
    """Numbers as text, each in its shortest exact form."""
    return [text.removesuffix(".0") for text in numbers.astype(str).tolist()]
