"""Known kinds of JSON as tab-separated lines, a heading first.

Read are the mutations of the cBioPortal API, the output of Ensembl VEP (``--json``, and its REST service),
and records: a list of objects, or one object a line. In other JSON the rows cannot be located.
"""

from __future__ import annotations

import codecs
import itertools
import json
import re
import tempfile
from collections.abc import Iterable, Iterator
from typing import Any

from mtorstruct.errors import DataError
from mtorstruct.files.containers import BLOCK, MAX_KEPT, Broken
from mtorstruct.files.kinds import listed
from mtorstruct.variants.input.cells import line_of
from mtorstruct.variants.input.vep_json import HEADING, is_vep, vep_rows

MAX_OBJECT = 1 << 24
"""Largest length of one object in letters; a longer one is no row."""

MAX_KEYS = 2_000
"""Largest number of columns that records can have."""

CBIOPORTAL = (
    "hugoGeneSymbol",
    "entrezGeneId",
    "proteinChange",
    "sampleId",
    "chr",
    "startPosition",
    "endPosition",
    "referenceAllele",
    "variantAllele",
    "ncbiBuild",
    "mutationType",
)
"""First columns of the mutations of the cBioPortal API, as named by its model ``Mutation``."""

_OF_CBIOPORTAL = {"entrezGeneId", "gene", "molecularProfileId", "mutationType", "sampleId"}
_JSON = re.compile(r'\s*(?:\[\s*(?:[{\["]|\]\s*\Z)|\{\s*["}])')
_BETWEEN = re.compile(r"[\s,\x1e]*")
_IN_MEMORY = 1 << 24
_DEEPEST = 8
_KINDS = (
    "give records (a list of objects, or one object a line), the mutations of the cBioPortal API, the JSON "
    "of Ensembl VEP, or a table with a heading"
)

# Numbers stay as they are written; NaN, which is no JSON, is no value.
_DECODER = json.JSONDecoder(parse_int=str, parse_float=str, parse_constant=lambda _: None)

Record = dict[str, Any]


class _NoRecordError(Exception):
    """Something else is found in the place of an object; the message names it."""


def begins_json(text: str) -> bool:
    """Return whether a text begins like JSON; a bracket alone may be that of a variant.

    Examples
    --------
    >>> begins_json('[{"gene": "MTOR"}]'), begins_json("[Phe2108Leu];[=]")
    (True, False)
    """
    return _JSON.match(text) is not None


def json_lines(pieces: Iterator[bytes], where: str) -> Iterator[bytes]:
    """Yield heading and rows as blocks of text.

    Raises
    ------
    DataError
        It is JSON of another kind, or without a record.
    Broken
        It is damaged or cut off behind the rows that came out.
    """
    records = _records(pieces)
    try:
        first = next(records, None)
    except _NoRecordError as err:
        raise DataError(f"is JSON of an unknown kind ({err})", where=where, hint=_KINDS) from None
    if first is None:
        raise DataError("is JSON without a record in it", where=where, hint=_KINDS)
    rest = itertools.chain((first,), _until_odd(records))
    if is_vep(first):
        yield from _of_vep(rest)
    elif "proteinChange" in first and _OF_CBIOPORTAL.intersection(first):
        yield from _table(map(_of_cbioportal, rest), CBIOPORTAL, where)
    else:
        yield from _table(map(_flat, _several(rest, where)), (), where)


def _of_vep(records: Iterable[Record]) -> Iterator[bytes]:
    yield line_of(HEADING)
    for record in records:
        yield b"".join(map(line_of, vep_rows(record)))


def _several(records: Iterator[Record], where: str) -> Iterator[Record]:
    """Yield the records, if there are more than one, or the one is in a list."""
    first = next(records)
    try:
        second = next(records, None)
    except Broken:
        yield first
        raise
    if second is None and not isinstance(first, _Listed):
        lists = [key for key, v in first.items() if isinstance(v, list) and v and isinstance(v[0], dict)]
        hint = f"give the list under '{lists[0]}' alone, or {_KINDS[5:]}" if len(lists) == 1 else _KINDS
        what = f"is JSON of an unknown kind (one object with the keys {listed(list(first)) or 'none'})"
        raise DataError(what, where=where, hint=hint)
    yield first
    if second is not None:
        yield second
    yield from records


class _Listed(dict[str, Any]):
    """A record in a list."""


def _until_odd(records: Iterator[Record]) -> Iterator[Record]:
    try:
        yield from records
    except _NoRecordError as err:
        raise Broken(f"its JSON does not go on with a record ({err})") from None


def _records(pieces: Iterator[bytes]) -> Iterator[Record]:
    """Yield the objects of a list, or several objects in sequence; each is parsed on its own.

    Raises
    ------
    Broken
        The JSON is damaged or cut off.
    """
    decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
    source = (decoder.decode(piece) for piece in pieces)
    buffer, at, in_list = "", 0, False
    while True:
        at = _end_of(_BETWEEN, buffer, at)
        if at == len(buffer):
            more = next(source, None)
            if more is None:
                break
            buffer, at = more, 0
            continue
        mark = buffer[at]
        if mark == ("]" if in_list else "["):
            in_list, at = not in_list, at + 1
        elif mark != "{":
            raise _NoRecordError(_named(mark, in_list))
        else:
            record, buffer, at = _object(buffer, at, source)
            yield _Listed(record) if in_list else record
    if in_list:
        raise Broken("its JSON is cut off (the end of its list is missing)")


def _end_of(pattern: re.Pattern[str], text: str, at: int) -> int:
    found = pattern.match(text, at)
    return found.end() if found else at


def _named(mark: str, in_list: bool) -> str:
    what = {"[": "a list", '"': "a text"}.get(mark, "a value")
    return f"{what} in a list" if in_list else f"{what} alone"


def _object(buffer: str, at: int, source: Iterator[str]) -> tuple[Record, str, int]:
    """Return the object at `at`, the text buffered then, and the offset after the object."""
    while True:
        try:
            record, end = _DECODER.raw_decode(buffer, at)
        except RecursionError:
            raise Broken("its JSON is nested too deeply") from None
        except json.JSONDecodeError as err:
            held = buffer[at:]
            if len(held) > MAX_OBJECT:
                raise Broken(f"its JSON is damaged ({err.msg}), or an object is larger than 16 MB") from None
            # As much again, so that a long object is not looked at once a piece.
            more = _at_least(len(held), source)
            if not more:
                raise Broken(f"its JSON is damaged or cut off ({err.msg})") from None
            buffer, at = held + more, 0
        else:
            return record, buffer, end


def _at_least(size: int, source: Iterator[str]) -> str:
    parts: list[str] = []
    n = 0
    for part in source:
        parts.append(part)
        n += len(part)
        if n >= size:
            break
    return "".join(parts)


def _table(records: Iterable[dict[str, str]], first_keys: Iterable[str], where: str) -> Iterator[bytes]:
    """Yield records with a column for each key that any of them has, in order of appearance.

    The rows are put aside until the last key is known.
    """
    keys = dict.fromkeys(first_keys)
    broken: Broken | None = None
    with tempfile.SpooledTemporaryFile(_IN_MEMORY) as rows:
        try:
            for record in records:
                for key in record:
                    keys.setdefault(key)
                rows.write(_row(record, keys))
                if len(keys) > MAX_KEYS or rows.tell() > MAX_KEPT:
                    what = f"is JSON of records with more than {MAX_KEYS} different keys, or larger than 4 GB"
                    raise DataError(what, where=where, hint=_KINDS)
        except Broken as err:
            broken = err
        # A heading of one column without a tab would be taken for a line of a list.
        width = max(2, len(keys))
        yield _wide(line_of(keys), width)
        rows.seek(0)
        while lines := rows.readlines(BLOCK):
            yield b"".join(_wide(line, width) for line in lines)
    if broken:
        raise broken


def _row(record: dict[str, str], keys: Iterable[str]) -> bytes:
    cells = [record.get(key, "") for key in keys]
    while cells and not cells[-1]:
        cells.pop()
    return line_of(cells)


def _wide(line: bytes, width: int) -> bytes:
    """Pad a line to the width of the heading."""
    return line[:-1] + b"\t" * (width - 1 - line.count(b"\t")) + b"\n"


def _of_cbioportal(record: Record) -> dict[str, str]:
    gene = record.get("gene")
    own = gene if isinstance(gene, dict) else {}
    known = {"hugoGeneSymbol": own.get("hugoGeneSymbol"), "entrezGeneId": own.get("entrezGeneId"), **record}
    return {key: _scalar(value) for key, value in known.items() if not isinstance(value, dict | list)}


def _flat(record: Record, prefix: str = "", depth: int = 0) -> dict[str, str]:
    """Return texts by key; nested objects by their key and a dot."""
    texts: dict[str, str] = {}
    for key, value in record.items():
        if isinstance(value, dict) and depth < _DEEPEST:
            texts |= _flat(value, f"{prefix}{key}.", depth + 1)
        else:
            texts[prefix + key] = _scalar(value)
    return texts


def _scalar(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, list) and not any(isinstance(v, dict | list) for v in value):
        return ";".join(map(_scalar, value))
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    return "" if value is None else str(value)
