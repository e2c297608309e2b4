"""Inhibitors of mTOR: names, classes, the sites they bind and the complexes they inhibit."""

from __future__ import annotations

from functools import cache
from itertools import takewhile
from typing import TYPE_CHECKING, NamedTuple

from mtorstruct.errors import UsageError
from mtorstruct.reference.tables import UNVERIFIED, read_table

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


class Drug(NamedTuple):
    """One inhibitor.

    `sites` are those of `mtorstruct.tables.SITES`; `complexes` the ones inhibited; `approval` has agencies
    and dates, in the order of the uses in `approved_for`; `efflux` the transporters that carry it out of
    cells, with ``not`` in front where it was tested and is not carried.
    """

    name: str
    aliases: tuple[str, ...]
    drug_class: str
    sites: tuple[str, ...]
    complexes: tuple[str, ...]
    other_targets: tuple[str, ...]
    approval: str
    approved_for: str
    approval_source: str
    efflux: tuple[str, ...]
    efflux_source: str
    status: str
    source: str
    note: str

    @property
    def response(self) -> str:
        """Return its kind among `RESPONSE_KINDS`: a dual inhibitor binds mTOR as an ATP-competitive one."""
        return _RESPONSE_OF[self.drug_class]


class NonMtorDrug(NamedTuple):
    """One drug that binds no site of mTOR; `acts` says on what it acts."""

    name: str
    aliases: tuple[str, ...]
    acts: str
    status: str
    source: str


@cache
def drugs(*, include_unverified: bool = False) -> tuple[Drug, ...]:
    """Return the inhibitors in the table's order; those with no source seen only on request."""
    several = ("aliases", "sites", "complexes", "other_targets", "efflux")
    return tuple(
        Drug(**{**row, **{name: _several(row[name]) for name in several}})  # type: ignore[arg-type]
        for row in read_table("drugs.tsv")
        if include_unverified or row["status"] != UNVERIFIED
    )


@cache
def non_mtor_drugs() -> tuple[NonMtorDrug, ...]:
    """Return drugs that are taken for inhibitors of mTOR but bind none of its sites, in the table's order."""
    return tuple(
        NonMtorDrug(**{**row, "aliases": _several(row["aliases"])})  # type: ignore[arg-type]
        for row in read_table("non_mtor_drugs.tsv")
    )


def _several(cell: str) -> tuple[str, ...]:
    return tuple(filter(None, cell.split(";")))


def drug(name: str) -> Drug:
    """Look up an inhibitor by name or alias; capitals, spaces and hyphens do not matter.

    Raises
    ------
    UsageError
        It is none of them. Names one letter off are suggested, never those with another number: GDC-0084 and
        GDC-0980 are two drugs.

    Examples
    --------
    >>> drug("INK-128").name
    'sapanisertib'
    >>> drug("sirolimus").response
    'rapalog'
    >>> drug("sirolimu")
    Traceback (most recent call last):
    mtorstruct.errors.UsageError: unknown drug 'sirolimu'; did you mean sirolimus (rapamycin)? ...
    >>> drug("tacrolimus")
    Traceback (most recent call last):
    mtorstruct.errors.UsageError: tacrolimus binds no site of mTOR; it binds FKBP12, and with it calcineurin
    """
    key = _key(name)
    found = _by_name().get(key)
    if found is not None:
        return found
    elsewhere = _others_by_name().get(key)
    if elsewhere is not None:
        called = name.strip() if key == _key(elsewhere.name) else f"{name.strip()} ({elsewhere.name})"
        raise UsageError(f"{called} binds no site of mTOR", hint=elsewhere.acts)
    raise UsageError(f"unknown drug '{name}'", hint=f"{_near(key)}mtorstruct drugs lists them")


def _near(key: str) -> str:
    """Return the question whether a similar name is meant; empty where none is similar."""
    known: tuple[Drug | NonMtorDrug, ...] = (*drugs(include_unverified=True), *non_mtor_drugs())
    near = dict.fromkeys(
        name if name == d.name else f"{name} ({d.name})"
        for d in known
        for name in (d.name, *d.aliases)
        if one_letter_apart(key, _key(name))
    )
    return f"did you mean {' or '.join(near)}? " if near else ""


def one_letter_apart(a: str, b: str) -> bool:
    """Return whether one letter inserted, deleted or replaced, or two exchanged, make one text the other.

    A digit is part of no such edit.

    Examples
    --------
    >>> one_letter_apart("sirolimus", "sirolimuss"), one_letter_apart("afinitor", "afintior")
    (True, True)
    >>> one_letter_apart("gdc0084", "gdc0980"), one_letter_apart("torin", "torin1")
    (False, False)
    """
    start = _shared(a, b)
    end = min(_shared(a[::-1], b[::-1]), min(len(a), len(b)) - start)
    x, y = a[start : len(a) - end], b[start : len(b) - end]
    edited = max(len(x), len(y)) == 1 or (len(x) == 2 and x == y[::-1])
    return edited and not any(c.isdigit() for c in x + y)


def _shared(a: str, b: str) -> int:
    """Return how many letters two texts share at their start."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(a, b, strict=False)))


def responses_of(names: list[str]) -> list[tuple[str, str]]:
    """Return name and response kind of each inhibitor or class; drugs against other targets are left out."""
    found = []
    for name in names:
        known = _by_name().get(_key(name))
        if known is not None:
            found.append((known.name, known.response))
        elif name.lower() in _GROUPS:
            found.append((name[0].lower() + name[1:], _GROUPS[name.lower()]))
    return found


def drug_columns(*, include_unverified: bool = False) -> Columns:
    """Return rows of the `DRUGS` table."""
    from mtorstruct.tables import DRUGS

    return DRUGS.from_rows(
        ["; ".join(value) if isinstance(value, tuple) else value for value in d]
        for d in drugs(include_unverified=include_unverified)
    )


@cache
def _by_name() -> dict[str, Drug]:
    return {_key(name): d for d in drugs(include_unverified=True) for name in (*d.aliases, d.name)}


@cache
def _others_by_name() -> dict[str, NonMtorDrug]:
    return {_key(name): d for d in non_mtor_drugs() for name in (*d.aliases, d.name)}


def _key(name: str) -> str:
    return "".join(c for c in name.lower() if c.isalnum())
