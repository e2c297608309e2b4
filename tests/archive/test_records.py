"""Files and their records: replaced as a pair, and never believed without having been read."""

from __future__ import annotations

import gzip
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from mtorstruct.archive import locate
from mtorstruct.archive.fetching import FetchedEntry, FetchOptions, fetch_entry
from mtorstruct.archive.ids import entry_id
from mtorstruct.archive.records import read_records, record_path
from mtorstruct.archive.store import ODD_RECORD, Store
from mtorstruct.cli.main import main
from mtorstruct.errors import DataError
from mtorstruct.files.paths import sha256_of
from mtorstruct.structure.loading import load

from ..loopback import QUICK, Archive, send

RCSB = "/rcsb/download/1FAP.cif.gz"


def fetch(store: Store, **changes: object) -> FetchedEntry:
    options = FetchOptions(**{"limits": QUICK, "format": "mmcif", "source": "rcsb", **changes})  # type: ignore[arg-type]
    return fetch_entry("1FAP", store=store, options=options)


@pytest.fixture
def newer(fap: bytes) -> bytes:
    """1FAP as it might be after a revision."""
    return gzip.compress(gzip.decompress(fap).replace(b"2024-02-07", b"2025-03-09"), mtime=0)


@pytest.fixture
def kept(archive: Archive, store: Store, fap: bytes) -> Path:
    """1FAP in the store."""
    archive.serve(RCSB, fap)
    return fetch(store).path


# A pair ---------------------------------------------------------------------------------------------------

KILLED = """
import os, signal, sys
from pathlib import Path
from mtorstruct.archive.fetching import FetchOptions, fetch_entry

left, replace = int(sys.argv[1]), Path.replace

def killed(self, target):
    global left
    left -= 1
    if left < 0:
        os.kill(os.getpid(), signal.SIGKILL)
    return replace(self, target)

Path.replace = killed
fetch_entry("1FAP", options=FetchOptions(format="mmcif", source="rcsb", refresh=True, offline=False))
"""


def refresh_killed(store: Store, after: int) -> int:
    """Refresh in a process that is killed before it gives a name to a file for the n-th time."""
    environment = {**os.environ, "MTORSTRUCT_STORE": str(store.folder)}
    return subprocess.run([sys.executable, "-c", KILLED, str(after)], env=environment, check=False).returncode


@pytest.mark.parametrize("after", [0, 1, 2, 3])
def test_a_refresh_that_is_killed_at_any_step(
    archive: Archive, store: Store, kept: Path, fap: bytes, newer: bytes, after: int
) -> None:
    archive.serve(RCSB, newer, etag='"v2"')
    assert refresh_killed(store, after) == (-signal.SIGKILL if after < 3 else 0)
    content = newer if after > 1 else fap
    assert kept.read_bytes() == content
    assert locate("1FAP", store=store.folder, offline=True)[:2] == (kept, sha256_of(kept))
    (stored,) = (s for s in store.files() if s.path == kept)
    assert stored.state == "whole"
    assert stored.record is not None
    assert (stored.record.etag, stored.record.sha256) == ('"v2"' if after > 1 else '"v1"', sha256_of(kept))
    # A change is noticed as before, and the next refresh ends as it should.
    kept.write_bytes(content[:-1])
    with pytest.raises(DataError, match="cut short or changed"):
        fetch(store)
    assert fetch(store, refresh=True).path.read_bytes() == newer
    assert len(read_records(kept)) == 1


def test_a_file_of_the_user_survives_a_refresh_that_is_killed(
    archive: Archive, store: Store, fap: bytes, newer: bytes
) -> None:
    store.make()
    own = store.folder / "1fap.cif.gz"
    own.write_bytes(fap)
    archive.serve(RCSB, newer)
    assert refresh_killed(store, 1) == -signal.SIGKILL
    found = fetch(store, offline=True)
    assert (found.path, found.url, found.sha256) == (own, "", sha256_of(own))
    assert own.read_bytes() == fap


def test_whoever_reads_during_refreshes_sees_one_or_the_other(
    archive: Archive, store: Store, kept: Path, fap: bytes, newer: bytes
) -> None:
    code = (
        "from mtorstruct.archive.fetching import FetchOptions, fetch_entry\n"
        "options = FetchOptions(format='mmcif', source='rcsb', refresh=True, offline=False)\n"
        "for _ in range(30): fetch_entry('1FAP', options=options)\n"
    )
    served = iter(range(1000))
    archive.behave(RCSB, lambda h: send(h, 200, (fap, newer)[next(served) % 2]))
    process = subprocess.Popen(
        [sys.executable, "-c", code], env={**os.environ, "MTORSTRUCT_STORE": str(store.folder)}
    )
    n_read, deadline = 0, time.monotonic() + 60
    while process.poll() is None and time.monotonic() < deadline:
        os.utime(kept)
        assert store.find(entry_id("1FAP")) == kept
        n_read += 1
    assert process.wait(5) == 0
    assert n_read > 30
    assert [s.state for s in store.files()] == ["whole"]


def test_a_touched_file_is_not_noted_while_another_process_replaces_it(store: Store, kept: Path) -> None:
    before = record_path(kept).read_bytes()
    os.utime(kept)
    with store.lock("1fap"):
        assert fetch(store).path == kept
        assert record_path(kept).read_bytes() == before
    fetch(store)
    assert record_path(kept).read_bytes() != before


STORM = """
import os, random, signal, sys, time
from mtorstruct.archive.fetching import FetchOptions, fetch_entry
import mtorstruct.structure.reading

chance, killed, running = random.Random(20), 0, {}

def reap(options):
    "Take note of one that has ended; False if none has."
    global killed
    pid, status = os.waitpid(-1, options)
    if pid:
        del running[pid]
        killed += os.WIFSIGNALED(status)
        assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0
    return pid > 0

for n in range(100):
    pid = os.fork()
    if pid == 0:
        options = FetchOptions(format="mmcif", source="rcsb", refresh=n % 3 > 0, offline=False)
        fetch_entry(("1FAP", "2FAP", "3FAP")[n % 3 - n % 2], options=options)
        os._exit(0)
    running[pid] = n
    if n % 2:
        time.sleep(chance.uniform(0, 0.2))
        # Only one that lives can be killed.
        while len(running) > 1 and reap(os.WNOHANG):
            pass
        os.kill(chance.choice(list(running)), signal.SIGKILL)
    while len(running) > 8 or (n == 99 and running):
        reap(0)
print(killed)
"""


@pytest.mark.slow
def test_a_storm_of_100_processes_of_which_many_are_killed(
    archive: Archive, store: Store, fap: bytes, newer: bytes
) -> None:
    served = iter(range(1000))
    for name in (b"1FAP", b"2FAP", b"3FAP"):
        versions = [gzip.compress(gzip.decompress(text).replace(b"1FAP", name)) for text in (fap, newer)]
        archive.behave(
            f"/rcsb/download/{name.decode()}.cif.gz", lambda h, v=versions: send(h, 200, v[next(served) % 2])
        )
    environment = {**os.environ, "MTORSTRUCT_STORE": str(store.folder)}
    done = subprocess.run(
        [sys.executable, "-c", STORM], env=environment, check=True, timeout=110, capture_output=True
    )
    assert int(done.stdout) > 10
    stored = {s.path.name: s.state for s in store.files() if s.state != "left_over"}
    assert stored == dict.fromkeys(("1fap.cif.gz", "2fap.cif.gz", "3fap.cif.gz"), "whole")
    archive.asked.clear()
    for name in ("1FAP", "2FAP", "3FAP"):
        assert fetch_entry(name, store=store, options=FetchOptions(offline=True)).from_store
    for left in store.folder.glob(".partial-*"):
        os.utime(left, (0, 0))
    store.clean()
    assert len([p for p in store.folder.iterdir() if not p.name.startswith(".lock-")]) == 6


def test_400_flipped_bits_are_noticed_or_change_nothing(
    archive: Archive, store: Store, fap: bytes, binary_fap: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Size, time and inode stay as they were, as they do where a disk forgets."""
    monkeypatch.setattr("mtorstruct.archive.store.REFRESH_SECONDS", 0)
    chance = random.Random(400)
    n_noticed = 0
    for file_format, content in (("mmcif", fap), ("mmcif", gzip.decompress(fap)), ("bcif", binary_fap),
                                 ("bcif", gzip.decompress(binary_fap))):  # fmt: skip
        archive.serve(RCSB if file_format == "mmcif" else "/rcsb_models/1fap.bcif.gz", content)
        path = fetch(store, format=file_format, refresh=True).path
        expected, time_ns = load(path).atoms.xyz, path.stat().st_mtime_ns
        for _ in range(100):
            at = chance.randrange(len(content))
            flipped = content[:at] + bytes([content[at] ^ 1 << chance.randrange(8)]) + content[at + 1 :]
            for written in (flipped, content):
                with path.open("r+b") as file:
                    file.write(written)
                os.utime(path, ns=(time_ns, time_ns))
                if written == content:
                    continue
                try:
                    assert np.array_equal(load("1FAP", store=store.folder).atoms.xyz, expected)
                except DataError:
                    n_noticed += 1
        store.forget([path])
    assert n_noticed > 380


# Odd records ----------------------------------------------------------------------------------------------


def with_values(**values: object) -> Callable[[Path], None]:
    def change(record: Path) -> None:
        record.write_text(json.dumps(json.loads(record.read_text()) | values))

    return change


def holding(content: bytes) -> Callable[[Path], None]:
    return lambda record: void(record.write_bytes(content))


def void(_: object) -> None: ...


def instead(make: Callable[[Path], object]) -> Callable[[Path], None]:
    def change(record: Path) -> None:
        record.unlink()
        make(record)

    return change


ODD: dict[str, Callable[[Path], None]] = {
    "a hash that is a list": with_values(sha256=["x"]),
    "a hash that is none": with_values(sha256="x" * 64),
    "a hash in other letters": with_values(sha256="A" * 64),
    "a size that is text": with_values(size="12"),
    "a size that is a truth value": with_values(size=True),
    "a size that no file has": with_values(size=10**30),
    "half a letter in the address": with_values(url="\ud800"),
    "a stamp that is text": with_values(stamp="now"),
    "a stamp of lists": with_values(stamp=[[], [], []]),
    "an earlier file that is a list": with_values(earlier=[1]),
    "no address": with_values(url=None),
    "nothing in it": holding(b""),
    "no JSON": holding(b"sha256: x"),
    "half of it": lambda record: void(record.write_bytes(record.read_bytes()[:100])),
    "no text": holding(b"\xff\xfe\x00\x80"),
    "zeros": holding(b"\0" * 300),
    "too deep": holding(b"[" * 60_000 + b"]" * 60_000),
    "too deep in a map": holding(b'{"sha256":' * 6_000 + b"1" + b"}" * 6_000),
    "a number of 5,000 digits": holding(b'{"size": ' + b"9" * 5000 + b"}"),
    "longer than any": holding(b" " * 70_000 + b"{}"),
    "a list": holding(b"[]"),
    "a record of something else": holding(b'{"pLDDT": [90, 91]}'),
    "a pipe": instead(os.mkfifo),
    "a device": instead(lambda record: record.symlink_to("/dev/zero")),
    "a link to nowhere": instead(lambda record: record.symlink_to("nowhere")),
    "a link to itself": instead(lambda record: record.symlink_to(record.name)),
    "a folder": instead(Path.mkdir),
}


@pytest.mark.parametrize("case", ODD)
def test_an_odd_record_is_one_line_and_never_none(
    archive: Archive,
    store: Store,
    kept: Path,
    fap: bytes,
    case: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ODD[case](record_path(kept))
    for ask in (lambda: fetch(store), lambda: locate("1FAP", store=store.folder, offline=True)):
        with pytest.raises(
            DataError, match=r"its record 1fap\.cif\.gz\.json .*: it cannot be checked"
        ) as raised:
            ask()
        assert str(raised.value).endswith(f"mtorstruct store check --mend --store {store.folder}")
    assert [(s.path, s.state) for s in store.files()] == [(kept, ODD_RECORD)]
    assert store.clean() == []
    command = ["store", "check", "--store", str(store.folder)]
    assert main([*command, "--output", os.devnull]) == 3
    assert capsys.readouterr().err == (
        "mtorstruct: 1 with a record that cannot be read; mend with: mtorstruct store check --mend\n"
    )
    # Without an archive the file stays.
    archive.answers.clear()
    monkeypatch.setenv("MTORSTRUCT_OFFLINE", "0")
    assert main([*command, "--mend", "--output", os.devnull]) != 0
    assert kept.read_bytes() == fap
    archive.serve(RCSB, fap)
    mended = main([*command, "--mend", "--output", os.devnull])
    told = capsys.readouterr().err
    if case == "a folder":
        assert "the store cannot be written (Is a directory)" in told
        assert kept.read_bytes() == fap
        return
    assert mended == 0
    assert f"{kept}: is whole again" in told
    assert fetch(store).sha256 == sha256_of(kept)


def test_a_record_that_may_not_be_read(store: Store, kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = os.open

    def forbidden(path: object, *rest: int) -> int:
        if str(path).endswith(".json"):
            raise PermissionError(13, "Permission denied")
        return opened(path, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr("mtorstruct.archive.records.os.open", forbidden)
    with pytest.raises(DataError, match=r"cannot be read \(Permission denied\): it cannot be checked"):
        fetch(store)


def test_what_a_later_version_adds_to_a_record_does_not_switch_the_check_off(
    store: Store, kept: Path
) -> None:
    with_values(licence="CC0")(record_path(kept))
    assert fetch(store).sha256 == sha256_of(kept)
    kept.write_bytes(b"changed")
    with pytest.raises(DataError, match="cut short or changed"):
        fetch(store)


def test_a_pipe_among_the_files_is_passed_over(archive: Archive, store: Store, fap: bytes) -> None:
    store.make()
    os.mkfifo(store.folder / "1fap.bcif")
    archive.serve(RCSB, fap)
    assert fetch(store).path.name == "1fap.cif.gz"
    assert [s.path.name for s in store.files()] == ["1fap.cif.gz"]
