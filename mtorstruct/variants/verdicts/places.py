"""Facts that depend on the residue alone: where it is, and what is near it in space.

`facts_by_place` gives a dict of equally long arrays. Next to some columns of the summary of the atlas it has

- ``is_mtor``, ``in_fat``, ``in_frb``, ``in_kinase``, ``in_fatc``, ``in_framework`` (FAT, or kinase domain
  without FATC), ``is_fkbp12``, ``is_RPTOR`` and the like, ``before_needed_end`` (of a partner, up to where it
  must reach), ``in_mtorc2_alone``, ``before_fatc_end`` (mTOR, up to its last indispensable residue): where it
  is;
- ``modelled``, ``doubted``: whether any experimental structure has the residue in a register that is
  supported or untested, and whether some have it, but none in such a one. Of a residue in doubt nothing is
  known here: no distance, no neighbour, no exposure, no secondary structure, no partner;
- ``rapamycin_known``, ``atp_known``, ``rapamycin_bound``, ``atp_bound``: whether there is a distance, and
  whether it is to a ligand that is there;
- ``rapamycin_sidechain_A``, ``atp_sidechain_A``: side-chain distance, infinite where there is none; that of
  CA for a glycine, and where no side chain is modelled: ``rapamycin_by_backbone``, ``atp_by_backbone``;
- ``rapamycin_distance_A``, ``atp_distance_A``: distance of any atom;
- ``atp_site_sidechain_A``, ``atp_site_by_backbone``, ``atp_site_distance_A``, ``atp_site_entry``,
  ``atp_site_known``, ``atp_site_bound``: the same for the nearest of the nucleotide, Torin 2 (4JSX) and PP242
  (4JT5), which reach further in than the nucleotide; ``atp_site_compound`` is the inhibitor, empty for the
  nucleotide;
- ``lost_rapamycin_sidechain_A``: the nearest to bound rapamycin of this residue of FKBP12 and all after it;
- ``catalytic``: takes part in the reaction; ``transfer_A``: CA-CA distance to the nearest residue that faces
  the phosphate or holds a metal ion (D2338, H2340, N2343, D2357);
  ``indispensable``: published as such without taking part (never, where published effects are not to be
  looked at);
- ``conserved``: share of the other PI3K-related kinases with the residue; ``cb``, ``kinase_cb``: CB atoms
  within 10 Å in 4JSV, of all residues and of those of the kinase that are not near in the sequence; NaN where
  not covered;
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
- ``activating_position``: whether a substitution of this very residue is published as activating (never,
  where published effects are not to be looked at).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mtorstruct.atlas.store import Atlas
from mtorstruct.reference.conservation import conservation
from mtorstruct.reference.domains import domain_at
from mtorstruct.reference.functional import (
    catalytic_positions,
    indispensable_positions,
    inhibitor_contacts,
)
from mtorstruct.reference.phosphosites import believed_sites, phosphorylation_at
from mtorstruct.reference.proteins import protein
from mtorstruct.reference.stretches import needed_up_to
from mtorstruct.tables import BOUND, PREDICTED, SITES, Columns, is_doubted
from mtorstruct.variants.verdicts.neighbours import (
    FAR_A,
    across_fat_and_kinase,
    activating_neighbours,
    activating_positions,
    to_transfer,
)

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


def facts_by_place(
    rows: NDArray[np.int64],
    atlas: Atlas,
    *,
    published: bool,
    apart: int = 1,
    without: frozenset[int] = frozenset(),
) -> Columns:
    """Return the facts that depend on the position alone; the options are those of `gather`."""
    places: Columns = {name: atlas.summary.take(name, rows) for name in _OTHER_COLUMNS}
    for site in SITES:
        mine = _of_site(site, rows, atlas)
        places[f"{site}_sidechain_A"] = _sidechain_distance(mine)
        places[f"{site}_distance_A"] = mine["distance_A"]
        places[f"{site}_known"] = ~np.isnan(mine["sidechain_distance_A"])
        basis = mine["sidechain_basis"]
        places[f"{site}_by_backbone"] = (basis == "ca_glycine") | (basis == "ca_side_chain_not_modelled")
        places[f"{site}_bound"] = mine["basis"] == BOUND
        places[f"{site}_entry"] = mine["entry"]
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
    genes, which = _different(gene)
    alone = np.array([protein(g).complexes == ("mTORC2",) for g in genes], dtype=bool)
    places["in_mtorc2_alone"] = alone.take(which)
    places |= _phosphosites(gene, position, published=published)
    places["modelled"] = (places.pop("modelled_in") != "") & ~places["doubted"]
    places["rsa"] = np.where(places["doubted"], np.nan, places["rsa"])
    states = places.pop("secondary_structure")
    places["in_helix_or_strand"] = ((states == "helix") | (states == "strand")) & ~places["doubted"]
    places["hydrophobic"] = np.array([w in _HYDROPHOBIC for w in places["wild_type"]], dtype=bool)
    partners, which = _different(places.pop("partners"))
    entries = _entries_of_contacts(atlas)
    for key, name in PARTNERS.items():
        touches = np.array([name in text.split(";") for text in partners], dtype=bool)
        places[f"touches_{key}"] = touches.take(which)
        places[f"entry_{key}"] = entries[name].take(rows)
    places["touches_any"] = np.array([text != "" for text in partners], dtype=bool).take(which)
    places["touches_any"] |= places.pop("partners_in_doubt") != ""
    index = np.where(is_mtor, position - 1, 0)
    places |= _neighbours(is_mtor, position, atlas, apart, without)
    places["activating_position"] = _listed(position, activating_positions()) & is_mtor & published
    places |= _atp_site(places)
    places |= _conservation(is_mtor, index)
    places["catalytic"] = _listed(position, catalytic_positions()) & is_mtor
    places["indispensable"] = _listed(position, indispensable_positions()) & is_mtor & published
    onwards = np.append(_rapamycin_onwards(atlas), FAR_A)
    places["lost_rapamycin_sidechain_A"] = onwards[np.where(places["is_fkbp12"], position - 1, -1)]
    return places


def _different(texts: NDArray[Any]) -> tuple[list[str], NDArray[np.int64]]:
    """Return the different ones of many texts, and the index of each among them."""
    listed = texts.tolist()
    number = {text: k for k, text in enumerate(dict.fromkeys(listed))}
    return list(number), np.fromiter(map(number.__getitem__, listed), np.int64, len(listed))


def _neighbours(
    is_mtor: NDArray[np.bool_],
    position: NDArray[np.int64],
    atlas: Atlas,
    apart: int,
    without: frozenset[int],
) -> Columns:
    """Return the distances to other residues of mTOR; those of other proteins are far from them."""
    mine = position[is_mtor]
    distance, nearest = activating_neighbours(atlas, mine, apart, without)
    found = {
        "activating_A": distance,
        "fat_kinase_A": across_fat_and_kinase(atlas, mine),
        "transfer_A": to_transfer(atlas, mine),
    }
    columns: Columns = {name: np.full(len(position), FAR_A) for name in found}
    for name, values in found.items():
        columns[name][is_mtor] = values
    columns["activating_near"] = np.zeros(len(position), dtype=np.int64)
    columns["activating_near"][is_mtor] = nearest
    return columns


@cache
def _entries_of_contacts(atlas: Atlas) -> dict[str, NDArray[Any]]:
    """Return, for each partner, the entry of best resolution that shows the contact, by row of the summary.

    Contacts with a residue in doubt on either side are left out; empty where there is none.
    """
    residues, size = atlas.residues, len(atlas.summary.column("position"))
    found = {name: np.full(size, "", dtype=object) for name in PARTNERS.values()}
    rows = np.flatnonzero(~residues.is_any_of("partners", ("",)))
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
    entry = places["atp_entry"].copy()
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
    known = np.isfinite(distance)
    return {
        "atp_site_sidechain_A": distance,
        "atp_site_distance_A": anywhere,
        "atp_site_entry": entry,
        "atp_site_compound": compound,
        "atp_site_known": known,
        "atp_site_bound": bound,
        "atp_site_by_backbone": by_backbone,
    }
