"""Errors of reaching a server: temporary ones, permanent ones, and faults of this machine."""

from __future__ import annotations

import os
import ssl
from functools import cache
from pathlib import Path

from mtorstruct.archive.addresses import server_of
from mtorstruct.errors import MtorStructError, RemoteError, UsageError


class NotFoundError(RemoteError):
    """The server does not have the file."""


class UnreachableError(RemoteError):
    """The server does not answer, is too slow, or is too busy, after all retries."""


class NoNetworkError(UnreachableError):
    """The server's name cannot be resolved, mostly for want of a network."""


class TransientError(Exception):
    """A failure worth a retry; `retry_after` is the server's request in seconds; internal to this room."""

    def __init__(self, reason: str, retry_after: float | None = None) -> None:
        super().__init__(reason)
        self.reason, self.retry_after = reason, retry_after


def too_slow(url: str) -> UnreachableError:
    """Return the error for a server that takes too long."""
    return UnreachableError(
        "the server is too slow", where=url, hint="try again later, or another source with --source"
    )


def told(err: Exception, url: str) -> Exception:
    """Translate an error of requesting an address, from requests or the layers below it."""
    import requests
    from requests.exceptions import InvalidProxyURL, InvalidSchema, InvalidURL, SSLError

    if isinstance(err, requests.Timeout):
        return TransientError("the server does not answer in time")
    if isinstance(err, InvalidProxyURL | InvalidSchema):
        return _of_proxy()
    if isinstance(err, SSLError):
        return _of_tls(err, url)
    if isinstance(err, InvalidURL) or not isinstance(err, OSError):
        return _of_address(err, url)
    return _of_connection(err, url)


def _of_proxy() -> UsageError:
    return UsageError(
        "the proxy cannot be used: its address is wrong, or of a kind that is not known",
        where=_variable("HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY"),
        hint="give an address such as http://proxy.example.org:3128, or unset it",
    )


def _of_address(err: Exception, url: str) -> MtorStructError:
    import requests
    import urllib3

    try:
        requests.Request("GET", url).prepare()
        is_address = not isinstance(err, urllib3.exceptions.LocationParseError)
    except ValueError:
        is_address = False
    if not is_address:
        return UsageError("is no address of a server", where=url, hint="mend what MTORSTRUCT_URL_... names")
    # Even without being asked to follow it, requests reads the address of a redirect.
    return RemoteError("the server points to no address", where=url, hint="try another source with --source")


def _of_connection(err: OSError, url: str) -> Exception:
    import requests
    import urllib3

    if _cause(err, urllib3.exceptions.NameResolutionError):
        return NoNetworkError(
            f"the name {_host(url)} cannot be resolved", where=url, hint="check the network connection"
        )
    if not isinstance(err, requests.RequestException):
        # Before it opens a connection, requests looks for the certificates that it brings along.
        return UsageError("the certificates of this machine cannot be read", hint="install certifi again")
    broken = "the proxy" if isinstance(err, requests.exceptions.ProxyError) else "the server"
    return TransientError(f"{broken} cannot be reached")


def _of_tls(err: Exception, url: str) -> Exception:
    """Translate a TLS failure: a broken connection, or one that will fail again."""
    cause = _cause(err, ssl.SSLError)
    if isinstance(cause, ssl.SSLEOFError | ssl.SSLZeroReturnError):
        return TransientError("the connection broke")
    if isinstance(cause, ssl.SSLCertVerificationError):
        why = f"the certificate of {_host(url)} is not trusted ({cause.verify_message})"
        hint = "name the certificates of your network with REQUESTS_CA_BUNDLE, or check the clock"
    else:
        reason = getattr(cause, "reason", None) or "TLS failed"
        why = f"no secure connection to {_host(url)} ({reason.replace('_', ' ').lower()})"
        hint = "check the address, and what stands between this machine and the server"
    return UnreachableError(why, where=url, hint=hint)


def _cause(err: BaseException | None, kind: type[Exception]) -> BaseException | None:
    """Return the error of some kind that is nested in another one."""
    while err is not None and not isinstance(err, kind):
        within = (getattr(err, "reason", None), getattr(err, "original_error", None), *err.args[:1])
        err = next((inner for inner in within if isinstance(inner, BaseException)), None)
    return err


def _host(url: str) -> str:
    server = server_of(url)
    return server.host if server else url


def _variable(*names: str) -> str:
    """Return the first environment variable that is set, in capitals or small letters."""
    return next((n for name in names for n in (name, name.lower()) if os.environ.get(n)), names[0])


def check_machine(url: str) -> None:
    """Refuse an unusable proxy or CA bundle, before every download fails on it.

    Raises
    ------
    UsageError
        The address of the proxy for an address is none, or what ``REQUESTS_CA_BUNDLE`` or ``CURL_CA_BUNDLE``
        names is no file or folder of certificates.
    """
    from requests.utils import get_environ_proxies, select_proxy

    proxy = select_proxy(url, get_environ_proxies(url)) or ""
    address = proxy if "://" in proxy else f"http://{proxy}"
    if proxy and not address.startswith("socks") and server_of(address) is None:
        raise _of_proxy()
    if url.startswith("https:"):
        _check_authorities()


def _check_authorities() -> None:
    variable = next((n for n in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE") if os.environ.get(n)), "")
    if variable:
        _check_bundle(variable, os.environ[variable])


@cache
def _check_bundle(variable: str, bundle: str) -> None:
    """Load a CA bundle, once if it is valid: that takes longer than a request."""
    is_folder = Path(bundle).is_dir()
    try:
        ssl.create_default_context(cafile=None if is_folder else bundle, capath=bundle if is_folder else None)
    except (OSError, ValueError) as err:
        reason = (
            "it holds no certificates" if isinstance(err, ssl.SSLError) else getattr(err, "strerror", err)
        )
        raise UsageError(
            f"the CA bundle {bundle} cannot be read ({reason})",
            where=variable,
            hint="name a file of PEM certificates, or unset it",
        ) from err
