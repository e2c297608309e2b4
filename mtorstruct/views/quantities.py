"""Per-residue quantities that can be drawn."""

from __future__ import annotations

from dataclasses import dataclass

from mtorstruct.errors import UsageError


@dataclass(frozen=True)
class Quantity:
    """A column of the atlas: its name in words and on an axis, its site if it is a distance, its decimals."""

    column: str
    label: str
    axis: str
    site: str = ""
    decimals: int = 1


QUANTITIES: dict[str, Quantity] = {
    q.column: q
    for q in (
        Quantity(
            "rapamycin_distance_A",
            "smallest heavy-atom distance to rapamycin in Å",
            "heavy-atom distance\nto rapamycin (Å)",
            "rapamycin",
        ),
        Quantity(
            "atp_distance_A",
            "smallest heavy-atom distance to the nucleotide of the ATP site in Å",
            "heavy-atom distance\nto the nucleotide (Å)",
            "atp",
        ),
        Quantity(
            "rapamycin_sidechain_distance_A",
            "smallest side-chain distance to rapamycin in Å",
            "side-chain distance\nto rapamycin (Å)",
            "rapamycin",
        ),
        Quantity(
            "atp_sidechain_distance_A",
            "smallest side-chain distance to the nucleotide of the ATP site in Å",
            "side-chain distance\nto the nucleotide (Å)",
            "atp",
        ),
        Quantity("rsa", "relative solvent accessibility", "relative solvent\naccessibility", decimals=2),
    )
}


def quantity(what: str) -> Quantity:
    """Return a quantity by the name of its column.

    Raises
    ------
    UsageError
        It is none that can be drawn.

    Examples
    --------
    >>> quantity("rsa").label
    'relative solvent accessibility'
    """
    if what not in QUANTITIES:
        raise UsageError(f"'{what}' cannot be drawn", hint="give " + " or ".join(QUANTITIES))
    return QUANTITIES[what]
