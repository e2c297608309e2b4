"""Measure how well the register of a chain is told, and write the numbers into ``docs/measuring.md``.

    python docs/register.py FOLDER MORE

FOLDER holds 5H64, 4JSV, 1FAP, the mTORC2 protomer and the AlphaFold model of mTOR, MORE the mTORC2 protomer with
AKT1. The chains of `GOOD` are in register; moved along their coordinates they are in a wrong one.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import gemmi
import numpy as np
from numpy.typing import NDArray

from mtorstruct.atlas.registers import CONFIDENT_PLDDT
from mtorstruct.measures.burial import SHIFTS, Region, burial_regions
from mtorstruct.measures.register import MAX_FIT_A, MAX_SHIFT, rmsd_around
from mtorstruct.measures.sites import ca_atoms
from mtorstruct.structure.loading import load
from mtorstruct.structure.model import MtorComplex

PAGE = Path(__file__).resolve().parent / "measuring.md"
PARTS = {
    name: (f"<!-- {name}: measured by docs/register.py -->", f"<!-- end of {name} -->")
    for name in ("stretches", "figures")
}

GOOD = ("4jsv.pdb.gz", "mtorc2_protomer.pdb.gz", "1fap.cif.gz", "mtorc2_akt_v1213.pdb.gz")
"""Structures whose chains are in register, as far as other structures tell."""

FILES = ("5h64.pdb.gz", *GOOD)
MODEL, REFERENCE = "mtorc2_protomer.pdb.gz", "AF-P42345-F1.pdb.gz"
PERCENT = 95
WRONG = 5
"""Registers off by fewer residues are not taken for wrong: in a helix they fit nearly as well."""

STRETCHES = (
    (520, 720), (730, 775), (780, 800), (810, 855), (880, 903), (950, 1065), (998, 1065), (1126, 1145),
    (1155, 1222), (1262, 1300), (1301, 1340), (1400, 1814), (1867, 2549),
)  # fmt: skip
"""UniProt positions of mTOR in 5H64 that are superposed as a whole."""

MIN_SHARE = 0.7
"""Share of a stretch that the other model must have."""

Trace = tuple[NDArray[np.int64], NDArray[np.float64]]


def loaded(name: str, folders: list[Path]) -> MtorComplex:
    """One of the structures."""
    return load(next(folder / name for folder in folders if (folder / name).is_file()))


def mtor_trace(complex_: MtorComplex) -> Trace:
    """CA atoms of the first mTOR; of a prediction those that are confident."""
    chain = next(c for c in complex_.known_chains if c.gene == "MTOR")
    position, xyz = ca_atoms(complex_, chain)
    if complex_.entry.startswith("AF-"):
        plddt = dict(zip(chain.uniprot_pos.tolist(), complex_.residue_b_factors[chain.rows], strict=True))
        sure = np.array([plddt[p] >= CONFIDENT_PLDDT for p in position.tolist()])
        position, xyz = position[sure], xyz[sure]
    order = np.argsort(position)
    return position[order].astype(np.int64), xyz[order]


def superposed(trace: Trace, other: Trace, first: int, last: int) -> dict[int, float]:
    """RMSD (Å) of a stretch of UniProt positions as a whole, by gemmi, in every register that can be had."""
    here = (trace[0] >= first) & (trace[0] <= last)
    places = dict(zip(other[0].tolist(), other[1], strict=True))
    found = {}
    for k in range(-MAX_SHIFT, MAX_SHIFT + 1):
        pairs = [
            (gemmi.Position(*xyz), gemmi.Position(*places[p + k]))
            for p, xyz in zip(trace[0][here].tolist(), trace[1][here], strict=True)
            if p + k in places
        ]
        if len(pairs) >= MIN_SHARE * here.sum():
            found[k] = float(gemmi.superpose_positions(*map(list, zip(*pairs, strict=True))).rmsd)
    return found


def stretches_part(folders: list[Path]) -> str:
    """In which register stretches of 5H64 fit, and how often good models and wrong registers fit."""
    trace, model = (mtor_trace(loaded(name, folders)) for name in (FILES[0], MODEL))
    lines = [
        "| mTOR in 5H64 | RMSD in its own register | register that fits best | RMSD there |",
        "|---|--:|--:|--:|",
    ]
    for first, last in STRETCHES:
        rmsd = superposed(trace, model, first, last)
        best = min(rmsd, key=lambda k: rmsd[k])
        own = f"{rmsd[0]:.1f} Å" if 0 in rmsd else "not modelled"
        told = f"{best:+d}" if best else "its own"
        lines.append(f"| {first}-{last} | {own} | {told} | {rmsd[best]:.1f} Å |")
    shares = [fitting(mtor_trace(loaded(name, folders)), folders) for name in GOOD if name != "1fap.cif.gz"]
    (n_own, own), (n_wrong, wrong) = (
        np.sum([share[k] for share in shares], axis=0) for k in ("own", "wrong")
    )
    lines += [
        "",
        f"Whole stretches on the mTORC2 protomer. Of {n_own:,} windows of 4JSV and two mTORC2 models {own / n_own:.1%} "
        f"fit the predicted model within {MAX_FIT_A:.0f} Å in their own register; of {n_wrong:,} that are {WRONG} to "
        f"{MAX_SHIFT} residues off, {wrong / n_wrong:.1%} do.",
    ]
    return "\n".join(lines)


def fitting(trace: Trace, folders: list[Path]) -> dict[str, tuple[int, int]]:
    """How many windows were compared with the predicted model, and how many fit: in register, and off."""
    reference = mtor_trace(loaded(REFERENCE, folders))
    found = {}
    off = [k for k in range(-MAX_SHIFT, MAX_SHIFT + 1) if abs(k) >= WRONG]
    for name, shifts in (("own", [0]), ("wrong", off)):
        rmsd = np.array([rmsd_around(*trace, *reference, k) for k in shifts])
        found[name] = int((~np.isnan(rmsd)).sum()), int((rmsd <= MAX_FIT_A).sum())
    return found


def regions(folders: list[Path]) -> dict[str, list[Region]]:
    """The figures of the first copy of every protein, by file."""
    return {name: [r for r in burial_regions(loaded(name, folders)) if r.copy == 1] for name in FILES}


def null_percentile(found: dict[str, list[Region]], percent: float) -> float:
    """Percentile of the figure times the root of the residues, over the wrong registers of good chains."""
    return float(np.percentile([r.shifted * r.n**0.5 for name in GOOD for r in found[name]], percent))


def figures_part(folders: list[Path]) -> str:
    """The figure of every domain, and the null."""
    found = regions(folders)
    lines = [
        "| structure | protein | domain | residues | figure | null | |",
        "|---|---|---|--:|--:|--:|---|",
    ]
    lines += [
        f"| {name.partition('.')[0]} | {r.gene} | {r.domain or 'all else'} | {r.n} | {r.rho:.2f} | {r.null:.2f} | "
        f"{'unsupported' if r.rho <= r.null else ''} |"
        for name in FILES
        for r in found[name]
    ]
    n = sum(len(found[name]) for name in GOOD)
    percentiles = ", ".join(f"{null_percentile(found, p):.2f} ({p} of 100)" for p in (PERCENT, 99, 100))
    lines += [
        "",
        f"The {n} domains of all but 5H64, shifted by {WRONG} to {max(SHIFTS)} residues either way, have a figure times the "
        f"root of the number of residues of at most {percentiles}.",
    ]
    return "\n".join(lines)


def main() -> None:
    """Write the parts into the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, nargs="+")
    folders = parser.parse_args().folder
    text = PAGE.read_text(encoding="utf-8")
    for name, made in (("stretches", stretches_part(folders)), ("figures", figures_part(folders))):
        begin, end = PARTS[name]
        head, _, rest = text.partition(begin)
        text = f"{head}{begin}\n{made}\n{end}{rest.partition(end)[2]}"
    PAGE.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
