"""Server addresses: their parts, and redirects within one server."""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

_PORTS = {"http": 80, "https": 443}


class Server(NamedTuple):
    """Server of an address."""

    scheme: str
    host: str
    port: int


def server_of(url: str) -> Server | None:
    """Return the server of an address; None for anything but an address of http or https.

    Examples
    --------
    >>> server_of("https://files.rcsb.org/download")
    Server(scheme='https', host='files.rcsb.org', port=443)
    >>> server_of("files.rcsb.org"), server_of("http://[x"), server_of("http://host:port")
    (None, None, None)
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return None
    if parts.scheme not in _PORTS or not parts.hostname or not url.isprintable() or " " in url:
        return None
    return Server(parts.scheme, parts.hostname, _PORTS[parts.scheme] if port is None else port)


def next_address(here: str, location: str) -> str:
    """Return the target of a redirect; empty if to another host or port, out of https, or nowhere.

    Examples
    --------
    >>> next_address("http://a.org/x", "https://a.org/y"), next_address("http://a.org/x", "http://a.org:81/")
    ('https://a.org/y', '')
    """
    try:
        there = urljoin(here, location)
    except ValueError:
        return ""
    old, new = server_of(here), server_of(there)
    if old is None or new is None or old.host != new.host:
        return ""
    is_upgrade = (old.scheme, new.scheme) == ("http", "https")
    of_defaults = is_upgrade and (old.port, new.port) == (_PORTS["http"], _PORTS["https"])
    same = old.port == new.port and (is_upgrade or old.scheme == new.scheme)
    return there if same or of_defaults else ""
