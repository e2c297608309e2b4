"""Separate the molecules that a file puts into one chain.

Some programs leave the chain column empty, or give one letter to every copy. A chain is examined if it holds
a residue number twice, or if its sequence is that of more than one protein, or of one more than once. Then
its residues are grouped into fragments by peptide bonds, whatever their order in the file; six-residue words
assign each fragment to a range of a protein; and each fragment joins the molecule whose residues it does not
repeat and whose ends it can reach. A gap, a TER or a fragment out of order alone separates nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from mtorstruct.errors import DataError
from mtorstruct.reference.proteins import Protein
from mtorstruct.structure.alignment import WORD, n_words, placed_words
from mtorstruct.structure.chemistry import TRACE_A, one_letter_codes
from mtorstruct.structure.content import PEPTIDE_BOND_A, POLYMER, FileContent, atom_positions
from mtorstruct.structure.mending import counted_repeats
from mtorstruct.structure.neighbours import Points
from mtorstruct.structure.residues import atoms_of, residues_at

MIN_WORDS = 3
"""Fewest words that assign a fragment to a protein."""

MIN_SHARE = 0.1
"""Fewest words as a share of a fragment's words: homologues have some in common by chance."""

MIN_FOREIGN = 20
"""Words of a second protein, or of a range seen before, from which a chain is taken for several molecules."""

FOREIGN, UNTOLD = -1, -2

COLLISION_CA_A, MOST_COLLIDING = 2.5, 0.2
"""Distance at which CA atoms of two residues collide, and the share that may do so in a bad model."""

BESIDE_ROWS = 4
"""Rows within which fragments count as adjacent in a file that mixes its molecules."""

STEP_A, SLACK_A = 3.8, 8.0
"""Longest CA-CA distance of neighbours, and the slack between fragments, whose ends are built badly."""


@dataclass
class _Fragment:
    """Bonded residues of a chain in sequence order.

    `protein` is its index among the known ones, `FOREIGN` for none of them, `UNTOLD` for too few words;
    `uniprot_pos` are the positions that its words cover, rising, and empty but for a known protein.
    """

    rows: NDArray[np.int64]
    protein: int
    uniprot_pos: NDArray[np.int64]
    repeat: int


@dataclass
class _Molecule:
    protein: int
    repeat: int
    fragments: list[_Fragment] = field(default_factory=list)


def separated(content: FileContent, known: tuple[Protein, ...]) -> FileContent:
    """Assign every molecule a chain of its own; most files are returned unchanged.

    The first molecule of chain ``A`` keeps the name, the next are ``A.2``, ``A.3`` and so on; those of a
    chain without a name are ``1``, ``2`` and so on.

    Parameters
    ----------
    content : FileContent
        As read.
    known : tuple of Protein
        Proteins by which fragments are identified.

    Raises
    ------
    DataError
        Residues of one number cannot be separated.
    """
    residues = content.residues
    chain, names, notes = residues.chain.copy(), list(content.chains), list(content.notes)
    origin = {number: number for number in range(len(names))}
    order = np.arange(len(chain))
    for number, rows in _polymers(content):
        if not _is_doubtful(content, rows, known):
            continue
        molecules = _molecules(content, rows, known)
        order[rows] = np.concatenate([f.rows for m in molecules for f in _sorted(content, m)])
        if len(molecules) == 1:
            continue
        written = content.chains[number]
        names[number] = written or _free("1", names)
        for molecule in molecules[1:]:
            names.append(_free(f"{written}.2" if written else "2", names))
            origin[len(names) - 1] = number
            for fragment in molecule.fragments:
                chain[fragment.rows] = len(names) - 1
        given = [names[number], *names[1 - len(molecules) :]]
        said = f"chain {written}" if written else "the chain without a name"
        notes.append(f"{said} holds {len(molecules)} molecules, here {', '.join(given)}")
    if len(names) == len(content.chains) and (np.diff(order) == 1).all():
        return content
    return _rearranged(content, chain, names, origin, order, notes)


def _free(name: str, taken: list[str]) -> str:
    """Return the name, or the next numbered one that is not taken."""
    while name in taken:
        stem, dot, number = name.rpartition(".")
        name = f"{stem}{dot}{int(number) + 1}"
    return name


def _polymers(content: FileContent) -> Iterator[tuple[int, NDArray[np.int64]]]:
    """Number of each chain, and the residues of its polymer."""
    rows = np.flatnonzero(content.residues.kind == POLYMER)
    chain = content.residues.chain[rows]
    for part in np.split(rows, np.flatnonzero(np.diff(chain)) + 1):
        if len(part):
            yield int(content.residues.chain[part[0]]), part


def _is_doubtful(content: FileContent, rows: NDArray[np.int64], known: tuple[Protein, ...]) -> bool:
    """Whether a chain holds a residue number twice, or words of more than one molecule."""
    ids = _ids(content, rows)
    if (np.diff(ids) <= 0).any() and len(np.unique(ids)) < len(ids):
        return True
    name = content.chains[content.residues.chain[rows[0]]]
    if content.residues.sifts_accession or any(s.chain == name for s in content.statements):
        return False
    letters = _letters(content, rows)
    owner, position, at = placed_words(letters, known)
    main = owner == np.bincount(owner, minlength=1).argmax()
    if main.sum() < max(1, MIN_SHARE * n_words(letters)):
        return False
    # Words that a relative of the main protein shares with it say nothing.
    if len(np.setdiff1d(at[~main], at[main])) >= MIN_FOREIGN:
        return True
    mine = position[main]
    if len(mine) - len(np.unique(mine)) >= MIN_FOREIGN:
        return True
    # Another protein that is not known may be bonded to nothing of the main one.
    unknown = n_words(letters) - len(np.unique(at)) >= MIN_FOREIGN
    return unknown and any(_told(content, part, known)[0] == FOREIGN for part in _bonded(content, rows))


def _told(
    content: FileContent, rows: NDArray[np.int64], known: tuple[Protein, ...]
) -> tuple[int, NDArray[np.int64]]:
    """Index of the known protein of bonded residues, or `FOREIGN`, `UNTOLD`, and their UniProt positions."""
    nowhere = np.empty(0, dtype=np.int64)
    letters = _letters(content, rows)
    owner, position, _ = placed_words(letters, known)
    n, votes = n_words(letters), np.bincount(owner, minlength=1)
    if votes.max() < max(MIN_WORDS, MIN_SHARE * n):
        return (FOREIGN if n >= MIN_FOREIGN else UNTOLD), nowhere
    covered = position[owner == votes.argmax()][:, None] + np.arange(WORD)
    return int(votes.argmax()), np.unique(covered)


def _letters(content: FileContent, rows: NDArray[np.int64]) -> NDArray[np.uint8]:
    return one_letter_codes(residues_at(content.residues, rows))


def _molecules(content: FileContent, rows: NDArray[np.int64], known: tuple[Protein, ...]) -> list[_Molecule]:
    """The molecules of one chain, in the order of their first residues."""
    ca = atom_positions(content.atoms, slice(0, len(content.residues.name)), b"CA")
    repeat = _repeats(content, rows)
    fragments = [
        _Fragment(part, *_told(content, part, known), repeat=int(np.bincount(repeat[part]).argmax()))
        for part in _bonded(content, rows)
    ]
    molecules: list[_Molecule] = []
    # What words place comes first: it is what the rest is held against.
    for fragment in sorted(fragments, key=lambda f: (f.protein == UNTOLD, f.repeat, int(f.rows.min()))):
        possible = [m for m in molecules if _fits(content, ca, m, fragment)]
        if not possible:
            molecules.append(_Molecule(fragment.protein, fragment.repeat))
            possible = molecules[-1:]
        _nearest(content, ca, possible, fragment).fragments.append(fragment)
    if any(_holds_twice(content, m) for m in molecules) or _overlie(ca, molecules):
        raise DataError(
            f"chain '{content.chains[content.residues.chain[rows[0]]]}' holds residue numbers twice, and its "
            "molecules cannot be told apart",
            where=content.header.entry,
            hint="give each molecule a chain, or each model MODEL and ENDMDL",
        )
    return sorted(molecules, key=lambda m: min(int(f.rows.min()) for f in m.fragments))


def _holds_twice(content: FileContent, molecule: _Molecule) -> bool:
    """Whether a molecule repeats more numbers than a tag numbered like a part of its protein would."""
    ids = np.concatenate([_ids(content, f.rows) for f in molecule.fragments])
    return molecule.protein >= 0 and len(ids) - len(np.unique(ids)) >= MIN_FOREIGN


def _overlie(ca: NDArray[np.float64], molecules: list[_Molecule]) -> bool:
    """Whether molecules overlap in space, as models of one molecule do."""
    traces = [ca[np.concatenate([f.rows for f in m.fragments])] for m in molecules]
    traces = [trace[~np.isnan(trace[:, 0])] for trace in traces]
    for one, other in combinations((trace for trace in traces if len(trace)), 2):
        if np.isfinite(Points(one).nearest(other, COLLISION_CA_A)).mean() > MOST_COLLIDING:
            return True
    return False


def _ids(content: FileContent, rows: NDArray[np.int64]) -> NDArray[np.int64]:
    residues = content.residues
    return residues.auth_seq_id[rows].astype(np.int64) * 256 + residues.insertion_code[rows].view(np.uint8)


def _repeats(content: FileContent, rows: NDArray[np.int64]) -> NDArray[np.int64]:
    """Number of earlier residues in the chain with the same number; indexed by file residue."""
    ids = _ids(content, rows)
    order = np.argsort(ids, kind="stable")
    repeat = np.zeros(len(content.residues.name), dtype=np.int64)
    repeat[rows[order]] = counted_repeats(ids[order])
    return repeat


def _bonded(content: FileContent, rows: NDArray[np.int64]) -> list[NDArray[np.int64]]:
    """Groups of residues connected by peptide bonds or steps of a CA trace, in sequence order."""
    everything = slice(0, len(content.residues.name))
    n, ca, c = (atom_positions(content.atoms, everything, name)[rows] for name in (b"N", b"CA", b"C"))
    following = np.full(len(rows), -1)
    has_n, has_c = np.flatnonzero(~np.isnan(n[:, 0])), np.flatnonzero(~np.isnan(c[:, 0]))
    near = Points(c[has_c]).near(Points(n[has_n]), PEPTIDE_BOND_A)
    before, after = has_c[near.point], has_n[near.other]
    farthest_first = np.argsort(-near.distance, kind="stable")
    farthest_first = farthest_first[(before != after)[farthest_first]]
    following[before[farthest_first]] = after[farthest_first]
    _trace(content.residues.auth_seq_id[rows], ca, following)
    return [rows[part] for part in _followed(following)]


def _trace(auth_seq_id: NDArray[np.int32], ca: NDArray[np.float64], following: NDArray[np.int64]) -> None:
    """Join, in place, residues without a peptide bond to the nearest residue of the next number."""
    by_number: dict[int, list[int]] = {}
    for k, number in enumerate(auth_seq_id.tolist()):
        by_number.setdefault(number, []).append(k)
    taken = set(following[following >= 0].tolist())
    for k in np.flatnonzero(following < 0).tolist():
        near = [
            (float(np.linalg.norm(ca[j] - ca[k])), j)
            for j in by_number.get(int(auth_seq_id[k]) + 1, ())
            if j not in taken
        ]
        near = [pair for pair in near if TRACE_A[0] <= pair[0] <= TRACE_A[1]]
        if near:
            following[k] = min(near)[1]
            taken.add(min(near)[1])


def _followed(following: NDArray[np.int64]) -> list[NDArray[np.int64]]:
    """Chains of successors, each from its first member."""
    led = np.zeros(len(following), dtype=bool)
    led[following[following >= 0]] = True
    seen = np.zeros(len(following), dtype=bool)
    parts = []
    for start in [*np.flatnonzero(~led).tolist(), *range(len(following))]:
        part, at = [], start
        while at >= 0 and not seen[at]:
            seen[at] = True
            part.append(at)
            at = int(following[at])
        if part:
            parts.append(np.array(part))
    return parts


def _nearest(
    content: FileContent, ca: NDArray[np.float64], possible: list[_Molecule], fragment: _Fragment
) -> _Molecule:
    """Among the molecules that a fragment can belong to, return the one it is assigned to.

    A fragment without enough words is assigned with its neighbours in the file.
    """

    def rank(molecule: _Molecule) -> tuple[int, bool, float]:
        apart = _rows_between(molecule, fragment) // BESIDE_ROWS if fragment.protein == UNTOLD else 0
        return apart, molecule.repeat != fragment.repeat, _gap(content, ca, molecule, fragment)

    return min(possible, key=rank)


def _rows_between(molecule: _Molecule, fragment: _Fragment) -> int:
    first, last = fragment.rows.min(), fragment.rows.max()
    between = [int(max(first - f.rows.max(), f.rows.min() - last, 0)) for f in molecule.fragments]
    return min(between, default=0)


def _fits(content: FileContent, ca: NDArray[np.float64], molecule: _Molecule, fragment: _Fragment) -> bool:
    """Whether a fragment can belong to a molecule: it repeats nothing, and is not too far away."""
    if fragment.protein not in (UNTOLD, molecule.protein):
        return False
    ids = _ids(content, fragment.rows)
    for other in molecule.fragments:
        if np.isin(_ids(content, other.rows), ids).any():
            return False
        if len(other.uniprot_pos) and np.isin(other.uniprot_pos, fragment.uniprot_pos).any():
            return False
    return _gap(content, ca, molecule, fragment) <= SLACK_A


def _gap(content: FileContent, ca: NDArray[np.float64], molecule: _Molecule, fragment: _Fragment) -> float:
    """Excess distance between a fragment and a molecule over the span of the residues between them, in Å."""
    if not molecule.fragments:
        return 0.0
    best = np.inf
    for other in molecule.fragments:
        known = len(other.uniprot_pos) and len(fragment.uniprot_pos)
        numbers = content.residues.auth_seq_id
        mine = fragment.uniprot_pos if known else numbers[fragment.rows].astype(np.int64)
        theirs = other.uniprot_pos if known else numbers[other.rows].astype(np.int64)
        before = theirs[-1] < mine[0]
        steps = int(mine[0] - theirs[-1]) if before else int(theirs[0] - mine[-1])
        ends = (other.rows[-1], fragment.rows[0]) if before else (fragment.rows[-1], other.rows[0])
        if steps > 0:
            best = min(best, float(np.linalg.norm(ca[ends[0]] - ca[ends[1]])) - STEP_A * steps)
    return best if np.isfinite(best) else 0.0


def _sorted(content: FileContent, molecule: _Molecule) -> list[_Fragment]:
    """Fragments of a molecule sorted by UniProt position, or by author number for those without one."""
    return sorted(
        molecule.fragments,
        key=lambda f: int(
            f.uniprot_pos[0] if len(f.uniprot_pos) else content.residues.auth_seq_id[f.rows[0]]
        ),
    )


def _rearranged(
    content: FileContent,
    chain: NDArray[np.int32],
    names: list[str],
    origin: dict[int, int],
    order: NDArray[np.intp],
    notes: list[str],
) -> FileContent:
    """Return the content with reordered residues, and new chains after the old ones."""
    order = order[np.lexsort((np.arange(len(order)), content.residues.kind[order] != POLYMER, chain[order]))]
    residues = replace(residues_at(content.residues, order), chain=chain[order])
    added = {
        old: [new for new, o in origin.items() if o == old and new != old] for old in set(origin.values())
    }
    assemblies = [
        unit | {names[new] for old, news in added.items() if content.chains[old] in unit for new in news}
        for unit in content.assemblies
    ]
    return replace(
        content,
        chains=names,
        assemblies=assemblies,
        statements=[
            replace(s, chain=names[new])
            for s in content.statements
            for new, old in origin.items()
            if content.chains[old] == s.chain
        ],
        atoms=atoms_of(content.atoms, content.residues.first_atom, order),
        residues=residues,
        notes=notes,
    )
