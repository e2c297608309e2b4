"""Rules on contacts with other proteins: they say where to look and give no verdict."""

from __future__ import annotations

from typing import ClassVar

from mtorstruct.schema import Columns
from mtorstruct.variants.rules.base import (
    REVIEW,
    SCAIOLA_2020,
    YANG_2013,
    YANG_2017,
    Fired,
    Rule,
    substitution,
)


class Interface(Rule):
    """A contact with another protein; it says where to look and gives no verdict."""

    about, verdict = "assembly", ""
    partner: ClassVar[str]
    reference = REVIEW

    def fires(self, f: Columns) -> Fired:
        """A disruptive substitution at a contact of the partner."""
        return substitution(f) & f[f"touches_{self.partner}"] & f["disruptive"]


class WithRaptor(Interface):
    """Raptor."""

    id, partner = "INTERFACE-RAPTOR", "RPTOR"
    mechanism = "Raptor holds the dimer together and brings the substrates of mTORC1."
    conditions = "heavy atom within 5 A of raptor, disruptive substitution"
    words = "alters a contact with raptor"


class WithRictor(Interface):
    """Rictor."""

    id, partner = "INTERFACE-RICTOR", "RICTOR"
    mechanism = "Rictor makes mTORC2 and covers the FRB domain there."
    conditions = "heavy atom within 5 A of rictor, disruptive substitution"
    reference = SCAIOLA_2020
    words = "alters a contact with rictor"


class WithMlst8(Interface):
    """The partner mLST8."""

    id, partner = "INTERFACE-MLST8", "MLST8"
    mechanism = "mLST8 sits on the kinase domain of both complexes."
    conditions = "heavy atom within 5 A of mLST8, disruptive substitution"
    reference = YANG_2013
    words = "alters a contact with mLST8"


class WithSin1(Interface):
    """The partner mSIN1."""

    id, partner = "INTERFACE-MSIN1", "MAPKAP1"
    mechanism = "mSIN1 belongs to mTORC2 and brings its substrates."
    conditions = "heavy atom within 5 A of mSIN1, disruptive substitution"
    words = "alters a contact with mSIN1"


class WithRheb(Interface):
    """RHEB."""

    id, partner = "INTERFACE-RHEB", "RHEB"
    mechanism = "RHEB-GTP binds mTOR far from the active site and realigns it."
    conditions = (
        "heavy atom within 5 A of RHEB in a structure of the atlas (the embedded one has none), disruptive"
    )
    reference = YANG_2017
    words = "alters a contact with RHEB"


class WithOtherProtomer(Interface):
    """The other mTOR of the dimer."""

    id, partner = "INTERFACE-PROTOMER", "other_protomer"
    mechanism = "N-HEAT of one mTOR meets M-HEAT of the other in the dimer."
    conditions = "heavy atom within 5 A of the other mTOR of the dimer, disruptive substitution"
    words = "alters a contact between the two protomers"


class WithMtor(Interface):
    """The partner's side of a contact with mTOR."""

    id, partner = "INTERFACE-MTOR", "MTOR"
    mechanism = "The partner holds mTOR with this residue."
    conditions = "residue of a partner with a heavy atom within 5 A of mTOR, disruptive substitution"
    words = "alters a contact with mTOR"
