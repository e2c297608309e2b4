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


def within(partner: str, *, none_embedded: bool = False) -> str:
    """Conditions of a contact, for people."""
    where = " in a structure of the atlas (the embedded one has none)" if none_embedded else ""
    contact = f"heavy atom within 5 A of {partner}{where}"
    return f"{contact}, register not in doubt on either side, disruptive substitution"


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
    conditions = within("raptor", none_embedded=True)
    words = "alters a contact with raptor"


class WithRictor(Interface):
    """Rictor."""

    id, partner = "INTERFACE-RICTOR", "RICTOR"
    mechanism = "Rictor makes mTORC2 and covers the FRB domain there."
    conditions = within("rictor")
    reference = SCAIOLA_2020
    words = "alters a contact with rictor"


class WithMlst8(Interface):
    """The partner mLST8."""

    id, partner = "INTERFACE-MLST8", "MLST8"
    mechanism = "mLST8 sits on the kinase domain of both complexes."
    conditions = within("mLST8")
    reference = YANG_2013
    words = "alters a contact with mLST8"


class WithSin1(Interface):
    """The partner mSIN1."""

    id, partner = "INTERFACE-MSIN1", "MAPKAP1"
    mechanism = "mSIN1 belongs to mTORC2 and brings its substrates."
    conditions = within("mSIN1")
    words = "alters a contact with mSIN1"


class WithRheb(Interface):
    """RHEB."""

    id, partner = "INTERFACE-RHEB", "RHEB"
    mechanism = "RHEB-GTP binds mTOR far from the active site and realigns it."
    conditions = within("RHEB", none_embedded=True)
    reference = YANG_2017
    words = "alters a contact with RHEB"


class WithOtherProtomer(Interface):
    """The other mTOR of the dimer."""

    id, partner = "INTERFACE-PROTOMER", "other_protomer"
    mechanism = "N-HEAT of one mTOR meets M-HEAT of the other in the dimer."
    conditions = within("the other mTOR of the dimer", none_embedded=True)
    words = "alters a contact between the two protomers"


class WithMtor(Interface):
    """The partner's side of a contact with mTOR."""

    id, partner = "INTERFACE-MTOR", "MTOR"
    mechanism = "The partner holds mTOR with this residue."
    conditions = f"residue of a partner, {within('mTOR')}"
    words = "alters a contact with mTOR"
