"""A real HTTP server on loopback, under the archives' own addresses, that misbehaves on request."""

from __future__ import annotations

import contextlib
import gzip
import socket
import ssl
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from mtorstruct.archive.client import Limits
from mtorstruct.archive.sources import BASES
from mtorstruct.archive.store import Store

from .formats import as_binarycif

Behaviour = Callable[[BaseHTTPRequestHandler], None]

QUICK = Limits(
    connect_s=2,
    read_s=1,
    head_s=2,
    whole_s=6,
    grace_s=1,
    tries=3,
    backoff_s=0.01,
    longest_wait_s=1.5,
    max_bytes=20_000_000,
)
"""Limits for tests: the same rules with less patience."""


@dataclass
class Archive:
    """The server: what it answers by path, and how often each path was asked for."""

    address: str
    answers: dict[str, Behaviour] = field(default_factory=dict)
    asked: Counter[str] = field(default_factory=Counter)
    agents: set[str] = field(default_factory=set)

    def serve(self, path: str, content: bytes, etag: str = '"v1"') -> None:
        """Answer a path with a file."""
        self.answers[path] = lambda handler: send(handler, 200, content, {"ETag": etag})

    def behave(self, path: str, behaviour: Behaviour) -> None:
        """Answer a path in some other way."""
        self.answers[path] = behaviour


def send(
    handler: BaseHTTPRequestHandler, status: int, body: bytes = b"", headers: dict[str, str] | None = None
) -> None:
    """Send a whole answer."""
    handler.send_response(status)
    for name, value in ({"Content-Length": str(len(body))} | (headers or {})).items():
        handler.send_header(name, value)
    handler.end_headers()
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):
        handler.wfile.write(body)


@pytest.fixture
def archive(monkeypatch: pytest.MonkeyPatch) -> Iterator[Archive]:
    """Server that stands for all archives; what it was not told to answer is not found."""
    made = Archive("")

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            made.asked[self.path] += 1
            made.agents.add(self.headers.get("User-Agent", ""))
            made.answers.get(self.path, lambda handler: send(handler, 404))(self)

        def log_message(self, *_: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    made.address = f"http://127.0.0.1:{server.server_port}"
    for source in BASES:
        monkeypatch.setenv(f"MTORSTRUCT_URL_{source.upper()}", f"{made.address}/{source}")
    for name in ("MTORSTRUCT_OFFLINE", "MTORSTRUCT_SOURCES", "MTORSTRUCT_STORE", "MTORSTRUCT_SHARED_STORE"):
        monkeypatch.delenv(name, raising=False)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield made
    server.shutdown()
    server.server_close()


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """An empty store."""
    return Store(tmp_path / "store")


@pytest.fixture(scope="session")
def fap(shared_structures: Path) -> bytes:
    """1FAP as the archives serve it: gzipped mmCIF."""
    return (shared_structures / "1fap.cif.gz").read_bytes()


@pytest.fixture(scope="session")
def binary_fap(fap: bytes) -> bytes:
    """1FAP as BinaryCIF, gzipped; every category of the text is in it."""
    return gzip.compress(as_binarycif(gzip.decompress(fap).decode()), mtime=0)


Talk = Callable[[socket.socket], None]
"""What a server does with one connection, after it has read the question."""


@dataclass
class Liar:
    """A server below HTTP: what it sends, byte by byte, is a function.

    `met` counts connections, `asked` questions; `tls` is there where it speaks TLS.
    """

    address: str
    talk: Talk = lambda connection: None
    met: int = 0
    asked: int = 0
    tls: ssl.SSLContext | None = None


@pytest.fixture
def liar(monkeypatch: pytest.MonkeyPatch, archive: Archive) -> Iterator[Liar]:
    """Server on loopback that stands for RCSB, which alone is asked."""
    listening = socket.create_server(("127.0.0.1", 0))
    made = Liar(f"http://127.0.0.1:{listening.getsockname()[1]}")

    def answer(connection: socket.socket) -> None:
        made.met += 1
        with contextlib.suppress(OSError):
            if made.tls is not None:
                connection = made.tls.wrap_socket(connection, server_side=True)
            with connection:
                connection.recv(65536)
                made.asked += 1
                made.talk(connection)

    def serve() -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = listening.accept()
                threading.Thread(target=answer, args=(connection,), daemon=True).start()

    threading.Thread(target=serve, daemon=True).start()
    monkeypatch.setenv("MTORSTRUCT_URL_RCSB", made.address)
    monkeypatch.delenv("MTORSTRUCT_URL_RCSB_MODELS")
    monkeypatch.setenv("MTORSTRUCT_SOURCES", "rcsb")
    yield made
    listening.close()
