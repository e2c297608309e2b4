"""Undo the encodings of BinaryCIF: from bytes to numbers, or to codes and their words.

Each is described in encoding.md of the specification (github.com/molstar/BinaryCIF); all but `ByteArray` and
`StringArray` map numbers to numbers.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mtorstruct.binarycif.damage import damaged

Encoding = Mapping[str, Any]

MOST_STEPS = 8
"""Most encodings of one column; writers use up to four."""

_TYPES: dict[int, np.dtype[Any]] = {
    1: np.dtype("<i1"),
    2: np.dtype("<i2"),
    3: np.dtype("<i4"),
    4: np.dtype("<u1"),
    5: np.dtype("<u2"),
    6: np.dtype("<u4"),
    32: np.dtype("<f4"),
    33: np.dtype("<f8"),
}
"""Element types of `ByteArray` by their number."""

_PACKED = {
    (1, False): (_TYPES[1], (-(2**7), 2**7 - 1)),
    (2, False): (_TYPES[2], (-(2**15), 2**15 - 1)),
    (1, True): (_TYPES[4], (2**8 - 1,)),
    (2, True): (_TYPES[5], (2**16 - 1,)),
}
"""Type of packed integers by size and signedness, and the values that continue in the next integer."""

_LEAST, _MOST = -(2**31), 2**32 - 1


def decode_numbers(data: object, encodings: object, most: int) -> NDArray[Any]:
    """Decode numbers.

    Parameters
    ----------
    data : object
        Encoded bytes.
    encodings : object
        Encodings in the order in which they were applied.
    most : int
        Most numbers accepted.

    Returns
    -------
    numpy.ndarray, shape (n,)
        Integers of any size, or floats.

    Raises
    ------
    DataError
        Bytes and encodings are not consistent.
    """
    values: bytes | NDArray[Any] = as_bytes(data)
    for encoding in reversed(steps(encodings)):
        undo = _STEPS.get(encoding.get("kind", ""))
        if undo is None:
            raise damaged("a column has an unknown encoding")
        values = undo(values, encoding, 2 * most)
    if isinstance(values, bytes) or len(values) > most:
        raise damaged("a column has more values than its category has rows")
    return values


def decode_words(data: object, encoding: Encoding, most: int) -> tuple[NDArray[Any], list[str]]:
    """Decode a `StringArray` into codes and unique words.

    Raises
    ------
    DataError
        A code or an offset is out of range, or for the reasons given in `decode_numbers`.
    """
    text = encoding.get("stringData")
    if not isinstance(text, str):
        raise damaged("a column of words has no words")
    offsets = _integers(
        decode_numbers(encoding.get("offsets"), encoding.get("offsetEncoding"), most + len(text) + 2)
    )
    edges = offsets.tolist()
    if edges and (edges[0] < 0 or edges[-1] > len(text) or any(a > b for a, b in pairwise(edges))):
        raise damaged("the words of a column lie outside of its text")
    words = [text[first:last] for first, last in pairwise(edges)]
    codes = _integers(decode_numbers(data, encoding.get("dataEncoding"), most))
    least = int(codes.min(initial=0))
    if least < -1 or (len(codes) and int(codes.max()) >= len(words)):
        raise damaged("a column has a word that is not in its dictionary")
    if least < 0:
        words.append("")
    place = {word: k for k, word in enumerate(dict.fromkeys(words))}
    if len(place) < len(words) or least < 0:
        # A word is there twice; -1 finds the last of the table.
        codes = np.array([place[word] for word in words], dtype=np.int32)[codes]
    return codes, list(place)


def steps(encodings: object) -> Sequence[Encoding]:
    """Return the list of encodings of a column, checked to be one."""
    if not isinstance(encodings, list) or not 0 < len(encodings) <= MOST_STEPS:
        raise damaged("a column does not say how it is encoded")
    for encoding in encodings:
        if not isinstance(encoding, dict) or not isinstance(encoding.get("kind"), str):
            raise damaged("a column does not say how it is encoded")
    return encodings


def as_bytes(data: object) -> bytes:
    """Return the bytes of a column, checked to be bytes."""
    if not isinstance(data, bytes):
        raise damaged("a column has no data")
    return data


def whole_number(value: object) -> int:
    """Return an integer; some writers store it as text (`origin` of ModelServer)."""
    if type(value) is int:
        return value
    if isinstance(value, str) and len(value) <= 20:
        try:
            return int(value)
        except ValueError:
            pass
    if isinstance(value, float) and value.is_integer():
        return int(value)
    raise damaged("an encoding lacks a whole number")


def _real_number(value: object) -> float:
    number = float(value) if isinstance(value, int | float) and abs(value) < 1e300 else math.nan
    if not math.isfinite(number):
        raise damaged("an encoding lacks a number")
    return number


def _integers(values: bytes | NDArray[Any]) -> NDArray[Any]:
    if isinstance(values, bytes) or values.dtype.kind not in "iu":
        raise damaged("an encoding of whole numbers stands on something else")
    return values


def _within_range(values: NDArray[np.int64]) -> NDArray[Any]:
    """Numbers checked to fit into 32 bits, like all of the format."""
    if not len(values):
        return values.astype(np.int32)
    least, most = int(values.min()), int(values.max())
    if least < _LEAST or most > _MOST:
        raise damaged("a whole number has more than 32 bits")
    return values if most >= 2**31 else values.astype(np.int32)


def _byte_array(values: bytes | NDArray[Any], encoding: Encoding, most: int) -> NDArray[Any]:
    kind = encoding.get("type")
    dtype = _TYPES.get(kind) if isinstance(kind, int) else None
    if dtype is None:
        raise damaged("a column has an unknown type")
    if not isinstance(values, bytes):
        # ModelServer makes bytes of the numbers, and then bytes of the bytes.
        if values.dtype != np.uint8:
            raise damaged("a column has two types")
        values = values.tobytes()
    if len(values) % dtype.itemsize:
        raise damaged("a column ends in the middle of a number")
    return np.frombuffer(values, dtype=dtype)


def _integer_packing(values: bytes | NDArray[Any], encoding: Encoding, most: int) -> NDArray[Any]:
    size, unsigned = whole_number(encoding.get("byteCount")), bool(encoding.get("isUnsigned"))
    dtype, ends_of_range = _PACKED.get((size, unsigned), (None, ()))
    packed = _integers(values)
    if packed.dtype != dtype:
        raise damaged("packed numbers are not of the stated size")
    goes_on = packed == ends_of_range[0]
    for end in ends_of_range[1:]:
        goes_on |= packed == end
    unpacked: NDArray[Any]
    if not goes_on.any():
        unpacked = packed.astype(np.int32)
    elif goes_on[-1]:
        raise damaged("the last packed number does not end")
    else:
        # Few numbers go on, so that these are added to the ends, instead of all summed up.
        parts = np.flatnonzero(goes_on)
        is_small = (len(parts) + 1) * 2**16 < 2**31
        unpacked = packed[~goes_on].astype(np.int32 if is_small else np.int64)
        np.add.at(unpacked, parts - np.arange(len(parts)), packed[parts])
        unpacked = unpacked if is_small else _within_range(unpacked)
    if len(unpacked) != whole_number(encoding.get("srcSize")):
        raise damaged("packed numbers are not as many as stated")
    return unpacked


def _run_length(values: bytes | NDArray[Any], encoding: Encoding, most: int) -> NDArray[Any]:
    pairs = _integers(values)
    if len(pairs) % 2:
        raise damaged("a run has no length")
    counts = pairs[1::2]
    n = int(counts.sum(dtype=np.int64))
    if counts.min(initial=0) < 0 or n != whole_number(encoding.get("srcSize")):
        raise damaged("runs are not as long as stated")
    if n > most:
        raise damaged("runs are longer than the category has rows")
    return np.repeat(pairs[::2], counts)


def _delta(values: bytes | NDArray[Any], encoding: Encoding, most: int) -> NDArray[Any]:
    origin = whole_number(encoding.get("origin"))
    if not _LEAST <= origin <= _MOST:
        raise damaged("a whole number has more than 32 bits")
    differences = _integers(values)
    # All steps in one direction: the absolute of the least number of a type is right without a sign.
    size = np.abs(differences).view(f"u{differences.dtype.itemsize}").sum(dtype=np.int64)
    if int(size) + abs(origin) < 2**31:
        summed = np.cumsum(differences, dtype=np.int32)
        summed += np.int32(origin)
        return summed
    return _within_range(np.cumsum(differences, dtype=np.int64) + origin)


def _fixed_point(values: bytes | NDArray[Any], encoding: Encoding, most: int) -> NDArray[np.float64]:
    factor = _real_number(encoding.get("factor"))
    if factor <= 0:
        raise damaged("a factor is not above 0")
    # Always in double precision: a division of whole numbers is the decimal number that the text has.
    quotient: NDArray[np.float64] = _integers(values) / factor
    return quotient


def _interval_quantization(
    values: bytes | NDArray[Any], encoding: Encoding, most: int
) -> NDArray[np.float64]:
    least, greatest = _real_number(encoding.get("min")), _real_number(encoding.get("max"))
    n_steps, index = whole_number(encoding.get("numSteps")), _integers(values)
    if n_steps < 2 or (len(index) and not 0 <= int(index.min()) <= int(index.max()) < n_steps):
        raise damaged("a quantized number lies outside of its interval")
    return np.asarray(least + index * ((greatest - least) / (n_steps - 1)), dtype=np.float64)


_STEPS: dict[str, Callable[[bytes | NDArray[Any], Encoding, int], NDArray[Any]]] = {
    "ByteArray": _byte_array,
    "FixedPoint": _fixed_point,
    "IntervalQuantization": _interval_quantization,
    "RunLength": _run_length,
    "Delta": _delta,
    "IntegerPacking": _integer_packing,
}
