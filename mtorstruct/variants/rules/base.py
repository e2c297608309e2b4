"""What every rule is made of: its description, and the bounds and sources that rules share."""

from __future__ import annotations

from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from mtorstruct.schema import RESPONSE_COLUMNS, Columns

ABOUT = ("activity", "assembly", *RESPONSE_COLUMNS)
"""What rules speak of, in the order in which they are asked: later ones may build on earlier verdicts."""

CONTACT_A = 4.5
"""Heavy atoms this near touch; the same bound defines the pockets of the sites."""

SHELL_A = 8.0
"""A side chain this near to a ligand lies in the second shell of its pocket."""

NEIGHBOUR_A = 10.0
"""CA atoms this near belong to residues that touch or have a common neighbour."""

ACROSS_A = 8.0
"""CA atoms this near, in two domains, belong to residues at their interface."""

BURIED, EXPOSED = 0.25, 0.5
"""Relative solvent accessibility below which a side chain is buried, above which it is exposed."""

CORE = 0.10
"""Relative solvent accessibility of the inside of a domain."""

POLAR_INTO_CORE = -3.0
"""Loss of hydropathy (Kyte and Doolittle) when something polar replaces a hydrophobic side chain."""

YANG_2013, YANG_2017 = "PMID:23636326", "PMID:29236692"
TAKAHASHI_2000 = "Genes Cells 5:765"
MAERZ_2013 = "PMC3624267"
MATTHEWS_1982 = "doi:10.1016/0022-2836(82)90515-0"
RODRIK_2016, GRABINER_2014, SCAIOLA_2020 = "PMID:27279227", "PMID:24631838", "PMID:33158864"
REVIEW = "doi:10.1186/s13045-019-0754-1"
CHOI_1996 = "PMID:8662507"

Fired = NDArray[np.bool_]


class Rule:
    """One rule.

    Class attributes: `id`; `about` (one of `ABOUT`) and the `verdict` that it gives of it; `also` (verdicts
    on other things that follow); `confidence`; `mechanism` (one sentence); `conditions`, for people;
    `reference`; `words`, which completes the sentence "it ..." of the explanation; `measured`, the
    distance that is printed behind them (`rapamycin`, `atp` or `activating`); `looks_at_published`, whether
    published effects of other changes are among the facts that it looks at; `rests_on_activity`, whether it
    stands on published evidence where the activity of the change itself is published.
    """

    id: ClassVar[str]
    about: ClassVar[str]
    verdict: ClassVar[str]
    also: ClassVar[dict[str, str]] = {}
    confidence: ClassVar[str] = "low"
    mechanism: ClassVar[str]
    conditions: ClassVar[str]
    reference: ClassVar[str]
    words: ClassVar[str]
    measured: ClassVar[str] = ""
    looks_at_published: ClassVar[bool] = False
    rests_on_activity: ClassVar[bool] = False

    def fires(self, f: Columns) -> Fired:
        """Truth values, shape (n,), from facts of shape (n,)."""
        raise NotImplementedError


def substitution(f: Columns) -> Fired:
    """One amino acid for another."""
    return f["is_substitution"]


def in_active_site(f: Columns) -> Fired:
    """Side chain near what binds in the ATP site, or CA near that of a catalytic residue."""
    return (f["atp_site_reach_A"] <= SHELL_A) | (f["catalytic_A"] <= SHELL_A)


BREAKS_FOLD = (
    f"buried (RSA below {CORE}): proline in a helix or strand, or a hydropathy loss of "
    f"{-POLAR_INTO_CORE:.0f} or more in the place of a hydrophobic side chain"
)
"""Conditions of `breaks_fold`, for people."""


def breaks_fold(f: Columns) -> Fired:
    """Inside a fold, a proline in a helix or strand or something polar instead of something hydrophobic."""
    proline = f["to_proline"] & f["in_helix_or_strand"]
    polar = (f["d_hydropathy"] <= POLAR_INTO_CORE) & f["hydrophobic"]
    return substitution(f) & (f["rsa"] < CORE) & (proline | polar)


def touches(f: Columns, site: str) -> Fired:
    """Side chain in contact with the ligand, in a structure that has the ligand."""
    return substitution(f) & f[f"{site}_bound"] & (f[f"{site}_reach_A"] <= CONTACT_A)


def second_shell(f: Columns, site: str) -> Fired:
    """Buried side chain of mTOR that does not touch the ligand but is near it."""
    reach = f[f"{site}_reach_A"]
    return substitution(f) & f["is_mtor"] & (reach > CONTACT_A) & (reach <= SHELL_A) & (f["rsa"] < BURIED)
