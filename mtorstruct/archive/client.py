"""A polite HTTP client: time limits, retries with back-off, and limits on a server's answer."""

from __future__ import annotations

import email.utils
import io
import json
import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, TypeVar

from mtorstruct.archive.addresses import next_address
from mtorstruct.archive.failures import (
    NotFoundError,
    TransientError,
    UnreachableError,
    check_machine,
    told,
    too_slow,
)
from mtorstruct.errors import RemoteError
from mtorstruct.version import __version__

if TYPE_CHECKING:
    import requests

    from mtorstruct.archive.deadline import Deadline

USER_AGENT = f"mtorstruct/{__version__} (structural annotation of mTOR mutations)"

RETRIED = frozenset({403, 408, 425, 429, 500, 502, 503, 504})
"""Status codes after which a request is repeated."""

T = TypeVar("T")

MAX_REDIRECTS = 5
CHUNK = 1 << 16
MAX_JSON = 50_000_000
"""Largest size in bytes of an answer that is held in memory."""

Progress = Callable[[int, int], None]
"""Called with the bytes received and the bytes announced (0 if unknown)."""


@dataclass(frozen=True)
class Limits:
    """Limits of a download: seconds, tries and bytes.

    `read_s` is the longest pause between two bytes, `head_s` the time until an answer begins, with all of its
    header lines and redirects, and `whole_s` the time for everything, with all tries and pauses between them.
    """

    connect_s: float = 10.0
    read_s: float = 30.0
    head_s: float = 60.0
    whole_s: float = 900.0
    grace_s: float = 20.0
    least_bytes_per_s: float = 1000.0
    tries: int = 5
    backoff_s: float = 1.0
    longest_wait_s: float = 60.0
    max_bytes: int = 500_000_000


@dataclass(frozen=True)
class Answer:
    """Metadata of a download.

    Attributes
    ----------
    url : str
        The final address.
    etag : str
        The server's version tag.
    counted : bool
        Whether the server said how long it is.
    """

    url: str
    etag: str
    counted: bool


class Client:
    """Client that downloads files in one session, so that connections are reused."""

    def __init__(self, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()
        self._session: requests.Session | None = None
        self._deadline: Deadline

    def download(self, url: str, target: Path, progress: Progress | None = None) -> Answer:
        """Download a file.

        Raises
        ------
        NotFoundError
            The server does not have it (404, 410).
        NoNetworkError
            The name of the server cannot be resolved.
        RemoteError
            The download failed; the message gives the reason.
        """

        def once(end: float) -> Answer:
            with target.open("wb") as file:
                return self._once(url, file, progress, end, self.limits.max_bytes)

        return self._patiently(url, once)

    def json(self, url: str) -> Any:
        """Return the content of a JSON document; the errors are those of `download`, or invalid JSON."""

        def once(end: float) -> bytes:
            content = io.BytesIO()
            self._once(url, content, None, end, min(MAX_JSON, self.limits.max_bytes))
            return content.getvalue()

        answer = self._patiently(url, once)
        try:
            return json.loads(answer)
        except (ValueError, RecursionError) as err:
            raise RemoteError("the answer is not JSON", where=url, hint="try again later") from err

    def _patiently(self, url: str, once: Callable[[float], T]) -> T:
        end = time.monotonic() + self.limits.whole_s
        for attempt in range(1, self.limits.tries + 1):
            try:
                return once(end)
            except TransientError as err:
                wait = self._wait(attempt, err.retry_after)
                if attempt == self.limits.tries or wait is None or time.monotonic() + wait > end:
                    asked = f"asked {attempt} time{'s' if attempt > 1 else ''}"
                    raise UnreachableError(
                        f"{err.reason} ({asked})",
                        where=url,
                        hint="try again later, or another source with --source",
                    ) from err
                time.sleep(wait)
        raise AssertionError("unreachable")

    def _wait(self, attempt: int, retry_after: float | None) -> float | None:
        """Return the back-off before the next try (s); None where the server asks for more than the limit."""
        if retry_after is not None:
            return retry_after if retry_after <= self.limits.longest_wait_s else None
        longest = min(self.limits.longest_wait_s, self.limits.backoff_s * 2 ** (attempt - 1))
        return float(longest * (0.5 + random.random() / 2))

    def _opened(self) -> requests.Session:
        """Return the session, made on first use."""
        if self._session is None:
            import requests

            from mtorstruct.archive.deadline import Deadline, DeadlineAdapter

            self._deadline = Deadline(self.limits.read_s)
            self._session = requests.Session()
            self._session.headers.update({"User-Agent": USER_AGENT, "Accept-Encoding": "identity"})
            for scheme in ("http://", "https://"):
                self._session.mount(scheme, DeadlineAdapter(self._deadline))
        return self._session

    def _get(self, url: str) -> requests.Response:
        """Send a request, and follow redirects within the same host and port."""
        check_machine(url)
        here = url
        for _ in range(MAX_REDIRECTS + 1):
            try:
                response = self._opened().get(
                    here,
                    stream=True,
                    allow_redirects=False,
                    timeout=(self.limits.connect_s, self.limits.read_s),
                )
            except (OSError, ValueError) as err:
                self._deadline.abandon()
                if self._deadline.left <= 0:
                    raise too_slow(here) from err
                raise told(err, here) from err
            if not response.is_redirect:
                self._judge(response, here)
                return response
            response.close()
            there = next_address(here, response.headers["Location"])
            if not there:
                raise RemoteError(
                    "the server points to another host or port",
                    where=here,
                    hint="try another source with --source",
                )
            here = there
        raise RemoteError(
            "the server redirects in a circle", where=url, hint="try another source with --source"
        )

    @staticmethod
    def _judge(response: requests.Response, url: str) -> None:
        status = response.status_code
        if status == 200:
            return
        response.close()
        if status in (404, 410):
            raise NotFoundError("there is no such entry", where=url, hint="check the id")
        if status in RETRIED:
            raise TransientError(
                f"the server answers {status}", _retry_after(response.headers.get("Retry-After"))
            )
        raise RemoteError(f"the server answers {status}", where=url, hint="try another source with --source")

    def _once(self, url: str, file: IO[bytes], progress: Progress | None, end: float, most: int) -> Answer:
        import requests
        import urllib3

        self._opened()
        self._deadline.at = min(end, time.monotonic() + self.limits.head_s)
        with self._get(url) as response:
            self._deadline.at = end
            announced = _length(response.headers.get("Content-Length"))
            if announced > most:
                raise _too_large(url, most)
            try:
                received = self._receive(response, url, file, announced, progress, most)
            except (requests.RequestException, urllib3.exceptions.HTTPError, ConnectionError) as err:
                if self._deadline.left <= 0:
                    raise too_slow(url) from err
                raise TransientError("the connection broke") from err
            if announced and received != announced:
                raise TransientError(f"the connection broke after {received:,} of {announced:,} bytes")
            return Answer(response.url, response.headers.get("ETag", ""), counted=announced > 0)

    def _receive(
        self,
        response: requests.Response,
        url: str,
        file: IO[bytes],
        announced: int,
        progress: Progress | None,
        most: int,
    ) -> int:
        limits, received, start = self.limits, 0, time.monotonic()
        # read1 returns what has arrived; read would wait for a whole chunk from a server that trickles.
        while chunk := response.raw.read1(CHUNK, decode_content=False):
            file.write(chunk)
            received += len(chunk)
            seconds = time.monotonic() - start
            if received > most:
                raise _too_large(url, most)
            if seconds > limits.grace_s and received / seconds < limits.least_bytes_per_s:
                raise too_slow(url)
            if progress is not None:
                progress(received, announced)
        return received


def _too_large(url: str, most: int) -> RemoteError:
    return RemoteError(
        f"the server sends more than {most:,} bytes", where=url, hint="it is not what was asked for"
    )


def _length(stated: str | None) -> int:
    """Return the bytes that a ``Content-Length`` announces; 0 where it is missing or invalid."""
    digits = (stated or "").strip().lstrip("0")
    # A longer number is no length, and int refuses some of them.
    return int(digits[:20]) if digits.isascii() and digits.isdecimal() else 0


def _retry_after(value: str | None) -> float | None:
    """Return the seconds of a ``Retry-After``, which is a number or a date."""
    stated = (value or "").strip()
    if stated.isascii() and stated.isdecimal():
        return float(stated)
    try:
        return max(0.0, email.utils.parsedate_to_datetime(stated).timestamp() - time.time())
    except (TypeError, ValueError, OverflowError, OSError):
        return None
