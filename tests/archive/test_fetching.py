"""Fetching from a server that does what servers do: each bad case leaves the store as it was."""

from __future__ import annotations

import errno
import gzip
import json
import os
import signal
import socket
import struct
import subprocess
import sys
import time
import zlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

import mtorstruct
from mtorstruct.archive import locate
from mtorstruct.archive.client import USER_AGENT, Limits
from mtorstruct.archive.fetching import FetchedEntry, FetchOptions, fetch_entries, fetch_entry
from mtorstruct.archive.ids import entry_id
from mtorstruct.archive.records import Record, read_records, write_record
from mtorstruct.archive.store import UNREADABLE, Store
from mtorstruct.cli.main import main
from mtorstruct.errors import DataError, MtorStructError, RemoteError, UsageError
from mtorstruct.files.paths import sha256_of

from ..formats import as_binarycif, as_mmcif, read_source
from ..loopback import QUICK, Archive, Behaviour, send

OPTIONS = FetchOptions(limits=QUICK)
BINARY, PDBE_BINARY = "/rcsb_models/1fap.bcif.gz", "/pdbe/entry-files/download/1fap.bcif"
RCSB, PDBE, PDBJ = (
    "/rcsb/download/1FAP.cif.gz",
    "/pdbe/entry-files/download/1fap_updated.cif",
    "/pdbj/pub/pdb/data/structures/divided/mmCIF/fa/1fap.cif.gz",
)


def fetch(entry: str, store: Store, **changes: object) -> FetchedEntry:
    return fetch_entry(entry, store=store, options=FetchOptions(**{"limits": QUICK, **changes}))  # type: ignore[arg-type]


def read_record(path: Path) -> Record | None:
    """The one record of a file; None where there is none."""
    return next(iter(read_records(path)), None)


def kept(store: Store) -> list[str]:
    """Names of the files of a store, locks left out."""
    if not store.folder.is_dir():
        return []
    return sorted(p.name for p in store.folder.iterdir() if not p.name.startswith(".lock-"))


# Good servers ---------------------------------------------------------------------------------------


def test_an_entry_is_fetched_once_and_kept_with_its_record(
    archive: Archive, store: Store, binary_fap: bytes
) -> None:
    archive.serve(BINARY, binary_fap)
    first = fetch("1fap", store)
    assert (first.entry, first.from_store) == ("1FAP", False)
    assert first.path.read_bytes() == binary_fap
    assert first.url == f"{archive.address}{BINARY}"
    record = json.loads((store.folder / "1fap.bcif.gz.json").read_text())
    assert record["sha256"] == first.sha256 == sha256_of(first.path)
    assert record["size"] == len(binary_fap)
    assert (record["etag"], record["entry"]) == ('"v1"', "1FAP")
    assert record["revision_date"].startswith("20")
    assert archive.agents == {USER_AGENT}
    assert mtorstruct.__version__ in USER_AGENT
    again = fetch("pdb_00001fap", store)
    assert (again.from_store, again.sha256) == (True, first.sha256)
    assert archive.asked.total() == 1
    assert kept(store) == ["1fap.bcif.gz", "1fap.bcif.gz.json"]


def test_sources_are_asked_in_order_and_the_first_may_be_chosen(
    archive: Archive, store: Store, fap: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive.serve(PDBE, gzip.decompress(fap))
    archive.serve(PDBJ, fap)
    assert fetch("1FAP", store).path.name == "1fap.cif"
    assert list(archive.asked) == [BINARY, RCSB, PDBE_BINARY, PDBE]
    archive.asked.clear()
    assert fetch("1FAP", store, source="pdbj", refresh=True).url.endswith(PDBJ)
    assert list(archive.asked) == [PDBJ]
    assert kept(store) == ["1fap.cif.gz", "1fap.cif.gz.json"]
    monkeypatch.setenv("MTORSTRUCT_SOURCES", "pdbe")
    archive.asked.clear()
    fetch("1FAP", store, refresh=True)
    assert list(archive.asked) == [PDBE_BINARY, PDBE]
    # The file that was fetched last is the one that is found.
    assert fetch("1FAP", store).url.endswith(PDBE)
    with pytest.raises(UsageError, match="known are rcsb, pdbe, pdbj"):
        fetch("1FAP", store, source="ftp", refresh=True)


def test_pdb_format_and_assemblies_are_fetched_on_request(
    archive: Archive, store: Store, fap: bytes, shared_structures: Path
) -> None:
    in_pdb_format = (shared_structures / "5h64.pdb.gz").read_bytes()
    archive.serve("/rcsb/download/5H64.pdb.gz", in_pdb_format)
    archive.serve("/rcsb/download/1fap-assembly1.cif.gz", fap)
    assert fetch("5H64", store, format="pdb").path.name == "5h64.pdb.gz"
    assert fetch("1FAP", store, assembly=True).path.name == "1fap-assembly1.cif.gz"
    assert fetch("1FAP", store, assembly=True).from_store
    with pytest.raises(RemoteError, match=r"no source has it; check the id$"):
        fetch("1FAP", store)
    with pytest.raises(RemoteError, match="or leave --file-format and --assembly out"):
        fetch("1FAP", store, format="pdb")


def test_alphafold_is_asked_which_file_is_current(
    archive: Archive, store: Store, shared_structures: Path
) -> None:
    model = gzip.decompress((shared_structures / "AF-P42345-F1.pdb.gz").read_bytes())
    url = f"{archive.address}/alphafold/files/AF-P42345-F1-model_v99.pdb"
    answer = [
        {"entryId": "AF-P42345-2-F1", "pdbUrl": f"{archive.address}/wrong"},
        {"entryId": "AF-P42345-F1", "pdbUrl": url, "cifUrl": ""},
    ]
    archive.serve("/alphafold/api/prediction/P42345", json.dumps(answer).encode())
    archive.serve("/alphafold/files/AF-P42345-F1-model_v99.pdb", model)
    fetched = fetch("P42345", store, format="pdb")
    assert (fetched.entry, fetched.url) == ("AF-P42345-F1", url)
    assert fetched.path.name == "AF-P42345-F1.pdb"
    assert locate("AF-P42345-F1", store=store.folder, offline=True)[:2] == (fetched.path, fetched.sha256)
    with pytest.raises(RemoteError, match="names no such model"):
        fetch("AF-P42345-F1", store, format="mmcif")
    assert fetch("AF-P42345-F1", store).path == fetched.path
    archive.serve("/alphafold/api/prediction/P42345", b"<html>")
    with pytest.raises(RemoteError, match="not JSON"):
        fetch("P42345", store, refresh=True)
    with pytest.raises(RemoteError, match="AF-Q8N122-F1: AlphaFold DB has no model of it"):
        fetch("Q8N122", store)
    archive.behave("/alphafold/api/prediction/P42345", short_body)
    with pytest.raises(RemoteError, match="the connection broke"):
        fetch("P42345", store, refresh=True)


def test_load_takes_an_entry_and_fetches_it(
    archive: Archive, binary_fap: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MTORSTRUCT_STORE", str(tmp_path / "store"))
    archive.serve(BINARY, binary_fap)
    complex_ = mtorstruct.load("1FAP")
    assert {c.protein.gene for c in complex_.known_chains if c.protein} == {"MTOR", "FKBP1A"}
    monkeypatch.setenv("MTORSTRUCT_OFFLINE", "1")
    assert mtorstruct.load("1fap").header.sha256 == complex_.header.sha256
    assert archive.asked.total() == 1


def test_some_entries_at_once_and_one_that_is_not_there(archive: Archive, store: Store, fap: bytes) -> None:
    archive.serve(RCSB, fap)
    found = dict(fetch_entries(["1FAP", "9ZZZ", "1FAP", "../../x"], store=store, options=OPTIONS))
    assert isinstance(found["1FAP"], FetchedEntry)
    assert "no source has it" in str(found["9ZZZ"])
    assert isinstance(found["../../x"], UsageError)


def test_progress_is_told(archive: Archive, store: Store, fap: bytes) -> None:
    archive.serve(RCSB, fap)
    told: list[tuple[str, int, int]] = []
    fetch_entry("1FAP", store=store, options=OPTIONS, progress=lambda *step: told.append(step))
    assert told[-1] == ("1FAP", len(fap), len(fap))


# BinaryCIF --------------------------------------------------------------------------------------------


def test_binary_files_are_asked_for_first_and_text_where_there_are_none(
    archive: Archive, store: Store, fap: bytes, binary_fap: bytes
) -> None:
    archive.serve(PDBE_BINARY, gzip.decompress(binary_fap))
    archive.serve(RCSB, fap)
    # RCSB has it as text: its own BinaryCIF may be late, and PDBe is not asked.
    assert fetch("1FAP", store).path.name == "1fap.cif.gz"
    assert list(archive.asked) == [BINARY, RCSB]
    archive.asked.clear()
    assert fetch("1FAP", store, source="pdbe", refresh=True).path.name == "1fap.bcif"
    assert list(archive.asked) == [PDBE_BINARY]
    assert fetch("1FAP", store).path.name == "1fap.bcif"
    # Text that was fetched stays: it is not what is found first.
    assert kept(store) == ["1fap.bcif", "1fap.bcif.json", "1fap.cif.gz", "1fap.cif.gz.json"]
    # Text that comes in place of BinaryCIF must be found.
    archive.behave(PDBE_BINARY, status(404))
    archive.serve(PDBE, gzip.decompress(fap))
    assert fetch("1FAP", store, source="pdbe", refresh=True).path.name == "1fap.cif"
    assert fetch("1FAP", store).path.name == "1fap.cif"
    assert kept(store) == ["1fap.cif", "1fap.cif.json"]


def test_an_entry_in_any_format_is_not_fetched_again(
    archive: Archive, store: Store, shared_structures: Path, binary_fap: bytes
) -> None:
    archive.serve(BINARY, binary_fap)
    archive.serve("/rcsb/download/1FAP.pdb.gz", (shared_structures / "1fap.pdb.gz").read_bytes())
    text = fetch("1FAP", store, format="pdb")
    archive.asked.clear()
    assert fetch("1FAP", store).path == text.path
    assert locate("1FAP", store=store.folder)[:2] == (text.path, text.sha256)
    assert archive.asked.total() == 0
    # Unless it is asked for in a format of its own.
    assert fetch("1FAP", store, format="bcif").path.name == "1fap.bcif.gz"
    with pytest.raises(RemoteError, match="or leave --file-format and --assembly out"):
        fetch("1FAP", store, format="mmcif")
    assert kept(store) == ["1fap.bcif.gz", "1fap.bcif.gz.json", "1fap.pdb.gz", "1fap.pdb.gz.json"]


def test_alphafold_names_its_binary_file(archive: Archive, store: Store, shared_structures: Path) -> None:
    source = read_source(shared_structures / "AF-P42345-F1.pdb.gz")
    source.name = source.info["_entry.id"] = "AF-P42345-F1"
    text = as_mmcif(source)
    answer = {
        "entryId": "AF-P42345-F1",
        "bcifUrl": f"{archive.address}/alphafold/files/AF-P42345-F1-model_v99.bcif",
        "cifUrl": f"{archive.address}/alphafold/files/AF-P42345-F1-model_v99.cif",
    }
    archive.serve("/alphafold/api/prediction/P42345", json.dumps([answer]).encode())
    archive.serve("/alphafold/files/AF-P42345-F1-model_v99.cif", text.encode())
    assert fetch("P42345", store).path.name == "AF-P42345-F1.cif"
    archive.serve("/alphafold/files/AF-P42345-F1-model_v99.bcif", as_binarycif(text))
    fetched = fetch("P42345", store, refresh=True)
    assert (fetched.path.name, fetched.url) == ("AF-P42345-F1.bcif", answer["bcifUrl"])
    assert mtorstruct.load("AF-P42345-F1", store=store.folder).chains[0].gene == "MTOR"


@pytest.mark.parametrize("name", ["1a2c_rcsb", "1acj_rcsb", "1acj_pdbe", "200l_modelserver", "1gya"])
def test_real_binary_files_are_taken(archive: Archive, store: Store, shared_binary: Path, name: str) -> None:
    entry, content = name.partition("_")[0], (shared_binary / f"{name}.bcif.gz").read_bytes()
    archive.serve(f"/rcsb_models/{entry}.bcif.gz", content)
    archive.serve(f"/pdbe/entry-files/download/{entry}.bcif", gzip.decompress(content))
    assert fetch(entry, store).sha256 == sha256_of(shared_binary / f"{name}.bcif.gz")
    found = fetch(entry, store, source="pdbe", refresh=True)
    assert found.path.name == f"{entry}.bcif"
    assert mtorstruct.load(entry, store=store.folder).entry == entry.upper()
    # PDBe leaves the history of revisions out.
    record = read_record(found.path)
    assert record is not None
    assert record.revision_date.startswith("20") == ("pdbe" not in name)


def test_bad_binary_files_are_refused(archive: Archive, store: Store, binary_fap: bytes) -> None:
    plain = gzip.decompress(binary_fap)
    cases = {
        "the gzip stream is cut short or damaged": cut(binary_fap),
        "MessagePack is cut short or wrong": cut(plain),
        "an unknown encoding": plain.replace(b"Delta", b"Delto"),
        "the file is of entry 9XYZ": plain.replace(b"1FAP", b"9XYZ"),
        "no atoms": plain.replace(b"Cartn_x", b"Cartn_w"),
    }
    for message, content in cases.items():
        archive.behave(BINARY, body(content))
        with pytest.raises(RemoteError, match=message):
            fetch("1FAP", store, format="bcif")
        assert kept(store) == []


def test_a_mirror_of_rcsb_is_asked_and_nobody_else(
    archive: Archive, store: Store, fap: bytes, binary_fap: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """RCSB has its BinaryCIF files on another host, for which the mirror does not stand."""
    monkeypatch.delenv("MTORSTRUCT_URL_RCSB_MODELS")
    monkeypatch.setenv("MTORSTRUCT_SOURCES", "rcsb")
    archive.serve(RCSB, fap)
    assert fetch("1FAP", store).path.name == "1fap.cif.gz"
    assert list(archive.asked) == [RCSB]
    archive.serve("/mirror/1fap.bcif.gz", binary_fap)
    monkeypatch.setenv("MTORSTRUCT_URL_RCSB_MODELS", f"{archive.address}/mirror")
    assert fetch("1FAP", store, refresh=True).path.name == "1fap.bcif.gz"


def test_a_server_that_does_not_answer_is_not_asked_for_another_format(
    archive: Archive, store: Store
) -> None:
    archive.behave(PDBE_BINARY, status(503))
    with pytest.raises(RemoteError, match="the server answers 503"):
        fetch("1FAP", store)
    assert archive.asked[PDBE] == 0
    assert (archive.asked[BINARY], archive.asked[RCSB], archive.asked[PDBJ]) == (1, 1, 1)


# Bad servers ----------------------------------------------------------------------------------------


def status(code: int, **headers: str) -> Behaviour:
    return lambda handler: send(handler, code, b"no", {k.replace("_", "-"): v for k, v in headers.items()})


def body(content: bytes) -> Behaviour:
    return lambda handler: send(handler, 200, content)


def short_body(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", "100000")
    handler.end_headers()
    handler.wfile.write(b"data_1FAP\n")
    handler.close_connection = True


def one_byte_a_second(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", "100000")
    handler.end_headers()
    for _ in range(30):
        try:
            handler.wfile.write(b"d")
            handler.wfile.flush()
        except OSError:
            break
        time.sleep(0.5)
    handler.close_connection = True


def reset(handler: BaseHTTPRequestHandler) -> None:
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    handler.connection.close()
    handler.close_connection = True


def silence(handler: BaseHTTPRequestHandler) -> None:
    time.sleep(3)
    handler.close_connection = True


def circle(handler: BaseHTTPRequestHandler) -> None:
    send(handler, 302, b"", {"Location": handler.path})


def bomb() -> bytes:
    """A little more than a gigabyte of blanks, in one megabyte."""
    engine, blank = zlib.compressobj(1, wbits=31), b" " * 10_000_000
    return b"".join(engine.compress(blank) for _ in range(101)) + engine.flush()


def cut(content: bytes) -> bytes:
    return content[: len(content) // 2]


BAD: dict[str, tuple[Behaviour | str, str]] = {
    "404": (status(404), "no source has it"),
    "403": (status(403), "the server answers 403 (asked 3 times)"),
    "429 with Retry-After": (status(429, Retry_After="1"), "the server answers 429"),
    "429 with a long Retry-After": (status(429, Retry_After="3600"), "the server answers 429 (asked 1 time)"),
    "500": (status(500), "the server answers 500"),
    "503": (status(503), "the server answers 503"),
    "418": (status(418), "the server answers 418"),
    "a web page": (body(b"<!DOCTYPE html><html>we are down</html>"), "a web page, not a coordinate file"),
    "a gzip cut in the middle": ("cut", "the gzip stream is cut short or damaged"),
    "another entry": ("other", "the file is of entry 9XYZ"),
    "an mmCIF cut in the middle": ("cut mmCIF", "cannot be read to its end"),
    "an mmCIF without atoms": (body(b"data_1FAP\n_entry.id 1FAP\n"), "no atoms"),
    "an empty body": (body(b""), "the server sent nothing"),
    "rubbish": (body(b"\x00\x01\x02" * 100), "neither BinaryCIF, mmCIF nor PDB"),
    "a body shorter than announced": (short_body, "the connection broke"),
    "a redirect in a circle": (circle, "redirects in a circle"),
    "a redirect to another host": (
        status(302, Location="http://localhost:9/1fap.cif.gz"),
        "points to another host",
    ),
    "a redirect to no address": (status(302, Location="http://[x"), "points to no address"),
    "a length that is no number": (status(200, Content_Length="many"), "the connection broke"),
    "one byte a second": (one_byte_a_second, "the server is too slow"),
    "a connection that is reset": (reset, "cannot be reached"),
    "a server that does not answer": (silence, "does not answer in time"),
    "a gzip bomb": ("bomb", "unpacks to more than 1,000,000,000 bytes"),
    "a file that is too large": (status(200, Content_Length="999999999999"), "more than 20,000,000"),
}


@pytest.mark.slow
@pytest.mark.parametrize("case", BAD)
def test_bad_server(archive: Archive, store: Store, fap: bytes, case: str) -> None:
    behaviour, message = BAD[case]
    if isinstance(behaviour, str):
        behaviour = body(
            {
                "cut": lambda: cut(fap),
                "cut mmCIF": lambda: gzip.compress(cut(gzip.decompress(fap)) + b"\nloop_\n_x"),
                "other": lambda: gzip.compress(gzip.decompress(fap).replace(b"1FAP", b"9XYZ")),
                "bomb": bomb,
            }[behaviour]()
        )
    for path in (RCSB, PDBE, PDBJ):
        archive.behave(path, behaviour)
    with pytest.raises(RemoteError) as raised:
        fetch("1FAP", store, source="rcsb")
    assert message in str(raised.value)
    assert "; " in str(raised.value), "an error says what to do"
    assert kept(store) == []
    # One good source among them is enough, and what it gave is kept.
    archive.serve(PDBJ, fap)
    assert fetch("1FAP", store).path.read_bytes() == fap
    assert kept(store) == ["1fap.cif.gz", "1fap.cif.gz.json"]


def test_a_server_that_recovers_is_asked_again(archive: Archive, store: Store, fap: bytes) -> None:
    sick: Iterator[Behaviour] = iter([status(503), reset, short_body])

    def recovering(handler: BaseHTTPRequestHandler) -> None:
        next(sick, lambda h: send(h, 200, fap))(handler)

    archive.behave(RCSB, recovering)
    patient = Limits(**{**QUICK.__dict__, "tries": 4})
    assert fetch("1FAP", store, limits=patient).path.read_bytes() == fap
    assert archive.asked[RCSB] == 4


def test_retry_after_is_obeyed(archive: Archive, store: Store, fap: bytes) -> None:
    for as_date in (False, True):
        when = format_datetime(datetime.now(UTC) + timedelta(seconds=2), usegmt=True)
        value = when if as_date else "1"
        busy: Iterator[Behaviour] = iter([status(429, Retry_After=value)])
        archive.behave(RCSB, lambda handler, b=busy: next(b, lambda h: send(h, 200, fap))(handler))  # type: ignore[misc]
        start = time.monotonic()
        patient = Limits(**{**QUICK.__dict__, "longest_wait_s": 5})
        fetch("1FAP", store, refresh=True, limits=patient)
        assert time.monotonic() - start > 0.9


@pytest.mark.parametrize(
    "text", ["../../x", "5H6", "5H64/../../etc", "", "AF-P42345", "http://x/5H64", "5h64.cif"]
)
def test_what_is_no_id_never_becomes_a_path(archive: Archive, store: Store, text: str) -> None:
    with pytest.raises(UsageError, match="not an entry id"):
        fetch(text, store)
    assert archive.asked.total() == 0
    assert kept(store) == []


def test_a_full_disk_leaves_the_store_as_it_was(
    archive: Archive, store: Store, fap: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive.serve(RCSB, fap)

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(DataError, match="cannot be written \\(No space left on device\\); make room"):
        fetch("1FAP", store)
    assert kept(store) == []


def test_a_killed_process_leaves_nothing_that_is_taken_for_a_file(
    archive: Archive, store: Store, fap: bytes
) -> None:
    def endless(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(fap)))
        handler.end_headers()
        handler.wfile.write(fap[:5000])
        handler.wfile.flush()
        time.sleep(20)

    archive.behave(RCSB, endless)
    code = "from mtorstruct.archive.fetching import fetch_entry; fetch_entry('1FAP')"
    process = subprocess.Popen(
        [sys.executable, "-c", code], env={**os.environ, "MTORSTRUCT_STORE": str(store.folder)}
    )
    deadline = time.monotonic() + 20
    while not any(p.stat().st_size for p in store.folder.glob(".partial-*")) and time.monotonic() < deadline:
        time.sleep(0.05)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert all(name.startswith(".partial-") for name in kept(store))
    archive.serve(RCSB, fap)
    assert fetch("1FAP", store).path.read_bytes() == fap
    # What a running process may still be writing stays.
    assert store.clean() == []
    (left,) = store.folder.glob(".partial-*")
    os.utime(left, (0, 0))
    assert store.clean() == [left]
    assert kept(store) == ["1fap.cif.gz", "1fap.cif.gz.json"]


@pytest.mark.slow
def test_many_processes_fetch_the_same_entries_at_once(
    archive: Archive, store: Store, fap: bytes, shared_structures: Path
) -> None:
    text = gzip.decompress(fap)
    names = ["1FAP", "2FAP", "3FAP", "4FAP", "5FAP"]
    for name in names:
        archive.serve(f"/rcsb/download/{name}.cif.gz", gzip.compress(text.replace(b"1FAP", name.encode())))
    code = (
        "import sys; from mtorstruct.archive.fetching import fetch_entries\n"
        f"found = dict(fetch_entries({names!r}))\n"
        "sys.exit(sum(isinstance(f, Exception) for f in found.values()))"
    )
    environment = {**os.environ, "MTORSTRUCT_STORE": str(store.folder)}

    def one(_: int) -> int:
        return subprocess.run([sys.executable, "-c", code], env=environment, check=False).returncode

    with ThreadPoolExecutor(10) as pool:
        assert set(pool.map(one, range(50))) == {0}
    assert [s.state for s in store.files()] == ["whole"] * 5
    assert max(archive.asked.values()) <= 3
    assert not [name for name in kept(store) if name.startswith(".partial-")]


# Offline, shared and damaged stores -----------------------------------------------------------------


@pytest.mark.parametrize("code", [socket.EAI_NONAME, socket.EAI_AGAIN])
def test_without_a_network_nobody_waits(store: Store, monkeypatch: pytest.MonkeyPatch, code: int) -> None:
    asked: list[str] = []

    def unresolved(host: str, *_: object, **__: object) -> None:
        asked.append(host)
        raise socket.gaierror(code, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unresolved)
    with pytest.raises(
        RemoteError, match="1FAP: could not be fetched: the name of no archive can be resolved"
    ):
        fetch_entry("1FAP", store=store, options=FetchOptions(offline=False))
    # Each archive once, with the patience that users have.
    assert asked == [
        "models.rcsb.org", "files.rcsb.org", "www.ebi.ac.uk", "files.pdbj.org", "files.wwpdb.org",
    ]  # fmt: skip

    with pytest.raises(RemoteError, match=r"the name alphafold\.ebi\.ac\.uk cannot be resolved; check"):
        fetch_entry("P42345", store=store, options=FetchOptions(offline=False))
    assert store.names() == []


def test_offline_opens_no_socket_and_says_what_to_do(
    archive: Archive, store: Store, fap: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive.serve(RCSB, fap)
    fetch("1FAP", store)
    archive.asked.clear()

    def closed(*_: object, **__: object) -> None:
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket, "socket", closed)
    monkeypatch.setenv("MTORSTRUCT_OFFLINE", "1")
    assert fetch("1FAP", store).from_store
    with pytest.raises(RemoteError) as raised:
        fetch("6BCX", store)
    message = str(raised.value)
    assert f"store {store.folder} (it holds 1fap.cif.gz)" in message
    assert "mtorstruct fetch 6BCX" in message
    assert archive.asked.total() == 0


def test_a_shared_store_stands_in_front_and_is_never_written_to(
    archive: Archive, tmp_path: Path, fap: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive.serve(RCSB, fap)
    shared = Store(tmp_path / "shared")
    fetch("1FAP", shared)
    before = {p: p.stat().st_mtime_ns for p in shared.folder.iterdir()}
    shared.folder.chmod(0o555)
    try:
        os.utime(shared.folder / "1fap.cif.gz")
        before[shared.folder / "1fap.cif.gz"] = (shared.folder / "1fap.cif.gz").stat().st_mtime_ns
        both = Store(tmp_path / "mine", (shared.folder,))
        assert fetch("1FAP", both).path.parent == shared.folder
        assert not (tmp_path / "mine").exists()
        assert {p: p.stat().st_mtime_ns for p in shared.folder.iterdir()} == before
    finally:
        shared.folder.chmod(0o755)
    monkeypatch.setenv("MTORSTRUCT_SHARED_STORE", str(shared.folder))
    monkeypatch.setenv("MTORSTRUCT_STORE", str(tmp_path / "mine"))
    assert locate("1FAP").path.parent == shared.folder


@pytest.mark.parametrize("damage", ["cut", "changed"])
def test_a_damaged_file_is_noticed(archive: Archive, store: Store, fap: bytes, damage: str) -> None:
    archive.serve(RCSB, fap)
    path = fetch("1FAP", store).path
    path.write_bytes(fap[:-100] if damage == "cut" else fap[:1000] + b"?" + fap[1001:])
    with pytest.raises(DataError, match="cut short or changed; mend it with: mtorstruct store check --mend"):
        fetch("1FAP", store)
    assert [s.state for s in store.files()] == ["damaged"]
    store.clean()
    assert fetch("1FAP", store).path.read_bytes() == fap


def test_a_file_that_is_being_refreshed_is_not_taken_for_damaged(
    archive: Archive, store: Store, fap: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive.serve(RCSB, fap)
    path = fetch("1FAP", store).path
    path.write_bytes(b"the old one")

    def the_other_process_goes_on(seconds: float) -> None:
        if seconds:
            path.write_bytes(fap)

    monkeypatch.setattr("mtorstruct.archive.store.time.sleep", the_other_process_goes_on)
    assert fetch("1FAP", store).path.read_bytes() == fap


def test_a_file_that_may_not_be_read_is_named_and_kept(
    archive: Archive,
    store: Store,
    fap: bytes,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    archive.serve(RCSB, fap)
    path = fetch("1FAP", store).path
    os.utime(path)

    def forbidden(_: Path) -> str:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr("mtorstruct.archive.store.sha256_of", forbidden)
    with pytest.raises(DataError, match=r"cannot be read \(Permission denied\); check its permissions"):
        fetch("1FAP", store)
    assert [stored.state for stored in store.files()] == [UNREADABLE]
    assert store.clean() == []
    assert path.exists()
    assert main(["store", "check", "--mend", "--store", str(store.folder)]) == 3
    assert capsys.readouterr().err == f"mtorstruct: {path}: cannot be read; check its permissions\n"
    assert path.exists()
    # It is told beside what is damaged.
    monkeypatch.setattr(
        "mtorstruct.archive.store.sha256_of", lambda p: forbidden(p) if p == path else "another hash"
    )
    damaged = store.folder / "4dri.cif.gz"
    damaged.write_bytes(fap)
    record = read_record(path)
    assert record is not None
    write_record(damaged, record)
    assert main(["store", "check", "--store", str(store.folder)]) == 3
    told = capsys.readouterr().err
    assert "1 damaged; mend with" in told
    assert f"{path}: cannot be read" in told


def test_a_file_that_was_only_touched_is_hashed_once(archive: Archive, store: Store, fap: bytes) -> None:
    archive.serve(RCSB, fap)
    path = fetch("1FAP", store).path
    os.utime(path)
    before = read_record(path)
    assert fetch("1FAP", store).from_store
    after = read_record(path)
    assert before is not None
    assert after is not None
    assert before.stamp != after.stamp
    assert before.sha256 == after.sha256


def test_a_file_that_somebody_put_there_is_taken_as_it_is(store: Store, fap: bytes) -> None:
    store.make()
    (store.folder / "1FAP.cif.gz").write_bytes(fap)
    found = fetch("1FAP", store, offline=True)
    assert (found.url, found.from_store) == ("", True)
    assert [s.state for s in store.files()] == ["no_record"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [("6BCX", "6BCX"), ("6bcx", "6BCX"), ("pdb_00006bcx", "6BCX"), ("PDB_00006BCX", "6BCX"),
     ("af-p42345-f1", "AF-P42345-F1"), ("P42345", "AF-P42345-F1"), ("Q8N122", "AF-Q8N122-F1")],
)  # fmt: skip
def test_ids(text: str, expected: str) -> None:
    assert entry_id(text).id == expected


def test_no_store_can_be_made_where_a_file_is(archive: Archive, tmp_path: Path, fap: bytes) -> None:
    archive.serve(RCSB, fap)
    (tmp_path / "file").write_text("")
    with pytest.raises(MtorStructError, match="the store cannot be made"):
        fetch("1FAP", Store(tmp_path / "file" / "store"))


@pytest.mark.parametrize("call", ["filelock.FileLock.acquire", "tempfile.mkstemp"])
def test_a_store_that_cannot_be_written_is_named(
    archive: Archive, store: Store, fap: bytes, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    archive.serve(RCSB, fap)

    def forbidden(*_: object, **__: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(call, forbidden)
    with pytest.raises(DataError) as raised:
        fetch("1FAP", store)
    assert str(raised.value).startswith(f"{store.folder}: the store cannot be written (Permission denied); ")
