"""A real HTTP server on loopback, under the archives' own addresses, that misbehaves on request."""

from __future__ import annotations

import contextlib
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from mtorstruct.archive.client import Limits
from mtorstruct.archive.store import Store

Behaviour = Callable[[BaseHTTPRequestHandler], None]

QUICK = Limits(
    connect_s=2,
    read_s=2,
    whole_s=4,
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
    for source in ("RCSB", "PDBE", "PDBJ", "ALPHAFOLD", "JSDELIVR", "UNPKG", "ENSEMBL", "NCBI"):
        monkeypatch.setenv(f"MTORSTRUCT_URL_{source}", f"{made.address}/{source.lower()}")
    for name in ("MTORSTRUCT_OFFLINE", "MTORSTRUCT_SOURCES", "MTORSTRUCT_STORE", "MTORSTRUCT_SHARED_STORE"):
        monkeypatch.delenv(name, raising=False)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
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
