"""Annotation of variants with what the atlas holds of their residues."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from mtorstruct.atlas.store import Atlas, open_atlas
from mtorstruct.errors import UsageError
from mtorstruct.reference.conservation import conservation, natural_in
from mtorstruct.reference.drugs import Drug
from mtorstruct.reference.drugs import drug as find_drug
from mtorstruct.reference.markers import response_markers
from mtorstruct.reference.proteins import protein
from mtorstruct.reference.tumours import hotspots
from mtorstruct.tables import (
    ANNOTATION,
    ANNOTATION_ALL,
    ANNOTATION_DRUG,
    MISSING_INT,
    RESIDUE_GEOMETRY,
    Columns,
)
from mtorstruct.tables.model import ALL
from mtorstruct.variants.check.isoforms import residue
from mtorstruct.variants.check.wild_type import Checked, check_changes
from mtorstruct.variants.context import context_column
from mtorstruct.variants.dna.stored import SequencesAtHand
from mtorstruct.variants.input.cohort import OUTSIDE, ReadOptions
from mtorstruct.variants.input.lists import changes_of_line
from mtorstruct.variants.lookup import Places, domain_columns, look_up, provenance, texts, versions
from mtorstruct.variants.notation.change import AMINO_ACIDS, Change, numbered
from mtorstruct.variants.notation.writing import format_change
from mtorstruct.variants.phosphorylation import phosphosite_column
from mtorstruct.variants.spans import Touched, touched
from mtorstruct.variants.verdicts.classify import classify_columns
from mtorstruct.variants.verdicts.judge import Options

if TYPE_CHECKING:
    import pandas as pd

    from mtorstruct.reference.coding_sequences import CodingSequences
    from mtorstruct.variants.extra import Files, Tables
    from mtorstruct.variants.input.frames import MemoryTable
    from mtorstruct.variants.input.row_text import RowTexts
    from mtorstruct.variants.input.rows import TableOptions

EVIDENCE = ("published", "none")
"""Values of the option `evidence`: whether published effects count beside the structures."""


def annotate(
    variants: Iterable[str] | Mapping[str, Sequence[Any]] | pd.DataFrame,
    *,
    gene: str | None = None,
    gene_column: str | None = None,
    change_column: str | None = None,
    sample_column: str | None = None,
    build: str | None = None,
    cds: str | Path | None = None,
    all_structures: bool = False,
    drug: str | None = None,
    evidence: str = "published",
    include_unverified: bool = False,
    scores: Files | None = None,
    score_column: str | None = None,
    score_change_column: str | None = None,
    score_position_column: str | None = None,
    join: Tables | None = None,
    columns: str = "all",
    atlas: str | Path | None = None,
) -> pd.DataFrame:
    """Annotate variants with their domain, verdicts on activity and drugs, distances to the sites and more.

    Parameters
    ----------
    variants : iterable of str, or table
        Variants such as ``MTOR:F2108L``, ``F2108L`` (MTOR, or `gene`), ``p.Phe2108Leu``,
        ``RPTOR:S863``, ``MTOR:2108``, ``NM_004958.4:c.6324C>A`` or ``1:11187094:G:T``; or a table of pandas,
        polars or pyarrow, or a dict of columns, with the columns of a MAF, or one of genes and one of
        variants. Positions are UniProt positions.
    gene : str, optional
        The protein of variants without a gene, or of all rows of a table that names none (gene
        symbol, alias or accession).
    gene_column, change_column, sample_column : str, optional
        Columns of the DataFrame; without them ``Hugo_Symbol`` or ``gene``, ``protein_change``,
        ``HGVSp_Short`` and the like, and ``Tumor_Sample_Barcode`` or ``sample`` are looked for, as in files.
        With samples, variants of other genes tied to the response, such as KRAS, are reported as the context
        of their sample.
    build : str, optional
        Genome build of coordinates where the rows do not name it: ``GRCh37`` or ``GRCh38``.
    cds : str or pathlib.Path, optional
        FASTA file with coding sequences, which make coordinates exact; without it those that
        ``mtorstruct fetch cds`` brought into the store, if it did.
    all_structures : bool
        One row per entry and copy instead of one per variant; without verdicts.
    drug : str, optional
        Also narrow the verdict to one inhibitor (name or alias; `mtorstruct.drugs` lists them).
    evidence : {'published', 'none'}
        ``none`` leaves the published effects of the residue out: inference alone.
    include_unverified : bool
        Also published effects that are not verified in a source.
    scores : path, or sequence of paths, optional
        Tables with a number for each substitution, which become columns and enter no verdict: a file of
        AlphaMissense, whose columns are known; ``"alphamissense"`` for those that
        ``mtorstruct fetch alphamissense`` brought; or any table with a column of substitutions and one called
        ``score``. A score is used only where its wild type is that of the protein.
    score_column, score_change_column, score_position_column : str, optional
        Columns of those tables that are not AlphaMissense's: the number, the substitution, and, where that is
        written ``F/L`` or ``F>L``, the UniProt position.
    join : path, sequence of paths, or mapping of str to path, optional
        Tables of variants (ClinVar, gnomAD or your own) whose columns are added to the same variants, found
        by gene and change after the check of the wild type. The name of the file, or the key of a mapping,
        stands in front of each column: ``clinvar_Germline classification``. They enter no verdict.
    columns : {'all', 'brief'}
        ``brief`` gives the columns that matter most alone (``mtorstruct.tables.BRIEF``, which are the first
        ones of ``all``, too), those of the inhibitor with `drug`, and those of `scores` and `join`.
    atlas : str or pathlib.Path, optional
        Folder of an atlas; the embedded one without it.

    Returns
    -------
    pandas.DataFrame
        One row per variant, in order, with the index of a DataFrame or Series that came in (repeated where a
        cell holds several variants, or with `all_structures`); columns of ``mtorstruct.tables.ANNOTATION``
        (``ANNOTATION_DRUG`` with `drug`, ``ANNOTATION_ALL`` with `all_structures`), then those of `scores`
        and `join`, then those of a table that came in, as they are, with ``input_`` before a name that is one
        of ours. A row that cannot be answered has the reason in `status` and `message`. ``attrs`` has
        the versions that the table rests on, and as ``notices`` what is to be known of `scores` and `join`.

    Raises
    ------
    UsageError
        It is no list and no table, a table does not identify the protein, or an option is unknown.

    Examples
    --------
    >>> table = annotate(["F2108L", "F2018L"])
    >>> table[["status", "suggestion", "rapamycin_distance_A"]].to_dict("records")[1]
    {'status': 'reference_mismatch', 'suggestion': 'F2108L', 'rapamycin_distance_A': nan}
    >>> annotate(["F2108L"], columns="brief").columns[:5].tolist()
    ['input', 'sample', 'gene', 'position', 'hgvs']
    """
    from mtorstruct.variants.input.frames import MemoryTable, given

    ANNOTATION.chosen(columns)
    taken = given(variants)
    said, coding = for_coordinates(build, cds)
    about = protein(gene).gene if gene else ""
    if isinstance(taken, MemoryTable):
        from mtorstruct.reference.genomes import Genome
        from mtorstruct.variants.input.rows import TableOptions

        how = TableOptions(Genome(said, said, "human" if said else ""), said, about, coding)
        found = _changes_of_table(taken, (gene_column, change_column, sample_column), how)
    else:
        found = [changes_of_line(text, about, said, coding) for text in taken.texts]
    changes = [change._replace(part=part) for of_row in found for part, change in numbered(of_row)]
    # Row of the input that each row of the answer is from.
    source = np.repeat(np.arange(len(found)), [len(of_row) for of_row in found])
    opened = open_atlas(atlas)
    if all_structures:
        answer, rows = annotate_all_columns(changes, opened)
        table, source = ANNOTATION_ALL, source[rows]
    else:
        table = ANNOTATION if drug is None else ANNOTATION_DRUG
        options = Options(use_published=uses_published(evidence), include_unverified=include_unverified)
        answer = annotate_columns(changes, opened, options, drug)
    notices: list[str] = []
    if scores or join:
        from mtorstruct.variants.extra import notices_of, read_extras, with_extras

        named = (score_column, score_change_column, score_position_column)
        reading = ReadOptions(build=said, coding=coding, gene=about)
        extras = read_extras(scores, join, columns=named, options=reading)
        notices = notices_of(answer, extras)
        answer, table = with_extras(answer, table, extras)
    frame = table.frame(
        answer,
        table.chosen(columns),
        further=taken.carried(source, table.names) if columns == ALL else {},
        **versions(opened),
        notices=notices,
    )
    return frame if taken.index is None else frame.set_axis(taken.index.take(source), axis=0)


def annotate_columns(
    changes: Sequence[Change],
    atlas: Atlas,
    options: Options | None = None,
    drug: str | None = None,
) -> Columns:
    """Return rows of `mtorstruct.tables.ANNOTATION`, one a variant; of ``ANNOTATION_DRUG`` with a drug.

    Parameters
    ----------
    changes : sequence of Change
        Variants as they were read. Each different one is checked, looked up and judged once.
    atlas : Atlas
        Where the structural columns come from.
    options : Options, optional
        Evidence that verdicts may use.
    drug : str, optional
        Inhibitor that the verdict is narrowed to.
    """
    different, which = _different(changes)
    inhibitor = None if drug is None else find_drug(drug)
    columns = _different_columns(check_changes(different), atlas, options, inhibitor)
    columns = {name: values.take(which) for name, values in columns.items()}
    columns |= _row_columns(changes, columns["status"])
    columns["context"] = context_column(changes)
    columns["context"][columns["uniprot"] == ""] = ""
    return {name: columns[name] for name in (ANNOTATION if drug is None else ANNOTATION_DRUG).names}


IN_WORDS = "file"
"""Value of `read_from` for a protein change that the input writes out itself."""

_SAME = attrgetter(
    "gene", "wild_type", "position", "mutant", "status", "problem", "end", "end_wild_type", "inserted",
    "new_stop", "predicted", "reference", "candidates", "residues",
)  # fmt: skip
"""Fields that variants share whose rows differ only in text, source, sample and what resolved them."""


def _different(changes: Sequence[Change]) -> tuple[list[Change], NDArray[np.int64]]:
    """Return the different variants in order of appearance, and for each variant the index of its equal."""
    markers = set(response_markers())
    numbers: dict[tuple[Any, ...], int] = {}
    different: list[Change] = []
    which = np.empty(len(changes), dtype=np.int64)
    for k, change in enumerate(changes):
        key = _SAME(change)
        if key[0].upper() in markers:
            key = (*key, change.sample)
        number = numbers.setdefault(key, len(numbers))
        if number == len(different):
            different.append(change)
        which[k] = number
    return different, which


def _different_columns(
    checked: Sequence[Checked], atlas: Atlas, options: Options | None, drug: Drug | None
) -> Columns:
    """Return all columns but those of `_row_columns` and the context."""
    stretches = [_stretch(c) for c in checked]
    places = _places(checked, stretches)
    columns = _input_columns(checked, stretches)
    found = look_up(places, atlas)
    columns |= found.columns
    both = zip(columns["message"], found.notes, strict=True)
    columns["message"] = texts("; ".join(filter(None, said)) for said in both)
    columns["hotspot"] = _hotspots(places)
    mutants = np.array([s.mutant if s else "" for s in stretches], dtype=object)
    unverified = options is not None and options.include_unverified
    columns["phosphosite"] = phosphosite_column(places, mutants, atlas, include_unverified=unverified)
    columns |= _relatives(places, mutants)
    columns |= _verdicts(places, mutants, atlas, options, drug)
    return columns


def _stretch(checked: Checked) -> Touched | None:
    """Return the residues affected by a variant; None for one without an answer."""
    if checked.protein is None or checked.status != "ok":
        return None
    return touched(checked.change, checked.protein)


def _places(checked: Sequence[Checked], stretches: Sequence[Touched | None]) -> Places:
    """Return the positions of the variants; the gene is empty for one without an answer."""
    return Places(
        [c.protein.gene if c.protein and s else "" for c, s in zip(checked, stretches, strict=True)],
        [s.first if s else 0 for s in stretches],
        [s.last if s else 0 for s in stretches],
        [s.several if s else False for s in stretches],
    )


def _hotspots(places: Places) -> NDArray[np.int64]:
    """Return the number of tumours with a substitution of the residue, where it is recurrent."""
    counted = {gene: hotspots(gene) for gene in set(places.genes)}
    single = zip(places.genes, places.firsts, places.several, strict=True)
    return np.array(
        [
            MISSING_INT if several else counted[gene].get(first, MISSING_INT)
            for gene, first, several in single
        ],
        dtype=np.int64,
    )


def _relatives(places: Places, mutants: NDArray[Any]) -> Columns:
    """Return the columns on what relatives of mTOR have at the position; empty for several residues."""
    single = np.array([g == "MTOR" for g in places.genes], dtype=bool) & ~np.array(places.several, dtype=bool)
    index = np.where(single, np.array(places.firsts, dtype=np.int64) - 1, 0)
    return {
        "conservation": np.where(single, conservation().share[index], np.nan),
        "natural_in": texts(
            ";".join(natural_in(first, mutant)) if here and mutant in AMINO_ACIDS else ""
            for here, first, mutant in zip(single.tolist(), places.firsts, mutants, strict=True)
        ),
    }


def uses_published(evidence: str) -> bool:
    """Return whether a value of the option `evidence` includes published effects."""
    if evidence not in EVIDENCE:
        raise UsageError(f"unknown evidence '{evidence}'", hint="give " + " or ".join(EVIDENCE))
    return evidence == "published"


def _verdicts(
    places: Places, mutants: NDArray[Any], atlas: Atlas, options: Options | None, drug: Drug | None
) -> Columns:
    """Return the verdict columns; empty for a row without an answer."""
    answered = np.array([bool(gene) for gene in places.genes], dtype=bool)
    rows = atlas.summary_rows(
        [g for g in places.genes if g],
        [p for g, p in zip(places.genes, places.firsts, strict=True) if g],
    )
    lengths = 1 + np.array(places.lasts, dtype=np.int64) - np.array(places.firsts, dtype=np.int64)
    judged = classify_columns(rows, mutants[answered], atlas, options, drug, lengths[answered])
    columns: Columns = {}
    for name, values in judged.items():
        columns[name] = np.full(len(answered), "" if values.dtype == object else np.nan, dtype=values.dtype)
        columns[name][answered] = values
    return columns


def annotate_all_columns(changes: Sequence[Change], atlas: Atlas) -> tuple[Columns, NDArray[np.int64]]:
    """Return rows of `mtorstruct.tables.ANNOTATION_ALL`, one a variant, entry and copy; and their variants.

    A variant without an answer, or of a protein that no entry holds, keeps one row; one of several residues
    has rows on the first of them.
    """
    checked = check_changes(changes)
    stretches = [_stretch(c) for c in checked]
    places = _places(checked, stretches)
    rows_of = [
        (atlas.residue_rows(gene, position) if gene else []) or [-1]
        for gene, position in zip(places.genes, places.firsts, strict=True)
    ]
    row = np.array([r for rows in rows_of for r in rows], dtype=np.int64)
    repeated = np.repeat(np.arange(len(checked)), [len(rows) for rows in rows_of])
    there = row >= 0
    columns = _input_columns(checked, stretches)
    columns |= _row_columns(changes, columns["status"])
    columns["message"] = texts(
        "; ".join(filter(None, (message, _first_alone(c, s))))
        for message, c, s in zip(columns["message"], checked, stretches, strict=True)
    )
    columns |= domain_columns(places.genes, places.firsts)
    columns = {name: values[repeated] for name, values in columns.items()}
    for column in RESIDUE_GEOMETRY.columns:
        if column.name not in columns:
            columns[column.name] = column.blank(len(row))
            columns[column.name][there] = atlas.residues.take(column.name, row[there])
    orphan = ~there & (columns["status"] == "ok")
    columns["message"][orphan] = [f"no structure of {g} in the atlas" for g in columns["gene"][orphan]]
    columns |= provenance(atlas, [[e] if e else [] for e in columns["entry"].tolist()])
    return {name: columns[name] for name in ANNOTATION_ALL.names}, repeated


def _first_alone(checked: Checked, stretch: Touched | None) -> str:
    """Return the note on a row that is on one of several residues."""
    if checked.protein is None or stretch is None or not stretch.several:
        return ""
    first = f"{checked.protein.amino_acid(stretch.first)}{stretch.first}"
    return f"the structural columns are those of {first} alone"


def for_coordinates(build: str | None, cds: str | Path | None) -> tuple[str, CodingSequences]:
    """Return the genome build under its usual name (empty for none), and coding sequences.

    The sequences are those of the user's file, else those of the store, which is searched when the first
    of them is wanted.
    """
    said = ""
    coding: CodingSequences = SequencesAtHand()
    if build:
        from mtorstruct.variants.dna.genome import build_named

        said = build_named(build)
    if cds is not None:
        from mtorstruct.archive.sequences import read_coding_sequences

        coding = read_coding_sequences(cds)
    return said, coding


def _changes_of_table(
    table: MemoryTable, chosen: tuple[str | None, str | None, str | None], options: TableOptions
) -> list[tuple[Change, ...]]:
    """Return the variants in the rows of a table in memory, read as those of a file are."""
    from mtorstruct.variants.input.columns import named_columns, roles_of
    from mtorstruct.variants.input.rows import Rows
    from mtorstruct.variants.input.table import tells, untold
    from mtorstruct.variants.notation.text import is_nothing

    heading = table.heading
    roles = roles_of(heading, *chosen)
    if not roles.says_change:
        raise UsageError(
            "the table has no known column of protein changes",
            hint="name it with change_column, gene_column or sample_column; there are "
            f"{named_columns(heading)}",
        )
    empty = [""] * len(table)
    needed = roles.indexes
    columns = [table.texts(k) if k in needed else empty for k in range(roles.last + 1)]
    rows = Rows(heading, roles, options)
    at = roles.first("sample")
    samples = empty if at is None else ["" if is_nothing(name) else name for name in columns[at]]
    found = [rows.changes(cells) or (_outside(rows.texts(cells)),) for cells in zip(*columns, strict=True)]
    if found and not any(tells(change) for changes in found for change in changes):
        raise untold(heading)
    return [
        tuple(change._replace(sample=sample) for change in changes)
        for changes, sample in zip(found, samples, strict=True)
    ]


def _outside(row: RowTexts) -> Change:
    """Return the placeholder for a row of another gene, which stays in the table."""
    text = next((text for _, text in row.changes if text), str(row.place) if row.place else "")
    if row.named:
        return Change(text, row.named, status="unknown_gene", problem=f"unknown gene '{row.named}'")
    problem = "the row is of none of the nine genes"
    return Change(text, OUTSIDE, status="no_protein_change", problem=problem)


def part_name(part: int) -> str:
    """Return the name of one of several variants of a cell; empty for the only one."""
    return f"#{part}" if part else ""


def _row_columns(changes: Sequence[Change], statuses: NDArray[Any]) -> Columns:
    """Return the columns in which equal variants may differ; `statuses` marks those with an answer."""
    return {
        "input": texts(change.text for change in changes),
        "read_from": texts(change.read_from for change in changes),
        "settled_by": texts(
            (change.settled or IN_WORDS) if status == "ok" else ""
            for change, status in zip(changes, statuses, strict=True)
        ),
        "part": texts(part_name(change.part) for change in changes),
        "sample": texts(change.sample for change in changes),
    }


def _input_columns(checked: Sequence[Checked], stretches: Sequence[Touched | None]) -> Columns:
    """Return the other columns that do not depend on any structure."""
    return {
        "gene": texts(c.protein.gene if c.protein else c.change.gene for c in checked),
        "uniprot": texts(c.protein.uniprot if c.protein else "" for c in checked),
        "position": np.array(
            [n if 0 < (n := c.change.position) < 2**31 else MISSING_INT for c in checked], dtype=np.int64
        ),
        "end": np.array([_end(c, s) for c, s in zip(checked, stretches, strict=True)], dtype=np.int64),
        "wild_type": texts(residue(c.protein, c.change.position) if c.protein else "" for c in checked),
        "mutant": texts(c.change.mutant for c in checked),
        "hgvs": texts(format_change(c.change) if c.protein else "" for c in checked),
        "status": texts(c.status for c in checked),
        "message": texts(c.message for c in checked),
        "suggestion": texts(c.suggestion for c in checked),
        "alternatives": texts("; ".join(c.alternatives) for c in checked),
    }


def _end(checked: Checked, stretch: Touched | None) -> int:
    """Return the last position affected; missing where that is the position itself."""
    last = stretch.last if stretch else checked.change.end
    return last if checked.change.position < last < 2**31 else MISSING_INT
