"""Facts on variants that rules test: columns of the atlas, neighbours in space, the two side chains.

`gather` gives a dict of equally long arrays. Next to some columns of `mtorstruct.tables.SUMMARY` it has

- ``is_substitution``, ``is_truncation`` (a stop or a frameshift), ``is_synonymous``,
  ``is_in_frame`` (and an extension), ``is_residue`` (no variant is named, or an unknown one),
  ``is_start_lost`` (another residue in the place of the first, or it is not known what becomes of it, which
  is neither then);
- ``is_mtor``, ``in_fat``, ``in_frb``, ``in_kinase``, ``in_fatc``, ``in_framework`` (FAT, or kinase domain
  without FATC), ``is_fkbp12``, ``is_RPTOR`` and the like, ``before_needed_end`` (of a partner, up to where it
  must reach), ``in_mtorc2_alone``, ``before_fatc_end`` (mTOR, up to its last indispensable residue): where it
  is;
- ``in_frame_number``, ``deletes_inhibitory``, ``shortens_inhibitory``, ``in_indel_hotspot``: what
  `mtorstruct.variants.verdicts.in_frame` says of insertions, deletions and duplications (the second and
  third never, where published effects are not to be looked at);
- ``modelled``, ``doubted``: whether any experimental structure has the residue in a register that is
  supported or untested, and whether some have it, but none in such a one. Of a residue in doubt nothing is
  known here: no distance, no neighbour, no exposure, no secondary structure, no partner;
- ``rapamycin_known``, ``atp_known``, ``rapamycin_bound``, ``atp_bound``: whether there is a distance, and
  whether it is to a ligand that is there;
- ``rapamycin_sidechain_A``, ``atp_sidechain_A``: side-chain distance, infinite where there is none; that of
  CA for a glycine, and where no side chain is modelled: ``rapamycin_by_backbone``, ``atp_by_backbone``;
- ``rapamycin_distance_A``, ``atp_distance_A``: distance of any atom; ``rapamycin_from``, ``atp_from``: the
  atoms that the side-chain distance is from (``side chain``, or ``CA`` where that stands for it), empty
  where it prints like that of any atom;
- ``atp_site_sidechain_A``, ``atp_site_by_backbone``, ``atp_site_distance_A``, ``atp_site_from``,
  ``atp_site_entry``, ``atp_site_known``, ``atp_site_bound``: the same for the nearest of the nucleotide,
  Torin 2 (4JSX) and PP242 (4JT5), which reach further in than the nucleotide; ``atp_site_compound`` is the
  inhibitor, empty for the nucleotide;
- ``lost_rapamycin_sidechain_A``: the nearest to bound rapamycin of this residue of FKBP12 and all after it;
- ``catalytic``: takes part in the reaction; ``transfer_A``: CA-CA distance to the nearest residue that faces
  the phosphate or holds a metal ion (D2338, H2340, N2343, D2357);
  ``indispensable``: published as such without taking part (never, where published effects are not to be
  looked at);
- ``conserved``: share of the other PI3K-related kinases with the residue; ``natural``: number of TORs of
  other than mammals with the new amino acid here; ``cb``, ``kinase_cb``: CB atoms within 10 Å in 4JSV, of all
  residues and of those of the kinase that are not near in the sequence; NaN where not covered;
- ``at_phosphosite``: of a residue of the table of phosphosites, also of one that was not seen in a source;
  ``phosphate_raises``, ``phosphate_lowers``: what phosphorylation there is published to do to the activity of
  mTOR (neither, where published effects are not to be looked at);
- ``touches_...``: a partner within 5 Å, by a contact whose residues are not in doubt on either side;
  ``entry_...``: the entry of best resolution that shows this contact;
  ``touches_any``: any partner, in doubt or not, since of such a residue it is not known that it touches none;
- ``in_helix_or_strand``, ``hydrophobic`` (the wild type is one of A, V, I, L, M, F, C, W);
- ``activating_A``, ``activating_near``: CA-CA distance to the nearest published activating position of
  mTOR *other than this one* in the same chain, and that position;
- ``fat_kinase_A``: CA-CA distance across the border of FAT and kinase, to the other of the two;
- ``activating_alike``: whether a substitution of this very residue is published as activating that does not
  change size and charge the other way (never, where published effects are not to be looked at);
- ``activating_position``: whether a substitution of this very residue is published as activating (never,
  where published effects are not to be looked at);
- ``grown``, ``d_charge``, ``d_hydropathy``, ``d_volume_A3``: mutant less wild type, the first in heavy
  atoms of the side chain; ``hydropathy``: that of the mutant; ``loses_one_atom``: the new side chain is the
  old one less one heavy atom; ``to_acid`` (D or E); ``to_proline``; ``backbone``: proline or glycine is lost
  or gained; ``disruptive``: the side chain grows, loses two heavy atoms or more, or changes its charge, or
  the backbone changes.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mtorstruct.atlas.store import Atlas
from mtorstruct.reference.amino_acids import AminoAcid, amino_acids
from mtorstruct.reference.conservation import conservation, natural_counts
from mtorstruct.reference.domains import domain_at
from mtorstruct.reference.functional import (
    catalytic_positions,
    indispensable_positions,
    inhibitor_contacts,
)
from mtorstruct.reference.phosphosites import believed_sites, phosphorylation_at
from mtorstruct.reference.proteins import protein
from mtorstruct.reference.stretches import needed_up_to
from mtorstruct.tables import BOUND, PREDICTED, SITES, Columns, is_doubted, side_chain_words
from mtorstruct.variants.notation.change import AMINO_ACIDS
from mtorstruct.variants.verdicts.in_frame import (
    DELETES_INHIBITORY,
    IN_INDEL_HOTSPOT,
    NOTHING,
    SHORTENS_INHIBITORY,
    in_frame_numbers,
)
from mtorstruct.variants.verdicts.neighbours import (
    FAR_A,
    across_fat_and_kinase,
    activating_neighbours,
    activating_positions,
    activating_substitutions,
    to_transfer,
)

MUTANTS = (*AMINO_ACIDS, "", "*", "fs", "=", "del", "dup", "ins", "delins", "ext", "?")
"""Values of the column `mutant`; the index of a value is its code."""

KINDS = ("is_substitution", "is_residue", "is_truncation", "is_synonymous", "is_in_frame")
_KIND_OF = {
    "": "is_residue",
    "?": "is_residue",
    "*": "is_truncation",
    "fs": "is_truncation",
    "=": "is_synonymous",
}
SIZE_A3 = 20.0
"""Change of a side chain's volume (A^3) from which it grows or shrinks: about one heavy atom."""

_DENSE = 1 << 16
"""Number up to which rows are counted without renumbering."""

_CODES = {mutant: code for code, mutant in enumerate(MUTANTS)}
_INDELS = ("del", "dup", "ins", "delins")
_HYDROPHOBIC = frozenset("AVILMFCW")

_SITE_COLUMNS = (
    "distance_A", "sidechain_distance_A", "sidechain_basis", "entry", "basis", "register",
)  # fmt: skip
_OTHER_COLUMNS = (
    "gene", "position", "wild_type", "register", "rsa", "secondary_structure", "partners",
    "partners_in_doubt", "modelled_in",
)  # fmt: skip
PARTNERS = {
    "MTOR": "MTOR", "other_protomer": "MTOR (other copy)", "RPTOR": "RPTOR", "RICTOR": "RICTOR",
    "MLST8": "MLST8", "MAPKAP1": "MAPKAP1", "RHEB": "RHEB", "FKBP1A": "FKBP1A",
}  # fmt: skip
"""Key after ``touches_`` and name in the column `partners`."""


def mutant_codes(mutants: Sequence[str] | NDArray[Any]) -> NDArray[np.int64]:
    """Return indexes into `MUTANTS`, shape (n,)."""
    return np.fromiter(map(_CODES.__getitem__, mutants), np.int64, len(mutants))


def in_frame(
    summary_rows: NDArray[np.int64],
    codes: NDArray[np.int64],
    atlas: Atlas,
    lengths: NDArray[np.int64] | None = None,
) -> NDArray[np.int64]:
    """Return what `in_frame_numbers` says of insertions, deletions and duplications, 0 of all others.

    Parameters
    ----------
    summary_rows : numpy.ndarray
        Rows of the atlas summary of the first residues, shape (n,).
    codes : numpy.ndarray
        Replacements of the wild type, as indexes into `MUTANTS`, shape (n,).
    atlas : Atlas
        The atlas that the rows are of.
    lengths : numpy.ndarray, optional
        Number of residues affected, shape (n,); 1 without it.
    """
    found = np.full(len(codes), NOTHING)
    here = np.flatnonzero(np.array([mutant in _INDELS for mutant in MUTANTS])[codes])
    if len(here):
        affected = np.ones(len(here), dtype=np.int64) if lengths is None else lengths[here]
        deleted, replaced = (codes[here] == _CODES[mutant] for mutant in ("del", "delins"))
        found[here] = in_frame_numbers(summary_rows[here], affected, deleted, replaced, atlas)
    return found


def gather(
    summary_rows: NDArray[np.int64],
    codes: NDArray[np.int64],
    atlas: Atlas,
    *,
    published: bool,
    apart: int = 1,
    without: frozenset[int] = frozenset(),
    numbers: NDArray[np.int64] | None = None,
) -> Facts:
    """Return the facts of some variants.

    Parameters
    ----------
    summary_rows : numpy.ndarray
        Rows of the atlas summary, shape (n,).
    codes : numpy.ndarray
        Replacements of the wild type, as indexes into `MUTANTS`, shape (n,).
    published : bool
        Whether `activating_position` and `indispensable` may use publications on the same residue.
    apart : int
        Published activating positions fewer than so many residues away in the sequence are ignored.
    without : frozenset of int
        Published activating positions that are ignored wherever they are.
    numbers : numpy.ndarray, optional
        What `in_frame` returned of the variants, shape (n,); 0 without it.
    """
    rows, place = dense_unique(summary_rows)
    neighbours = activating_neighbours(atlas, apart, without)
    places = _places(rows, atlas, neighbours, published=published)
    wild = mutant_codes(places["wild_type"])
    facts = Facts(places, place, wild[place], codes)
    first = facts["position"] == 1
    unknown = codes == _CODES["?"]
    facts["activating_alike"] = _alike(places)[place, codes]
    facts["is_start_lost"] = first & (facts["is_substitution"] | unknown)
    facts["is_substitution"] = facts["is_substitution"] & ~first
    facts["is_residue"] = facts["is_residue"] & ~facts["is_start_lost"]
    facts["natural"] = _natural(facts)
    number = facts["in_frame_number"] = np.zeros(len(codes), np.int64) if numbers is None else numbers
    facts["deletes_inhibitory"] = (number & DELETES_INHIBITORY > 0) & published
    facts["shortens_inhibitory"] = (number & SHORTENS_INHIBITORY > 0) & published
    facts["in_indel_hotspot"] = number & IN_INDEL_HOTSPOT > 0
    return facts


def _natural(facts: Facts) -> NDArray[np.int64]:
    """Return the number of TORs with the new amino acid; 0 for what is no substitution of mTOR."""
    counts = natural_counts(AMINO_ACIDS)
    asked = facts["is_mtor"] & facts["is_substitution"]
    row, column = (np.where(asked, values, 0) for values in (facts["position"] - 1, facts.codes))
    return np.where(asked, counts[row, column], 0)


class Facts(dict[str, NDArray[Any]]):
    """Facts of n variants by name, each of shape (n,); expanded from the different positions on request.

    `places` holds the facts that depend on the position alone, one row a place, `place` the row of each
    variant, `codes` its mutant.
    """

    def __init__(
        self, places: Columns, place: NDArray[np.int64], wild: NDArray[np.int64], codes: NDArray[np.int64]
    ) -> None:
        super().__init__()
        self.places, self.place, self.codes = places, place, codes
        self._pair = wild * len(MUTANTS) + codes

    def __missing__(self, name: str) -> NDArray[Any]:
        at_place = self.places.get(name)
        values = _side_chains()[name].take(self._pair) if at_place is None else at_place.take(self.place)
        self[name] = values
        return values


def dense_unique(keys: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """`numpy.unique` with inverse for whole numbers from 0 that are not much larger than their count."""
    seen = np.zeros(int(keys.max(initial=-1)) + 1, dtype=bool)
    seen[keys] = True
    unique = np.flatnonzero(seen)
    number = np.empty(len(seen), dtype=np.int64)
    number[unique] = np.arange(len(unique))
    return unique, number.take(keys)


def distinct(*columns: NDArray[Any]) -> tuple[list[tuple[Any, ...]], NDArray[np.int64]]:
    """Return the different rows of columns of whole numbers from 0, and the index of each row among them.

    Columns of few different values come first, since the work grows with the product of the last one's
    largest value and the number of different rows of the others.
    """
    which, n = np.zeros(len(columns[0]), dtype=np.int64), 1
    for column in columns:
        size = int(column.max(initial=0)) + 1
        if n * size > _DENSE:
            keys, which = dense_unique(which)
            n = len(keys)
        if size > 1:
            which, n = which * size + column, n * size
    keys, which = dense_unique(which)
    some = np.empty(len(keys), dtype=np.int64)
    some[which] = np.arange(len(which))
    return list(zip(*(column[some].tolist() for column in columns), strict=True)), which


def _places(
    rows: NDArray[np.int64],
    atlas: Atlas,
    neighbours: tuple[NDArray[np.float64], NDArray[np.int64]],
    *,
    published: bool,
) -> Columns:
    """Return the facts that depend on the position alone."""
    places: Columns = {name: atlas.summary.take(name, rows) for name in _OTHER_COLUMNS}
    for site in SITES:
        mine = _of_site(site, rows, atlas)
        places[f"{site}_sidechain_A"] = _sidechain_distance(mine)
        places[f"{site}_distance_A"] = mine["distance_A"]
        places[f"{site}_known"] = ~np.isnan(mine["sidechain_distance_A"])
        at_ca = [basis.startswith("ca_") for basis in mine["sidechain_basis"].tolist()]
        places[f"{site}_by_backbone"] = np.array(at_ca, dtype=bool)
        places[f"{site}_bound"] = mine["basis"] == BOUND
        places[f"{site}_entry"] = mine["entry"]
        places[f"{site}_from"] = _measured_from(
            places[f"{site}_sidechain_A"], mine["distance_A"], mine["sidechain_basis"]
        )
    places["doubted"] = is_doubted(places.pop("register"))
    gene, position = places["gene"], places["position"]
    found = [domain_at(g, p) for g, p in zip(gene, position, strict=True)]
    domain = np.array([domain for domain, _ in found], dtype=object)
    is_mtor = places["is_mtor"] = gene == "MTOR"
    places["in_fatc"] = np.array(["FATC" in within for _, within in found], dtype=bool) & is_mtor
    for key, name in (("in_fat", "FAT"), ("in_frb", "FRB"), ("in_kinase", "kinase")):
        places[key] = is_mtor & (domain == name)
    places["in_framework"] = places["in_fat"] | (places["in_kinase"] & ~places["in_fatc"])
    places["before_fatc_end"] = is_mtor & (position <= indispensable_positions()[-1])
    places["is_fkbp12"] = gene == "FKBP1A"
    places |= _needed(gene, position)
    places["in_mtorc2_alone"] = np.array([protein(g).complexes == ("mTORC2",) for g in gene], dtype=bool)
    places |= _phosphosites(gene, position, published=published)
    places["modelled"] = (places.pop("modelled_in") != "") & ~places["doubted"]
    places["rsa"] = np.where(places["doubted"], np.nan, places["rsa"])
    states = places.pop("secondary_structure")
    places["in_helix_or_strand"] = ((states == "helix") | (states == "strand")) & ~places["doubted"]
    places["hydrophobic"] = np.array([w in _HYDROPHOBIC for w in places["wild_type"]], dtype=bool)
    partners = [set(text.split(";")) for text in places.pop("partners")]
    entries = _entries_of_contacts(atlas)
    for key, name in PARTNERS.items():
        places[f"touches_{key}"] = np.array([name in names for names in partners], dtype=bool)
        places[f"entry_{key}"] = entries[name].take(rows)
    places["touches_any"] = np.array([names != {""} for names in partners], dtype=bool)
    places["touches_any"] |= places.pop("partners_in_doubt") != ""
    index = np.where(is_mtor, position - 1, 0)
    distance, nearest = neighbours
    places["activating_A"] = np.where(is_mtor, distance[index], FAR_A)
    places["activating_near"] = np.where(is_mtor, nearest[index], 0)
    for key, measure in (("fat_kinase_A", across_fat_and_kinase), ("transfer_A", to_transfer)):
        places[key] = np.where(is_mtor, measure(atlas)[index], FAR_A)
    places["activating_position"] = _listed(position, activating_positions()) & is_mtor & published
    places |= _atp_site(places)
    places |= _conservation(is_mtor, index)
    places["catalytic"] = _listed(position, catalytic_positions()) & is_mtor
    places["indispensable"] = _listed(position, indispensable_positions()) & is_mtor & published
    onwards = np.append(_rapamycin_onwards(atlas), FAR_A)
    places["lost_rapamycin_sidechain_A"] = onwards[np.where(places["is_fkbp12"], position - 1, -1)]
    return places


@cache
def _entries_of_contacts(atlas: Atlas) -> dict[str, NDArray[Any]]:
    """Return, for each partner, the entry of best resolution that shows the contact, by row of the summary.

    Contacts with a residue in doubt on either side are left out; empty where there is none.
    """
    residues, size = atlas.residues, len(atlas.summary.column("gene"))
    found = {name: np.full(size, "", dtype=object) for name in PARTNERS.values()}
    rows = np.flatnonzero(residues.column("partners") != "")
    measured = {e["entry"] for e in atlas.manifest["entries"] if e["kind"] != PREDICTED}
    rank = {entry: k for k, entry in enumerate(atlas.entries_by_resolution)}
    names = ("entry", "gene", "position", "partners", "partners_in_doubt")
    entries, genes, positions, partners, doubted = (residues.take(name, rows).tolist() for name in names)
    places = atlas.summary_rows(genes, positions).tolist()
    contacts = zip(entries, places, partners, doubted, strict=True)
    for entry, place, every, in_doubt in sorted(contacts, key=lambda c: -rank[c[0]]):
        if entry in measured:
            for name in found.keys() & set(every.split(";")) - set(in_doubt.split(";")):
                found[name][place] = entry
    return found


def _phosphosites(gene: NDArray[Any], position: NDArray[np.int64], *, published: bool) -> Columns:
    """Return whether residues are phosphosites, and what their phosphorylation is published to do."""
    sites, keys = believed_sites(), list(zip(gene.tolist(), position.tolist(), strict=True))
    effect = [phosphorylation_at().get(key, "") if published else "" for key in keys]
    return {
        "at_phosphosite": np.array([key in sites for key in keys], dtype=bool),
        "phosphate_raises": np.array([e == "activating" for e in effect], dtype=bool),
        "phosphate_lowers": np.array([e == "inactivating" for e in effect], dtype=bool),
    }


def _needed(gene: NDArray[Any], position: NDArray[np.int64]) -> Columns:
    """Return for each partner whether a residue is of it, and whether it is one that its complex needs."""
    ends = needed_up_to()
    before = position <= np.array([ends.get(g, 0) for g in gene], dtype=np.int64)
    return {f"is_{partner}": gene == partner for partner in ends} | {"before_needed_end": before}


def _conservation(is_mtor: NDArray[np.bool_], index: NDArray[np.int64]) -> Columns:
    """Return conservation and crowding of positions, by their index in mTOR; NaN for other proteins."""
    known = conservation()
    columns = {"conserved": known.share, "cb": known.cb, "kinase_cb": known.kinase_cb}
    return {name: np.where(is_mtor, values[index], np.nan) for name, values in columns.items()}


def _of_site(site: str, rows: NDArray[np.int64], atlas: Atlas) -> Columns:
    """Return the facts on the distance to a site; missing where the register of the entry is in doubt."""
    mine = {name: atlas.summary.take(f"{site}_{name}", rows) for name in _SITE_COLUMNS}
    doubted = is_doubted(mine.pop("register"))
    for values in mine.values():
        values[doubted] = "" if values.dtype == object else np.nan
    return mine


def _sidechain_distance(of_site: Columns) -> NDArray[np.float64]:
    """Return the distance of the side chain, of CA where there is no side chain; infinite where unknown."""
    distance = of_site["sidechain_distance_A"]
    return np.where(np.isnan(distance), FAR_A, distance)


def _measured_from(
    distance: NDArray[np.float64], anywhere: NDArray[np.float64], basis: NDArray[Any]
) -> NDArray[Any]:
    """Return the atoms that distances are from, empty where they print as those of any atom."""
    known = zip(distance.tolist(), anywhere.tolist(), basis.tolist(), strict=True)
    return np.array([side_chain_words(a, d, b) for d, a, b in known], dtype=object)


@cache
def _rapamycin_onwards(atlas: Atlas) -> NDArray[np.float64]:
    """Return, for each position of FKBP12, the smallest distance to bound rapamycin from it on."""
    length = len(protein("FKBP1A"))
    rows = atlas.summary_rows(["FKBP1A"] * length, list(range(1, length + 1)))
    mine = _of_site("rapamycin", rows, atlas)
    distance = _sidechain_distance(mine)
    distance = np.where(mine["basis"] == BOUND, distance, FAR_A)
    return np.asarray(np.minimum.accumulate(distance[::-1])[::-1])


def _listed(position: NDArray[np.int64], listed: Sequence[int]) -> NDArray[np.bool_]:
    """Return whether each position is listed; `numpy.isin` would import `numpy.ma`, which is slow."""
    wanted = set(listed)
    return np.array([p in wanted for p in position.tolist()], dtype=bool)


def _atp_site(places: Columns) -> Columns:
    """Return the distance to the nearest of the nucleotide and two inhibitors, with its name and entry."""
    distance = places["atp_sidechain_A"].copy()
    anywhere = places["atp_distance_A"].copy()
    entry, measured = places["atp_entry"].copy(), places["atp_from"].copy()
    compound = np.full(len(distance), "", dtype=object)
    bound = places["is_mtor"] & places["atp_bound"]
    by_backbone = places["atp_by_backbone"].copy()
    of_position = {p: k for k, p in enumerate(places["position"].tolist()) if places["is_mtor"][k]}
    for contact in inhibitor_contacts():
        k = of_position.get(contact.position)
        if k is not None and contact.sidechain_distance_A < distance[k]:
            distance[k], bound[k] = contact.sidechain_distance_A, True
            anywhere[k], entry[k], compound[k] = contact.distance_A, contact.entry, contact.inhibitor
            by_backbone[k] = contact.wild_type == "G"
            basis = "ca_glycine" if by_backbone[k] else "side_chain"
            measured[k] = side_chain_words(contact.distance_A, contact.sidechain_distance_A, basis)
    known = np.isfinite(distance)
    return {
        "atp_site_sidechain_A": distance,
        "atp_site_distance_A": anywhere,
        "atp_site_entry": entry,
        "atp_site_compound": compound,
        "atp_site_from": measured,
        "atp_site_known": known,
        "atp_site_bound": bound,
        "atp_site_by_backbone": by_backbone,
    }


def _alike(places: Columns) -> NDArray[np.bool_]:
    """Return whether a published activating substitution goes the same way, shape (places, mutants)."""
    table = np.zeros((len(places["position"]), len(MUTANTS)), dtype=bool)
    for k in np.flatnonzero(places["activating_position"]).tolist():
        table[k] = _as_published(int(places["position"][k]))
    return table


@cache
def _as_published(position: int) -> NDArray[np.bool_]:
    """Return the mutants that some published activating substitution of a residue of mTOR does not oppose.

    It does where one grows and the other shrinks, by `SIZE_A3` or more, or where they change the charge in
    opposite directions.
    """
    known = amino_acids()
    wild = known[protein("MTOR").amino_acid(position)]
    alike = np.zeros(len(MUTANTS), dtype=bool)
    for code, mutant in enumerate(AMINO_ACIDS):
        new = known[mutant]
        size, charge = new.volume_A3 - wild.volume_A3, new.charge - wild.charge
        for published in map(known.__getitem__, activating_substitutions()[position]):
            its_size, its_charge = published.volume_A3 - wild.volume_A3, published.charge - wild.charge
            other_size = size * its_size < 0 and min(abs(size), abs(its_size)) >= SIZE_A3
            alike[code] |= not other_size and charge * its_charge >= 0
    return alike


@cache
def _side_chains() -> Columns:
    """Return the facts that depend on the two amino acids alone, shape (wild types, mutants), by code."""
    known = amino_acids()
    table = [[_compared(known[wild], known.get(mutant), mutant) for mutant in MUTANTS] for wild in known]
    return {
        name: np.array([[cell.get(name, 0) for cell in line] for line in table], dtype=dtype)
        for name, dtype in _COMPARED.items()
    }


_COMPARED: dict[str, Any] = {
    **dict.fromkeys(KINDS, bool), "grown": np.int64, "d_charge": np.int64, "d_hydropathy": np.float64,
    "hydropathy": np.float64,
    "d_volume_A3": np.float64, "loses_one_atom": bool, "to_acid": bool, "to_proline": bool, "backbone": bool,
    "disruptive": bool,
}  # fmt: skip


def _compared(wild: AminoAcid, new: AminoAcid | None, mutant: str) -> dict[str, Any]:
    if new is None or new is wild:
        return {_KIND_OF.get("=" if new else mutant, "is_in_frame"): True}
    grown = new.side_chain_atoms - wild.side_chain_atoms
    charge = new.charge - wild.charge
    backbone = "P" in (wild.letter, new.letter) or "G" in (wild.letter, new.letter)
    return {
        "is_substitution": True,
        "grown": grown,
        "d_charge": charge,
        "d_hydropathy": new.hydropathy - wild.hydropathy,
        "hydropathy": new.hydropathy,
        "d_volume_A3": new.volume_A3 - wild.volume_A3,
        "loses_one_atom": wild.pared_to == new.letter and not backbone,
        "to_acid": new.charge < 0,
        "to_proline": new.letter == "P",
        "backbone": backbone,
        "disruptive": grown >= 1 or grown <= -2 or charge != 0 or backbone,
    }
