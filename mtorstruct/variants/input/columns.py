"""Roles of a table's columns, by their headings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from mtorstruct.errors import UsageError
from mtorstruct.reference.columns import heading_with_build, headings, plain_heading

_PLACE = ("chromosome", "start", "ref", "alt")
_RESIDUE = ("aa_wild_type", "protein_position", "aa_mutant")
_CHANGES = ("change", "coding", "any", "genomic")
_WITH_BUILD = ("chromosome", "start", "ref", "alt", "genomic")
_MOSTLY = ("gene", "change", "coding", "transcript", "build", *_PLACE)
"""Roles that most rows need."""

_NAMES = ("gene", "gene_id", "protein", "transcript")

MAX_NAMED, MAX_NAME = 200, 80
"""Largest number of columns that a message names, and of letters of a name."""


@dataclass(frozen=True)
class Roles:
    """Columns of each role: indexes from 0, in the order of preference.

    `builds` has the genome build that the heading of a column names.
    """

    columns: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    builds: Mapping[int, str] = field(default_factory=dict)

    def all(self, role: str) -> tuple[int, ...]:
        """Return the columns of a role."""
        return self.columns.get(role, ())

    def first(self, role: str) -> int | None:
        """Return the preferred column of a role; None where there is none."""
        return next(iter(self.all(role)), None)

    @cached_property
    def gene(self) -> int | None:
        """Return the column that names the gene: a symbol, or else an identifier."""
        found = self.first("gene")
        return self.first("gene_id") if found is None else found

    @cached_property
    def has_place(self) -> bool:
        """Return whether the table gives genomic positions with their alleles."""
        return all(self.all(role) for role in _PLACE)

    @cached_property
    def has_residue(self) -> bool:
        """Return whether wild type, position and mutant have columns of their own."""
        return all(self.all(role) for role in _RESIDUE)

    @property
    def says_change(self) -> bool:
        """Return whether any column states a variant."""
        by_parts = bool(self.all("amino_acids") and self.all("protein_position"))
        return any(map(self.all, _CHANGES)) or by_parts or self.has_place or self.has_residue

    @property
    def names_protein(self) -> bool:
        """Return whether any column identifies the protein; texts of variants may do so as well."""
        return any(map(self.all, _NAMES)) or self.has_place

    @cached_property
    def indexes(self) -> frozenset[int]:
        """Return the columns that have a role."""
        return frozenset(k for found in self.columns.values() for k in found)

    @property
    def last(self) -> int:
        """Return the index of the last column that has a role."""
        return max(self.indexes, default=-1)

    @cached_property
    def last_of_first(self) -> int:
        """Return the index of the last preferred column: few rows need columns after it."""
        return max((k for role in _MOSTLY for k in self.all(role)[:1]), default=-1)


def roles_of(
    heading: Sequence[str], gene: str | None = None, change: str | None = None, sample: str | None = None
) -> Roles:
    """Assign roles to columns; `gene`, `change` and `sample` name columns that the user chose.

    A heading of several roles has the one that goes with the others: ``position`` is a genomic position
    beside a chromosome and alleles, and a residue without them.

    Raises
    ------
    UsageError
        A column that was chosen is not there.

    Examples
    --------
    >>> roles = roles_of(["gene", "position", "wild_type", "mutant"])
    >>> roles.has_residue, roles.has_place, roles.all("change")
    (True, False, ())
    """
    at: dict[str, list[int]] = {}
    for k, written in enumerate(heading):
        at.setdefault(plain_heading(written), []).append(k)
    with_build = {k: told for k, name in enumerate(heading) if (told := heading_with_build(name))}
    for k, (plain, _) in with_build.items():
        at.setdefault(f"{plain} of a build", []).append(k)
    found = {
        role: tuple(k for name in _names_of(role, names) for k in at.get(name, ()))
        for role, names in headings().items()
    }
    _settle(found)
    chosen = {"gene": gene, "change": change, "sample": sample}
    for role, name in chosen.items():
        if name is None:
            continue
        if name not in heading:
            raise UsageError(f"the table has no column '{name}'", hint=f"there are {named_columns(heading)}")
        mine = heading.index(name)
        # What the user chose is believed alone.
        found = {other: tuple(k for k in columns if k != mine) for other, columns in found.items()}
        found[role] = (mine,)
        if role == "change":
            found |= dict.fromkeys((*_RESIDUE, "any"), ())
    return Roles(
        {role: columns for role, columns in found.items() if columns},
        {k: build for k, (_, build) in with_build.items()},
    )


def _names_of(role: str, names: Sequence[str]) -> Iterator[str]:
    """Return the column names of a role; those of positions also with a build, after those without."""
    yield from names
    if role in _WITH_BUILD:
        yield from (f"{name} of a build" for name in names)


def _settle(found: dict[str, tuple[int, ...]]) -> None:
    """Assign each column of several roles to the one that the other columns support."""
    beside_chromosome = {k + 1 for k in found["chromosome"]}
    if all(found[role] for role in _PLACE):
        residues = {
            k + step for role in ("aa_wild_type", "aa_mutant") for k in found[role] for step in (-1, 1)
        }
        found["start"] = tuple(k for k in found["start"] if k not in residues) or found["start"]
        place = {found[role][0] for role in _PLACE}
        found["protein_position"] = tuple(k for k in found["protein_position"] if k not in place)
    else:
        found |= dict.fromkeys(("start", "ref", "alt", "allele1"), ())
    found["protein_position"] = tuple(k for k in found["protein_position"] if k not in beside_chromosome)
    has_residue = all(found[role] for role in _RESIDUE)
    if has_residue:
        residue = {found[role][0] for role in _RESIDUE}
        found["change"] = tuple(k for k in found["change"] if k not in residue)
    else:
        found |= dict.fromkeys(("aa_wild_type", "aa_mutant"), ())
    # "protein" is a change, and names the protein where the change stands in columns of its own.
    both = set(found["gene"]) & set(found["change"])
    of_both = "change" if has_residue and found["gene"][:1] and found["gene"][0] in both else "gene"
    found[of_both] = tuple(k for k in found[of_both] if k not in both)
    taken = set(found["gene"][:1])
    found["gene"] = found["gene"][:1]
    found["gene_id"] = tuple(k for k in found["gene_id"] if k not in taken)
    found["sample"] = found["sample"][:1]


def named_columns(heading: Sequence[str]) -> str:
    """Return the column names of a table for a message, the first of very many.

    Examples
    --------
    >>> named_columns(["gene", "x"]), named_columns([str(n) for n in range(1_000)])[-16:]
    ('gene, x', '199 and 800 more')
    """
    more = f" and {len(heading) - MAX_NAMED} more" if len(heading) > MAX_NAMED else ""
    return ", ".join(name[:MAX_NAME] for name in heading[:MAX_NAMED]) + more


def first_column(heading: Sequence[str], role: str, chosen: str | None = None) -> int | None:
    """Return the index of the column chosen by name, or else the first of a role; None where it is missing.

    Examples
    --------
    >>> first_column(["score", "Protein_Change"], "change"), first_column(["x"], "change", "y")
    (1, None)
    """
    if chosen is not None:
        return heading.index(chosen) if chosen in heading else None
    at = {plain_heading(name): k for k, name in reversed(list(enumerate(heading)))}
    return next((at[name] for name in headings().get(role, ()) if name in at), None)
