"""Rebuild the table of what relatives of mTOR have at each position, and of how crowded it is there.

    python structures/conservation.py SEQUENCES 4JSV

SEQUENCES is a folder with two files of UniProt sequences (CC BY 4.0): ``tor_orthologs_on_human.fasta``,
TORs on the columns of human mTOR, and ``tor_and_pikk_uniprot.fasta.gz``, these and relatives of theirs, not
aligned. 4JSV is the coordinate file of that entry. Writes ``mtorstruct/reference/data/conservation.tsv``.

A relative is aligned to the mean of the TORs: its best local alignment, then the best ones before and after
it, as long as they score as no shuffled sequence does. That leaves out what cannot be aligned.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from mtorstruct.files.text import fasta_records, opened_text
from mtorstruct.reference.conservation import FIRST, LAST, tors
from mtorstruct.reference.proteins import protein
from mtorstruct.structure.loading import load
from mtorstruct.tables.writing import write_text

TABLE = Path(__file__).resolve().parent.parent / "mtorstruct" / "reference" / "data" / "conservation.tsv"
ALIGNED, UNALIGNED = "tor_orthologs_on_human.fasta", "tor_and_pikk_uniprot.fasta.gz"
GAP = "-"

LETTERS = "ACDEFGHIKLMNPQRSTVWY"
GAP_OPEN, GAP_EXTEND = -11, -1
MIN_SCORE = 45
"""Score of a local alignment that none of 49 shuffled relatives reaches (44.3 at most)."""

MIN_LENGTH = 8
PIKK_SCORE = 200
"""Score with human mTOR that PI3K-related kinases reach; PI3K, PI4K and TRRAP, which is no kinase, do not."""

NEAR_A = 10.0
KINASE = ((1985, 2014), (2115, 2549))
"""Kinase domain with the helices that lead to it."""

APART = 4
"""Residues of the kinase count if they are more than so many positions away in the sequence."""


def sequences(path: Path) -> dict[str, str]:
    """Sequences of a FASTA file by the first word of their headings."""
    with opened_text(path) as lines:
        return {record.heading.split()[0]: record.sequence for record in fasta_records(lines)}


def scoring() -> NDArray[np.float64]:
    """BLOSUM62 in the order of `LETTERS`."""
    from Bio.Align import substitution_matrices

    matrix = substitution_matrices.load("BLOSUM62")
    return np.array([[matrix[a][b] for b in LETTERS] for a in LETTERS])


def profile(aligned: list[str]) -> NDArray[np.float64]:
    """Mean score of each amino acid at each column, shape (columns, 20); gaps do not count."""
    blosum = scoring()
    columns = zip(*aligned, strict=True)
    return np.array(
        [blosum[[LETTERS.index(a) for a in column if a != GAP]].mean(axis=0) for column in columns]
    )


def local_pairs(scores: NDArray[np.float64], sequence: str) -> tuple[float, list[tuple[int, int]]]:
    """Score and pairs (column, residue) of the best local alignment of a sequence to a profile."""
    from biotite.sequence import Alphabet, GeneralSequence
    from biotite.sequence.align import SubstitutionMatrix, align_optimal

    scale = 10  # biotite scores in whole numbers
    columns, letters = Alphabet(range(len(scores))), Alphabet(LETTERS)
    matrix = SubstitutionMatrix(columns, letters, np.round(scores * scale).astype(np.int32))
    found = align_optimal(
        GeneralSequence(columns, range(len(scores))), GeneralSequence(letters, sequence), matrix,
        gap_penalty=(GAP_OPEN * scale, GAP_EXTEND * scale), local=True, max_number=1,
    )  # fmt: skip
    if not found:
        return 0.0, []
    return found[0].score / scale, [(int(i), int(j)) for i, j in found[0].trace if min(i, j) >= 0]


def chained_pairs(
    scores: NDArray[np.float64], sequence: str, column: int = 0, residue: int = 0
) -> Iterator[tuple[int, int]]:
    """Pairs of the best local alignment, and of those before and after it; numbers begin at the last two."""
    if min(len(scores), len(sequence)) < MIN_LENGTH:
        return
    score, pairs = local_pairs(scores, sequence)
    if score < MIN_SCORE:
        return
    (i, j), (k, m) = pairs[0], pairs[-1]
    yield from chained_pairs(scores[:i], sequence[:j], column, residue)
    yield from ((column + a, residue + b) for a, b in pairs)
    yield from chained_pairs(scores[k + 1 :], sequence[m + 1 :], column + k + 1, residue + m + 1)


def pikks(unaligned: dict[str, str], human: str) -> dict[str, str]:
    """PI3K-related kinases other than TORs, by the score of their best local alignment to human mTOR."""
    from Bio.Align import PairwiseAligner, substitution_matrices

    aligner = PairwiseAligner(mode="local", open_gap_score=GAP_OPEN, extend_gap_score=GAP_EXTEND)
    aligner.substitution_matrix = substitution_matrices.load("BLOSUM62")
    return {name: s for name, s in unaligned.items() if aligner.score(human, s) >= PIKK_SCORE}


def keeping(aligned: dict[str, str], unaligned: dict[str, str]) -> tuple[list[int], int]:
    """Number of other PI3K-related kinases with the human residue at each position, and of all."""
    human = protein("MTOR").sequence[FIRST - 1 :]
    scores = profile([sequence[FIRST - 1 :] for sequence in aligned.values()])
    others = pikks({name: s for name, s in unaligned.items() if name not in aligned}, human)
    kept = np.zeros(len(human), dtype=int)
    for sequence in others.values():
        for column, residue in chained_pairs(scores, sequence):
            kept[column] += human[column] == sequence[residue]
    return kept.tolist(), len(others)


def side_chains(atoms: object) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """CB of each residue, built onto the backbone of a glycine, shape (n, 3), and its UniProt position."""
    xyz, position = [], []
    for residue in atoms.select_atoms("protein").residues:  # type: ignore[attr-defined]
        of = {atom.name: atom.position.astype(float) for atom in residue.atoms}
        if "CB" not in of:
            b, c = of["CA"] - of["N"], of["C"] - of["CA"]
            of["CB"] = of["CA"] - 0.58273431 * np.cross(b, c) + 0.56802827 * b - 0.54067466 * c
        xyz.append(of["CB"])
        position.append(residue.uniprot_pos)
    return np.array(xyz), np.array(position)


def crowding(path: Path) -> NDArray[np.float64]:
    """Number of CB atoms, and of those of the kinase, around each position; shape (positions, 2).

    The mean of both copies of mTOR, each with its mLST8; NaN where mTOR is not modelled.
    """
    universe = load(path).universe
    counts = []
    for chain in universe.select_atoms("gene MTOR").segments:
        xyz, position = side_chains(chain.atoms)
        partners = [side_chains(other.atoms)[0] for other in universe.select_atoms("gene MLST8").segments]
        partner = min(partners, key=lambda other: distances(xyz, other).min())
        near = distances(xyz, xyz) <= NEAR_A
        in_kinase = np.any([(position >= a) & (position <= b) for a, b in KINASE], axis=0)
        apart = np.abs(position[:, None] - position) > APART
        mine = np.full((LAST + 1, 2), np.nan)
        mine[position, 0] = near.sum(axis=1) - 1 + (distances(xyz, partner) <= NEAR_A).sum(axis=1)
        mine[position, 1] = (near & in_kinase & apart).sum(axis=1)
        counts.append(mine[FIRST:])
    return np.asarray(np.mean(counts, axis=0))


def distances(one: NDArray[np.float64], other: NDArray[np.float64]) -> NDArray[np.float64]:
    """Distances of all pairs, shape (len(one), len(other))."""
    return np.asarray(np.linalg.norm(one[:, None] - other, axis=2))


def table_text(folder: Path, entry: Path) -> str:
    """Contents of ``conservation.tsv``."""
    aligned, unaligned = sequences(folder / ALIGNED), sequences(folder / UNALIGNED)
    human = protein("MTOR").sequence
    if aligned[protein("MTOR").uniprot] != human:
        sys.exit(f"{ALIGNED}: the sequence of human mTOR is not that of UniProt P42345")
    rows = ["".join(aligned[tor.accession][k] for tor in tors()) for k in range(len(human))]
    kept, n = keeping(aligned, unaligned)
    hashes = [hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in (ALIGNED, UNALIGNED)]
    lines = [f"{p}\t{human[p - 1]}\t{rows[p - 1]}\t\t\t\n" for p in range(1, FIRST)]
    lines += [
        f"{p}\t{human[p - 1]}\t{rows[p - 1]}\t{kept[p - FIRST]}\t{_count(near)}\t{_count(of_kinase)}\n"
        for p, (near, of_kinase) in enumerate(crowding(entry), start=FIRST)
    ]
    return (
        "# Relatives of human mTOR (UniProt P42345) and crowding, written by structures/conservation.py.\n"
        f"# Computed from {ALIGNED}={hashes[0]} {UNALIGNED}={hashes[1]}\n"
        f"# (UniProt, CC BY 4.0) and 4JSV={load(entry).header.sha256} (SHA-256 of the files read).\n"
        "# tors: amino acids of the TORs in tors.tsv, in their order, - for a gap.\n"
        f"# pikks: how many of {n} other PI3K-related kinases have the human residue, {FIRST}-{LAST}.\n"
        f"# cb_10A: CB of mTOR and mLST8 within {NEAR_A:g} A (built for glycine), mean of both copies;\n"
        f"# kinase_cb_10A: those of mTOR {' and '.join(f'{a}-{b}' for a, b in KINASE)} that are more than "
        f"{APART} apart in the sequence. Empty where not modelled.\n"
        "position\twild_type\ttors\tpikks\tcb_10A\tkinase_cb_10A\n" + "".join(lines)
    )


def _count(mean: float) -> str:
    return "" if np.isnan(mean) else f"{mean:g}"


def main(folder: Path, entry: Path) -> None:
    """Write the table."""
    write_text(TABLE, table_text(folder, entry))


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(Path(sys.argv[1]), Path(sys.argv[2]))
