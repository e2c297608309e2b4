"""Tables of structures: residues, domains, the atlas."""

from __future__ import annotations

from mtorstruct.tables.columns import (
    AUTH_COLUMN,
    B_FACTOR_COLUMN,
    CHAIN_COLUMN,
    CHAIN_GENE_COLUMN,
    CHAIN_UNIPROT_COLUMN,
    COPY_COLUMN,
    ENTRY_COLUMN,
    EXPECTED_COLUMN,
    FILE_COLUMN,
    GENE_COLUMN,
    ICODE_COLUMN,
    IDENTITY_COLUMN,
    KIND_COLUMN,
    LABEL_COLUMN,
    MAPPING_COLUMN,
    MODELLED_COLUMN,
    OBSERVED_COLUMN,
    REGISTER_COLUMN,
    UNIPROT_COLUMN,
)
from mtorstruct.tables.model import Column, Table
from mtorstruct.tables.vocabulary import BASES, COMPOUNDS, OTHER_LIGANDS, REGISTERS, SIDE_CHAIN_BASES, SITES

WHAT_OTHER = {"rapamycin": "an analogue of rapamycin", "atp": "an inhibitor in the ATP site"}

RESIDUES = Table(
    "residues",
    "One row per protein copy and UniProt position, modelled or not, then the residues of the "
    "chain that have no UniProt position (tags, unknown residues, chains of other proteins).",
    (
        ENTRY_COLUMN,
        CHAIN_GENE_COLUMN,
        CHAIN_UNIPROT_COLUMN,
        COPY_COLUMN,
        CHAIN_COLUMN,
        Column("label_chain", "str", "mmCIF label_asym_id; empty for a PDB file, which has none"),
        Column("position", "int", "position in the UniProt canonical sequence, from 1"),
        EXPECTED_COLUMN,
        OBSERVED_COLUMN,
        Column("residue_name", "str", "residue name in the file (CCD code)"),
        AUTH_COLUMN,
        ICODE_COLUMN,
        LABEL_COLUMN,
        MODELLED_COLUMN,
        B_FACTOR_COLUMN,
        MAPPING_COLUMN,
        IDENTITY_COLUMN,
        Column(
            "note",
            "str",
            "conflict: observed differs from expected; unknown_residue: placed by its "
            "neighbours; unproven: no position can be proven; other_protein; substituted: another amino "
            "acid in a homologous chain",
            allowed=("conflict", "unknown_residue", "unproven", "other_protein", "substituted"),
        ),
        FILE_COLUMN,
    ),
)

DOMAINS = Table(
    "domains",
    "One row per protein copy and domain; a domain of several segments has one row a segment.",
    (
        ENTRY_COLUMN,
        CHAIN_GENE_COLUMN,
        CHAIN_UNIPROT_COLUMN,
        COPY_COLUMN,
        CHAIN_COLUMN,
        Column("domain", "str", "name of the domain, linker or sub-element"),
        Column("start", "int", "first residue, UniProt position"),
        Column("end", "int", "last residue, UniProt position"),
        Column("n_modelled", "int", "residues of the range that have coordinates"),
        Column("coverage", "float", "n_modelled / length of the range", decimals=3),
        Column("mean_b_factor", "float", "mean over the modelled residues", "A^2"),
        MAPPING_COLUMN,
        IDENTITY_COLUMN,
        Column("placed", "float", "share of the chain's residues that have a position", decimals=3),
        Column("segment", "str", "which part of the domain this row is, such as 1/2"),
        Column("level", "str", "domain, linker or subdomain", allowed=("domain", "linker", "subdomain")),
        Column("scheme", "str", "the scheme that the boundaries come from"),
        FILE_COLUMN,
    ),
)


def _basis_columns(site: str, label: str) -> tuple[Column, ...]:
    return (
        Column(
            f"{site}_basis",
            "str",
            f"{label}: ligand bound in that entry, transferred (carried over by superposition), overlap (the "
            "same, and nearer than 2.0 Å to this residue: it does not fit there), or not located",
            allowed=BASES,
        ),
        Column(f"{site}_rmsd_A", "float", "RMSD of the superposition that carried the ligand over", "Å"),
        Column(f"{site}_n_superposed", "int", "CA atoms of that superposition"),
    )


def _site_columns(site: str, label: str) -> tuple[Column, ...]:
    return (
        *_basis_columns(site, label),
        Column(
            f"{site}_compound",
            "str",
            f"{COMPOUNDS[site]}, by its heavy atoms and whatever its name; else the name in the file of what "
            f"is bound in its place (an {OTHER_LIGANDS[site]})",
        ),
        Column(f"{site}_distance_A", "float", f"smallest heavy-atom distance to the {label}", "Å"),
        Column(f"{site}_atom", "str", "atom of the residue that gives it"),
        Column(f"{site}_ligand_atom", "str", "atom of the ligand that gives it, as COMP:ATOM"),
        Column(f"{site}_site_copy", "int", "copy of mTOR whose site it is; 0: FKBP12 holds it alone"),
        Column(
            f"{site}_protomer",
            "str",
            "whether that site is on the protomer of this chain",
            allowed=("same", "other"),
        ),
        Column(f"{site}_sidechain_distance_A", "float", f"smallest side-chain distance to the {label}", "Å"),
        Column(f"{site}_sidechain_atom", "str", "side-chain atom that gives it"),
        Column(f"{site}_sidechain_ligand_atom", "str", "atom of the ligand that gives it, as COMP:ATOM"),
        Column(f"{site}_same_protomer_A", "float", "smallest distance to a site of the same protomer", "Å"),
        Column(f"{site}_other_protomer_A", "float", "smallest distance to a site of another protomer", "Å"),
    )


_POSITION_COLUMNS = (
    Column("entry", "str", "entry id"),
    KIND_COLUMN,
    CHAIN_GENE_COLUMN,
    Column("position", "int", "position in the UniProt canonical sequence, from 1"),
    COPY_COLUMN,
    Column("protomer", "int", "copy of mTOR that this chain belongs to; 0 where there is none"),
    CHAIN_COLUMN,
    EXPECTED_COLUMN,
    OBSERVED_COLUMN,
    AUTH_COLUMN,
    ICODE_COLUMN,
    FILE_COLUMN,
)

_DRUG_SITE_COLUMNS = (
    *_site_columns("rapamycin", "rapamycin or its analogue"),
    *_site_columns("atp", "nucleotide or inhibitor of the ATP site"),
)

DISTANCES = Table(
    "distances",
    "Distances to the drug sites alone: one row per protein copy and position, as in residue_geometry.",
    (*_POSITION_COLUMNS, MODELLED_COLUMN, MAPPING_COLUMN, IDENTITY_COLUMN, *_DRUG_SITE_COLUMNS),
)


RESIDUE_GEOMETRY = Table(
    "residue_geometry",
    "Distances to the drug sites, exposure, secondary structure, register and partners of every residue, the "
    "long table of the atlas: one row per protein, position, entry and copy.",
    (
        *_POSITION_COLUMNS,
        LABEL_COLUMN,
        MODELLED_COLUMN,
        MAPPING_COLUMN,
        IDENTITY_COLUMN,
        B_FACTOR_COLUMN,
        Column(
            "rsa",
            "float",
            "relative solvent accessibility in the biological unit, ligands taken out; missing "
            "where the side chain is not modelled in full",
            decimals=3,
        ),
        Column("rsa_chain", "float", "the same for the chain alone", decimals=3),
        Column(
            "secondary_structure",
            "str",
            "DSSP in three states",
            allowed=("helix", "strand", "coil"),
        ),
        REGISTER_COLUMN,
        Column(
            "register_shift",
            "int",
            "where the register is in doubt: the coordinates fit other models best at the position that many "
            "residues further along the chain; missing where it does not come from a comparison",
        ),
        Column(
            "burial_rho",
            "float",
            "rank correlation of burial with hydropathy over this domain of this chain; missing for fewer "
            "than 100 residues and for traces of CA atoms",
            decimals=3,
        ),
        Column(
            "burial_rho_null",
            "float",
            "value that burial_rho has to exceed to support the register",
            decimals=3,
        ),
        Column(
            "partners",
            "str",
            "proteins of other chains of the biological unit with a heavy atom within 5 Å, whatever their "
            "registers",
        ),
        Column(
            "partners_in_doubt",
            "str",
            "those of the partners whose every contact has a residue on one side that is in_doubt, unlike or "
            "unsupported",
        ),
        Column("sidechain_basis", "str", "atoms taken as the side chain", allowed=SIDE_CHAIN_BASES),
        Column("ca_x", "float", "CA position", "Å"),
        Column("ca_y", "float", "CA position", "Å"),
        Column("ca_z", "float", "CA position", "Å"),
        *_DRUG_SITE_COLUMNS,
    ),
)


def _side_columns(side: str) -> tuple[Column, ...]:
    return (
        Column(f"gene_{side}", "str", CHAIN_GENE_COLUMN.meaning),
        Column(f"copy_{side}", "int", COPY_COLUMN.meaning),
        Column(f"chain_{side}", "str", CHAIN_COLUMN.meaning),
        Column(f"position_{side}", "int", "UniProt position of the residue; missing where it has none"),
        Column(f"observed_{side}", "str", OBSERVED_COLUMN.meaning),
        Column(f"auth_seq_id_{side}", "int", AUTH_COLUMN.meaning),
        Column(f"insertion_code_{side}", "str", ICODE_COLUMN.meaning),
        Column(
            f"register_{side}",
            "str",
            "register of the residue from the file alone: unsupported or untested",
            allowed=REGISTERS,
        ),
    )


INTERFACES = Table(
    "interfaces",
    "One row per pair of residues of two polymer chains of one biological unit with heavy atoms within 5 Å; "
    "side a is the chain that comes first in the file.",
    (
        Column("entry", "str", "entry id"),
        *_side_columns("a"),
        *_side_columns("b"),
        Column("distance_A", "float", "smallest heavy-atom distance of the two residues", "Å"),
        Column("atom_a", "str", "atom of residue a that gives it"),
        Column("atom_b", "str", "atom of residue b that gives it"),
        FILE_COLUMN,
    ),
)

LIGANDS = Table(
    "ligands",
    "One row per atom of the ligand at each drug site of each mTOR copy, in the frame of the entry.",
    (
        Column("entry", "str", "entry id"),
        Column("site", "str", "drug site", allowed=SITES),
        Column("copy", "int", "copy of mTOR whose site it is"),
        Column("basis", "str", "bound in that entry, or carried over by superposition", allowed=BASES),
        Column("rmsd_A", "float", "RMSD of the superposition that carried it over", "Å"),
        Column("n_superposed", "int", "CA atoms of that superposition"),
        Column("atom", "str", "atom as COMP:ATOM"),
        Column("x", "float", "position", "Å"),
        Column("y", "float", "position", "Å"),
        Column("z", "float", "position", "Å"),
    ),
)


def _summary_site_columns(site: str, label: str) -> tuple[Column, ...]:
    return (
        Column(f"{site}_distance_A", "float", f"smallest heavy-atom distance to the {label}", "Å"),
        Column(f"{site}_sidechain_distance_A", "float", f"smallest side-chain distance to the {label}", "Å"),
        Column(f"{site}_entry", "str", "entry that gives both"),
        *_basis_columns(site, label),
        Column(
            f"{site}_range_A",
            "str",
            f"smallest and largest distance to the {label} over all experimental entries and copies of that "
            "basis; those whose register is in doubt count only where no other has a distance",
            "Å",
        ),
        Column(f"{site}_copy", "int", "copy of this protein in that entry"),
        Column(f"{site}_site_copy", "int", "copy of mTOR whose site it is; 0: FKBP12 holds it alone"),
        Column(
            f"{site}_protomer",
            "str",
            "whether that site is on the protomer of this copy",
            allowed=("same", "other"),
        ),
        Column(
            f"{site}_other_protomer_A",
            "float",
            "smallest distance to a site of another protomer, over the experimental entries whose register "
            "is supported or untested",
            "Å",
        ),
        Column(f"{site}_atoms", "str", "the atom pair of the distance, residue atom first"),
        Column(f"{site}_sidechain_atoms", "str", "the atom pair of the side-chain distance"),
        Column(
            f"{site}_sidechain_basis",
            "str",
            "atoms taken as the side chain in that entry",
            allowed=SIDE_CHAIN_BASES,
        ),
        Column(f"{site}_register", "str", "register of the residue in that entry", allowed=REGISTERS),
    )


def _other_ligand_columns(site: str) -> tuple[Column, ...]:
    """Columns of the ligands that replace a site's compound in some entries."""
    name = OTHER_LIGANDS[site]
    return (
        Column(f"{name}_distance_A", "float", f"smallest heavy-atom distance to {WHAT_OTHER[site]}", "Å"),
        Column(f"{name}_sidechain_distance_A", "float", f"smallest side-chain distance to that {name}", "Å"),
        Column(f"{name}_compound", "str", f"its name in {name}_entry (CCD code in a file of the archive)"),
        Column(f"{name}_entry", "str", f"entry that gives both; the {name} is bound there"),
        Column(
            f"{name}_range_A",
            "str",
            f"smallest and largest distance to that {name} over the experimental entries and copies that "
            "hold it",
            "Å",
        ),
    )


STRUCTURE_SUMMARY = (
    *_summary_site_columns("rapamycin", COMPOUNDS["rapamycin"]),
    *_summary_site_columns("atp", COMPOUNDS["atp"]),
    *_other_ligand_columns("rapamycin"),
    *_other_ligand_columns("atp"),
    Column(
        "register",
        "str",
        "best register of the residue over the experimental entries, those of which exposure and secondary "
        "structure are; a residue that is at best unsupported, in_doubt or unlike enters no rule",
        allowed=REGISTERS,
    ),
    Column("rsa", "float", "relative solvent accessibility in rsa_entry", decimals=3),
    Column(
        "rsa_entry",
        "str",
        "largest experimental assembly that has the whole residue; a fragment would lay bare what is buried",
    ),
    Column(
        "secondary_structure",
        "str",
        "DSSP state in the largest experimental assembly that has the backbone",
        allowed=("helix", "strand", "coil"),
    ),
    Column(
        "partners",
        "str",
        "proteins within 5 Å in any experimental entry, by a contact whose registers are supported or "
        "untested on both sides; 'other' is none of the nine (FKBP51 in 4DRI)",
    ),
    Column(
        "partners_in_doubt",
        "str",
        "proteins within 5 Å by contacts alone that have on either side a residue that is unsupported, "
        "in_doubt or unlike; they enter no rule",
    ),
    Column("modelled_in", "str", "experimental entries that have coordinates of this residue"),
    Column("conflicts", "str", "amino acid and entry, where a structure has another one than UniProt"),
    Column("plddt", "float", "pLDDT of the AlphaFold model; a prediction, used for nothing else"),
)

SUMMARY = Table(
    "summary",
    "One row per protein and position, over all entries of the atlas.",
    (
        GENE_COLUMN,
        UNIPROT_COLUMN,
        Column("position", "int", "position in the UniProt canonical sequence, from 1"),
        Column("wild_type", "str", "amino acid of the UniProt sequence"),
        *STRUCTURE_SUMMARY,
    ),
)
