"""Tables of variants, phosphosites and verdicts."""

from __future__ import annotations

import itertools

from mtorstruct.tables.columns import GENE_COLUMN, UNIPROT_COLUMN
from mtorstruct.tables.model import Column, Table, in_front
from mtorstruct.tables.structures import RESIDUE_GEOMETRY, STRUCTURE_SUMMARY
from mtorstruct.tables.vocabulary import (
    ACTIVITIES,
    ACTIVITY_ORDER,
    CONFIDENCE_ORDER,
    CONFIDENCES,
    DOMAIN_ORDER,
    EVIDENCE_STATUSES,
    EVIDENCE_TIERS,
    ORIGINS,
    PHOSPHORYLATIONS,
    RESPONSE_COLUMNS,
    RESPONSE_ORDER,
    RESPONSES,
    SITES,
    STATUSES,
    STRUCTURE_ONLY,
    TIER_ORDER,
    VERDICT_BASES,
)

BRIEF = (
    "input", "sample", "gene", "position", "hgvs", "status", "domain", "activity", "rapalog",
    "atp_competitive", "bisteric", "confidence", "evidence_tier", "rapamycin_distance_A", "atp_distance_A",
)  # fmt: skip
"""Columns of an annotation that matter most: they come first, and are all that ``columns="brief"`` gives."""

_BRIEF_DRUG = tuple(
    name
    for column in BRIEF
    for name in ((column, "drug", "drug_response") if column == "bisteric" else (column,))
)
_BRIEF_ALL = (
    *BRIEF[: BRIEF.index("activity")], "entry", "copy", "modelled", "rapamycin_distance_A", "rapamycin_basis",
    "atp_distance_A", "atp_basis",
)  # fmt: skip
_BRIEF_SITES = (
    "gene", "site", "position", "domain", "kinases", "effect", "phosphorylation", "pmid", "evidence_status",
    "rapamycin_distance_A", "atp_distance_A", "message",
)  # fmt: skip

_NEIGHBOURS = tuple(
    column
    for side, where in (("previous", "before"), ("next", "after"))
    for column in (
        Column(f"{side}_modelled", "str", f"for an unmodelled residue: nearest modelled one {where} it"),
        Column(f"{side}_modelled_rapamycin_A", "float", "its distance to rapamycin", "Å"),
        Column(f"{side}_modelled_atp_A", "float", "its distance to the ATP site", "Å"),
    )
)

_PROVENANCE = (
    Column("mtorstruct_version", "str", "version of the package"),
    Column("atlas_version", "str", "identifier of the atlas: hash of its tables"),
    Column("structures_sha256", "str", "entry=hash of each structure file that the row rests on"),
)

_DOMAIN_AT = (
    Column("domain", "str", "domain or linker of the default scheme", order=DOMAIN_ORDER),
    Column("subdomain", "str", "sub-elements of the default scheme at this position"),
)

_DOMAINS_OF = (
    Column(
        "domain",
        "str",
        "domain or linker of the default scheme; of several residues all domains in order, joined by ;",
        order=DOMAIN_ORDER,
    ),
    _DOMAIN_AT[1],
)

_HOTSPOT = Column(
    "hotspot",
    "int",
    "for a residue that is recurrent in tumours, the number of samples with a substitution of it in the TCGA "
    "Firehose calls (docs/impact.md); missing for every other one, and for several residues",
)

_PHOSPHOSITE = Column(
    "phosphosite",
    "str",
    "phosphosite that the variant removes, imitates or keeps an acceptor of, else the nearest one within 5 "
    "residues or with CA within 8 Å in the same chain, with its kinases and the effect of phosphorylation; "
    "the names alone where a variant removes several",
)

_RELATIVES = (
    Column(
        "conservation",
        "float",
        "share of 49 other PI3K-related kinases that keep the human residue, by alignment; for MTOR "
        "1385-2549, missing for several residues",
    ),
    Column(
        "natural_in",
        "str",
        "species whose TOR has the new amino acid at this position, of nine TORs of other than mammals, by "
        "alignment; for MTOR, joined by ;",
    ),
)

_PROBABILITY = "activity_probability"

_ACTIVITY_PROBABILITY = (
    Column(
        _PROBABILITY,
        "float",
        "probability that a substitution with as many points for activation, if it is seen in a tumour, was "
        "selected there (docs/impact.md); of the band, not of the single substitution. Missing where the "
        "activity is published or inactivating by rule, and outside of MTOR 1385-2549 as resolved in 4JSV",
    ),
    Column(f"{_PROBABILITY}_low", "float", "lower end of its 95 % interval"),
    Column(f"{_PROBABILITY}_high", "float", "upper end of its 95 % interval"),
)

_NEAREST = tuple(
    Column(
        f"{site}_residue",
        "str",
        f"of several residues the one that the {site} columns are of: the nearest; empty "
        "for a single residue",
    )
    for site in SITES
)


def _verdict_columns(
    name: str, label: str, allowed: tuple[str, ...], order: tuple[str, ...]
) -> tuple[Column, ...]:
    return (
        Column(
            name,
            "str",
            f"verdict: {label}",
            allowed=allowed,
            order=order,
        ),
        Column(
            f"{name}_basis",
            "str",
            "basis of that verdict: a published effect of this variant, the rules, both, or nothing",
            allowed=VERDICT_BASES,
        ),
        Column(
            f"{name}_confidence",
            "str",
            "confidence of that verdict; docs/impact.md",
            allowed=CONFIDENCES,
            order=CONFIDENCE_ORDER,
        ),
    )


_VERDICTS = (
    *_verdict_columns(
        "activity",
        "what the variant does to the activity of mTOR, in one complex alone where the explanation names it",
        ACTIVITIES,
        ACTIVITY_ORDER,
    ),
    *_ACTIVITY_PROBABILITY,
    *_verdict_columns("rapalog", "response of mTORC1 to rapalogs", RESPONSES, RESPONSE_ORDER),
    *_verdict_columns(
        "atp_competitive", "response to ATP-competitive and dual inhibitors", RESPONSES, RESPONSE_ORDER
    ),
    *_verdict_columns("bisteric", "response of mTORC1 to bi-steric inhibitors", RESPONSES, RESPONSE_ORDER),
    Column(
        "rapalog_mtorc2",
        "str",
        "the same for mTORC2, which rapalogs do not reach acutely",
        allowed=RESPONSES,
        order=RESPONSE_ORDER,
    ),
    Column(
        "bisteric_mtorc2",
        "str",
        "the same for mTORC2, where only the ATP site is open",
        allowed=RESPONSES,
        order=RESPONSE_ORDER,
    ),
    Column("basis", "str", "what the verdicts of the row stand on, together", allowed=VERDICT_BASES),
    Column(
        "confidence",
        "str",
        "that of the least sure verdict of an effect in the row; where there is none, of the surest verdict",
        allowed=CONFIDENCES,
        order=CONFIDENCE_ORDER,
    ),
    Column("rules", "str", "rules that fired, in the order in which they are asked"),
    Column(
        "evidence", "str", "publications on exactly this variant, or on all variants of the residue but some"
    ),
    Column(
        "evidence_tier",
        "str",
        "best kind of evidence of the published statements that decide the verdicts; structure only where "
        "rules alone give them; empty where there is no verdict",
        allowed=(*EVIDENCE_TIERS.values(), STRUCTURE_ONLY),
        order=TIER_ORDER,
    ),
    Column(
        "origin",
        "str",
        "how people have this variant, as far as its publications say: germline, somatic (mosaics included) "
        "or both",
        allowed=ORIGINS,
    ),
    Column("evidence_conflicts", "str", "what is contradictory or easily mistaken in what is published"),
    Column("explanation", "str", "the verdicts in a sentence or two"),
    Column(
        "context",
        "str",
        "other variants of the same sample that are tied to the response to mTOR inhibitors, with the "
        "response and how certain it is; enters no verdict",
    ),
)

_ANNOTATION = (
    Column("input", "str", "the text as it was given"),
    Column(
        "read_from",
        "str",
        "column of the file that the variant was read from, or the coordinates and their genome build; "
        "empty for a text alone",
    ),
    Column(
        "settled_by",
        "str",
        "what leaves no other variant than this one: file, where a protein change is written out; "
        "of a place or coding change genetic code, where every way of writing the codons gives the same, "
        "codon table, where the known codons do (docs/genome.md), or coding sequence with the beginning "
        "of the SHA-256 of its bases; empty for a row without an answer",
    ),
    Column(
        "part",
        "str",
        "#1, #2 and so on for the variants of a cell that holds several; empty for the only one",
    ),
    Column("sample", "str", "the sample that it was found in, where the input names it"),
    GENE_COLUMN,
    UNIPROT_COLUMN,
    Column("position", "int", "position in the UniProt canonical sequence, from 1"),
    Column(
        "end",
        "int",
        "last position of the stretch that the variant affects: of a deletion, or to the end of the "
        "chain for a truncation; an insertion affects the two residues beside it; missing for a single "
        "residue",
    ),
    Column("wild_type", "str", "amino acid of the UniProt sequence at that position"),
    Column(
        "mutant",
        "str",
        "amino acid that replaces it; * for a stop, = for none, fs, del, dup, ins, delins or ext; ? "
        "where it is given as unknown; empty where no variant is named",
    ),
    Column("hgvs", "str", "the variant in HGVS, three-letter form; empty where none is named"),
    Column("status", "str", "ok, or why the row has no answer", allowed=STATUSES),
    Column("message", "str", "what is to be known of this row, for people"),
    Column("suggestion", "str", "the likeliest variant that fits the reference"),
    Column("alternatives", "str", "other variants that fit the reference, best first"),
    *_DOMAINS_OF,
    _PHOSPHOSITE,
    _HOTSPOT,
    *_RELATIVES,
    *_VERDICTS,
    *_NEAREST,
    *STRUCTURE_SUMMARY,
    *_NEIGHBOURS,
    *_PROVENANCE,
)

ANNOTATION = Table(
    "annotation",
    "One row per variant, in the order of the input.",
    in_front(BRIEF, _ANNOTATION),
    BRIEF,
)

_DRUG = (
    Column("drug", "str", "the inhibitor that was asked for"),
    Column("drug_class", "str", "its class"),
    Column("drug_response", "str", "verdict for it, on mTORC1", allowed=RESPONSES, order=RESPONSE_ORDER),
    Column(
        "drug_response_mtorc2", "str", "verdict for it, on mTORC2", allowed=RESPONSES, order=RESPONSE_ORDER
    ),
    Column(
        "drug_basis",
        "str",
        "basis of the verdict: published with this very drug, with another one that binds alike, "
        "the rules, or nothing",
        allowed=("this drug", "same class", "structure", "none"),
    ),
    Column(
        "drug_confidence",
        "str",
        "confidence of the verdict; docs/impact.md",
        allowed=CONFIDENCES,
        order=CONFIDENCE_ORDER,
    ),
    Column("drug_evidence", "str", "publications that it rests on"),
    Column("drug_explanation", "str", "the verdict in a sentence or two"),
)

ANNOTATION_DRUG = Table(
    "annotation_drug",
    "The annotation with the verdict narrowed to one inhibitor (`annotate --drug`).",
    in_front(
        _BRIEF_DRUG,
        (
            narrowed
            for column in _ANNOTATION
            for narrowed in ((column, *_DRUG) if column.name == "context" else (column,))
        ),
    ),
    _BRIEF_DRUG,
)

_INPUT = tuple(itertools.takewhile(lambda column: column.name != _DOMAINS_OF[0].name, _ANNOTATION))
"""Columns of the annotation that precede the domains."""

ANNOTATION_ALL = Table(
    "annotation_all_structures",
    "One row per variant, entry and copy (`annotate --all-structures`).",
    in_front(
        _BRIEF_ALL,
        (
            *_INPUT,
            *_DOMAIN_AT,
            *(c for c in RESIDUE_GEOMETRY.columns if c.name not in {"gene", "position", "expected"}),
            *_PROVENANCE,
        ),
    ),
    _BRIEF_ALL,
)

ALPHAMISSENSE = Table(
    "alphamissense",
    "Columns that follow those of the annotation with the scores of AlphaMissense (`annotate --scores`); a "
    "score enters no verdict.",
    (
        Column(
            "am_pathogenicity",
            "float",
            "score of AlphaMissense, from 0 (benign) to 1 (pathogenic); missing where the file has none",
            decimals=4,
        ),
        Column(
            "am_class",
            "str",
            "class of that score, as the file gives it: likely_benign, ambiguous, likely_pathogenic",
        ),
    ),
)

PHOSPHOSITES = Table(
    "phosphosites",
    "One row per phosphosite, with the same structural columns as a variant.",
    in_front(
        _BRIEF_SITES,
        (
            GENE_COLUMN,
            UNIPROT_COLUMN,
            Column("site", "str", "residue and UniProt position"),
            Column("position", "int", "position in the UniProt canonical sequence, from 1"),
            Column("kinases", "str", "kinases reported to phosphorylate it, with the database in brackets"),
            Column("effect", "str", "reported effect"),
            Column(
                "phosphorylation",
                "str",
                "what phosphorylation does to the activity of mTOR, as a source says; contradictory where "
                "sources or kinases differ",
                allowed=PHOSPHORYLATIONS,
            ),
            Column("pmid", "str", "publications that were seen"),
            Column(
                "evidence_status",
                "str",
                "how far the row was checked; docs/impact.md",
                allowed=EVIDENCE_STATUSES,
            ),
            Column("evidence_source", "str", "where the site was seen"),
            Column("evidence_note", "str", "what else is known of this row"),
            Column("message", "str", "what is to be known of this row, for people"),
            *_DOMAIN_AT,
            *STRUCTURE_SUMMARY,
            *_NEIGHBOURS,
            *_PROVENANCE,
        ),
    ),
    _BRIEF_SITES,
)


def _with_interval(name: str, meaning: str) -> tuple[Column, Column, Column]:
    return (
        Column(name, "float", meaning),
        Column(f"{name}_low", "float", "lower end of its interval"),
        Column(f"{name}_high", "float", "upper end of its interval"),
    )


BENCHMARK = Table(
    "benchmark",
    "How well a predictor recovers published effects, and what else it flags; one row a question, set of "
    "answers and predictor. Intervals are 95 %: those of sensitivity and specificity exact (Clopper and "
    "Pearson), the others percentiles over positions drawn again with replacement, and missing where all "
    "draws give the same.",
    (
        Column("question", "str", "predicted effect", allowed=("activity", "rapalog", "atp_competitive")),
        Column(
            "labels",
            "str",
            "answers: published effects of high or moderate confidence, those in single patients (low), or "
            "your own",
            allowed=("published", "single patients", "own"),
        ),
        Column("predictor", "str", "predictor"),
        Column("n_positive", "int", "activating, or resistant, substitutions among the answers"),
        Column("n_negative", "int", "substitutions among the answers that are not"),
        Column("n_silent", "int", "of both, those without a prediction; counted as negative"),
        Column("tp", "int", "true positives"),
        Column("fp", "int", "false positives"),
        Column("tn", "int", "true negatives"),
        Column("fn", "int", "false negatives"),
        *_with_interval("sensitivity", "share of the positives that are predicted"),
        *_with_interval("specificity", "share of the negatives that are not predicted"),
        *_with_interval("mcc", "Matthews correlation coefficient"),
        Column("balanced_accuracy", "float", "mean of sensitivity and specificity"),
        *_with_interval(
            "auroc",
            "area under the ROC curve of positives against negatives; verdicts rank from inactivating to "
            "activating, or by resistance",
        ),
        Column(
            "random_flagged",
            "float",
            "share of random missense that is predicted positive: substitutions of residues 1385-2549 by a "
            "single-nucleotide change, weighted by mutability",
        ),
        *_with_interval(
            "mcc_random",
            "Matthews correlation coefficient among the positives and as many random missense; its interval "
            "is that of the sensitivity",
        ),
        *_with_interval("auroc_random", "area under the ROC curve of positives against random missense"),
        *_with_interval(
            "tumour_excess",
            "of activity: samples of the TCGA Firehose calls with a substitution that is predicted positive, "
            "over the number at the rate of residues 1-1384; published ones left out",
        ),
        Column("note", "str", "why the numbers say less than they seem to"),
    ),
)

CALIBRATION = Table(
    "calibration",
    "Substitutions of residues 1385-2549 of mTOR in tumours (TCGA Firehose calls), by the verdict of the "
    "rules on the activity; published ones left out. Intervals are 95 % percentiles over positions drawn "
    "again with replacement.",
    (
        Column("substitutions", "str", "which substitutions"),
        Column("random_share", "float", "their share of random missense, weighted by mutability"),
        Column("samples", "int", "samples with one of them"),
        Column("expected", "float", "expected number, at the rate of residues 1-1384"),
        *_with_interval("excess", "samples over the expected number"),
        *_with_interval(
            "selected",
            "1 - expected / samples, at least 0: probability that one of them, seen in a tumour, was "
            "selected there",
        ),
    ),
)

_FOUND = (
    Column("rows", "int", "rows of the input"),
    Column("changes", "int", "distinct variants, without synonymous ones"),
    Column("samples", "int", "distinct samples that have one; a row that names no sample is in none"),
)

COHORT_ACCOUNTING = Table(
    "cohort_accounting",
    "What became of every row of the input (`summarise`); the rows add up to the rows that were read.",
    (
        Column("part", "str", "what became of it", allowed=("answered", "other_genes", "rejected")),
        Column(
            "reason",
            "str",
            "of an answered row: change (the protein is altered), synonymous, or residue (no variant "
            "is named); else the status",
        ),
        Column("gene", "str", "gene of the row; empty where only their number is known"),
        Column("rows", "int", "rows of the input"),
    ),
)

COHORT_GENES = Table(
    "cohort_genes",
    "One row per protein, also those in which nothing was found (`summarise`).",
    (
        GENE_COLUMN,
        Column("complexes", "str", "complexes that it is a part of"),
        Column("rows", "int", "rows of the input that name it"),
        Column("changes", "int", "distinct variants, without synonymous ones"),
        Column("samples", "int", "distinct samples that have one; a row that names no sample is in none"),
        Column("answered", "int", "rows with an answer, synonymous ones and repeated ones included"),
        Column(
            "repeated",
            "int",
            "of the answered rows, those that repeat another row of the sample",
        ),
        Column("synonymous", "int", "of the answered rows, those of synonymous variants"),
        Column("residues", "int", "of the answered rows, those that name a residue and no variant"),
        Column("rejected", "int", "rows without an answer"),
        Column("rejected_as", "str", "statuses of those, with the number of rows"),
    ),
)

COHORT_COUNTS = Table(
    "cohort_counts",
    "Verdicts on the variants of a cohort (`summarise`): one row per gene, domain, question and verdict that "
    "occurs. For one question, `rows` and `changes` add up to those of the gene that are neither synonymous "
    "nor residues alone; samples do not, since a sample may have several.",
    (
        GENE_COLUMN,
        Column(
            "domain",
            "str",
            "domain or linker of the default scheme that the variant begins in; empty outside of all",
            order=DOMAIN_ORDER,
        ),
        Column("question", "str", "what is judged", allowed=("activity", *RESPONSE_COLUMNS)),
        Column("verdict", "str", "the verdict", allowed=(*ACTIVITIES, *RESPONSES)),
        *_FOUND,
    ),
)

_ONE_A_CHANGE = "one a variant, in the order of `seen`, joined by '; '"

COHORT_RESIDUES = Table(
    "cohort_residues",
    "One row per residue that a variant begins at, the most frequent first (`summarise`). Verdicts are all "
    "those of an effect, for any of its variants, or else the most definite of the others.",
    (
        GENE_COLUMN,
        Column("position", "int", "position in the UniProt canonical sequence, from 1"),
        Column("wild_type", "str", "amino acid of the UniProt sequence at that position"),
        Column("domain", "str", "domain or linker of the default scheme", order=DOMAIN_ORDER),
        *_FOUND,
        Column(
            "seen",
            "str",
            "the variants, most frequent first, joined by '; ', each with the number of samples where it is "
            "more than one; a row that names no sample counts as one",
        ),
        Column("kinds", "str", "kinds of these variants"),
        Column("activity", "str", "verdicts on the activity of mTOR"),
        Column("rapalog", "str", "verdicts on rapalogs, for mTORC1"),
        Column("atp_competitive", "str", "verdicts on ATP-competitive and dual inhibitors"),
        Column("bisteric", "str", "verdicts on bi-steric inhibitors, for mTORC1"),
    ),
)

COHORT_SAMPLES = Table(
    "cohort_samples",
    "One row per sample with a row of one of the nine proteins or of no gene that is named, those with most "
    "variants first (`summarise`). Samples are distinguished by their whole name.",
    (
        Column("sample", "str", "the sample, as it is written"),
        Column("changes", "int", "distinct variants, without synonymous ones"),
        Column("mtorc1", "int", "of these, in proteins of mTORC1"),
        Column("mtorc2", "int", "of these, in proteins of mTORC2"),
        Column("neither", "int", "of these, in proteins that are part of neither: RHEB and FKBP1A"),
        Column("seen", "str", "the variants, joined by '; '"),
        Column("synonymous", "int", "distinct synonymous variants"),
        Column("rejected", "int", "rows without an answer: the sample may have more variants than listed"),
        Column(
            "context", "str", "other variants of the sample that are tied to the response to mTOR inhibitors"
        ),
    ),
)

COHORT_COOCCURRENCE = Table(
    "cohort_cooccurrence",
    "One row per sample and complex with two or more distinct variants in it (`summarise`). Variants of "
    "mTOR, mLST8 and DEPTOR count in both complexes. Whether they are in one cell, or in one allele, is "
    "not known.",
    (
        Column("sample", "str", "the sample, as it is written"),
        Column("complex", "str", "the complex", allowed=("mTORC1", "mTORC2")),
        Column("changes", "int", "distinct variants in it, without synonymous ones"),
        Column("same_protein", "bool", "whether all of them are in one protein"),
        Column("seen", "str", "the variants, joined by '; '"),
        Column("domains", "str", f"domains that they begin in, - outside of all; {_ONE_A_CHANGE}"),
        Column("activity", "str", f"verdicts on the activity of mTOR; {_ONE_A_CHANGE}"),
        Column("rapalog", "str", f"verdicts on rapalogs, for mTORC1; {_ONE_A_CHANGE}"),
        Column("atp_competitive", "str", f"verdicts on ATP-competitive inhibitors; {_ONE_A_CHANGE}"),
        Column("bisteric", "str", f"verdicts on bi-steric inhibitors, for mTORC1; {_ONE_A_CHANGE}"),
    ),
)

REJECTS = Table(
    "rejects",
    "One row per row of the input that has no answer (`annotate --rejects`).",
    (
        Column("source", "str", "file that it is in, or the command line"),
        Column("line", "int", "its line there, from 1; 0 for the command line"),
        Column("input", "str", "the text that was read as a variant"),
        GENE_COLUMN,
        Column("reason", "str", "why it has no answer", allowed=STATUSES),
        Column("message", "str", "the same in words"),
        Column("suggestion", "str", "the likeliest variant that fits the reference"),
        Column("alternatives", "str", "other variants that fit, best first"),
        Column("row", "str", "the whole row as it stood there; the beginning of one that is no row"),
    ),
)
