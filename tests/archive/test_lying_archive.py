"""A server that lies, on raw sockets: each ends in time, in one line, and leaves the store as it was."""

from __future__ import annotations

import gzip
import itertools
import json
import socket
import ssl
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from mtorstruct.archive.client import Limits, _length, _retry_after
from mtorstruct.archive.fetching import FetchedEntry, FetchOptions, fetch_entry
from mtorstruct.archive.sources import BASES, ORDER, base_url
from mtorstruct.archive.store import Store
from mtorstruct.cli.main import main
from mtorstruct.errors import MtorStructError, RemoteError, UsageError

from ..loopback import QUICK, Archive, Liar, Talk, send

ONCE = Limits(**{**QUICK.__dict__, "tries": 1})
HEAD = b"HTTP/1.1 200 OK\r\n"
CERTIFICATE = Path(__file__).parent.parent / "data" / "loopback.pem"
PATH = "/rcsb/download/1FAP.cif.gz"


def fetch(store: Store, entry: str = "1FAP", limits: Limits = ONCE, **changes: object) -> FetchedEntry:
    return fetch_entry(entry, store=store, options=FetchOptions(**{"limits": limits, **changes}))  # type: ignore[arg-type]


def why(store: Store, entry: str = "1FAP", limits: Limits = ONCE, **changes: object) -> str:
    """What is said of an entry that is not to be had; it is one line, and the store stays empty."""
    with pytest.raises(MtorStructError) as raised:
        fetch(store, entry, limits, **changes)
    assert "\n" not in str(raised.value)
    assert store.names() == []
    if store.folder.exists():
        assert not [p for p in store.folder.iterdir() if not p.name.startswith(".lock-")]
    return str(raised.value)


def again_and_again(piece: bytes, pause_s: float = 0.0, begin: bytes = b"") -> Talk:
    """A server that sends a beginning, and then the same without an end."""

    def talk(connection: socket.socket) -> None:
        connection.sendall(begin)
        for _ in itertools.count():
            connection.sendall(piece)
            time.sleep(pause_s)

    return talk


def at_once(answer: bytes) -> Talk:
    return lambda connection: connection.sendall(answer)


# Deadlines ------------------------------------------------------------------------------------------------

ENDLESS: dict[str, Talk] = {
    "a header line, byte by byte": again_and_again(b"x", 0.2, HEAD + b"X-Slow: "),
    "header lines, one by one": again_and_again(b"X: y\r\n", 0.2, HEAD),
    "a status line, byte by byte": again_and_again(b" ", 0.2, b"HTTP/1.1"),
    "100 Continue, slowly": again_and_again(b"HTTP/1.1 100 Continue\r\n\r\n", 0.2),
    "100 Continue, at full speed": again_and_again(b"HTTP/1.1 100 Continue\r\n\r\n"),
    "a size of a chunk, digit by digit": again_and_again(
        b"0", 0.2, HEAD + b"Transfer-Encoding: chunked\r\n\r\n"
    ),
}


@pytest.mark.parametrize("case", ENDLESS)
def test_an_answer_without_an_end(liar: Liar, store: Store, case: str) -> None:
    liar.talk = ENDLESS[case]
    start = time.monotonic()
    told = why(store, limits=QUICK)
    assert "the server is too slow" in told or "the server cannot be reached" in told
    assert time.monotonic() - start < QUICK.whole_s + 3


def test_a_body_as_fast_as_it_must_be_and_no_faster(liar: Liar, store: Store) -> None:
    """It never pauses, and never ends; what is too large ends it where the deadline does not."""
    liar.talk = again_and_again(b"x" * 1000, 0.2, HEAD + b"\r\n")
    start = time.monotonic()
    assert "the server is too slow" in why(store, limits=QUICK)
    assert time.monotonic() - start < QUICK.whole_s + 3
    liar.talk = again_and_again(b"x" * 100_000, 0, HEAD + b"\r\n")
    assert "the server sends more than 20,000,000 bytes" in why(store, limits=QUICK)


def test_redirects_share_one_deadline(liar: Liar, store: Store) -> None:
    def talk(connection: socket.socket) -> None:
        time.sleep(0.8)
        connection.sendall(
            b"HTTP/1.1 302 Found\r\nLocation: /next\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
        )

    liar.talk = talk
    assert "the server is too slow" in why(store)
    assert liar.asked <= 4


def test_all_tries_share_one_deadline(liar: Liar, store: Store) -> None:
    liar.talk = lambda connection: time.sleep(5)
    start = time.monotonic()
    patient = Limits(**{**QUICK.__dict__, "tries": 50, "whole_s": 3})
    assert "the server" in why(store, limits=patient)
    assert time.monotonic() - start < 5


# Numbers that are none ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "value", ["²", "9" * 5000, "-1", "1e9", "Mon, 01 Jan 99999 00:00:00 GMT", "nan", "\x00"]
)
def test_a_retry_after_that_is_no_number(liar: Liar, store: Store, value: str) -> None:
    stated = value.encode("latin-1")
    liar.talk = at_once(
        b"HTTP/1.1 503 Busy\r\nRetry-After: " + stated + b"\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
    )
    assert "the server answers 503" in why(store, limits=QUICK)


def test_a_retry_after_that_is_long(archive: Archive, store: Store) -> None:
    assert _retry_after("9" * 5000) == float("inf")
    assert _retry_after(None) is _retry_after("²") is _retry_after("") is None
    assert _retry_after(" 3 ") == 3


@pytest.mark.parametrize("value", ["9" * 5000, "²", "-1", "many", "1e3", "5, 6", ""])
def test_a_length_that_is_no_number(liar: Liar, store: Store, value: str) -> None:
    liar.talk = at_once(HEAD + b"Content-Length: " + value.encode("latin-1") + b"\r\n\r\nno")
    told = why(store, limits=QUICK)
    assert "20,000,000" in told if value.startswith("999") else "could not be fetched" in told
    assert len(told) < 400


def test_lengths_are_read() -> None:
    assert [_length(text) for text in (None, "", "0", "007", " 12 ", "²", "٣", "-1")] == [
        0,
        0,
        0,
        7,
        12,
        0,
        0,
        0,
    ]


# Where the end is -----------------------------------------------------------------------------------------


def test_text_without_a_length_needs_its_end_mark(liar: Liar, store: Store, fap: bytes) -> None:
    text = gzip.decompress(fap).rstrip()
    liar.talk = at_once(HEAD + b"Connection: close\r\n\r\n" + text.removesuffix(b"#"))
    assert "no end mark, and the server did not say how long it is" in why(store)
    liar.talk = at_once(HEAD + b"Connection: close\r\n\r\n" + text)
    assert fetch(store).path.read_bytes() == text


def test_gzip_without_a_length_needs_its_end(liar: Liar, store: Store, fap: bytes) -> None:
    liar.talk = at_once(HEAD + b"Connection: close\r\n\r\n" + fap[:-9])
    assert "the gzip stream is cut short or damaged" in why(store)
    liar.talk = at_once(HEAD + b"Connection: close\r\n\r\n" + fap)
    assert fetch(store).path.read_bytes() == fap


def test_chunks_that_break_off(liar: Liar, store: Store, fap: bytes) -> None:
    chunked = HEAD + b"Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
    liar.talk = at_once(chunked + b"%x\r\n" % len(fap) + fap[: len(fap) // 2])
    assert "the connection broke" in why(store)
    liar.talk = at_once(chunked + b"%x\r\n" % len(fap) + fap + b"\r\n")
    assert "the connection broke" in why(store)
    liar.talk = at_once(chunked + b"%x\r\n" % len(fap) + fap + b"\r\n0\r\n\r\n")
    assert fetch(store).path.read_bytes() == fap


def test_no_http_at_all(liar: Liar, store: Store) -> None:
    for answer in (b"", b"\0" * 100, b"SSH-2.0-OpenSSH\r\n", HEAD + b"x" * 70_000, HEAD + b"X: y\r\n" * 2000):
        liar.talk = at_once(answer)
        assert "could not be fetched" in why(store)


# Redirects ------------------------------------------------------------------------------------------------


@pytest.fixture
def other_port() -> Iterator[str]:
    """An address on this host that must not be asked."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        listening.setblocking(False)
        with pytest.raises(BlockingIOError):
            listening.accept()


def test_a_redirect_to_another_port(archive: Archive, store: Store, other_port: str) -> None:
    archive.behave(PATH, lambda handler: send(handler, 302, b"", {"Location": f"{other_port}/1fap.cif.gz"}))
    assert "the server points to another host or port" in why(store, source="rcsb", format="mmcif")


NOWHERE = (
    "http://[x", "http://127.0.0.1:x/", "ftp://127.0.0.1/", "file:///etc/passwd", "//localhost/x",
    "http://127.0.0.1@localhost/", "http://a..b/",
)  # fmt: skip


@pytest.mark.parametrize("location", NOWHERE)
def test_a_redirect_to_nowhere(archive: Archive, store: Store, location: str) -> None:
    archive.behave(PATH, lambda handler: send(handler, 302, b"", {"Location": location}))
    assert "the server points to " in why(store, source="rcsb", format="mmcif")
    assert archive.asked[PATH] == 1


def test_a_redirect_within_the_server(archive: Archive, store: Store, fap: bytes) -> None:
    archive.behave(PATH, lambda handler: send(handler, 302, b"", {"Location": "/elsewhere"}))
    archive.serve("/elsewhere", fap)
    assert fetch(store, format="mmcif").url == f"{archive.address}/elsewhere"


def test_an_alphafold_address_on_another_host(archive: Archive, store: Store, other_port: str) -> None:
    model = "AF-P42345-F1-model_v6.cif"
    for address in (
        f"{other_port}/{model}",
        f"http://localhost:1/{model}",
        f"ftp://127.0.0.1/{model}",
        "/x",
        "[/",
    ):
        answer = [{"entryId": "AF-P42345-F1", "cifUrl": address}]
        archive.serve("/alphafold/api/prediction/P42345", json.dumps(answer).encode())
        assert why(store, "P42345").startswith(
            "AF-P42345-F1: AlphaFold DB names an address on another host; "
        )


# What is wrong on this machine ----------------------------------------------------------------------------


NO_ADDRESS = (
    "files.rcsb.org", "ftp://files.rcsb.org", "http://", "http://[x", "http://a b", "http://host:port",
    "file:///mirror", "https://a..b",
)  # fmt: skip


@pytest.mark.parametrize("address", NO_ADDRESS)
def test_a_mirror_that_is_no_address(
    archive: Archive, store: Store, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setenv("MTORSTRUCT_URL_RCSB", address)
    monkeypatch.setenv("MTORSTRUCT_SOURCES", "rcsb,pdbe")
    with pytest.raises(UsageError, match=r"no address of a server; .*MTORSTRUCT_URL|^MTORSTRUCT_URL_RCSB: "):
        fetch(store, format="mmcif")
    assert archive.asked.total() == 0


def test_a_mirror_without_an_address_is_none(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MTORSTRUCT_URL_RCSB", "")
    assert base_url("rcsb") == BASES["rcsb"]


@pytest.mark.parametrize("content", [None, b"", b"no certificates\n", b"\xff\xfe\0"])
def test_a_ca_bundle_that_cannot_be_read(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes | None
) -> None:
    bundle = tmp_path / "bundle.pem"
    if content is not None:
        bundle.write_bytes(content)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(bundle))

    def closed(*_: object, **__: object) -> None:
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket, "create_connection", closed)
    with pytest.raises(UsageError, match=f"^REQUESTS_CA_BUNDLE: the CA bundle {bundle} cannot be read \\("):
        fetch(store, offline=False)


def test_what_is_wrong_here_is_said_once(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path / "missing.pem"))
    monkeypatch.delenv("MTORSTRUCT_OFFLINE", raising=False)
    assert main(["fetch", "1FAP", "4DRI", "5H64", "--store", str(store.folder)]) == 2
    assert capsys.readouterr().err.count("\n") == 1


@pytest.mark.parametrize("proxy", ["http://[x", "socks5://127.0.0.1:9", "nonsense://x", "http://"])
def test_a_proxy_that_cannot_be_used(
    archive: Archive, store: Store, monkeypatch: pytest.MonkeyPatch, proxy: str
) -> None:
    monkeypatch.setenv("MTORSTRUCT_URL_RCSB", "http://files.example")
    monkeypatch.setenv("http_proxy", proxy)
    told = why(store, source="rcsb", format="mmcif")
    assert "proxy" in told


@pytest.fixture
def tls(liar: Liar, store: Store, monkeypatch: pytest.MonkeyPatch) -> Liar:
    """The server behind a certificate that it signed itself."""
    liar.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    liar.tls.load_cert_chain(CERTIFICATE)
    monkeypatch.setenv("MTORSTRUCT_URL_RCSB", liar.address.replace("http:", "https:"))
    return liar


def test_a_certificate_that_nobody_trusts(tls: Liar, store: Store) -> None:
    told = why(store, limits=QUICK)
    assert "the certificate of 127.0.0.1 is not trusted (self-signed certificate)" in told
    assert told.count("https://") == 1
    assert tls.met <= 2


def test_a_certificate_that_this_machine_trusts(
    tls: Liar, store: Store, fap: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(CERTIFICATE))
    tls.talk = at_once(HEAD + b"Content-Length: %d\r\n\r\n" % len(fap) + fap)
    assert fetch(store).path.read_bytes() == fap
    tls.talk = ENDLESS["header lines, one by one"]
    with pytest.raises(RemoteError, match="the server is too slow"):
        fetch(store, refresh=True)


def test_a_server_without_tls(liar: Liar, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MTORSTRUCT_URL_RCSB", liar.address.replace("http:", "https:"))
    liar.talk = at_once(b"HTTP/1.1 400 Bad Request\r\n\r\n")
    assert "no secure connection to 127.0.0.1 (" in why(store, limits=QUICK)
    assert liar.met == 1
    liar.talk = at_once(b"")
    assert "the connection broke (asked 3 times)" in why(store, limits=QUICK)


def test_one_reason_of_all_archives_is_said_once(
    archive: Archive, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    for path in (PATH, "/pdbe/entry-files/download/1fap_updated.cif"):
        archive.behave(path, lambda handler: send(handler, 503))
    told = why(store, limits=QUICK, format="mmcif")
    assert told.count("the server answers 503") == 1
    assert told.count("http://") == 2


# The fourth place -----------------------------------------------------------------------------------------


def test_wwpdb_is_asked_last(archive: Archive, store: Store, fap: bytes) -> None:
    archive.serve("/wwpdb/pub/pdb/data/structures/divided/mmCIF/fa/1fap.cif.gz", fap)
    assert fetch(store).url.endswith("/wwpdb/pub/pdb/data/structures/divided/mmCIF/fa/1fap.cif.gz")
    assert [path.split("/")[1] for path in archive.asked] == [
        "rcsb_models", "rcsb", "pdbe", "pdbe", "pdbj", "wwpdb",
    ]  # fmt: skip
    archive.serve("/wwpdb/pub/pdb/data/assemblies/mmCIF/divided/fa/1fap-assembly1.cif.gz", fap)
    assert fetch(store, source="wwpdb", assembly=True).path.name == "1fap-assembly1.cif.gz"


def test_the_hosts_are_those_of_the_page_of_download_sites() -> None:
    hosts = {name: BASES[name] for name in ORDER}
    assert hosts == {
        "rcsb": "https://files.rcsb.org",
        "pdbe": "https://www.ebi.ac.uk/pdbe",
        "pdbj": "https://files.pdbj.org",
        "wwpdb": "https://files.wwpdb.org",
    }
