"""HTML from the templates beside this module; what comes from a user's file is escaped."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import jinja2


def fill(name: str, **values: object) -> str:
    """Fill in a template."""
    return _environment().get_template(name).render(**values)


@cache
def asset(name: str) -> str:
    """Text of a file that is put into pages as it is."""
    return (files("mtorstruct.views") / "assets" / name).read_text(encoding="utf-8")


@cache
def _environment() -> jinja2.Environment:
    import jinja2

    return jinja2.Environment(
        loader=jinja2.FunctionLoader(asset), autoescape=True, undefined=jinja2.StrictUndefined
    )
