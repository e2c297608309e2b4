"""Merge the results of several lots into one Parquet file.

    python merge.py FOLDER/domains.parquet LOT...

Each LOT is a folder that ``mtorstruct batch`` wrote; the table is named after the analysis. The parts are
copied one after the other, in the order of the lots, so that memory does not grow with their number. Beside
the table, ``domains.failed.jsonl`` gets the lines of the ledgers about structures that failed. Needs pyarrow.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq


def parts(lots: list[Path], analysis: str) -> list[Path]:
    """Files of the dataset of each lot."""
    return [part for lot in lots for part in sorted((lot / analysis).glob("part-*.parquet"))]


def failures(lots: list[Path]) -> Iterator[dict[str, object]]:
    """Last line of each ledger about each structure, where it says that it failed."""
    for lot in lots:
        lines = (lot / "ledger.jsonl").read_text(encoding="utf-8").splitlines()
        last = {line["input"]: line for line in map(json.loads, lines) if "input" in line}
        yield from (line for line in last.values() if line["status"] == "failed")


def merge(table: Path, lots: list[Path]) -> int:
    """Write one table out of the parts of all lots; returns the number of its rows."""
    found = parts(lots, table.stem)
    if not found:
        raise SystemExit(f"merge.py: no {table.stem} in any of {len(lots)} lots; see their ledgers")
    first = pq.read_schema(found[0])
    # What a part says of itself is not true of the whole; how pandas reads its columns is.
    kept = {key: value for key, value in (first.metadata or {}).items() if key == b"pandas"}
    schema = first.with_metadata(kept)
    n_rows = 0
    unfinished = table.with_name(f".{table.name}.unfinished")
    with pq.ParquetWriter(unfinished, schema, compression="zstd") as writer:
        for part in found:
            with pq.ParquetFile(part) as opened:
                if opened.schema_arrow.names != schema.names:
                    raise SystemExit(f"merge.py: {part} has other columns than {found[0]}; merge them apart")
                for k in range(opened.num_row_groups):
                    rows = opened.read_row_group(k).cast(schema)
                    writer.write_table(rows)
                    n_rows += len(rows)
    unfinished.replace(table)
    return n_rows


def main(arguments: list[str]) -> int:
    """Merge, and say what came of it."""
    if len(arguments) < 2:
        sys.stderr.write("use: python merge.py FOLDER/ANALYSIS.parquet LOT...\n")
        return 2
    table, lots = Path(arguments[0]), [Path(lot) for lot in arguments[1:]]
    n_rows = merge(table, lots)
    failed = list(failures(lots))
    text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in failed)
    table.with_suffix(".failed.jsonl").write_text(text, encoding="utf-8")
    sys.stderr.write(f"{table}: {n_rows} rows of {len(lots)} lots; {len(failed)} structures failed\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
