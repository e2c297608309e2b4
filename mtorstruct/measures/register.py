"""Check the register of a chain with its sequence by comparison with another model.

A model can have the right residue names and numbers while its coordinates are shifted along the chain, as
happens in maps of 4 Å and worse; matching wild types then prove nothing about the coordinates. If another
model of the same protein is available, a window of CA atoms around each residue is superposed on it, once in
its own register and once for every shift up to 45 residues either way, which is more than one repeat of a
HEAT solenoid. The measure is the RMSD of the four fifths of the window that agree best, so that a loop in
another conformation does not decide.

A window that fits clearly better when shifted is in doubt; one that fits in no register is unlike the other
model. A shift of one residue, or of fewer residues than a fifth of the window, is not detected.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

WINDOW = 41
"""Window of residues superposed at once: long enough to span two or three helices of a solenoid."""

MAX_SHIFT = 45
MIN_PRESENT = 0.8
"""Least share of a window that both models must have."""

KEPT = 0.8
"""Share of the compared residues, the best agreeing ones, used for a superposition."""

REFITS = 2
"""Number of times that the best agreeing residues are selected again and superposed alone."""

MAX_FIT_A = 2.0
"""Largest RMSD of those residues at which a window fits."""

MIN_GAIN_A = 1.0
"""Least decrease of that RMSD for which another register is considered."""

HOPELESS_A = 4.0
"""RMSD after the first superposition above which a window is not refined."""

SAME_MODEL_A = 0.2
"""Median RMSD of the windows of two chains below which they are one model, or one refined from the other."""

AT_ONCE = 4096
"""Windows superposed at once; limits memory."""

UNTESTED = -(2**31)
UNLIKE = UNTESTED + 1


def register_shifts(
    uniprot_pos: NDArray[np.int64],
    xyz: NDArray[np.float64],
    other_uniprot_pos: NDArray[np.int64],
    other_xyz: NDArray[np.float64],
    *,
    around: NDArray[np.int64] | None = None,
) -> NDArray[np.int64]:
    """Shift to the register that best fits another model, around each residue.

    Parameters
    ----------
    uniprot_pos, other_uniprot_pos : numpy.ndarray, shape (n,) and (m,)
        UniProt positions of the CA atoms, rising.
    xyz, other_xyz : numpy.ndarray, shape (n, 3) and (m, 3)
        Their coordinates in Å.
    around : numpy.ndarray, shape (k,), optional
        Indices into `uniprot_pos` of the residues to evaluate; by default all of them.

    Returns
    -------
    numpy.ndarray, shape (n,) or (k,)
        0 where the residue's own register fits (`MAX_FIT_A`) and no other fits better by
        `MIN_GAIN_A`; *k* where the coordinates at position *p* fit those of the other model at
        *p + k*, better by `MIN_GAIN_A` than those at *p*; `UNLIKE` where neither fits; `UNTESTED` where
        one of the two models has too little of the window in its own register.
    """
    around = np.arange(len(uniprot_pos)) if around is None else around
    own = rmsd_around(uniprot_pos, xyz, other_uniprot_pos, other_xyz, 0, around=around)
    shift = np.where(np.isnan(own), UNTESTED, np.where(own > MAX_FIT_A, UNLIKE, 0))
    open_ = np.flatnonzero(own > MIN_GAIN_A)
    bound = np.minimum(own[open_] - MIN_GAIN_A, MAX_FIT_A)
    dense, other_dense = _dense(uniprot_pos, xyz), _dense(other_uniprot_pos, other_xyz)
    tried = np.array([k for k in range(-MAX_SHIFT, MAX_SHIFT + 1) if k])
    centre, shifts = np.repeat(uniprot_pos[around[open_]], len(tried)), np.tile(tried, len(open_))
    fits = np.zeros((len(open_), 2 * MAX_SHIFT + 1), dtype=bool)
    fits[:, tried + MAX_SHIFT] = (
        _rmsd(dense, other_dense, centre, shifts).reshape(len(open_), len(tried)) <= bound[:, None]
    )
    found = np.flatnonzero(fits.any(axis=1))
    shift[open_[found]] = _common_shift(fits, uniprot_pos[around[open_]])[found]
    return shift


def _common_shift(fits: NDArray[np.bool_], uniprot_pos: NDArray[np.int64]) -> NDArray[np.int64]:
    """Among the shifts that fit around each residue, (n, shifts), the one that fits most of its neighbours.

    Repeats of a solenoid are alike, so the best fit of one window may be another repeat. Shifts that differ
    by one count together: insertions and deletions split a range.
    """
    near = np.abs(uniprot_pos[:, None] - uniprot_pos[None, :]) <= WINDOW
    votes = near.astype(np.float64) @ fits.astype(np.float64)
    pooled = votes.copy()
    pooled[:, 1:] += votes[:, :-1]
    pooled[:, :-1] += votes[:, 1:]
    # The votes of the shift alone only break ties.
    pooled += votes / (len(near) + 1)
    return np.asarray(np.where(fits, pooled, -1.0).argmax(axis=1) - MAX_SHIFT)


def is_same_model(
    uniprot_pos: NDArray[np.int64],
    xyz: NDArray[np.float64],
    other_uniprot_pos: NDArray[np.int64],
    other_xyz: NDArray[np.float64],
) -> bool:
    """Whether two chains are one model, or one is refined from the other.

    Such chains are no evidence of each other's register. Two refinements of one entry agree to
    `SAME_MODEL_A`, and so do isomorphous crystals; independently determined structures do not. The median
    over windows is used, since domains may be oriented differently.
    """
    some = np.arange(0, len(uniprot_pos), WINDOW // 4)
    rmsd = rmsd_around(uniprot_pos, xyz, other_uniprot_pos, other_xyz, 0, around=some)
    known = rmsd[~np.isnan(rmsd)]
    return bool(len(known)) and float(np.median(known)) < SAME_MODEL_A


def rmsd_around(
    uniprot_pos: NDArray[np.int64],
    xyz: NDArray[np.float64],
    other_uniprot_pos: NDArray[np.int64],
    other_xyz: NDArray[np.float64],
    shift: int,
    *,
    around: NDArray[np.int64] | None = None,
) -> NDArray[np.float64]:
    """RMSD (Å) of the best four fifths of the window around each residue, NaN if too little is modelled.

    Position *p* is compared with *p + shift* of the other model. Without `around`, indices into
    `uniprot_pos`, the window of every residue is evaluated. Above `HOPELESS_A` the value is that of the first
    superposition.
    """
    centre = uniprot_pos if around is None else uniprot_pos[around]
    return _rmsd(
        _dense(uniprot_pos, xyz), _dense(other_uniprot_pos, other_xyz), centre, np.full(len(centre), shift)
    )


def _dense(uniprot_pos: NDArray[np.int64], xyz: NDArray[np.float64]) -> NDArray[np.float64]:
    """Coordinates by UniProt position, NaN where there are none."""
    dense = np.full((int(uniprot_pos.max(initial=0)) + 1, 3), np.nan)
    dense[uniprot_pos] = xyz
    return dense


def _rmsd(
    dense: NDArray[np.float64],
    other_dense: NDArray[np.float64],
    centre: NDArray[np.int64],
    shift: NDArray[np.int64],
) -> NDArray[np.float64]:
    """RMSD of windows around UniProt positions, against the other model shifted along the chain."""
    rmsd = np.full(len(centre), np.nan)
    for start in range(0, len(centre), AT_ONCE):
        part = slice(start, start + AT_ONCE)
        rows = centre[part, None] + np.arange(-(WINDOW // 2), WINDOW // 2 + 1)
        a, b = (_at(x, rows + k) for x, k in ((dense, 0), (other_dense, shift[part, None])))
        there = ~np.isnan(a[:, :, 0])
        both = there & ~np.isnan(b[:, :, 0])
        n = both.sum(axis=1)
        usable = (n >= MIN_PRESENT * WINDOW) & (n >= MIN_PRESENT * there.sum(axis=1))
        rmsd[part][usable] = _best_part(a[usable], b[usable], both[usable])
    return rmsd


def _at(dense: NDArray[np.float64], rows: NDArray[np.int64]) -> NDArray[np.float64]:
    """Coordinates at some positions, (w, k, 3); NaN for those outside the protein."""
    return np.where(
        ((rows >= 0) & (rows < len(dense)))[:, :, None], dense[rows.clip(0, len(dense) - 1)], np.nan
    )


def _best_part(
    a: NDArray[np.float64], b: NDArray[np.float64], both: NDArray[np.bool_]
) -> NDArray[np.float64]:
    """RMSD of the best agreeing part of many pairs of point sets, shape (w, k, 3) with a mask (w, k).

    All points are superposed first; then the nearest, a share of `KEPT`, alone, and again.
    """
    a, b = (np.where(both[:, :, None], x, 0.0) for x in (a, b))
    n_kept = np.ceil(KEPT * both.sum(axis=1)).astype(np.int64)
    rmsd, kept = _kept(_squared_deviations(a, b, both), both, n_kept)
    hopeful = np.flatnonzero(rmsd <= HOPELESS_A)
    a, b, kept = a[hopeful], b[hopeful], kept[hopeful]
    both, n_kept = both[hopeful], n_kept[hopeful]
    for _ in range(REFITS):
        rmsd[hopeful], kept = _kept(_squared_deviations(a, b, kept), both, n_kept)
    return rmsd


def _kept(
    squared: NDArray[np.float64], both: NDArray[np.bool_], n_kept: NDArray[np.int64]
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """RMSD of the nearest pairs of each window, and a mask of these pairs."""
    order = np.argsort(np.where(both, squared, np.inf), axis=1, kind="stable")
    kept = np.zeros_like(both)
    np.put_along_axis(kept, order, np.arange(both.shape[1])[None, :] < n_kept[:, None], axis=1)
    return np.sqrt((squared * kept).sum(axis=1) / n_kept), kept


def _squared_deviations(
    a: NDArray[np.float64], b: NDArray[np.float64], fitted: NDArray[np.bool_]
) -> NDArray[np.float64]:
    """Squared distances (w, k) after superposition of the fitted pairs of each window (Kabsch 1976)."""
    weight = fitted[:, :, None].astype(np.float64)
    n = weight.sum(axis=1, keepdims=True)
    a, b = (x - (x * weight).sum(axis=1, keepdims=True) / n for x in (a, b))
    u, _, vt = np.linalg.svd((a * weight).transpose(0, 2, 1) @ b)
    u[:, :, 2] *= (np.linalg.det(u) * np.linalg.det(vt))[:, None]
    return np.asarray(((a @ (u @ vt) - b) ** 2).sum(axis=2))
