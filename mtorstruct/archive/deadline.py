"""A deadline for every byte of an answer.

The time limit of a socket applies to one read: a server that sends a byte of a header line now and then, or
one ``100 Continue`` after another, never meets it. Here each read gets the time left until the deadline.
"""

from __future__ import annotations

import http.client
import io
import socket
import time
from dataclasses import dataclass
from typing import Any

from requests.adapters import HTTPAdapter


@dataclass
class Deadline:
    """A time on the monotonic clock; `read_s` is the longest pause between two bytes."""

    read_s: float
    at: float = 0.0
    _begun: http.client.HTTPResponse | None = None

    @property
    def left(self) -> float:
        """Return the seconds left; below zero after the deadline."""
        return self.at - time.monotonic()

    def begin(self, answer: http.client.HTTPResponse) -> None:
        """Register an answer that is being read."""
        self._begun = answer

    def abandon(self) -> None:
        """Close the last registered answer: one with a wrong header is returned to no caller who would."""
        if self._begun is not None:
            self._begun.close()


class DeadlineAdapter(HTTPAdapter):
    """Transport of requests whose answers meet a deadline, or end like a socket's time-out."""

    def __init__(self, deadline: Deadline) -> None:
        self._deadline = deadline
        super().__init__()

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        """Create the connection pools."""
        super().init_poolmanager(*args, **kwargs)
        self._bind(self.poolmanager)

    def proxy_manager_for(self, proxy: str, **kwargs: Any) -> Any:
        """Return connection pools through a proxy."""
        known = proxy in self.proxy_manager
        manager = super().proxy_manager_for(proxy, **kwargs)
        if not known:
            self._bind(manager)
        return manager

    def _bind(self, manager: Any) -> None:
        """Give the deadline to the connections of a manager."""
        bound = {"response_class": _response_class(self._deadline)}
        manager.pool_classes_by_scheme = {
            scheme: type(
                pool.__name__, (pool,), {"ConnectionCls": type("Bound", (pool.ConnectionCls,), bound)}
            )
            for scheme, pool in manager.pool_classes_by_scheme.items()
        }


def _response_class(deadline: Deadline) -> type[http.client.HTTPResponse]:
    class Response(http.client.HTTPResponse):
        def __init__(self, sock: socket.socket, *args: Any, **kwargs: Any) -> None:
            super().__init__(sock, *args, **kwargs)
            self.fp: Any = io.BufferedReader(_Bytes(self.fp.detach(), sock, deadline))
            deadline.begin(self)

    return Response


class _Bytes(io.RawIOBase):
    """Bytes of a socket, until the deadline."""

    def __init__(self, raw: io.RawIOBase, sock: socket.socket, deadline: Deadline) -> None:
        self._raw, self._sock, self._deadline = raw, sock, deadline

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        left = self._deadline.left
        if left <= 0:
            raise TimeoutError("the deadline is over")
        self._sock.settimeout(min(self._deadline.read_s, left))
        count: int | None = self._raw.readinto(buffer)
        return count

    def close(self) -> None:
        if not self.closed:
            self._raw.close()
        super().close()
