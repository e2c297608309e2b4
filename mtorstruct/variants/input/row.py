"""Variant of one row: its protein, and its descriptions compared.

The protein of a row comes from `mtorstruct.variants.input.claims`; nothing in a row of a table means mTOR by
default. Precedence: a protein change in words, then residues and position in columns of their own, then a
coding change, then a genomic position. Repeated descriptions are compared
(`mtorstruct.variants.input.agreement`): a row that contradicts itself has no answer. `read_from` records what
was read.
"""

from __future__ import annotations

import re
from dataclasses import replace

from mtorstruct.reference.coding_sequences import GENETIC_CODE_ALONE, CodingSequences
from mtorstruct.reference.identity import identify
from mtorstruct.reference.proteins import protein
from mtorstruct.reference.transcripts import BUILDS, transcripts
from mtorstruct.variants.input.agreement import SETTLED, Readings, disagree, settle, weigh
from mtorstruct.variants.input.claims import Subject, subject_of
from mtorstruct.variants.input.readings import Texts, of_coding, of_parts, of_place, place_of_text, read_texts
from mtorstruct.variants.input.row_text import Place, RowTexts, chromosome_of
from mtorstruct.variants.input.several import changes_in, without_isoform_copies
from mtorstruct.variants.notation.change import NO_GENE, Change
from mtorstruct.variants.notation.reading import parse_change
from mtorstruct.variants.notation.text import is_nothing

MAX_PARTS, MAX_SHOWN = 1_000, 60
"""Largest number of variants in one cell that are answered, as each row repeats the others; number of
letters of such a cell that are shown."""

_SILENT = ("intron", "utr", "flank", "intergenic", "igr", "upstream", "downstream")


def understand(row: RowTexts, coding: CodingSequences | None = None) -> Change | None:
    """Return the variant of a row; None for one that is about none of the nine proteins.

    For a context gene, the variant is read from its words.
    """
    texts = read_texts(row)
    subject = subject_of(row, [change for _, change in texts.protein])
    if subject.kind == "context":
        return _of_context(row, texts)
    if subject.kind == "untold":
        told = _of_untold(row, texts, coding)
        gene = told if isinstance(told, str) else told.gene if told is not None else ""
        if subject.problem and _is_ours(gene):
            return _refused(row, texts, Subject("species", gene, problem=subject.problem))
        if not isinstance(told, str):
            return told
        subject = Subject("ours", told)
    if subject.kind == "other":
        return None
    if subject.kind != "ours":
        return _refused(row, texts, subject)
    return _of_protein(row, texts, subject, coding)


def understand_all(row: RowTexts, coding: CodingSequences | None = None) -> tuple[Change, ...] | None:
    """Return the variants of a row, of which a cell may hold several; None as in `understand`.

    Several variants are answered separately. If the row also has a genomic position or a coding change, it
    must be that of one of them, else none is answered.
    """
    column, parts = _parts(row)
    if len(parts) < 2:
        change = understand(row, coding)
        return None if change is None else (change,)
    named = [parse_change(part).gene for part in parts]
    if len(parts) > MAX_PARTS:
        return (_too_many(row, column, len(parts), next(filter(None, named), NO_GENE)),)
    return _of_parts(row, column, list(zip(parts, named, strict=True)), coding)


def _too_many(row: RowTexts, column: str, n: int, gene: str) -> Change:
    """Return the message on a cell of more variants than are answered."""
    what = f"the cell holds {n:,} variants, more than {MAX_PARTS:,}; write each in a row of its own"
    shown = dict(row.changes)[column][:MAX_SHOWN]
    return Change(shown, row.named or gene, status="not_understood", problem=what, read_from=column)


def _of_parts(
    row: RowTexts, column: str, named: list[tuple[str, str]], coding: CodingSequences | None
) -> tuple[Change, ...] | None:
    """Return the variants of one cell, each with the gene before it."""
    parts = [part for part, _ in named]
    subject = subject_of(row, [])
    if len({identify(gene).gene for _, gene in named}) > 1 and subject.kind == "untold":
        return _of_genes(row, column, named, coding)
    whole = understand(replace(row, changes=((column, parts[0]),)), coding)
    if whole is None:
        return None
    if whole.status == "other_species" or subject.kind in ("near", "contradiction"):
        return tuple(whole._replace(text=part) for part in parts)
    gene = whole.gene
    # What the names of the row say has been heard; only the words are read for each part.
    alone = replace(
        row,
        gene=row.named or gene or NO_GENE,
        transcript=row.sequence or subject.reference,
        coding="",
        place=None,
        ids=(),
    )
    read = (understand(replace(alone, changes=((column, part),)), coding) for part in parts)
    each = [change for change in read if change is not None]
    known = [c for c in each if c.status in SETTLED and c.gene]
    if len(known) == len(each) and len({c.gene for c in each}) == 1 and _is_ours(gene):
        kept = without_isoform_copies(each, protein(gene))
        if len(kept) == 1:
            text = dict(row.changes)[column]
            one = understand(replace(row, changes=((column, parts[each.index(kept[0])]),)), coding)
            return None if one is None else (one._replace(text=text),)
        each = kept
    return _borne_out(row, each, coding)


def _of_genes(
    row: RowTexts, column: str, parts: list[tuple[str, str]], coding: CodingSequences | None
) -> tuple[Change, ...] | None:
    """Return the variants of a cell that names the gene of each, other genes among them."""
    alone = replace(row, coding="", place=None)
    read = [understand(replace(alone, changes=((column, part),)), coding) for part, _ in parts]
    if not any(read):
        return None
    return tuple(
        change or Change(part, gene, read_from=column)
        for change, (part, gene) in zip(read, parts, strict=True)
    )


def _parts(row: RowTexts) -> tuple[str, list[str]]:
    """Return the column of the words, and the variants in its cell."""
    for column, text in row.changes:
        if not is_nothing(text):
            return column, changes_in(text)
    return "", []


def _is_ours(gene: str) -> bool:
    return gene in transcripts()


def _borne_out(row: RowTexts, each: list[Change], coding: CodingSequences | None) -> tuple[Change, ...]:
    """Return several variants of a row, contradicted together where its position fits none of them."""
    if row.place is None or not each or not _is_ours(each[0].gene):
        return tuple(each)
    gene = each[0].gene
    place = of_place(row.place, gene, row.strand, coding)
    if place is None or place.status not in SETTLED:
        return tuple(each)
    if any(weigh(change, place, protein(gene)) != "contradicts" for change in each):
        return tuple(each)
    contradicted = (settle(Readings(change, None, place), protein(gene)) or change for change in each)
    return tuple(contradicted)


def _of_protein(row: RowTexts, texts: Texts, subject: Subject, coding: CodingSequences | None) -> Change:
    """Return the variant of a row of one of the nine proteins."""
    gene = subject.gene
    if subject.reference and not row.sequence:
        # The name of a sequence stands where a gene should: the numbers are of that one.
        row = replace(row, transcript=subject.reference)
    elsewhere = _other_chromosome(row, gene)
    words = _words(row, texts, gene)
    if elsewhere:
        return _with_problem(row, words, gene, "contradiction", elsewhere)
    says_twice = words is not None and (len(texts.protein) > 1 or bool(row.amino_acids))
    said = _said_in_words(row, texts, gene) if says_twice else []
    odd = next(
        (
            odd
            for other in said
            if words and words.status == "ok" and (odd := disagree(words, other, protein(gene)))
        ),
        None,
    )
    if odd is not None:
        return odd
    if words is None or words.status not in SETTLED:
        change = settle(_readings(row, texts, words, gene, coding), protein(gene))
    else:
        change = _compared(row, texts, words, gene, coding)
    if change is None:
        return _without_change(row, gene)
    if change.status not in SETTLED and _is_silent_on_protein(row) and not texts.protein:
        return change._replace(gene=gene, status="no_protein_change", problem=_called(row))
    return change if change.gene else change._replace(gene=gene)


def _readings(
    row: RowTexts, texts: Texts, words: Change | None, gene: str, coding: CodingSequences | None
) -> Readings:
    codings = [of_coding(said, row, gene, coding) for said in texts.coding[:1]]
    return Readings(words, next(iter(codings), None), *_placed(row, texts, gene, coding))


def _compared(
    row: RowTexts, texts: Texts, words: Change, gene: str, coding: CodingSequences | None
) -> Change | None:
    """Return the words, compared with the rest of the row.

    Codons known from other cohorts do not contradict words. Nor does a coding sequence whose base is
    another than that of the genome, as long as a codon of the residue has it.
    """
    says_bases = bool(texts.coding or texts.genomic or row.place)
    # Where there are words alone, no sequence is looked for.
    known = coding if says_bases and coding is not None and coding.get(gene) else GENETIC_CODE_ALONE
    said = _readings(row, texts, words, gene, known)
    if known is not GENETIC_CODE_ALONE and any(
        other is not None and other.status == "reference_mismatch" for other in (said.coding, said.place)
    ):
        said = _readings(row, texts, words, gene, GENETIC_CODE_ALONE)
    change = settle(said, protein(gene))
    if change is None or change.status not in SETTLED:
        return change
    # What the row says of the bases once more, in other columns.
    others = [of_coding(other, row, gene, GENETIC_CODE_ALONE) for other in texts.coding[1:]]
    odd = (settle(Readings(words, other, None), protein(gene)) for other in others)
    placed = (of_place(other, gene, row.strand, GENETIC_CODE_ALONE) for other in _places(row, texts)[1:])
    odd_places = (settle(Readings(words, None, other), protein(gene)) for other in placed)
    return next((c for c in (*odd, *odd_places) if c is not None and c.status == "contradiction"), change)


def _words(row: RowTexts, texts: Texts, gene: str) -> Change | None:
    """Return the first protein change in words that can be read, else the first that cannot."""
    read = _read_in_words(row, texts, gene)
    return next((change for change in read if change.status in SETTLED), next(iter(read), None))


def _said_in_words(row: RowTexts, texts: Texts, gene: str) -> list[Change]:
    """Return every protein change in words that can be read, but for those of cells that hold several."""
    read = _read_in_words(row, texts, gene)
    return [change for change in read if change.status == "ok" and len(changes_in(change.text)) < 2]


def _read_in_words(row: RowTexts, texts: Texts, gene: str) -> list[Change]:
    """Read protein changes in words, in order of preference."""
    read = [
        change._replace(gene=gene, read_from=said.column, reference=change.reference or row.sequence)
        for said, change in texts.protein
    ]
    parts = of_parts(row)
    if parts is not None:
        read.append(parts._replace(gene=gene, reference=row.sequence))
    return read


def _placed(
    row: RowTexts, texts: Texts, gene: str, coding: CodingSequences | None
) -> tuple[Change | None, tuple[Change, ...]]:
    """Read the genomic position of a row; without a build also what each build would give."""
    places = _places(row, texts)
    if not places:
        return None, ()
    best = places[0]
    found = of_place(best, gene, row.strand, coding)
    if best.build or best.odd or not texts.protein:
        return found, ()
    given = (of_place(replace(best, build=build), gene, row.strand, coding) for build in BUILDS)
    return None, tuple(change for change in given if change is not None)


def _places(row: RowTexts, texts: Texts) -> list[Place]:
    """Return the genomic positions that a row names, those of a known build first."""
    places = [place for said in texts.genomic if (place := place_of_text(said, row.build)) is not None]
    if row.place is not None:
        places.append(row.place)
    by_parts = not is_nothing(row.amino_acids) and not is_nothing(row.protein_position)
    if texts.protein or texts.coding or by_parts:
        # Nothing is known of where a scaffold or a patch lies.
        places = [place for place in places if chromosome_of(place.chromosome)]
    return sorted(dict.fromkeys(places), key=lambda place: not place.build or bool(place.odd))


def _other_chromosome(row: RowTexts, gene: str) -> str:
    """Return the problem of a row on another chromosome than its gene; empty where there is none."""
    written = row.place.chromosome if row.place is not None else row.chromosome
    found, own = chromosome_of(written), transcripts()[gene].chromosome
    if found in ("", own):
        return ""
    return f"the row names {gene}, which is on chromosome {own}, and chromosome {written.strip()}"


def _of_untold(row: RowTexts, texts: Texts, coding: CodingSequences | None) -> Change | str | None:
    """Read a row without a protein name, by the gene of its position or of the user's option.

    A variant where the row has a genomic position alone; None where it lies in none of the nine genes.
    """
    places = [place for said in texts.genomic if (place := place_of_text(said, row.build)) is not None]
    place = places[0] if places else row.place
    if place is not None and not place.odd:
        there = of_place(place, "", row.strand, coding)
        says_more = bool(texts.protein or texts.coding) or bool(row.amino_acids and row.protein_position)
        if there is None:
            return row.assumed if row.assumed and says_more else None
        # A place alone is read once.
        is_whole = not says_more and row.assumed in ("", there.gene)
        return there if is_whole or there.gene not in transcripts() else row.assumed or there.gene
    return row.assumed or _of_nothing(row, texts)


def _of_nothing(row: RowTexts, texts: Texts) -> Change:
    """Return the result for a row in which nothing identifies the protein."""
    words = _words(row, texts, NO_GENE)
    if words is not None:
        return words
    if row.place is not None:
        return Change(str(row.place), NO_GENE, status="unknown_build", problem=row.place.odd)
    if texts.coding:
        return Change(texts.coding[0].text, NO_GENE, read_from=texts.coding[0].column)
    problem = "the row names neither a gene nor a protein change"
    return Change(_text(row), NO_GENE, status="no_protein_change", problem=problem)


def _of_context(row: RowTexts, texts: Texts) -> Change:
    """Read the words of a row of another gene."""
    words = _words(row, texts, row.named)
    return words or Change(next((said.text for said in texts.coding), ""), row.named)


def _refused(row: RowTexts, texts: Texts, subject: Subject) -> Change:
    """Return a row without an answer, whatever it contains."""
    status = {"near": "unknown_gene", "species": "other_species"}.get(subject.kind, subject.kind)
    gene = NO_GENE if subject.kind == "near" else subject.gene or NO_GENE
    return _with_problem(row, _words(row, texts, gene), gene, status, subject.problem)


def _with_problem(row: RowTexts, words: Change | None, gene: str, status: str, problem: str) -> Change:
    text = words.text if words else _text(row)
    read_from = words.read_from if words else ""
    return Change(text, gene, status=status, problem=problem, read_from=read_from)


def _text(row: RowTexts) -> str:
    """Return the placeholder text of a row that names no protein change."""
    texts = (text for _, text in row.changes if not is_nothing(text))
    return next(texts, "") or row.coding or (str(row.place) if row.place else "")


def _without_change(row: RowTexts, gene: str) -> Change:
    if row.kind:
        return Change(_text(row), gene, status="no_protein_change", problem=_called(row))
    what = "outside of the coding exons" if row.place else "the row names no protein change"
    return Change(_text(row), gene, status="no_protein_change", problem=what)


def _is_silent_on_protein(row: RowTexts) -> bool:
    """Return whether the row's consequence leaves the protein unchanged."""
    kinds = [kind for kind in re.split("[,;&]", row.kind.lower()) if kind.strip()]
    return bool(kinds) and all(any(word in kind for word in _SILENT) for kind in kinds)


def _called(row: RowTexts) -> str:
    return f"no protein change is named; the row is called {row.kind}" if row.kind else ""
