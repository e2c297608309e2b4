"""Full reasoning behind the verdicts on one variant, on one screen."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from mtorstruct.atlas.store import Atlas, open_atlas
from mtorstruct.errors import UsageError
from mtorstruct.reference.bands import activity_bands
from mtorstruct.reference.effects import Effect
from mtorstruct.reference.proteins import protein
from mtorstruct.tables import (
    BASIS_WORDS,
    COMPOUNDS,
    EVIDENCE_TIERS,
    MISSING_INT,
    OTHER_LIGANDS,
    RESPONSE_COLUMNS,
    SITES,
    TRANSFERRED,
    Columns,
    distance_words,
)
from mtorstruct.variants.annotate import annotate_columns, uses_published
from mtorstruct.variants.check.wild_type import Checked, check_changes
from mtorstruct.variants.citing import cite
from mtorstruct.variants.dna.stored import SequencesAtHand
from mtorstruct.variants.input.single import understand_text
from mtorstruct.variants.notation.writing import short_name
from mtorstruct.variants.notes import partners_told
from mtorstruct.variants.spans import touched
from mtorstruct.variants.verdicts.bands import BANDS, NO_BAND, bands, sentence
from mtorstruct.variants.verdicts.evidence import listed
from mtorstruct.variants.verdicts.facts import in_frame, mutant_codes
from mtorstruct.variants.verdicts.judge import WITH_BASIS, Judgement, Options, judge
from mtorstruct.variants.verdicts.rules import QUESTIONS, RULES, Rule
from mtorstruct.variants.verdicts.rules.points import MOST, POINTS, SCORED
from mtorstruct.variants.verdicts.sentences import Distances

WIDTH = 110

_LABELS = {
    "activity": "activity", "rapalog": "rapalogs", "atp_competitive": "ATP-competitive inhibitors",
    "bisteric": "bi-steric inhibitors", "rapalog_mtorc2": "rapalogs, mTORC2",
    "bisteric_mtorc2": "bi-steric, mTORC2", "assembly": "assembly",
}  # fmt: skip


def explain(
    variant: str,
    *,
    evidence: str = "published",
    include_unverified: bool = False,
    atlas: str | Path | None = None,
) -> str:
    """Explain the verdicts on one variant: published effects, measurements, rules that fired.

    Parameters
    ----------
    variant : str
        A variant such as ``MTOR:M2327I``, UniProt positions; MTOR is the default gene.
    evidence, include_unverified, atlas
        As in `mtorstruct.annotate`.

    Returns
    -------
    str
        Lines of at most 110 characters.

    Raises
    ------
    UsageError
        The variant is not understood, does not fit the reference sequence, or names no new amino acid.

    Examples
    --------
    >>> print(explain("M2327I").splitlines()[0])
    MTOR M2327I   P42345, kinase (C-lobe)
    """
    if not isinstance(variant, str):
        hint = "give its text, such as explain('MTOR:F2108L'); annotate takes several"
        raise UsageError(f"{type(variant).__name__} is not the text of one variant", hint=hint)
    change = understand_text(variant, coding=SequencesAtHand())
    (checked,) = check_changes([change])
    if checked.status != "ok" or checked.protein is None:
        hint = (
            f"try {checked.suggestions[0]}" if checked.suggestions else "mtorstruct annotate --help shows how"
        )
        raise UsageError(checked.message, where=variant, hint=hint)
    if not change.mutant:
        raise UsageError(
            "names no variant, so there is nothing to explain", where=variant, hint="add the mutant"
        )
    opened = open_atlas(atlas)
    options = Options(use_published=uses_published(evidence), include_unverified=include_unverified)
    row = {name: values[0] for name, values in annotate_columns([change], opened, options).items()}
    stretch = touched(checked.change, checked.protein)
    summary_row = opened.summary_rows([checked.protein.gene], [stretch.first])
    codes = mutant_codes([stretch.mutant])
    numbers = in_frame(summary_row, codes, opened, np.array([stretch.last - stretch.first + 1]))
    judgement = judge(summary_row, codes, opened, options, numbers)
    parts = (
        _head(checked, row),
        _verdicts(row),
        _published(judgement, row, used=options.use_published),
        _measured(judgement.facts, row, opened),
        _rules(judgement),
        _points(judgement),
        _not_known(row, used=options.use_published),
        _silent(judgement),
        _for_a_paper(row),
    )
    return "\n".join(line.rstrip() for part in parts for line in part)


def _head(checked: Checked, row: dict[str, Any]) -> Iterator[str]:
    change, p = checked.change, checked.protein
    assert p is not None
    within = f" ({row['subdomain']})" if row["subdomain"] else ""
    name = f"{p.gene} {short_name(change, p)}"
    domain = row["domain"].replace(";", ", ") or "no domain"
    yield from _wrapped(f"{name}   {p.uniprot}, {domain}{within}", first="")
    if row["message"]:
        yield from _wrapped(row["message"])


def _verdicts(row: dict[str, Any]) -> Iterator[str]:
    yield "\nverdict"
    for question in ("activity", *RESPONSE_COLUMNS):
        stands = BASIS_WORDS[row.get(f"{question}_basis", "")]
        confidence = row.get(f"{question}_confidence")
        stands += f"; {confidence} confidence" if confidence else ""
        yield f"  {_LABELS[question]:<28}{row[question].replace('_', ' '):<24}{stands}"
    for column in ("evidence_tier", "origin"):
        if row[column]:
            yield f"  {column.replace('_', ' '):<28}{row[column]}"


def _published(judgement: Judgement, row: dict[str, Any], *, used: bool) -> Iterator[str]:
    yield "\nevidence: published on exactly this variant"
    found = judgement.known.get(0)
    if found is None:
        yield "  nothing" if used else "  left out, as asked for"
    for effect in found.direct if found else ():
        yield from _wrapped(_effect(effect))
    for effect in found.combined if found else ():
        yield from _wrapped(f"only together, as {effect.variant}: {_effect(effect)}")
    if row["evidence_conflicts"]:
        yield from _wrapped(f"note: {row['evidence_conflicts']}")
    if row["phosphosite"]:
        yield from _wrapped(f"phosphosite: {row['phosphosite']}")
    if row["hotspot"] != MISSING_INT:
        yield from _wrapped(f"hotspot: {row['hotspot']} TCGA samples have a substitution of this residue")


def _effect(e: Effect) -> str:
    effect = e.effect.replace("_", " ") if e.activity or not e.drug else ""
    response = f"{e.drug.replace(';', ', ').replace('+', ' plus ')}: {e.direction}" if e.drug else ""
    of_others = f"reported for {e.variant.replace('X(', 'X (')}" if e.wildcard else ""
    rest = "; ".join(filter(None, (e.assay, EVIDENCE_TIERS[e.tier], ", ".join(e.references), e.status)))
    return f"{'; '.join(filter(None, (effect, response, of_others)))} [{rest}]"


def _measured(f: Columns, row: dict[str, Any], atlas: Atlas) -> Iterator[str]:
    yield f"\nstructure: measured (atlas {atlas.version})"
    for site in SITES:
        if np.isnan(row[f"{site}_distance_A"]):
            yield f"  {COMPOUNDS[site]:<28}not measured"
            continue
        of, basis = row[f"{site}_residue"], row[f"{site}_basis"]
        side = (row[f"{site}_sidechain_{what}"] for what in ("distance_A", "basis"))
        yield (
            f"  {COMPOUNDS[site]:<28}{distance_words(row[f'{site}_distance_A'], *side)}"
            f"{f' from {of}' if of else ''} ({'carried over' if basis == TRANSFERRED else basis}, "
            f"{row[f'{site}_entry']}; {row[f'{site}_atoms']})"
        )
    for name in OTHER_LIGANDS.values():
        if row[f"{name}_compound"]:
            distance, side = (row[f"{name}_{what}distance_A"] for what in ("", "sidechain_"))
            bound = f"{row[f'{name}_compound']} bound, {row[f'{name}_entry']}"
            yield f"  {name:<28}{distance_words(distance, side)} ({bound})"
    partners = partners_told(row["partners"], row["partners_in_doubt"]) or "none"
    yield f"  {'partners within 5 Å':<28}{partners}"
    if not any(row[f"{site}_residue"] for site in SITES):
        yield from _measured_on_one(f, row)


def _measured_on_one(f: Columns, row: dict[str, Any]) -> Iterator[str]:
    """Return the lines that hold for a single residue and not for several."""
    nearer = f["atp_site_sidechain_A"][0] < f["atp_sidechain_A"][0]
    if nearer and f["atp_site_entry"][0] != row["inhibitor_entry"]:
        told = distance_words(f["atp_site_distance_A"][0], f["atp_site_sidechain_A"][0])
        where = f"{f['atp_site_compound'][0]}, {f['atp_site_entry'][0]}"
        yield f"  {'nearest inhibitor':<28}{told} ({where})"
    rsa = "not known" if np.isnan(row["rsa"]) else f"{row['rsa']:.2f} in {row['rsa_entry']}"
    yield f"  {'exposure (RSA)':<28}{rsa}; {row['secondary_structure'] or 'no secondary structure'}"
    if not np.isnan(row["conservation"]):
        natural = row["natural_in"].replace(";", ", ")
        shared = f"{100 * row['conservation']:.0f} % of other PI3K-related kinases keep the residue"
        yield from _wrapped(f"{'relatives':<28}{shared}{f'; natural in {natural}' if natural else ''}")
    if np.isfinite(f["activating_A"][0]):
        near = int(f["activating_near"][0])
        residue = f"{protein('MTOR').amino_acid(near)}{near}"
        yield f"  {'nearest activating position':<28}{residue}, CA atoms {f['activating_A'][0]:.1f} Å apart"
    if f["is_substitution"][0]:
        yield (
            f"  {'side chain':<28}{f['grown'][0]:+d} heavy atoms, {f['d_volume_A3'][0]:+.1f} Å³, charge "
            f"{f['d_charge'][0]:+d}, hydropathy {f['d_hydropathy'][0]:+.1f}"
        )


def _rules(judgement: Judgement) -> Iterator[str]:
    yield "\ninferred: rules that fired (> decides where nothing is published)"
    deciding = {v.rule[0] for v in judgement.verdicts.values()}
    distances = Distances(judgement.facts.places)
    fired = [(number, rule) for number, rule in enumerate(RULES) if judgement.fired[rule.id][0]]
    for number, rule in fired:
        yield from _fired(rule, distances.put_into(rule.description, 0), decides=number in deciding)
    if not fired:
        yield "  none"


def _points(judgement: Judgement) -> Iterator[str]:
    """Return the points for activation of a substitution, and what tumours say of its band."""
    f = judgement.facts
    if not SCORED.holds(f)[0]:
        return
    given = [f"{weight:+d}: {condition.text}" for weight, condition in POINTS if condition.holds(f)[0]]
    told = "; ".join(given) or "no condition holds"
    yield from _wrapped(f"points for activation: {f['points'][0]}, of at most {MOST} ({told})")
    number = bands(judgement)[0]
    if number != NO_BAND:
        band = next(b for b in activity_bands() if b.name == BANDS[number])
        yield from _wrapped(f"{sentence(band)} (Published ones left out; docs/impact.md.)")


def _not_known(row: dict[str, Any], *, used: bool) -> Iterator[str]:
    yield "\nnot known"
    nothing = "nothing is published on this variant" if used else "what is published was left out"
    basis_of = {question: row[f"{question}_basis"] for question in WITH_BASIS}
    for basis, words in (
        ("none", ", and no rule gives a verdict"),
        ("structure", "; the verdict is inferred"),
    ):
        of = [_LABELS[question] for question, found in basis_of.items() if found == basis]
        if of:
            yield from _wrapped(f"{listed(of)}: {nothing}{words}")
    for site in SITES:
        if row[f"{site}_basis"] == TRANSFERRED:
            entry = row[f"{site}_entry"]
            yield from _wrapped(f"{entry} has no {COMPOUNDS[site]}; its place there is from superposition")
    yield from _wrapped("splicing, expression, the other allele and other genes enter no verdict")


def _silent(judgement: Judgement) -> Iterator[str]:
    silent: dict[str, list[str]] = {}
    for rule in RULES:
        if not judgement.fired[rule.id][0]:
            silent.setdefault(rule.question, []).append(rule.id)
    yield "\nrules that did not fire (docs/impact.md has their conditions)"
    for question in QUESTIONS:
        if question in silent:
            yield from _wrapped(f"{_LABELS[question]}: {', '.join(silent[question])}")


def _for_a_paper(row: dict[str, Any]) -> Iterator[str]:
    yield "\nto cite in a paper"
    citation = cite(row)
    assert citation is not None, "a variant that is explained is understood"
    yield from _wrapped(citation.text)
    for reference in citation.references:
        yield f"  {reference.label:<30}{reference.address}"


def _fired(rule: Rule, description: str, *, decides: bool) -> Iterator[str]:
    label = _LABELS[rule.question]
    says = f"{label}: {rule.verdict.replace('_', ' ')}" if rule.verdict else label
    mark = ">" if decides else " "
    yield from _wrapped(f"{rule.id} ({says}, {rule.reference}): {description}", first=f"{mark} ")


def _wrapped(text: str, first: str = "  ") -> list[str]:
    # A number keeps its unit on the line, as textwrap does not break at this space.
    lines = textwrap.wrap(
        text.replace(" Å", "\u00a0Å"),
        WIDTH,
        initial_indent=first,
        subsequent_indent="    ",
        break_on_hyphens=False,
    )
    return [line.replace("\u00a0Å", " Å") for line in lines]
