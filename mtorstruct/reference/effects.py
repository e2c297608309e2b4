"""Published effects of exact substitutions, and other numberings in use."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from mtorstruct.reference.drugs import responses_of
from mtorstruct.reference.isoforms import isoforms
from mtorstruct.reference.tables import UNVERIFIED, read_table

if TYPE_CHECKING:
    from mtorstruct.tables import Columns

__all__ = ["Effect", "NumberingTrap", "effects", "numbering_traps", "review_variants"]

_SUBSTITUTION = re.compile(r"([A-Z])(\d+)([A-WYZ*])")
_WILDCARD = re.compile(r"([A-Z])(\d+)X(?:\(all except ([A-Z]+)\))?")
_DELETION = re.compile(r"([A-Z])(\d+)_([A-Z])(\d+)del")

_PMID = re.compile(r"PMID:([0-9]+)")

_ACTIVITY = {
    "hyperactivating": "activating",
    "germline_activating": "activating",
    "germline_or_mosaic_activating": "activating",
    "brain_somatic_activating": "activating",
    "mTORC1_hyperactivation": "activating",
    "mTORC2_hyperactivation": "activating",
    "mTORC1_escapes_inhibition": "possibly_activating",
    "activating_computational": "likely_activating",
    "mTORC1_hypoactivation": "inactivating",
    "kinase_dead": "inactivating",
    "neutral": "neutral",
    "neutral_in_mTORC2": "neutral",
}
"""Verdict on activity by effect in the table; other effects give none."""

_RESPONSE = {
    "resistant": "resistance_likely",
    "binding abolished": "resistance_likely",
    "interaction abolished": "resistance_likely",
    "may be resistant": "resistance_possible",
    "hypersensitive": "hypersensitive",
    "as sensitive as wild type": "sensitivity_retained",
    "a patient responded": "sensitivity_possible",
    "binding like WT": "no_direct_effect",
}
"""Drug response by direction in the table; other directions give none."""

_PHENOTYPE_ONLY = ("germline", "brain_somatic")
_SINGLE_CASE = re.compile(r"\bcase\b")


class Effect(NamedTuple):
    """One published effect; `variant` is one substitution, truncation or deletion, or some joined by ``+``.

    `tier` is the kind of work it rests on (`mtorstruct.tables.TIERS`), `origin` whether people have the
    variant in the germline or somatically; `cited` is what was seen where that is not a PMID.
    """

    gene: str
    uniprot: str
    variant: str
    effect: str
    drug: str
    direction: str
    assay: str
    tier: str
    origin: str
    pmid: str
    cited: str
    status: str
    source: str
    licence: str
    note: str

    @property
    def substitutions(self) -> list[tuple[str, int, str]]:
        """Return wild type, UniProt position and mutant of each part; empty for a row that names none."""
        parts = [_SUBSTITUTION.fullmatch(part) for part in self.variant.split("+")]
        return [(m[1], int(m[2]), m[3]) for m in parts if m] if all(parts) else []

    @property
    def wildcard(self) -> tuple[str, int, str] | None:
        """Return wild type, UniProt position and excluded mutants, of a row that covers all others."""
        match = _WILDCARD.fullmatch(self.variant)
        return (match[1], int(match[2]), match[3] or "") if match else None

    @property
    def deletion(self) -> tuple[str, int, str, int] | None:
        """Return amino acid and UniProt position of the first and of the last residue that a row deletes."""
        match = _DELETION.fullmatch(self.variant)
        return (match[1], int(match[2]), match[3], int(match[4])) if match else None

    @property
    def activity(self) -> str:
        """Return the effect on activity (`mtorstruct.tables.ACTIVITIES`); empty where the row tells none."""
        return _ACTIVITY.get(self.effect, "")

    @property
    def alters_activity(self) -> bool:
        """Whether it alters the activity in another way than more or less, so that it is not neutral."""
        return self.effect == "altered_activity"

    @property
    def complex(self) -> str:
        """Return the complex that it holds for, where it was seen in one alone."""
        return next((name for name in ("mTORC1", "mTORC2") if name in self.effect), "")

    @property
    def responses(self) -> list[tuple[str, str, str]]:
        """Return drug or class, response kind and verdict for each drug that the effect covers."""
        verdict = _RESPONSE.get(self.direction, "")
        names = [name.strip() for name in re.split(r"[;/+]", self.drug)]
        return [(name, kind, verdict) for name, kind in responses_of(names)] if verdict else []

    @property
    def confidence(self) -> str:
        """Return the confidence: high, moderate or low (defined in `docs/impact.md`)."""
        if self.tier == "computational" or _SINGLE_CASE.search(self.assay) or "+" in self.drug:
            return "low"
        if (
            self.status != "verified"
            or self.tier == "review statement"
            or self.wildcard
            or (self.tier == "clinical" and self.effect.startswith(_PHENOTYPE_ONLY))
        ):
            return "moderate"
        return "high"

    @property
    def response_confidence(self) -> str:
        """Return the confidence of the responses, at most moderate where they are no paired comparison.

        Hypersensitivity was seen in single lines that differ from others in more than the variant; beside an
        assay of the activity, the response was not the question.
        """
        aside = self.direction == "hypersensitive" or bool(self.activity)
        return "moderate" if aside and self.confidence == "high" else self.confidence

    @property
    def publications(self) -> frozenset[str]:
        """Return what identifies the publications: PMIDs, else what was seen in their place.

        A review on a publication that has a PMID here is that publication.
        """
        return frozenset(_PMID.findall(";".join(self.references))) or frozenset(self.references)

    @property
    def references(self) -> list[str]:
        """Return the publications that were seen, as ``PMID:...``, else what was seen in their place."""
        return [f"PMID:{pmid}" for pmid in self.pmid.split(";") if pmid] or [self.cited or UNVERIFIED]


def effect_columns(*, include_unverified: bool = False) -> Columns:
    """Return rows of the `EFFECTS` table."""
    from mtorstruct.tables import EFFECTS

    return EFFECTS.from_rows(effects(include_unverified=include_unverified))


@cache
def effects(*, include_unverified: bool = False) -> tuple[Effect, ...]:
    """Return all published effects, in the table's order; those believed but not seen only on request."""
    return tuple(
        effect
        for effect in (Effect(**row) for row in read_table("variant_effects.tsv"))
        if include_unverified or effect.status != UNVERIFIED
    )


@cache
def published_substitutions() -> frozenset[tuple[str, str, int, str]]:
    """Return gene, wild type, position and mutant of every substitution with a published effect."""
    return frozenset((e.gene, *s) for e in effects() for s in e.substitutions)


class NumberingTrap(NamedTuple):
    """Another numbering in use: canonical positions from `from_position` on are shifted by `offset`."""

    gene: str
    numbering: str
    offset: int
    from_position: int
    difference: str
    status: str
    source: str


@cache
def numbering_traps(gene: str) -> tuple[NumberingTrap, ...]:
    """Return other numberings of one protein: those of its isoforms, then others."""
    of_isoforms = (
        NumberingTrap(i.gene, i.label, offset, first, i.difference, i.status, i.source)
        for i in isoforms(gene)
        for first, _, offset in i.segments
        if offset
    )
    others = (
        NumberingTrap(**{**row, "offset": int(row["offset"]), "from_position": int(row["from_position"])})  # type: ignore[arg-type]
        for row in read_table("numbering_traps.tsv")
        if row["gene"] == gene
    )
    return (*of_isoforms, *others)


@cache
def review_variants() -> tuple[str, ...]:
    """Return the variants that the review names, as ``GENE:change``, as printed there, misprints included."""
    return tuple(f"{row['gene']}:{row['protein_change']}" for row in read_table("review_variants.tsv"))
