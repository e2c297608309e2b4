"""Content of the report as plain data, without HTML."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mtorstruct.files.paths import sha256_of
from mtorstruct.reference.drugs import drug as find_drug
from mtorstruct.reference.proteins import protein
from mtorstruct.tables import BASIS_WORDS, BOUND, CONFIDENCES, DOUBTED, SITES, TELLING, distance_words
from mtorstruct.variants.citing import cite
from mtorstruct.variants.findings import CohortFindings, Finding, findings_of, how_many, value_text
from mtorstruct.variants.input.accounting import REASONS, account
from mtorstruct.variants.notes import partners_told
from mtorstruct.views import palette
from mtorstruct.views.report.unanswered import MAX_SAMPLES, of_other_genes, unanswered
from mtorstruct.views.report.words import headline, linked
from mtorstruct.views.templates import unbroken

if TYPE_CHECKING:
    import pandas as pd

CITED = 300
"""Largest number of variants with a sentence for a paper each, so that large pages open quickly."""

CROWDED = 1000
"""Number of variants beyond which the page has them deflated, and the document a part of the table's rows."""

_PDB_ID = re.compile(r"[1-9][0-9A-Z]{3}")

MAX_SCORES = 3
"""Largest number of a user's scores that have a column in the table; the others stand with each variant."""

NOT_MEASURED: Mapping[str, Any] = {"A": None, "carried": False, "said": "not measured"}
"""Distance of a residue without coordinates."""


@dataclass(frozen=True)
class Question:
    """One question of the report, answered by a verdict.

    `column` holds the verdict; `title` heads it, `short` heads its column of the table, `drugs` are the drugs
    as a sentence names them (empty: it is about activity), and `figures` is the verdict that figures show.
    """

    name: str
    column: str
    title: str
    short: str
    drugs: str
    figures: str

    @property
    def heading(self) -> str:
        """Return the heading of a legend: ``Response to rapalogs``."""
        return f"Response to {self.drugs}" if self.drugs else self.title


QUESTIONS = tuple(
    Question(name, name, title, short, drugs, name)
    for name, title, short, drugs in (
        ("rapalog", "Rapalogs", "Rapalogs", "rapalogs"),
        ("atp_competitive", "ATP-competitive", "ATP-comp.", "ATP-competitive inhibitors"),
        ("bisteric", "Bi-steric", "Bi-steric", "bi-steric inhibitors"),
        ("activity", "Activity of mTOR", "Activity", ""),
    )
)
"""Questions in order; the page opens with the first."""

OPENING: palette.Verdict = "rapalog"
"""Verdict that the page opens with, unless a single inhibitor was asked about."""


def questions(annotation: pd.DataFrame) -> tuple[Question, ...]:
    """Return the questions of an annotation; that on a single inhibitor comes first where there is one."""
    # Without a drug, a column of this name is the user's.
    asked = annotation["drug"] if "drug_response" in annotation else ()
    name = next((str(n) for n in asked if n), "")
    if not name:
        return QUESTIONS
    mine = Question("drug", "drug_response", name[0].upper() + name[1:], name, name, find_drug(name).response)
    return (mine, *QUESTIONS)


def content(
    annotation: pd.DataFrame,
    *,
    title: str,
    sources: Iterable[str | Path] = (),
    remarks: Iterable[str] = (),
    other_genes: Mapping[str, int] | None = None,
    columns: Iterable[str] = (),
    cohort: CohortFindings | None = None,
    sampled: Sequence[tuple[str, str, str]] | None = None,
) -> dict[str, Any]:
    """Return the content of the page from an annotation.

    Parameters
    ----------
    annotation : pandas.DataFrame
        What `mtorstruct.annotate` gave, with or without a drug.
    title : str
        Heading of the page.
    sources : iterable of str or pathlib.Path
        Where the variants come from; files are named with their SHA-256.
    remarks : iterable of str
        Further remarks on how the verdicts were made.
    other_genes : mapping of str to int, optional
        Rows of other genes that were left out of the annotation, by gene.
    columns : iterable of str
        Further columns of the annotation that are told with each variant.
    cohort : CohortFindings, optional
        The findings of the annotation, where they are known.
    sampled : sequence of tuple of str, optional
        Allele fraction, tumour type and mutation status of each row, as far as the file has them.

    Returns
    -------
    dict
        Texts, numbers, lists and dictionaries. `changes` has one item a distinct variant, and one a
        synonymous variant or bare residue (`is_change` is false), what matters most first; `carriers` has the
        places of the variants of each sample in that list, by the name of the sample; `questions` has one a
        verdict, with the number of variants and the keys of those that matter to it; `scores` are the numbers
        among `columns` that the table has; `unanswered` the rejected rows, and `others` the number of rows of
        each other gene; `counts` satisfies ``rows == answered + other_genes + rejected``.
    """
    asked, further = questions(annotation), tuple(columns)
    scores = [name for name in further if annotation[name].dtype.kind == "f"][:MAX_SCORES]
    changes = _changes(annotation, cohort or findings_of(annotation), asked, further, scores, sampled)
    others = dict(other_genes or {})
    return {
        "title": title,
        "sources": [_source(source) for source in sources],
        "remarks": list(remarks),
        "counts": _counts(annotation, changes, others),
        "questions": [_question(question, changes) for question in asked],
        "changes": changes,
        "carriers": _carriers(changes),
        "scores": scores,
        "unanswered": unanswered(annotation),
        "others": of_other_genes(annotation, others),
        "uniprot": {gene: protein(gene).uniprot for gene in sorted({change["gene"] for change in changes})},
        "genes": list(dict.fromkeys(change["gene"] for change in changes)),
        "classes": [
            {
                "value": value,
                "label": style.label,
                "colour": style.colour,
                "sphere": palette.solid(style).colour,
                "marker": style.marker,
            }
            for value, style in palette.CLASSES.items()
        ],
        "provenance": _provenance(annotation),
    }


def _counts(
    annotation: pd.DataFrame, changes: list[dict[str, Any]], other_genes: Mapping[str, int]
) -> dict[str, Any]:
    found = Counter(zip(annotation["status"].tolist(), annotation["gene"].tolist(), strict=True))
    rows = account(((status, gene, n) for (status, gene), n in found.items()), other_genes)
    answered = annotation[annotation["status"] == "ok"]
    return {
        "rows": rows.n_rows,
        "answered": rows.annotated,
        "other_genes": rows.other_genes,
        "rejected": rows.n_rejected,
        "changes": sum(change["is_change"] for change in changes),
        "found": how_many(change["kind"] for change in changes),
        "samples": len(set(answered["sample"].tolist()) - {""}),
        "unnamed": int((answered["sample"] == "").sum()),
        "unit": "sample" if (answered["sample"] != "").any() else "row",
        "genes": len(set(answered["gene"].tolist())),
        "reasons": [{"reason": REASONS[status], "rows": n} for status, n in rows.rejected.items()],
    }


def _changes(
    annotation: pd.DataFrame,
    cohort: CohortFindings,
    asked: tuple[Question, ...],
    further: tuple[str, ...],
    scores: list[str],
    sampled: Sequence[tuple[str, str, str]] | None,
) -> list[dict[str, Any]]:
    changes = []
    rows = _records(annotation.iloc[[finding.row for finding in cohort.findings]])
    for finding, row in zip(cohort.findings, rows, strict=True):
        change = _change(finding, row, asked, cohort.context_of)
        change["facts"] += [(name, text) for name in further if (text := value_text(row[name]))]
        change["scores"] = [value_text(row[name]) for name in scores]
        change["sampled"] = [("", "", "") if sampled is None else sampled[k] for k in _rows_of(finding)]
        change["samples"] = list(map(_sample_words, change["samples"], change["sampled"]))
        citation = cite(row) if len(cohort.findings) <= CITED else None
        change["citation"] = linked(citation.text) if citation else ()
        changes.append(change)
    return sorted(changes, key=lambda change: _rank(change, asked[0].name))


def _carriers(changes: list[dict[str, Any]]) -> dict[str, list[int]]:
    """Return the places of the variants of each sample, samples in the order of their names."""
    found: dict[str, list[int]] = {}
    for place, change in enumerate(changes):
        for name in change["all_samples"]:
            found.setdefault(name, []).append(place)
    return dict(sorted(found.items()))


def _rows_of(finding: Finding) -> list[int]:
    """Return the rows of the samples that are named; of rows that name none the first."""
    named = sorted(finding.samples)[:MAX_SAMPLES]
    return [finding.first_of[name] for name in named] or [finding.row]


def _sample_words(name: str, sampled: tuple[str, str, str]) -> str:
    """Return a sample with what its row says of it.

    Examples
    --------
    >>> _sample_words("P-07", ("0.19", "Glioma", "Somatic")), _sample_words("P-07", ("", "", ""))
    ('P-07 (Glioma, Somatic, VAF 0.19)', 'P-07')
    """
    vaf, tumour, status = sampled
    told = ", ".join(filter(None, (tumour, status, f"VAF {vaf}" if vaf else "")))
    return f"{name} ({told})" if told else name


def _records(table: pd.DataFrame) -> Iterator[dict[str, Any]]:
    """Yield the rows of a table as dictionaries; pandas makes all of them at once, in five times the time."""
    names = [str(name) for name in table.columns]
    cells = (table[name].astype(object).tolist() for name in table.columns)
    return (dict(zip(names, row, strict=True)) for row in zip(*cells, strict=True))


def _rank(change: dict[str, Any], question: str) -> tuple[Any, ...]:
    """Return the sort key of variants: verdict, confidence, number of samples, and position."""
    verdict = change["verdicts"][question]
    sure = verdict["confidence"]
    return (
        palette.CLASS_ORDER.index(verdict["value"]),
        CONFIDENCES.index(sure) if sure in CONFIDENCES else len(CONFIDENCES),
        -change["count"],
        change["gene"] != "MTOR",
        change["gene"],
        change["position"],
        change["name"],
    )


def _change(
    finding: Finding, row: dict[str, Any], asked: tuple[Question, ...], context_of: Mapping[str, str]
) -> dict[str, Any]:
    samples = sorted(finding.samples)
    drug = row.get("drug_explanation", "")
    return {
        "key": finding.name,
        "gene": finding.gene,
        "name": finding.text,
        "kind": finding.kind,
        "is_change": finding.is_change,
        "position": finding.position,
        "place": f"{finding.gene}:{finding.wild_type}{finding.position}",
        "domain": _domains(row["domain"].split(";")),
        "subdomain": row["subdomain"],
        "count": finding.cases,
        "all_samples": samples,
        "samples": samples[:MAX_SAMPLES],
        "more_samples": max(0, len(samples) - MAX_SAMPLES),
        "verdicts": {
            question.name: _verdict(
                row[question.column], row[f"{question.name}_basis"], row[f"{question.name}_confidence"]
            )
            for question in asked
        },
        "distances": {site: _distance(row, site) for site in SITES},
        "explanation": linked(row["explanation"]),
        "drug_explanation": linked(drug),
        "evidence": linked(
            "; ".join(
                dict.fromkeys(
                    filter(None, ";".join((row["evidence"], row.get("drug_evidence", ""))).split(";"))
                )
            )
        ),
        "conflicts": linked(row["evidence_conflicts"]),
        "message": row["message"],
        "tier": row["evidence_tier"],
        "probability": _probability(row),
        "entries": _entries(row),
        "context": [f"{name}: {context_of[name]}" for name in finding.rows_of if name in context_of],
        "facts": _facts(row),
    }


def _probability(row: dict[str, Any]) -> str:
    value, low, high = (row[f"activity_probability{end}"] for end in ("", "_low", "_high"))
    return "" if math.isnan(value) else unbroken(f"{value:.2f} (95 % interval {low:.2f} to {high:.2f})")


def _entries(row: dict[str, Any]) -> list[str]:
    """Return the PDB entries that distances and exposure of a row are from."""
    named = dict.fromkeys((*(row[f"{site}_entry"] for site in SITES), row["rsa_entry"]))
    return [name for name in named if _PDB_ID.fullmatch(name)]


def _domains(names: Sequence[str]) -> str:
    """Return the domains of a variant; of more than two the first and the last."""
    return ", ".join(names) if len(names) < 3 else f"{names[0]} to {names[-1]}"


@lru_cache(maxsize=1000)
def _verdict(value: str, basis: str, confidence: str) -> Mapping[str, str]:
    return {
        "value": value,
        "label": palette.verdict_style(value).label,
        "basis": BASIS_WORDS[basis],
        "confidence": confidence,
    }


def _distance(row: dict[str, Any], site: str) -> Mapping[str, Any]:
    value = float(row[f"{site}_distance_A"])
    if math.isnan(value):
        return NOT_MEASURED
    names = ("sidechain_distance_A", "sidechain_basis", "entry", "basis", "atoms")
    return _measured(value, *(row[f"{site}_{name}"] for name in names))


@lru_cache(maxsize=20_000)
def _measured(
    value: float, side_chain: float, side_chain_basis: str, entry: str, basis: str, atoms: str
) -> Mapping[str, Any]:
    carried = "bound" if basis == BOUND else "carried over"
    told = unbroken(distance_words(value, side_chain, side_chain_basis))
    return {"A": round(value, 1), "carried": basis != BOUND, "said": f"{told} ({carried}, {entry}; {atoms})"}


def _facts(row: dict[str, Any]) -> list[tuple[str, str]]:
    rsa = "" if math.isnan(row["rsa"]) else f"{row['rsa']:.2f} in {row['rsa_entry']}"
    doubtful = sorted({row[f"{site}_entry"] for site in SITES if row[f"{site}_register"] in DOUBTED} - {""})
    facts = (
        ("Evidence", row["evidence_tier"]),
        ("Domains", row["domain"].replace(";", ", ") if row["domain"].count(";") > 1 else ""),
        ("Origin", row["origin"]),
        ("Register", f"{', '.join(doubtful)} may be built out of register here" if doubtful else ""),
        ("Exposure (RSA)", rsa),
        ("Secondary structure", row["secondary_structure"]),
        ("Partners within 5 Å", partners_told(row["partners"], row["partners_in_doubt"])),
        ("Modelled in", row["modelled_in"].replace(";", ", ")),
        ("Rules that fired", row["rules"].replace(";", ", ")),
    )
    return [(unbroken(name), unbroken(told)) for name, told in facts if told]


def _question(question: Question, changes: list[dict[str, Any]]) -> dict[str, Any]:
    listed = {change["verdicts"][question.name]["value"] for change in changes}
    counts = Counter(c["verdicts"][question.name]["value"] for c in changes if c["is_change"])
    return {
        "name": question.name,
        "title": question.title,
        "short": question.short,
        "heading": question.heading,
        "figures": question.figures,
        "headline": headline(counts, question.drugs),
        "counts": [
            {"value": value, "label": style.label, "n": counts[value]}
            for value, style in palette.CLASSES.items()
            if value in listed
        ],
        "matters": _matters(question, changes),
    }


def _matters(question: Question, changes: list[dict[str, Any]]) -> list[str]:
    """Return variants with an effect, the most important first."""
    telling = [change for change in changes if change["verdicts"][question.name]["value"] in TELLING]
    return [change["key"] for change in sorted(telling, key=lambda change: _rank(change, question.name))]


def _source(source: str | Path) -> dict[str, str]:
    path = Path(source)
    try:
        digest = sha256_of(path) if path.is_file() else ""
    except OSError:
        digest = ""
    return {"name": path.name if digest else str(source), "sha256": digest}


def _provenance(annotation: pd.DataFrame) -> dict[str, Any]:
    pairs = sorted(
        {
            tuple(pair.split("=", 1))
            for cell in set(annotation["structures_sha256"])
            for pair in cell.split(";")
            if pair
        }
    )
    return {
        "mtorstruct": _only(annotation, "mtorstruct_version"),
        "atlas": _only(annotation, "atlas_version"),
        "structures": [{"entry": entry, "sha256": digest} for entry, digest in pairs],
    }


def _only(annotation: pd.DataFrame, name: str) -> str:
    return ", ".join(dict.fromkeys(value for value in annotation[name].tolist() if value))
