"""One polite HTTP client: time limits, retries with patience, and limits on what a server may send."""

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
from urllib.parse import urljoin, urlsplit

from mtorstruct.errors import RemoteError
from mtorstruct.version import __version__

if TYPE_CHECKING:
    import requests

USER_AGENT = f"mtorstruct/{__version__} (structural annotation of mTOR mutations)"

RETRIED = frozenset({403, 408, 425, 429, 500, 502, 503, 504})
"""Answers after which it is worth asking again."""

T = TypeVar("T")

MAX_REDIRECTS = 5
CHUNK = 1 << 16

Progress = Callable[[int, int], None]
"""Called with the bytes received and the bytes announced (0 where the server does not say)."""


@dataclass(frozen=True)
class Limits:
    """What a download may take: seconds, tries and bytes."""

    connect_s: float = 10.0
    read_s: float = 30.0
    whole_s: float = 900.0
    grace_s: float = 20.0
    least_bytes_per_s: float = 1000.0
    tries: int = 5
    backoff_s: float = 1.0
    longest_wait_s: float = 60.0
    max_bytes: int = 500_000_000


@dataclass(frozen=True)
class Answer:
    """What came with a download: the address in the end, and the server's mark of this version."""

    url: str
    etag: str


class NotFoundError(RemoteError):
    """The server does not have it."""


class NoNetworkError(RemoteError):
    """The server's name means nothing here: mostly, there is no network."""


class Client:
    """Fetches files; one session, so that connections are used again."""

    def __init__(self, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()
        self._session: requests.Session | None = None

    def download(self, url: str, target: Path, progress: Progress | None = None) -> Answer:
        """Download a file.

        Raises
        ------
        NotFoundError
            The server does not have it (404, 410).
        NoNetworkError
            The name of the server cannot be resolved.
        RemoteError
            It could not be had; the message says why.
        """

        def once() -> Answer:
            with target.open("wb") as file:
                return self._once(url, file, progress)

        return self._patiently(url, once)

    def json(self, url: str) -> Any:
        """Content of a JSON document; the errors are those of `download`, and a document that is no JSON."""

        def once() -> bytes:
            content = io.BytesIO()
            self._once(url, content, None)
            return content.getvalue()

        try:
            return json.loads(self._patiently(url, once))
        except (ValueError, RecursionError) as err:
            raise RemoteError("the answer is not JSON", where=url, mend="try again later") from err

    def _patiently(self, url: str, once: Callable[[], T]) -> T:
        for attempt in range(1, self.limits.tries + 1):
            try:
                return once()
            except _TransientError as err:
                wait = self._wait(attempt, err.retry_after)
                if attempt == self.limits.tries or wait is None:
                    asked = f"asked {attempt} time{'s' if attempt > 1 else ''}"
                    raise RemoteError(
                        f"{err.reason} ({asked})",
                        where=url,
                        mend="try again later, or another source with --source",
                    ) from err
                time.sleep(wait)
        raise AssertionError("unreachable")

    def _wait(self, attempt: int, retry_after: float | None) -> float | None:
        """Seconds before the next try; None where the server asks for more patience than there is."""
        if retry_after is not None:
            return retry_after if retry_after <= self.limits.longest_wait_s else None
        longest = min(self.limits.longest_wait_s, self.limits.backoff_s * 2 ** (attempt - 1))
        return float(longest * (0.5 + random.random() / 2))

    def _get(self, url: str) -> requests.Response:
        """Ask, and follow redirects within the same host."""
        import requests

        if self._session is None:
            self._session = requests.Session()
            self._session.headers.update({"User-Agent": USER_AGENT, "Accept-Encoding": "identity"})
        here = url
        for _ in range(MAX_REDIRECTS + 1):
            try:
                response = self._session.get(
                    here,
                    stream=True,
                    allow_redirects=False,
                    timeout=(self.limits.connect_s, self.limits.read_s),
                )
            except requests.Timeout as err:
                raise _TransientError("the server does not answer in time") from err
            except requests.RequestException as err:
                if _is_unresolved(err):
                    raise NoNetworkError(
                        f"the name {urlsplit(here).hostname} cannot be resolved",
                        where=here,
                        mend="check the network connection",
                    ) from err
                raise _TransientError("the server cannot be reached") from err
            except ValueError as err:
                # Even without being asked to follow it, requests reads the address of a redirect.
                raise RemoteError(
                    "the server points to no address", where=here, mend="try another source with --source"
                ) from err
            if not response.is_redirect:
                self._judge(response, here)
                return response
            response.close()
            there = _next_address(here, response.headers["Location"])
            if not there:
                raise RemoteError(
                    "the server points to another host", where=here, mend="try another source with --source"
                )
            here = there
        raise RemoteError(
            "the server redirects in a circle", where=url, mend="try another source with --source"
        )

    @staticmethod
    def _judge(response: requests.Response, url: str) -> None:
        status = response.status_code
        if status == 200:
            return
        response.close()
        if status in (404, 410):
            raise NotFoundError("there is no such entry", where=url, mend="check the id")
        if status in RETRIED:
            raise _TransientError(
                f"the server answers {status}", _retry_after(response.headers.get("Retry-After"))
            )
        raise RemoteError(f"the server answers {status}", where=url, mend="try another source with --source")

    def _once(self, url: str, file: IO[bytes], progress: Progress | None) -> Answer:
        import requests
        import urllib3

        with self._get(url) as response:
            stated = response.headers.get("Content-Length", "").strip()
            announced = int(stated) if stated.isdecimal() else 0
            if announced > self.limits.max_bytes:
                raise RemoteError(
                    f"the file has {announced:,} bytes, more than {self.limits.max_bytes:,}",
                    where=url,
                    mend="it is no structure of mTOR",
                )
            try:
                received = self._receive(response, url, file, announced, progress)
            except (requests.RequestException, urllib3.exceptions.HTTPError, ConnectionError) as err:
                raise _TransientError("the connection broke") from err
            if announced and received != announced:
                raise _TransientError(f"the connection broke after {received:,} of {announced:,} bytes")
            return Answer(response.url, response.headers.get("ETag", ""))

    def _receive(
        self,
        response: requests.Response,
        url: str,
        file: IO[bytes],
        announced: int,
        progress: Progress | None,
    ) -> int:
        limits, received, start = self.limits, 0, time.monotonic()
        # read1 returns what has arrived; read would wait for a whole chunk from a server that trickles.
        while chunk := response.raw.read1(CHUNK, decode_content=False):
            file.write(chunk)
            received += len(chunk)
            seconds = time.monotonic() - start
            if received > limits.max_bytes:
                raise RemoteError(
                    f"the server sends more than {limits.max_bytes:,} bytes",
                    where=url,
                    mend="it is no structure of mTOR",
                )
            too_slow = seconds > limits.grace_s and received / seconds < limits.least_bytes_per_s
            if seconds > limits.whole_s or too_slow:
                raise RemoteError(
                    f"the server is too slow ({received:,} bytes in {seconds:.0f} s)",
                    where=url,
                    mend="try again later, or another source with --source",
                )
            if progress is not None:
                progress(received, announced)
        return received


class _TransientError(Exception):
    """Worth another try; `retry_after` is what the server asked for, in seconds."""

    def __init__(self, reason: str, retry_after: float | None = None) -> None:
        super().__init__(reason)
        self.reason, self.retry_after = reason, retry_after


def _is_unresolved(err: requests.RequestException) -> bool:
    """Whether the name of the server (or of the proxy) could not be resolved; asking again would not help."""
    import urllib3

    reason = getattr(err.args[0], "reason", None) if err.args else None
    while reason is not None and not isinstance(reason, urllib3.exceptions.NameResolutionError):
        reason = getattr(reason, "original_error", None)
    return reason is not None


def _next_address(here: str, location: str) -> str:
    """Where a redirect leads; empty if to another host, or out of https."""
    there = urljoin(here, location)
    old, new = urlsplit(here), urlsplit(there)
    return there if old.hostname == new.hostname and new.scheme in (old.scheme, "https") else ""


def _retry_after(value: str | None) -> float | None:
    """Seconds of a ``Retry-After``, which is a number or a date."""
    if not value:
        return None
    if value.strip().isdigit():
        return float(value)
    try:
        return max(0.0, email.utils.parsedate_to_datetime(value).timestamp() - time.time())
    except (TypeError, ValueError):
        return None
