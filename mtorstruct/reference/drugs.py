"""Inhibitors of mTOR: names, classes, the sites they bind and the complexes they inhibit."""

from __future__ import annotations

import difflib
from dataclasses import astuple, dataclass
from functools import cache
from typing import TYPE_CHECKING

from mtorstruct.errors import UsageError
from mtorstruct.reference.tables import read_table

if TYPE_CHECKING:
    from mtorstruct.tables import Columns

RESPONSE_KINDS = ("rapalog", "atp_competitive", "bisteric")
"""Kinds of binding for which a drug response is given."""

_RESPONSE_OF = {
    "rapalog": "rapalog",
    "ATP-competitive": "atp_competitive",
    "dual PI3K/mTOR": "atp_competitive",
    "bi-steric": "bisteric",
}

_GROUPS = {"rapalogs": "rapalog", "mtor kinase inhibitors": "atp_competitive"}
"""Names of whole drug classes in the sources, in small letters."""


@dataclass(frozen=True)
class Drug:
    """One inhibitor. `sites` are those of `mtorstruct.tables.SITES`; `complexes` the ones inhibited."""

    name: str
    aliases: tuple[str, ...]
    drug_class: str
    sites: tuple[str, ...]
    complexes: tuple[str, ...]
    other_targets: tuple[str, ...]
    status: str
    source: str
    note: str

    @property
    def response(self) -> str:
        """Return its kind among `RESPONSE_KINDS`: a dual inhibitor binds mTOR as an ATP-competitive one."""
        return _RESPONSE_OF[self.drug_class]


@cache
def drugs() -> tuple[Drug, ...]:
    """Return all inhibitors, in the table's order."""
    several = ("aliases", "sites", "complexes", "other_targets")
    return tuple(
        Drug(**{**row, **{name: tuple(filter(None, row[name].split(";"))) for name in several}})  # type: ignore[arg-type]
        for row in read_table("drugs.tsv")
    )


def drug(name: str) -> Drug:
    """Look up an inhibitor by name or alias; capitals, spaces and hyphens do not matter.

    Raises
    ------
    UsageError
        It is none of them.

    Examples
    --------
    >>> drug("INK-128").name
    'sapanisertib'
    >>> drug("sirolimus").response
    'rapalog'
    """
    found = _by_name().get(_key(name))
    if found is None:
        near = difflib.get_close_matches(_key(name), _by_name(), n=1)
        meant = f"did you mean {_by_name()[near[0]].name}? " if near else ""
        raise UsageError(f"unknown drug '{name}'", hint=f"{meant}mtorstruct drugs lists them")
    return found


def responses_of(names: list[str]) -> list[tuple[str, str]]:
    """Return name and response kind of each inhibitor or class; drugs against other targets are left out."""
    found = []
    for name in names:
        known = _by_name().get(_key(name))
        if known is not None:
            found.append((known.name, known.response))
        elif name.lower() in _GROUPS:
            found.append((name, _GROUPS[name.lower()]))
    return found


def drug_columns() -> Columns:
    """Return rows of the `DRUGS` table."""
    from mtorstruct.tables import DRUGS

    return DRUGS.from_rows(
        ["; ".join(value) if isinstance(value, tuple) else value for value in astuple(d)] for d in drugs()
    )


@cache
def _by_name() -> dict[str, Drug]:
    return {_key(name): d for d in drugs() for name in (*d.aliases, d.name)}


def _key(name: str) -> str:
    return "".join(c for c in name.lower() if c.isalnum())
