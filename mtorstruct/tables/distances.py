"""Distances in words: one number, or two of which each says what it is from."""

from __future__ import annotations

import math


def side_chain_words(anywhere_A: float, side_chain_A: float, basis: str = "side_chain") -> str:
    """Return what a side-chain distance is from, where it prints otherwise than that of any atom; else empty.

    Parameters
    ----------
    anywhere_A, side_chain_A : float
        Smallest distance of any heavy atom, and of the side chain (Å); NaN or infinite where there is none.
    basis : str
        One of `mtorstruct.tables.SIDE_CHAIN_BASES`.

    Examples
    --------
    >>> side_chain_words(3.79, 4.31), side_chain_words(4.28, 4.31), side_chain_words(2.9, 5.18, "ca_glycine")
    ('side chain', '', 'CA')
    """
    if not math.isfinite(side_chain_A) or f"{anywhere_A:.1f}" == f"{side_chain_A:.1f}":
        return ""
    return "CA" if basis.startswith("ca_") else "side chain"


def distance_words(anywhere_A: float, side_chain_A: float, basis: str = "side_chain") -> str:
    """Return a distance of any heavy atom and, where it prints otherwise, that of the side chain.

    Examples
    --------
    >>> distance_words(3.79, 4.31), distance_words(4.28, 4.31), distance_words(2.9, 5.18, "ca_glycine")
    ('3.8 Å, side chain 4.3 Å', '4.3 Å', '2.9 Å, CA 5.2 Å')
    """
    what = side_chain_words(anywhere_A, side_chain_A, basis)
    return f"{anywhere_A:.1f} Å" + (f", {what} {side_chain_A:.1f} Å" if what else "")
