"""Fuzz what comes from elsewhere, or was written long ago: nothing may raise anything but our errors.

That is answers of servers (a download with its head, JSON, FASTA), records of the store, ledgers and parts
of a job, and the files of an atlas. The first line of an input says what it is.
"""

from __future__ import annotations

import contextlib
import functools
import gzip
import io
import json
import random
import shutil
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import atheris
import pyarrow.parquet as pq
import requests
import urllib3
from running import run

import structures

FUZZED = ["mtorstruct.archive", "mtorstruct.batch", "mtorstruct.atlas", "mtorstruct.binarycif"]
with atheris.instrument_imports(include=FUZZED):
    import mtorstruct
    from mtorstruct.archive import locate, store
    from mtorstruct.archive.client import Client, Limits
    from mtorstruct.archive.fetching import FetchOptions, fetch_entry
    from mtorstruct.archive.ids import entry_id
    from mtorstruct.archive.mapping import mapped_entries
    from mtorstruct.archive.sequences import read_coding_sequences
    from mtorstruct.atlas import store as atlas_store
    from mtorstruct.atlas.build import build_atlas
    from mtorstruct.batch.api import BatchOptions, run_batch
    from mtorstruct.batch.folder import LEDGER, UNFINISHED, JobFolder, part_name
    from mtorstruct.batch.inputs import find_inputs
    from mtorstruct.batch.job import FolderRun, prepare
    from mtorstruct.batch.known import KnownResults
    from mtorstruct.batch.parts import KEY
    from mtorstruct.errors import MtorStructError, RemoteError

HASTY = Limits(tries=2, backoff_s=0.0, longest_wait_s=0.0)
OK, SHORT = b"HTTP/1.1 200 OK\n\n", b"HTTP/1.1 200 OK\nContent-Length: 99999\nETag: x\n\n"
ENTRY, MODEL, ACCESSION = "1ABC", "AF-P42345-F1", "P42345"


class Bench:
    """Folders in which all that is tried stands beside what is right."""

    def __init__(self, folder: Path) -> None:
        self.store, self.job, self.atlas = folder / "store", folder / "job", folder / "atlas"
        self.file, self.scratch = folder / "1abc.pdb", folder / "scratch"
        self.file.write_bytes(structures.pdb_text().encode())
        self.options = BatchOptions(offline=True)
        run_batch([self.file], self.job, jobs=1, options=self.options)
        self.found = find_inputs([str(self.file)])
        settings, conditions = self.options.settings("domains"), self.options.conditions()
        self.settings, _ = prepare(settings, conditions, self.found, jobs=1, client=None)
        self.ledger = (self.job / LEDGER).read_bytes()
        self.part = (self.job / "domains" / part_name(0)).read_bytes()
        build_atlas([self.file], self.atlas)
        self.atlas_files = {path.name: path.read_bytes() for path in self.atlas.iterdir()}
        kept = store.Store(self.store)
        options = FetchOptions(format="mmcif", offline=False, limits=HASTY)
        with served(OK + structures.mmcif_text().encode()):
            path = fetch_entry(ENTRY, store=kept, options=options).path
        self.record = store.record_path(path)
        self.record_content = self.record.read_bytes()


@functools.cache
def bench() -> Bench:
    """The one of this process."""
    return Bench(Path(structures.FOLDER.name))


@contextlib.contextmanager
def served(answer: bytes) -> Iterator[None]:
    """Have every server answer with some bytes: a head, an empty line, and what follows."""
    head, _, body = answer.partition(b"\n\n")
    status, *lines = head.decode("latin-1").split("\n")
    words = (word for word in status.split() if word.isascii() and word.isdigit())
    code = next((int(word) for word in words if len(word) == 3), 200)
    headers = [(name, value) for name, _, value in (line.partition(": ") for line in lines) if name]

    def send(
        self: requests.adapters.HTTPAdapter, request: requests.PreparedRequest, **_: object
    ) -> requests.Response:
        try:
            raw = urllib3.HTTPResponse(
                io.BytesIO(body), urllib3.HTTPHeaderDict(headers), status=code, preload_content=False
            )
        except urllib3.exceptions.InvalidHeader as err:
            # The method that is replaced here says so of lengths that contradict each other.
            raise requests.exceptions.InvalidHeader(err, request=request) from err
        return self.build_response(request, raw)

    adapter = requests.adapters.HTTPAdapter
    real, adapter.send = adapter.send, send  # type: ignore[method-assign]
    try:
        yield
    finally:
        adapter.send = real  # type: ignore[method-assign]


def fetched(entry: str, answer: bytes) -> None:
    """What the store keeps of an answer is a structure that can be read."""
    folder = store.Store(bench().scratch)
    try:
        for wanted in (None, "pdb"):
            options = FetchOptions(format=wanted, offline=False, limits=HASTY)
            with contextlib.suppress(RemoteError), served(answer):
                made = fetch_entry(entry, store=folder, options=options)
                assert mtorstruct.load(made.path).atoms.name.size
    finally:
        shutil.rmtree(bench().scratch, ignore_errors=True)


def download(content: bytes) -> None:
    """A coordinate file, with the head of the answer."""
    fetched(ENTRY, content)


def alphafold(content: bytes) -> None:
    """What AlphaFold DB says of a model."""
    fetched(MODEL, OK + content)


def mapping(content: bytes) -> None:
    """What PDBe says of a protein."""
    with served(OK + content):
        found, failures = mapped_entries([ACCESSION], Client(HASTY))
    assert all(len(entry.entry) == 4 for entry in found)
    assert not (found and failures)


def sequences(content: bytes) -> None:
    """Coding sequences."""
    bench().scratch.write_bytes(content)
    try:
        read_coding_sequences(bench().scratch)
    finally:
        bench().scratch.unlink()


def record(content: bytes) -> None:
    """A record beside a file that has not changed: it is taken, or refused."""
    bench().record.write_bytes(content)
    try:
        kept = store.Store(bench().store)
        kept.files()
        assert kept.find(entry_id(ENTRY)) == store_file()
        assert locate(ENTRY, store=bench().store, offline=True).path == store_file()
    finally:
        bench().record.write_bytes(bench().record_content)


def store_file() -> Path:
    """The file of the record."""
    return bench().record.with_suffix("")


def ledger(content: bytes) -> None:
    """The ledgers of a job, both of them."""
    at = bench()
    (at.job / LEDGER).write_bytes(content)
    try:
        with JobFolder(at.job, "domains") as folder:
            (at.job / f"domains{UNFINISHED}" / LEDGER).write_bytes(content)
            FolderRun(at.settings, at.found, folder, force=False, retry_failed=False)
    finally:
        shutil.rmtree(at.job / f"domains{UNFINISHED}")
        (at.job / LEDGER).write_bytes(at.ledger)


def part(content: bytes) -> None:
    """A part of a job."""
    at = bench()
    path = at.job / "domains" / part_name(0)
    path.write_bytes(content)
    try:
        known = KnownResults([path], at.settings.version, at.settings.settings.table)
        for name in (item.name for item in at.found.items):
            if known.hash_to_keep(name, retry_failed=False):
                known.member(name)
                known.rows(name)
    finally:
        path.write_bytes(at.part)


def of_atlas(name: str) -> Callable[[bytes], None]:
    """A file of an atlas."""

    def read(content: bytes) -> None:
        path = bench().atlas / name
        path.write_bytes(content)
        try:
            # What was opened once is kept.
            atlas_store._open.cache_clear()
            atlas = atlas_store.open_atlas(bench().atlas)
            atlas.entries_with("FKBP1A")
            assert set(atlas.sha256) == set(atlas.entries_by_resolution)
            atlas.residues.columns()
            atlas.ligand_frame()
            atlas.chains("FKBP1A")
            atlas.summary.column("position")
        finally:
            path.write_bytes(bench().atlas_files[name])

    return read


KINDS: dict[bytes, Callable[[bytes], None]] = {
    b"download": download, b"alphafold": alphafold, b"mapping": mapping, b"sequences": sequences,
    b"record": record, b"ledger": ledger, b"part": part,
    b"manifest": of_atlas(atlas_store.MANIFEST_FILE), b"residues": of_atlas(atlas_store.RESIDUES_FILE),
    b"sites": of_atlas(atlas_store.SITES_FILE),
}  # fmt: skip

DEEP = b"[" * 30_000


@functools.cache
def seeds() -> list[bytes]:
    """What is right, of each kind, and how servers say that it is not."""
    at = bench()
    text, pdb = structures.mmcif_text().encode(), structures.pdb_text().encode()
    binary = structures.binarycif(text.decode())
    addresses = {f"{end}Url": f"https://alphafold.ebi.ac.uk/{MODEL}.{end}" for end in ("bcif", "cif", "pdb")}
    model = {"entryId": MODEL, **addresses}
    row = {"pdb_id": "1fap", "experimental_method": "X-ray diffraction", "resolution": 2.7, "chain_id": "B"}
    return [
        b"download\n" + OK + text,
        b"download\n" + OK + pdb,
        b"download\n" + OK + binary,
        b"download\n" + OK + gzip.compress(text, mtime=0),
        b"download\n" + SHORT + gzip.compress(binary, mtime=0),
        b"download\nHTTP/1.1 302 Found\nLocation: https://example.org/x\n\n",
        b"download\nHTTP/1.1 200 OK\nContent-Length: 99999, 91999\n\n",
        b"download\nHTTP/1.1 503 Busy\nRetry-After: 0\n\n",
        b"download\nHTTP/1.1 404 Not Found\nContent-Type: text/html\n\n<html>",
        b"alphafold\n" + json.dumps([model]).encode(),
        b"mapping\n" + json.dumps({ACCESSION: [row, {**row, "resolution": None}]}).encode(),
        b"mapping\n" + DEEP,
        b"sequences\n>MTOR NM_004958.4\nATGCTTGGAACC\n>x\nACGT\n",
        b"sequences\n" + gzip.compress(b">MTOR\nATG\n", mtime=0),
        b"record\n" + at.record_content,
        b"record\n" + DEEP,
        b"ledger\n" + at.ledger * 2,
        b"ledger\n" + DEEP,
        b"part\n" + at.part,
        *(
            kind + b"\n" + at.atlas_files[name]
            for kind, name in (
                (b"manifest", atlas_store.MANIFEST_FILE),
                (b"residues", atlas_store.RESIDUES_FILE),
                (b"sites", atlas_store.SITES_FILE),
            )
        ),
    ]


def check(data: bytes) -> None:
    """Raise where some bytes are not taken or refused as they should be."""
    kind, _, content = data.partition(b"\n")
    if kind not in KINDS:
        return
    try:
        KINDS[kind](content)
    except MtorStructError as err:
        structures.assert_one_line(err)


ODD = (
    None,
    True,
    -1,
    0,
    1e300,
    float("nan"),
    10**30,
    "",
    "x",
    "\u00b2",
    "../x",
    "\ud800",
    [],
    {},
    ["x"],
    {"a": []},
)


def with_odd_value(value: Any, chance: random.Random) -> Any:
    """JSON with one value replaced, lost or doubled."""
    if isinstance(value, dict) and value and chance.random() < 0.9:
        key = chance.choice(sorted(value))
        if chance.random() < 0.1:
            return {name: other for name, other in value.items() if name != key}
        return {**value, key: with_odd_value(value[key], chance)}
    if isinstance(value, list) and value and chance.random() < 0.9:
        k = chance.randrange(len(value))
        return [*value[:k], with_odd_value(value[k], chance), *value[k + chance.randrange(2) :]]
    return chance.choice(ODD)


def with_odd_metadata(content: bytes, chance: random.Random) -> bytes:
    """A part that says something else of itself."""
    table = pq.read_table(io.BytesIO(content))
    metadata = dict(table.schema.metadata)
    metadata[KEY] = json.dumps(with_odd_value(json.loads(metadata[KEY]), chance)).encode()
    if chance.random() < 0.3:
        table = table.drop_columns([chance.choice(table.column_names)])
    sink = io.BytesIO()
    pq.write_table(table.replace_schema_metadata(metadata), sink, compression="zstd")
    return sink.getvalue()


def changed(kind: bytes, content: bytes, chance: random.Random) -> bytes:
    """One change that leaves a content what it is."""
    if kind == b"download":
        head, _, body = content.partition(b"\n\n")
        if chance.random() < 0.5:
            return structures.changed(head, chance) + b"\n\n" + body
        return head + b"\n\n" + structures.repacked(body, chance)
    if kind == b"ledger":
        lines = content.splitlines()
        k = chance.randrange(len(lines))
        lines[k] = json.dumps(with_odd_value(json.loads(lines[k]), chance)).encode()
        return b"\n".join(lines)
    if kind == b"part":
        return with_odd_metadata(content, chance)
    if content.startswith((b"{", b"[{")):
        return json.dumps(with_odd_value(json.loads(content), chance)).encode()
    return structures.repacked(content, chance)


def mutated(data: bytes, max_size: int, seed: int) -> bytes:
    """One change of some bytes, by the fuzzer or here."""
    chance = random.Random(seed)
    if chance.random() < 0.3:
        # What libraries read gives the fuzzer no new lines to see, and would not be tried again.
        data = chance.choice(seeds())
    kind, _, content = data.partition(b"\n")
    if chance.random() < 0.6:
        # What is damaged already is left to the fuzzer.
        with contextlib.suppress(Exception):
            return (kind + b"\n" + changed(kind, content, chance))[:max_size]
    changed_by_fuzzer = bytes(atheris.Mutate(content, max(1, max_size - len(kind) - 1)))
    return kind + b"\n" + changed_by_fuzzer


def main() -> None:
    """Try the first inputs, then whatever the fuzzer makes of them."""
    warnings.simplefilter("error")
    store.REFRESH_SECONDS = 0.0
    run(check, seeds(), custom_mutator=mutated)


if __name__ == "__main__":
    main()
