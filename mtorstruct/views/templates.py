"""HTML from the templates beside this module; text from a user's file is escaped."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import jinja2


_BEFORE_UNIT = re.compile(r"(?<=\d) (?=[Å%])")

_ESCAPES = {ord(c): f"\\u{ord(c):04x}" for c in "<>&\u2028\u2029"}


def json_text(value: Any) -> str:
    r"""Return JSON that may be embedded in a script element.

    Examples
    --------
    >>> json_text({"sample": "</script>"})
    '{"sample":"\\u003c/script\\u003e"}'
    """
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False).translate(_ESCAPES)


def script_text(text: str) -> str:
    r"""Return a script that may be embedded in a script element.

    Examples
    --------
    >>> script_text("told = '</script>';")
    "told = '<\\/script>';"
    """
    return text.replace("</script", "<\\/script").replace("<!--", "<\\!--")


def policy_for(scripts: Iterable[str], address: str = "") -> str:
    """Return the Content Security Policy of a page: no requests, and no scripts but those named.

    Parameters
    ----------
    scripts : iterable of str
        Texts of the page's scripts.
    address : str
        Address of a script that the page loads.
    """
    digests = (hashlib.sha256(text.encode()).digest() for text in scripts)
    named = [f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests]
    return (
        f"default-src 'none'; script-src {' '.join([*named, *filter(None, [address])])}; "
        "style-src 'unsafe-inline'; img-src data: blob:; base-uri 'none'; form-action 'none'"
    )


def counted(n: int, what: str) -> str:
    """Return a number with its noun.

    Examples
    --------
    >>> counted(1, "variant"), counted(1200, "variant")
    ('1 variant', '1,200 variants')
    """
    return f"{n:,} {what}{'' if n == 1 else 's'}"


def unbroken(text: str) -> str:
    r"""Return a text in which no line ends between a number and its unit.

    Examples
    --------
    >>> unbroken("3.8 Å, side chain 4.3 Å (95 % of 12 residues)")
    '3.8\xa0Å, side chain 4.3\xa0Å (95\xa0% of 12 residues)'
    """
    return _BEFORE_UNIT.sub("\N{NO-BREAK SPACE}", text)


def fill(name: str, **values: object) -> str:
    """Return a template filled in."""
    return _environment().get_template(name).render(**values)


@cache
def asset(name: str) -> str:
    """Return the text of a file that is put into pages unchanged."""
    return (files("mtorstruct.views") / "assets" / name).read_text(encoding="utf-8")


@cache
def _environment() -> jinja2.Environment:
    import jinja2

    environment = jinja2.Environment(
        loader=jinja2.FunctionLoader(asset),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["counted"] = counted
    environment.filters["unbroken"] = unbroken
    environment.filters["thousands"] = lambda n: f"{n:,}"
    return environment
