"""Rows of a table of variants: from cells to a change, by the columns that the heading names.

Files and DataFrames are read alike. Equal cells are understood once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import itemgetter
from typing import TYPE_CHECKING

from mtorstruct.errors import UsageError
from mtorstruct.variants.change import NO_GENE, Change
from mtorstruct.variants.cleaning import is_nothing
from mtorstruct.variants.files.genes import GeneKind, gene_kind, our_name
from mtorstruct.variants.inputs import Roles
from mtorstruct.variants.understanding import Place, RowTexts, plain_chromosome, understand

if TYPE_CHECKING:
    from mtorstruct.archive.sequences import CodingSequences

_FROM_PLACE = "coordinates"


class Rows:
    """Reads the rows of one table.

    Parameters
    ----------
    heading : sequence of str
        Names of the columns.
    roles : Roles
        What each column is for.
    build : str
        Genome build of the coordinates of rows that do not name one; empty where it is not known.
    asked : str
        Build that the user named; a row that says otherwise gives no place.
    coding : CodingSequences, optional
        Coding sequences that make coordinates exact.

    Attributes
    ----------
    words, first : callable
        Cells of a row that tell its change by anything but a place in the genome; and the few of them that
        mostly do: gene, first column of changes, transcript.
    last_of_first : int
        Index of the last column that `first` looks at.
    """

    def __init__(
        self,
        heading: Sequence[str],
        roles: Roles,
        *,
        build: str = "",
        asked: str = "",
        coding: CodingSequences | None = None,
    ) -> None:
        self._heading, self._roles, self._coding = heading, roles, coding
        self._build, self._asked = build, asked
        told = (
            roles.gene, *roles.changes, roles.transcript, roles.coding, roles.amino_acids,
            roles.protein_position, roles.kind, roles.build,
        )  # fmt: skip
        self.words = _getter([k for k in told if k is not None])
        places = (roles.chromosome, roles.start, roles.ref, roles.alt, roles.alt1, roles.build)
        self._place = _getter([k for k in places if k is not None])
        firsts = [k for k in (roles.gene, *roles.changes[:1], roles.transcript, roles.build) if k is not None]
        self.first, self.last_of_first = _getter(firsts), max(firsts, default=-1)
        self._by_words: dict[object, Change] = {}
        self._by_all: dict[object, Change | None] = {}
        self._kinds: dict[str, GeneKind] = {}

    def kind(self, gene: str) -> GeneKind:
        """What a cell of the gene column says."""
        found = self._kinds.get(gene)
        if found is None:
            found = self._kinds[gene] = gene_kind(gene)
        return found

    def change(self, cells: Sequence[str]) -> Change | None:
        """The change of a row, for equal rows the same object; None for a place in none of the nine genes."""
        words, by_place = self.words(cells), self._is_by_place(cells)
        known = None if by_place else self._by_words.get(words)
        if known is not None:
            return known
        key = (words, self._place(cells))
        if key not in self._by_all:
            change = self._by_all[key] = understand(self.texts(cells), self._coding)
            settled = change is not None and change.status == "ok" and not by_place
            if change is not None and settled and not change.read_from.startswith(_FROM_PLACE):
                self._by_words[words] = change
        return self._by_all[key]

    def is_first(self, change: Change, cells: Sequence[str]) -> bool:
        """Whether a change is told by what `first` gives, so that equal cells there mean the same change."""
        changes = self._roles.changes
        told = bool(changes) and change.read_from == self._heading[changes[0]]
        return change.status == "ok" and told and not self._is_by_place(cells)

    def _is_by_place(self, cells: Sequence[str]) -> bool:
        """Whether the place has a say in which gene a row is of, since none is named."""
        gene = self._roles.gene
        return self._roles.has_place and (gene is None or self.kind(cells[gene].strip()) == "none")

    def texts(self, cells: Sequence[str]) -> RowTexts:
        """What a row says of its change."""
        roles, heading = self._roles, self._heading

        def cell(k: int | None) -> str:
            return "" if k is None else cells[k].strip()

        return RowTexts(
            gene=self._gene(cell(roles.gene)),
            changes=tuple((heading[k], cell(k)) for k in roles.changes),
            transcript=cell(roles.transcript),
            coding=cell(roles.coding),
            amino_acids=cell(roles.amino_acids),
            protein_position=cell(roles.protein_position),
            kind=cell(roles.kind),
            place=self._place_of(cell) if roles.has_place else None,
            build=self._build_of(cell(roles.build))[0],
            coding_column="" if roles.coding is None else heading[roles.coding],
        )

    def _gene(self, cell: str) -> str:
        """Gene of a row: of several in a cell the one that is ours."""
        if self._roles.gene is None:
            return ""
        kind = self.kind(cell)
        return NO_GENE if kind == "none" else our_name(cell) if kind == "ours" else cell

    def _place_of(self, cell: Callable[[int | None], str]) -> Place | None:
        roles = self._roles
        chromosome, start, ref, alt = (cell(k) for k in (roles.chromosome, roles.start, roles.ref, roles.alt))
        if alt in ("", ref) and roles.alt1 is not None:
            alt = cell(roles.alt1)
        if not chromosome or not start or alt == ref:
            return None
        # "01" and "1.0" are chromosome 1.
        return Place(
            plain_chromosome(chromosome.removesuffix(".0")),
            start,
            ref,
            alt,
            *self._build_of(cell(roles.build)),
        )

    def _build_of(self, own: str) -> tuple[str, str]:
        """Build of a row, what it says or else what the table or the user says; or why it is of no use."""
        from mtorstruct.variants.genome import build_named

        if is_nothing(own):
            return self._build, ""
        try:
            said = build_named(own.removesuffix(".0"))
        except UsageError:
            return "", f"build {own} is not read; coordinates of GRCh37 and GRCh38 are"
        if said and self._asked and said != self._asked:
            return "", f"the row says build {own}, but {self._asked} was asked for"
        return said, ""


def _getter(indexes: list[int]) -> Callable[[Sequence[str]], object]:
    return itemgetter(*indexes) if indexes else lambda _: ()
