"""Every encoding of BinaryCIF undone: the specification's own examples, another program's, and damage."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from biotite.structure.io.pdbx import encoding as biotite_encoding
from hypothesis import given, settings
from hypothesis import strategies as st

from mtorstruct.binarycif import Column
from mtorstruct.binarycif.encodings import decode_numbers, decode_words
from mtorstruct.errors import DataError

INT8, INT16, INT32, UINT8, UINT16, UINT32, FLOAT32, FLOAT64 = 1, 2, 3, 4, 5, 6, 32, 33


def raw(values: list[float], kind: int) -> tuple[bytes, dict[str, Any]]:
    """Numbers as bytes, and the encoding that says of which type they are."""
    types = {1: "<i1", 2: "<i2", 3: "<i4", 4: "<u1", 5: "<u2", 6: "<u4", 32: "<f4", 33: "<f8"}
    return np.array(values, dtype=types[kind]).tobytes(), {"kind": "ByteArray", "type": kind}


def decoded(values: list[float], kind: int, *encodings: dict[str, Any], most: int = 100) -> list[float]:
    data, last = raw(values, kind)
    return [float(v) for v in decode_numbers(data, [*encodings, last], most)]


@pytest.mark.parametrize("kind", [INT8, INT16, INT32, UINT8, UINT16, UINT32, FLOAT32, FLOAT64])
def test_bytes_are_numbers_of_every_type(kind: int) -> None:
    assert decoded([1, 2, 100], kind) == [1, 2, 100]


# The numbers of encoding.md.


def test_the_examples_of_the_specification_are_undone() -> None:
    fixed = {"kind": "FixedPoint", "factor": 100, "srcType": FLOAT64}
    assert decoded([120, 123, 12], INT32, fixed) == [1.2, 1.23, 0.12]
    quantized = {"kind": "IntervalQuantization", "min": 1, "max": 2, "numSteps": 3, "srcType": FLOAT32}
    assert decoded([0, 0, 1, 2, 2, 1], INT32, quantized) == [1, 1, 1.5, 2, 2, 1.5]
    runs = {"kind": "RunLength", "srcType": INT32, "srcSize": 6}
    assert decoded([1, 3, 2, 1, 3, 2], INT32, runs) == [1, 1, 1, 2, 3, 3]
    delta = {"kind": "Delta", "origin": 1000, "srcType": INT32}
    assert decoded([0, 3, 2, 1], INT32, delta) == [1000, 1003, 1005, 1006]
    packed = {"kind": "IntegerPacking", "byteCount": 1, "srcSize": 4, "isUnsigned": False}
    assert decoded([1, 2, -3, 127, 1], INT8, packed) == [1, 2, -3, 128]
    data, last = raw([0, 1, 0], INT32)
    offsets, of_offsets = raw([0, 1, 3], INT32)
    words = {
        "kind": "StringArray", "stringData": "aAB", "offsets": offsets,
        "offsetEncoding": [of_offsets], "dataEncoding": [last],
    }  # fmt: skip
    codes, known = decode_words(data, words, 3)
    assert [known[code] for code in codes] == ["a", "AB", "a"]
    chain = [
        {"kind": "Delta", "origin": 0, "srcType": INT32},
        {"kind": "RunLength", "srcType": INT32, "srcSize": 4},
        {"kind": "IntegerPacking", "byteCount": 1, "srcSize": 2, "isUnsigned": True},
    ]
    assert decoded([1, 4], UINT8, *chain) == [1, 2, 3, 4]


@pytest.mark.parametrize(
    ("values", "kind", "size", "unsigned"),
    [
        ([255, 255, 0, 3], UINT8, 1, True),
        ([65535, 1, 3], UINT16, 2, True),
        ([-128, -128, -1, 3], INT8, 1, False),
        ([32767, 0, 3], INT16, 2, False),
        ([-32768, 0, 3], INT16, 2, False),
    ],
)
def test_a_packed_number_at_the_end_of_the_range_goes_on(
    values: list[float], kind: int, size: int, unsigned: bool
) -> None:
    packed = {"kind": "IntegerPacking", "byteCount": size, "srcSize": 2, "isUnsigned": unsigned}
    assert decoded(values, kind, packed) == [sum(values[:-1]), 3]


integers = st.lists(st.integers(-(2**30), 2**30), min_size=1, max_size=60)
CHAINS = [
    [biotite_encoding.ByteArrayEncoding()],
    [biotite_encoding.DeltaEncoding(), biotite_encoding.ByteArrayEncoding()],
    [biotite_encoding.RunLengthEncoding(), biotite_encoding.ByteArrayEncoding()],
    [biotite_encoding.IntegerPackingEncoding(1), biotite_encoding.ByteArrayEncoding()],
    [biotite_encoding.IntegerPackingEncoding(2), biotite_encoding.ByteArrayEncoding()],
]


@pytest.mark.parametrize("number", range(len(CHAINS)))
@settings(deadline=None)
@given(values=integers)
def test_what_another_program_encodes_is_undone(number: int, values: list[int]) -> None:
    steps = CHAINS[number]
    if any(isinstance(step, biotite_encoding.IntegerPackingEncoding) for step in steps):
        values = [value % 100_000 - 50_000 for value in values]
    data: Any = np.array(values, dtype=np.int32)
    stored = []
    for step in [type(step)(**parameters(step)) for step in steps]:
        data = step.encode(data)
        stored.append({k: v.item() if isinstance(v, np.generic) else v for k, v in step.serialize().items()})
    assert decode_numbers(data, stored, len(values)).tolist() == values


def parameters(step: Any) -> dict[str, Any]:
    """What a fresh encoding of the same kind is made with; the rest it takes from the data."""
    if isinstance(step, biotite_encoding.IntegerPackingEncoding):
        return {"byte_count": step.byte_count}
    return {}


@settings(deadline=None)
@given(values=st.lists(st.integers(-9_999_999, 9_999_999), min_size=1, max_size=60))
def test_numbers_of_three_decimals_are_those_of_the_text(values: list[int]) -> None:
    texts = [f"{value / 1000:.3f}" for value in values]
    stored = {"kind": "FixedPoint", "factor": 1000, "srcType": FLOAT32}
    assert decoded(values, INT32, stored) == [float(text) for text in texts]
    data, last = raw([float(text) for text in texts], FLOAT32)
    column = Column.decoded({"data": {"data": data, "encoding": [last]}}, len(values))
    assert column.floats(0.0).tolist() == [float(text) for text in texts]


def test_single_precision_with_more_decimals_is_left_as_it_is() -> None:
    data, last = raw([1.0, 0.12345], FLOAT32)
    column = Column.decoded({"data": {"data": data, "encoding": [last]}}, 2)
    assert column.floats(0.0).tolist() == [1.0, float(np.float32(0.12345))]


def test_an_origin_written_as_text_and_bytes_of_bytes_are_read() -> None:
    """Both are ModelServer's."""
    delta = {"kind": "Delta", "origin": "1000", "srcType": INT32}
    data, last = raw([0, 3], INT16)
    again = {"kind": "ByteArray", "type": UINT8}
    assert decode_numbers(data, [delta, last, again], 2).tolist() == [1000, 1003]


RUNS = {"kind": "RunLength", "srcType": INT32, "srcSize": 3}
PACKED = {"kind": "IntegerPacking", "byteCount": 1, "srcSize": 2, "isUnsigned": True}
QUANTIZED = {"kind": "IntervalQuantization", "min": 0, "max": 1, "numSteps": 2}


@pytest.mark.parametrize(
    ("values", "kind", "encodings", "why"),
    [
        ([1], INT32, [{"kind": "Unheard"}], "unknown encoding"),
        ([1], INT32, [{}], "does not say how"),
        ([1], INT32, [RUNS] * 9, "does not say how"),
        ([1, 2, 3], INT32, [RUNS], "no length"),
        ([7, 2], INT32, [RUNS], "not as long as stated"),
        ([7, -1, 7, 4], INT32, [RUNS], "not as long as stated"),
        ([7, 10**9], INT32, [RUNS | {"srcSize": 10**9}], "longer than the category"),
        ([7, 3], INT32, [RUNS | {"srcSize": None}], "lacks a whole number"),
        ([7, 3], FLOAT32, [RUNS], "stands on something else"),
        ([1, 255], UINT8, [PACKED], "does not end"),
        ([1, 2, 3], UINT8, [PACKED], "not as many as stated"),
        ([1, 2], INT8, [PACKED], "not of the stated size"),
        ([1, 2], UINT8, [PACKED | {"byteCount": 4}], "not of the stated size"),
        ([1], INT32, [{"kind": "Delta", "origin": "one"}], "lacks a whole number"),
        ([1], INT32, [{"kind": "Delta", "origin": 2**40}], "more than 32 bits"),
        ([2**31 - 1] * 4, INT32, [{"kind": "Delta", "origin": 0}], "more than 32 bits"),
        ([1], INT32, [{"kind": "FixedPoint", "factor": 0}], "not above 0"),
        ([1], INT32, [{"kind": "FixedPoint", "factor": float("nan")}], "lacks a number"),
        ([2], INT32, [QUANTIZED], "outside of its interval"),
        ([0], INT32, [QUANTIZED | {"numSteps": 1}], "outside of its interval"),
        ([1, 2, 3], INT32, [{"kind": "ByteArray", "type": 99}], "unknown type"),
        ([1, 2, 3], INT32, [{"kind": "ByteArray", "type": INT32}], "two types"),
        ([0] * 101, INT8, [], "more values than its category has rows"),
    ],
)
def test_what_does_not_fit_is_one_error(
    values: list[float], kind: int, encodings: list[dict[str, Any]], why: str
) -> None:
    with pytest.raises(DataError, match=f"is not a whole BinaryCIF file .*{why}"):
        decoded(values, kind, *encodings)


@pytest.mark.parametrize(
    ("text", "offsets", "codes", "why"),
    [
        ("aAB", [0, 1, 4], [0], "outside of its text"),
        ("aAB", [0, 2, 1], [0], "outside of its text"),
        ("aAB", [-1, 2], [0], "outside of its text"),
        ("aAB", [0, 1, 3], [2], "not in its dictionary"),
        ("aAB", [0, 1, 3], [-2], "not in its dictionary"),
        ("aAB", [0, 1, 3], [0, 0, 0], "more values than"),
        (None, [0, 1, 3], [0], "no words"),
    ],
)
def test_words_outside_of_their_text_are_one_error(
    text: str | None, offsets: list[float], codes: list[float], why: str
) -> None:
    for kind in (INT8, INT16, INT32, UINT8, UINT16, UINT32):
        if min(codes) >= 0 or kind <= INT32:
            refuse_words(text, offsets, raw(codes, kind), why)


def refuse_words(
    text: str | None, offsets: list[float], stored: tuple[bytes, dict[str, Any]], why: str
) -> None:
    data, last = stored
    edges, of_offsets = raw(offsets, INT32)
    words = {
        "kind": "StringArray", "stringData": text, "offsets": edges,
        "offsetEncoding": [of_offsets], "dataEncoding": [last],
    }  # fmt: skip
    with pytest.raises(DataError, match=why):
        decode_words(data, words, 2)


def test_no_word_is_there_twice_and_no_code_is_the_empty_one() -> None:
    data, last = raw([0, 1, 2, -1, 3], INT8)
    edges, of_offsets = raw([0, 2, 4, 4, 6], INT8)
    words = {
        "kind": "StringArray", "stringData": "CACAXX", "offsets": edges,
        "offsetEncoding": [of_offsets], "dataEncoding": [last],
    }  # fmt: skip
    codes, known = decode_words(data, words, 5)
    assert [known[code] for code in codes] == ["CA", "CA", "", "", "XX"]
    assert sorted(known) == ["", "CA", "XX"]
