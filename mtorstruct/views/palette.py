"""All colours of the package, and their meanings.

The colours of classes are those of Okabe and Ito, which colour-blind readers can tell apart
(https://jfly.uni-koeln.de/color/), and lighter shades of them; colours of numbers are steps of cividis
(Nunez et al., PLoS ONE 13:e0199239). A class is never shown by its colour alone: each has a marker as well.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from mtorstruct.errors import UsageError

Verdict = Literal["activity", "rapalog", "atp_competitive", "bisteric"]
VERDICTS: tuple[Verdict, ...] = ("activity", "rapalog", "atp_competitive", "bisteric")
"""Columns of the annotation that a variant can be coloured by."""

VERDICT_TITLES: dict[str, str] = {
    "activity": "activity of mTOR",
    "rapalog": "response to rapalogs",
    "atp_competitive": "response to ATP-competitive inhibitors",
    "bisteric": "response to bi-steric inhibitors",
}


@dataclass(frozen=True)
class Style:
    """Style of a class: colour, marker (as named in matplotlib), and legend text."""

    colour: str
    marker: str
    label: str


GREY = "#E3E3E3"
"""Fill of what has no colour of its own."""

DOMAINS: dict[str, Style] = {
    "N-HEAT": Style("#56B4E9", "s", "N-HEAT"),
    "M-HEAT": Style("#009E73", "s", "M-HEAT"),
    "FAT": Style("#F0E442", "s", "FAT"),
    "FRB": Style("#CC79A7", "s", "FRB"),
    "kinase": Style("#E69F00", "s", "kinase"),
}
"""Domains of mTOR in the default scheme; vermilion and blue are reserved for verdicts."""

LINKER = Style("#C9C9C9", "s", "linker, or outside every domain")

MODELS = ("#56B4E9", "#E69F00", "#009E73", "#CC79A7", "#F0E442", "#6B4A2B")
"""Structures that are superposed, the first one first."""

PARTNERS: dict[str, Style] = {
    "RPTOR": Style("#9A8FA8", "s", "raptor"),
    "RICTOR": Style("#A6897B", "s", "rictor"),
    "MLST8": Style("#7F9A9E", "s", "mLST8"),
    "MAPKAP1": Style("#8E9A78", "s", "mSIN1"),
    "AKT1S1": Style("#A89F7F", "s", "PRAS40"),
    "DEPTOR": Style("#858585", "s", "DEPTOR"),
    "RHEB": Style("#B09070", "s", "RHEB"),
    "FKBP1A": Style("#8FA3B8", "s", "FKBP12"),
}
"""Partners of mTOR, muted, one colour each."""

MTOR = Style("#56B4E9", "s", "mTOR")
OTHER = Style("#DDDDDD", "s", "other protein")

CLASSES: dict[str, Style] = {
    # activity
    "activating": Style("#D55E00", "o", "activating"),
    "likely_activating": Style("#F0A35E", "o", "likely activating"),
    "possibly_activating": Style("#F8D6B3", "o", "possibly activating"),
    "inactivating": Style("#0072B2", "v", "inactivating"),
    "likely_inactivating": Style("#7FB8DE", "v", "likely inactivating"),
    "possibly_inactivating": Style("#C3DEF1", "v", "possibly inactivating"),
    "neutral": Style("#BBBBBB", "D", "neutral"),
    "likely_neutral": Style("#D5D5D5", "D", "likely neutral"),
    "unknown": Style("#FFFFFF", "o", "unknown"),
    # response to a class of inhibitors
    "resistance_likely": Style("#D55E00", "^", "resistance likely"),
    "resistance_possible": Style("#F0A35E", "^", "resistance possible"),
    "hypersensitive": Style("#0072B2", "v", "hypersensitive"),
    "sensitivity_retained": Style("#4A96C9", "s", "sensitivity retained"),
    "sensitivity_possible": Style("#7FB8DE", "v", "sensitivity possible"),
    "no_direct_effect": Style("#BBBBBB", "D", "no direct effect"),
    "not_inhibited_acutely": Style("#777777", "D", "not inhibited acutely"),
    "insufficient_evidence": Style("#FFFFFF", "o", "insufficient evidence"),
    # a row that was not answered
    "": Style("#FFFFFF", "X", "no verdict"),
}
"""Values of the verdict columns; white is drawn with a dark edge."""

TYPES: dict[str, Style] = {
    "missense": Style("#0072B2", "o", "missense"),
    "truncating": Style("#1A1A1A", "o", "truncating"),
    "in-frame": Style("#D55E00", "o", "in-frame insertion or deletion"),
    "synonymous": Style("#FFFFFF", "o", "synonymous"),
    "other": Style("#AAAAAA", "o", "other, or not known"),
}
"""Types of mutations where colours are theirs and not those of verdicts; the marker is then the verdict's."""

TYPE_OF_KIND: dict[str, str] = {
    "missense": "missense", "nonsense": "truncating", "frameshift": "truncating", "deletion": "in-frame",
    "insertion": "in-frame", "duplication": "in-frame", "deletion-insertion": "in-frame",
    "synonymous": "synonymous",
}  # fmt: skip
"""Type by the column `kind` of a tally; other kinds are ``other``."""

SHAPES: dict[str, Style] = {
    "activating": Style(GREY, "^", "activating, or likely or possibly so"),
    "inactivating": Style(GREY, "v", "inactivating, or likely or possibly so"),
    "neutral": Style(GREY, "D", "neutral, or likely so"),
    "resistance": Style(GREY, "^", "resistance, likely or possible"),
    "sensitivity": Style(GREY, "v", "hypersensitive, or sensitivity possible"),
    "retained": Style(GREY, "s", "sensitivity retained"),
    "none": Style(GREY, "D", "no direct effect"),
    "unknown": Style(GREY, "o", "unknown, or evidence insufficient"),
}
"""Groups of verdicts that are told by their marker alone, where the colour is that of the mutation."""

_SHAPE_OF: dict[str, str] = {
    "hypersensitive": "sensitivity", "sensitivity_possible": "sensitivity",
    "sensitivity_retained": "retained", "no_direct_effect": "none", "not_inhibited_acutely": "none",
}  # fmt: skip

CLASS_ORDER: tuple[str, ...] = tuple(CLASSES)
"""Order of the classes in legends and tables: what matters most first."""

UNSURE_3D = "#5A5A5A"
"""Replacement of white on spheres and ribbons, which have no edge."""

EDGE = "#333333"
"""Edge colour of markers and of domains."""

SITES: dict[str, Style] = {
    "rapamycin": Style("#882255", "o", "rapamycin"),
    "atp": Style("#332288", "o", "nucleotide of the ATP site"),
}
OWN_SITE = Style("#661100", "o", "ligand of the file")
"""A ligand that the user names by its component id."""

CARRIED_OVER = "carried over by superposition"

PHOSPHOSITE = Style("#000000", "P", "phosphosites")

VARIANT = Style("#4D4D4D", "o", "variants")
"""Variants of which no verdict is shown."""

STEPS: tuple[str, ...] = (
    "#FEE838", "#E1CC55", "#C3B369", "#A59C74", "#8A8678", "#707173", "#575D6D", "#3B496C", "#123570",
    "#00224E",
)  # fmt: skip
"""Ten steps of cividis, bright to dark."""

_STEPS_RGB = tuple(tuple(int(step[k : k + 2], 16) for k in (1, 3, 5)) for step in reversed(STEPS))


def blended(part: float) -> str:
    """Return a colour of cividis, from dark (0) to bright (1), blended from its ten steps.

    Examples
    --------
    >>> blended(0.0) == STEPS[-1], blended(1.0) == STEPS[0]
    (True, True)
    """
    at = min(part * (len(STEPS) - 1), len(STEPS) - 1.001)
    k = int(at)
    one, other = _STEPS_RGB[k], _STEPS_RGB[k + 1]
    mixed = (round(a + (b - a) * (at - k)) for a, b in zip(one, other, strict=True))
    return "#" + "".join(f"{value:02X}" for value in mixed)


PLDDT: tuple[tuple[float, Style], ...] = (
    (90.0, Style("#0053D6", "s", "pLDDT 90 or more")),
    (70.0, Style("#65CBF3", "s", "70 to 90")),
    (50.0, Style("#FFDB13", "s", "50 to 70")),
    (0.0, Style("#FF7D45", "s", "below 50")),
)
"""Confidence bands of AlphaFold DB, each from its lower bound up, in the colours used there."""


def solid(style: Style) -> Style:
    """Return the style for a sphere or a ribbon: white becomes a dark grey."""
    return replace(style, colour=UNSURE_3D) if style.colour == "#FFFFFF" else style


def rank(value: str) -> int:
    """Return the place of a class in legends, from 0; unknown values come last."""
    return CLASS_ORDER.index(value) if value in CLASSES else len(CLASS_ORDER)


def check_verdict(verdict: str) -> str:
    """Return the name of a verdict column, after checking that it is one.

    Raises
    ------
    UsageError
        It is not one.
    """
    if verdict not in VERDICTS:
        raise UsageError(f"unknown verdict '{verdict}'", hint="give " + " or ".join(VERDICTS))
    return verdict


def verdict_heading(verdict: str) -> str:
    """Return the heading of a legend of a verdict.

    Examples
    --------
    >>> verdict_heading("activity"), verdict_heading("rapalog")
    ('Activity of mTOR', 'Response to rapalogs')
    """
    title = VERDICT_TITLES[verdict]
    return title[0].upper() + title[1:]


def verdict_style(value: str) -> Style:
    """Return the style of a value of a verdict column."""
    return CLASSES[value]


def type_of(kind: str) -> str:
    """Return the type of a mutation (`TYPES`) of the kind that a tally names."""
    return TYPE_OF_KIND.get(kind, "other")


def shape_of(value: str) -> str:
    """Return the group (`SHAPES`) of a value of a verdict column.

    Examples
    --------
    >>> shape_of("likely_inactivating"), shape_of("resistance_possible"), shape_of("unknown")
    ('inactivating', 'resistance', 'unknown')
    """
    for ending in ("inactivating", "activating", "neutral"):
        if value.endswith(ending):
            return ending
    return "resistance" if value.startswith("resistance") else _SHAPE_OF.get(value, "unknown")


def site_style(site: str) -> Style:
    """Return the style of a drug site, or of a ligand named by its component id."""
    return SITES.get(site, replace(OWN_SITE, label=site))


def protein_style(gene: str) -> Style:
    """Return the style of a protein as a whole; `gene` as in the tables, empty for a foreign chain."""
    return MTOR if gene == "MTOR" else PARTNERS.get(gene, OTHER)


def domain_style(gene: str, domain: str) -> Style:
    """Return the style of a domain: of mTOR its own, of a partner that of the protein."""
    return DOMAINS.get(domain, LINKER) if gene == "MTOR" else protein_style(gene)
