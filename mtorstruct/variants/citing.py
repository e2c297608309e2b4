"""What a paper can say of one annotated variant, with the publications and structures that it rests on."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from mtorstruct.errors import UsageError
from mtorstruct.reference.entries import entry
from mtorstruct.reference.links import pdb_entry, publications, uniprot_entry
from mtorstruct.reference.proteins import protein
from mtorstruct.tables import COMPOUNDS, DOUBTED, OVERLAP, SITES, TRANSFERRED, distance_words
from mtorstruct.variants.verdicts.evidence import listed
from mtorstruct.variants.verdicts.judge import WITH_BASIS
from mtorstruct.variants.verdicts.rules import RULES, Rule

__all__ = ["Citation", "Reference", "cite"]

_DRUGS = {
    "rapalog": "rapalogs",
    "atp_competitive": "ATP-competitive inhibitors",
    "bisteric": "bi-steric inhibitors",
}

_INFERRED = {
    "resistance_likely": "resistance to {} is likely",
    "resistance_possible": "resistance to {} is possible",
    "sensitivity_possible": "sensitivity to {} is possible",
    "no_direct_effect": "no direct effect on the response to {} is expected",
}
"""What rules infer of a response, as a clause. An activity is told by its verdict."""

_PUBLISHED = re.compile(
    r"Published as (?P<words>.*?)\. (?=Inferred: |It |Residue \d|No rule |The start codon )", re.DOTALL
)
"""What is published, at the head of an explanation (`mtorstruct.variants.verdicts.judge`)."""

_SHORT = re.compile(r"[A-Z]\d+[A-Z*=]")


@dataclass(frozen=True)
class Reference:
    """One publication, structure or protein of a citation, and its address on the web."""

    label: str
    address: str


@dataclass(frozen=True)
class Citation:
    """What a paper can say of one variant: some sentences, and the references that they name."""

    text: str
    references: tuple[Reference, ...]


def cite(row: Mapping[str, Any]) -> Citation | None:
    """Return what a paper can say of one annotated variant, with its references.

    Parameters
    ----------
    row : mapping of str to object
        One row of an annotation, such as ``table.iloc[0]`` or a dict. The text says nothing that is not in
        the row: what is unknown there is called unknown, and what rules infer is told apart from what is
        published.

    Returns
    -------
    Citation or None
        None for a row that has no assessment: it was rejected, or names no variant.

    Raises
    ------
    UsageError
        It is no row, or lacks columns of an annotation.

    Examples
    --------
    >>> import mtorstruct
    >>> citation = cite(mtorstruct.annotate(["F2108L"]).iloc[0])
    >>> print(citation.text.split(" was assessed ")[0])
    mTOR F2108L (p.Phe2108Leu; UniProt P42345; domain: FRB)
    >>> [reference.address for reference in citation.references][:2]
    ['https://www.uniprot.org/uniprotkb/P42345', 'https://www.rcsb.org/structure/4DRI']
    """
    if not hasattr(row, "keys") or getattr(row, "ndim", 1) != 1:
        raise UsageError(
            f"{type(row).__name__} is no row of an annotation", hint="give one, such as table.iloc[0]"
        )
    facts = _Facts(row)
    if facts["status"] != "ok" or not facts["mutant"]:
        return None
    text = " ".join((_variant(facts), *_place(facts), *_published(facts), *_inferred(facts)))
    return Citation(text, tuple(_references(facts, text)))


class _Facts:
    """The cells of a row as texts, empty where there is none."""

    def __init__(self, row: Mapping[str, Any]) -> None:
        self._row = row

    def __getitem__(self, name: str) -> str:
        value = self._value(name)
        missing = value is None or (isinstance(value, float) and math.isnan(value))
        return "" if missing else str(value)

    def number(self, name: str) -> float:
        """Return a number; NaN where there is none."""
        value = self._value(name)
        return math.nan if value is None or value == "" else float(value)

    def _value(self, name: str) -> Any:
        try:
            value = self._row[name]
        except KeyError:
            raise UsageError(
                f"the row has no column '{name}', which a citation rests on",
                hint="give a row of mtorstruct.annotate with all of its columns",
            ) from None
        # pandas is not imported for the sake of its missing value.
        return None if type(value).__name__ == "NAType" else value


def _variant(facts: _Facts) -> str:
    p = protein(facts["gene"])
    position = f"{facts.number('position'):.0f}"
    short = f"{facts['wild_type']}{position}{facts['mutant']}"
    named = [short] if _SHORT.fullmatch(short) else [facts["hgvs"]]
    inside = [facts["hgvs"]] if _SHORT.fullmatch(short) else []
    inside += [p.gene] if p.name.upper() != p.gene else []
    domain = facts["domain"].replace(";", ", ")
    within = f", {facts['subdomain'].replace(';', ',')}" if facts["subdomain"] else ""
    inside += [f"UniProt {p.uniprot}", *([f"domain: {domain}{within}"] if domain else [])]
    made = f"mtorstruct {facts['mtorstruct_version']} (atlas {facts['atlas_version']})"
    return f"{p.name} {named[0]} ({'; '.join(inside)}) was assessed with {made}."


def _place(facts: _Facts) -> Iterator[str]:
    """Return where the wild-type residue lies in the structures, in a sentence."""
    places = [_distance(facts, site) for site in SITES if not math.isnan(facts.number(f"{site}_distance_A"))]
    if places:
        which = (
            "nearest wild-type residue"
            if any(facts[f"{site}_residue"] for site in SITES)
            else "wild-type residue"
        )
        yield f"The {which} lies {listed(places, comma=True)}."
        if any(facts[f"{site}_register"] in DOUBTED for site in SITES):
            yield "The register of the model is in doubt there, and so are these distances."
    elif not facts["modelled_in"]:
        yield "No structure that was used resolves it, so that its distances from the drug sites are unknown."
    else:
        yield "Its distances from the drug sites are unknown."


def _distance(facts: _Facts, site: str) -> str:
    def number(name: str) -> float:
        return facts.number(f"{site}_{name}")

    told = distance_words(
        number("distance_A"), number("sidechain_distance_A"), facts[f"{site}_sidechain_basis"]
    )
    told, *side = told.split(", ", 1)
    compound = COMPOUNDS[site] if site == "rapamycin" else "the ligands of the ATP site"
    basis = facts[f"{site}_basis"]
    if basis in (TRANSFERRED, OVERLAP):
        place = f"the place of {compound} by superposition"
        place += ", where it does not fit beside this residue" if basis == OVERLAP else ""
    else:
        place = compound
    place += " of the other protomer" if facts[f"{site}_protomer"] == "other" else ""
    atoms = facts[f"{site}_atoms"].replace(" - ", " to ")
    residue = facts[f"{site}_residue"]
    inside = [*side, f"{residue} {atoms}".strip() if atoms else residue, _entry(facts[f"{site}_entry"])]
    if basis in (TRANSFERRED, OVERLAP) and not math.isnan(number("rmsd_A")):
        inside.append(f"RMSD {number('rmsd_A'):.2f} Å over {number('n_superposed'):.0f} CA atoms")
    return f"{told} from {place} ({'; '.join(filter(None, inside))})"


def _entry(name: str) -> str:
    return f"PDB {name}" if entry(name) else f"model {name}"


def _published(facts: _Facts) -> Iterator[str]:
    """Return what is published on exactly this variant."""
    if not facts["evidence"]:
        yield "No published effect of exactly this variant entered the assessment."
        return
    found = _PUBLISHED.match(facts["explanation"])
    if found:
        tier = f"; best evidence: {facts['evidence_tier']}" if facts["evidence_tier"] else ""
        yield f"It is published as {found['words']}{tier}."
    else:
        cited = facts["evidence"].replace(";", ", ")
        yield f"It is published ({cited}), without an effect on activity or a response that is assessed."
    if facts["evidence_conflicts"]:
        yield f"Note on these reports: {facts['evidence_conflicts']}."


def _inferred(facts: _Facts) -> Iterator[str]:
    """Return what rules infer, where they agree with what is published, and what is not known."""
    fired = facts["rules"].split(";")
    clauses, agreed, unknown = [], {}, {}
    for question in WITH_BASIS:
        verdict, basis, confidence = (facts[f"{question}{what}"] for what in ("", "_basis", "_confidence"))
        if basis == "none":
            unknown[question] = ""
        elif basis in ("structure", "both"):
            rule = next(r for r in RULES if r.id in fired and r.verdict_on(question))
            by_rule = (rule.verdict_on(question), rule.confidence) == (verdict, confidence)
            # Where a rule builds on published activation, the response need not be published itself.
            if basis == "structure" or (rule.rests_on_activity and by_rule):
                clauses.append(f"{_clause(question, verdict)} ({_rule(rule)}; {confidence} confidence)")
            else:
                agreed[question] = f" ({_rule(rule)})"
    if clauses:
        yield f"By rules of mtorstruct, {listed(clauses, comma=True)}."
    if agreed:
        yield f"The rules agree with what is published on {_questions(agreed)}."
    if unknown:
        yield f"Its effect on {_questions(unknown)} is unknown."


def _clause(question: str, verdict: str) -> str:
    if question == "activity":
        return f"it is {verdict.replace('_', ' ')}"
    return _INFERRED[verdict].format(_DRUGS[question])


def _rule(rule: Rule) -> str:
    cited = any(publications(rule.reference))
    return f"rule {rule.id}, after {rule.reference}" if cited else f"rule {rule.id}"


def _questions(said: Mapping[str, str]) -> str:
    """Join questions, each with what is said of it."""
    drugs = [f"{_DRUGS[question]}{words}" for question, words in said.items() if question in _DRUGS]
    activity = [f"the activity of mTOR{said['activity']}"] if "activity" in said else []
    return " and on ".join(activity + ([f"the response to {listed(drugs)}"] if drugs else []))


def _references(facts: _Facts, text: str) -> Iterator[Reference]:
    """Yield each reference once: the protein, the structures, the publications."""
    yield Reference(f"UniProt {facts['uniprot']}", uniprot_entry(facts["uniprot"]))
    for name in dict.fromkeys(facts[f"{site}_entry"] for site in SITES):
        if name and entry(name) and _entry(name) in text:
            yield Reference(f"PDB {name}", pdb_entry(name))
    cited = {address: text[start:end] for start, end, address in publications(text)}
    yield from (Reference(label, address) for address, label in cited.items())
