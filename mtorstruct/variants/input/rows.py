"""Rows of a table of variants: from cells to variants, by the columns that the heading names.

Files and DataFrames are read alike. Equal cells are understood once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import TYPE_CHECKING

from mtorstruct.reference.columns import headings, plain_heading
from mtorstruct.reference.genomes import UNKNOWN, Genome, genome_named
from mtorstruct.reference.identity import Identity, identify, species_named
from mtorstruct.reference.transcripts import transcript_of
from mtorstruct.variants.input.claims import identity_of_id
from mtorstruct.variants.input.columns import Roles
from mtorstruct.variants.input.readings import read_texts
from mtorstruct.variants.input.row import understand_all
from mtorstruct.variants.input.row_text import Place, RowTexts, plain_chromosome
from mtorstruct.variants.notation.change import NO_GENE, Change
from mtorstruct.variants.notation.reading import parse_change
from mtorstruct.variants.notation.text import is_nothing

if TYPE_CHECKING:
    from mtorstruct.reference.coding_sequences import CodingSequences

_LISTS = ";,"
"""Separators of the values of several transcripts in one cell."""

_LETTERS = re.compile(r"\(?([A-Z*]|[A-Z][a-z]{2})\s*(?:[/>-]|->)\s*([A-Z*=]|[A-Z][a-z]{2})\)?")
"""Wild type and mutant in one cell, with the position in another."""

_COUNTED = re.compile(r"([A-Za-z*]+):[0-9]+")
"""A residue with how often it was seen, as cancerhotspots.org writes it."""

_RESIDUES = frozenset(("site", "residue", "phosphosite", "modsite", "input", "hgvs"))
"""Variant columns in which a number alone is a residue; elsewhere it may be a count or a name."""

_LISTED = ("gene", "transcript", "change", "coding", "protein_position", "protein", "gene_id")


@dataclass(frozen=True)
class TableOptions:
    """Context common to all rows of a table.

    Attributes
    ----------
    genome : Genome
        That of the coordinates of rows that do not name one, as the header or the user says; empty where it
        is not known.
    asked : str
        Build that the user named; a row with another one gives no genomic position.
    gene : str
        Protein that the user states for the whole table; empty for none.
    coding : CodingSequences, optional
        Coding sequences that make coordinates exact.
    """

    genome: Genome = UNKNOWN
    asked: str = ""
    gene: str = ""
    coding: CodingSequences | None = None


class Rows:
    """Reader of the rows of one table.

    Parameters
    ----------
    heading : sequence of str
        Names of the columns.
    roles : Roles
        What each column is for.
    options : TableOptions
        Context common to all rows.

    Attributes
    ----------
    key, n_parted : callable, int
        Function returning the cells that decide a row; cells from the number `n_parted` on are not split.
    """

    def __init__(self, heading: Sequence[str], roles: Roles, options: TableOptions) -> None:
        self._heading, self._roles, self._options = heading, roles, options
        every = sorted(roles.indexes - set(roles.all("sample")) - set(roles.all("filter")))
        sample = roles.first("sample")
        self.n_parted = 1 + max(roles.last_of_first, -1 if sample is None else sample)
        key = [k for k in every if k < self.n_parted]
        # The rest of a line is told by itself, where anything in it has a say.
        key += [self.n_parted] if any(k >= self.n_parted for k in every) else []
        self.key: Callable[[Sequence[str]], object] = itemgetter(*key) if key else tuple
        self._whole_key: Callable[[Sequence[str]], object] = itemgetter(*every) if every else tuple
        self._known: dict[object, tuple[Change, ...] | None] = {}
        self._names: dict[object, str] = {}
        at_gene = roles.gene
        self._by_id = at_gene is not None and plain_heading(heading[at_gene]) in headings()["gene_id"]
        self._gene_heading = "" if at_gene is None else heading[at_gene]
        changes = roles.all("change")
        self._not_numbers = frozenset(
            k
            for k in changes
            if plain_heading(heading[k]) not in _RESIDUES and (len(changes) > 1 or not options.gene)
        )

    def identity(self, cell: str) -> Identity:
        """Return the identity for a cell of the gene column."""
        if cell.strip().removesuffix(".0").isdigit():
            # In a column of symbols a number is a sign that the cells of the row have shifted.
            return identity_of_id(cell, self._gene_heading) if self._by_id else Identity("odd")
        return identify(cell)

    def changes(self, cells: Sequence[str]) -> tuple[Change, ...] | None:
        """Return the variants of a row, the same objects for equal rows; None outside the nine genes."""
        whole = self._whole_key(cells)
        if whole not in self._known:
            found = understand_all(self.texts(cells), self._options.coding)
            # Without the default gene of changes that are typed.
            self._known[whole] = found and tuple(c._replace(gene=c.gene or NO_GENE) for c in found)
        return self._known[whole]

    def name_of_other(self, cells: Sequence[str]) -> str:
        """Return the name in a row of none of the nine genes; empty where only a position excluded it."""
        whole = self._whole_key(cells)
        if whole not in self._names:
            row = self.texts(cells)
            ids = (text for _, text in row.ids if identity_of_id(text).kind == "other")
            said = (change.gene for _, change in read_texts(row).protein)
            self._names[whole] = next(filter(None, (row.named, *ids, *said, row.sequence)), "")
        return self._names[whole]

    def texts(self, cells: Sequence[str]) -> RowTexts:
        """Return the texts of a row on its variant."""
        roles, heading = self._roles, self._heading
        cells = self._of_our_transcript(cells)

        def of(role: str) -> str:
            """Return the first non-empty cell of a role."""
            found = (cell for k in roles.all(role) if not is_nothing(cell := cells[k].strip()))
            return next(found, "")

        said_build = of("build")
        build, _, species = self._build_of(said_build)
        coding = next((k for k in roles.all("coding") if not is_nothing(cells[k])), None)
        texts = tuple((heading[k], self._change(cells[k].strip(), k, of)) for k in roles.all("change"))
        texts += tuple(
            (heading[k], cell) for k in roles.all("any") if not _is_a_name(cell := cells[k].strip())
        )
        residue = self._residue(of) if roles.has_residue else ()
        genomic = tuple((heading[k], self._with_build(cells[k].strip(), k)) for k in roles.all("genomic"))
        ids = (*roles.all("gene_id"), *roles.all("protein"), *roles.all("transcript")[1:])
        said_species = of("species")
        if species and species_named(said_species) == "human":
            said_species = ""
        return RowTexts(
            gene="" if roles.gene is None else self._gene(cells[roles.gene].strip()),
            changes=texts + residue + genomic,
            transcript=of("transcript"),
            coding="" if coding is None else cells[coding].strip(),
            amino_acids=of("amino_acids"),
            protein_position=of("protein_position"),
            kind=of("kind"),
            place=self._place_of(cells, of, said_build) if roles.has_place else None,
            build=build,
            coding_column="" if coding is None else heading[coding],
            ids=tuple((heading[k], cells[k].strip()) for k in ids if k != roles.gene),
            chromosome=of("chromosome") or of("locus").partition(":")[0],
            strand=of("strand"),
            species=said_species or species,
            assumed=self._options.gene,
        )

    def _gene(self, cell: str) -> str:
        """Return the gene of a row; an identifier of one of the nine genes is replaced by its symbol."""
        named = self.identity(cell)
        if named.kind == "none":
            return NO_GENE
        return named.gene if self._by_id and named.kind == "ours" and not named.reference else cell

    def _residue(self, of: Callable[[str], str]) -> tuple[tuple[str, str], ...]:
        """Return the variant whose wild type, position and mutant have columns of their own."""
        wild, position, mutant = of("aa_wild_type"), of("protein_position"), of("aa_mutant")
        wild, mutant = (_COUNTED.sub(r"\1", text) for text in (wild, mutant))
        names = [self._roles.first(role) for role in ("aa_wild_type", "protein_position", "aa_mutant")]
        columns = [self._heading[k] for k in names if k is not None]
        if any(sign.isdigit() for sign in mutant):
            # The whole change stands where the mutant is looked for.
            return ((columns[-1], mutant),)
        if not (wild and position and mutant):
            return ()
        return ((", ".join(columns), f"{wild}{position.removesuffix('.0')}{mutant}"),)

    def _change(self, cell: str, k: int, of: Callable[[str], str]) -> str:
        """Return a cell of a variant column, with the position of another column where it lacks one."""
        letters = _LETTERS.fullmatch(cell)
        position = of("protein_position").partition("/")[0].removesuffix(".0") if letters else ""
        if letters and position.isdigit():
            return f"{letters[1]}{position}{letters[2]}"
        is_number = k in self._not_numbers and cell.removesuffix(".0").isdigit()
        return f"the number {cell}" if is_number else cell

    def _with_build(self, cell: str, k: int) -> str:
        """Return a genomic position with the build that the heading of its column names."""
        build = self._roles.builds.get(k, "")
        return f"{cell} ({build})" if build and not is_nothing(cell) and not cell.endswith(")") else cell

    def _of_our_transcript(self, cells: Sequence[str]) -> Sequence[str]:
        """Return the row with the values of our transcript, where cells list several (dbNSFP, SnpSift)."""
        at = self._roles.first("transcript")
        if at is None or not any(sign in cells[at] for sign in _LISTS):
            return cells
        for sign in _LISTS:
            names = cells[at].split(sign)
            which = next((k for k, name in enumerate(names) if transcript_of(name.strip())), None)
            if len(names) < 2 or which is None:
                continue
            listed = {k: cells[k].split(sign) for role in _LISTED for k in self._roles.all(role)}
            chosen = {k: parts[which] for k, parts in listed.items() if len(parts) == len(names)}
            # A list of transcripts alone says that all of them have the one change of the row.
            if len(chosen) > 1:
                return [chosen.get(k, cell) for k, cell in enumerate(cells)]
        return cells

    def _place_of(self, cells: Sequence[str], of: Callable[[str], str], said_build: str) -> Place | None:
        """Return the genomic position of a row; an allele that is empty, ``-`` or ``.`` has no bases."""
        roles = self._roles

        def allele(role: str) -> str:
            found = (cells[k].strip() for k in roles.all(role))
            return next((cell for cell in found if cell in ("-", ".") or not is_nothing(cell)), "")

        build, odd, _ = self._build_of(said_build)
        starts = [k for k in roles.all("start") if not is_nothing(cells[k].strip())]
        if starts and not build and not odd:
            # A position whose heading names its build is of more use than one of an unknown build.
            starts.sort(key=lambda k: k not in roles.builds)
        if starts and starts[0] in roles.builds and is_nothing(said_build):
            build, odd, _ = self._build_of(roles.builds[starts[0]])
        start = cells[starts[0]].strip() if starts else ""
        chromosome, ref, alt = of("chromosome"), allele("ref"), allele("alt")
        if alt in ("", ref) and roles.all("allele1"):
            alt = allele("allele1")
        if not chromosome or not start or alt == ref:
            return None
        # "01" and "1.0" are chromosome 1.
        return Place(plain_chromosome(chromosome.removesuffix(".0")), start, ref, alt, build, odd)

    def _build_of(self, own: str) -> tuple[str, str, str]:
        """Return the build of a row, else of the table or the user; or why it is of no use.

        And the species of the genome that is named, where it is another one than ours.
        """
        asked = self._options.asked
        genome = (None if is_nothing(own) else genome_named(own)) or self._options.genome
        species = genome.species if genome.is_other_species else ""
        if genome.is_other:
            return (
                "",
                f"build {genome.name or genome} is not read; coordinates of GRCh37 and GRCh38 are",
                species,
            )
        if asked and genome.build not in ("", asked):
            return "", f"the row gives build {genome.name}, but {asked} was asked for", species
        return genome.build, "", species


def _is_a_name(cell: str) -> bool:
    """Return whether a cell of a mixed column of names and numbers holds no more than one of these."""
    if cell.removesuffix(".0").isdigit():
        return True
    change = parse_change(cell) if cell.isalnum() else None
    return change is not None and change.status == "ok" and not (change.gene or change.mutant)
