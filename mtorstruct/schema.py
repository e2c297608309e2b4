"""Every table that mtorstruct returns: its columns, their types, units and meaning.

A table is declared once, here. The declaration names the columns of the DataFrame, of TSV,
CSV, JSON and Parquet, checks what a function returns, and writes ``docs/columns.md``.

Inside the package a table is a ``dict`` of equally long numpy arrays (`Columns`); pandas is
met only where a public function hands a DataFrame to the user. A missing whole number is
`MISSING_INT` in those arrays, a missing number NaN, a missing text the empty string.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from mtorstruct.errors import DataError

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    Columns = dict[str, np.ndarray[Any, Any]]
    """Equally long arrays by column name."""
else:
    Columns = dict

ColumnType = Literal["str", "int", "float", "bool"]

MISSING_INT = -(2**31)
"""What stands in an integer column of `Columns` where there is no number."""

SITES = ("rapamycin", "atp")
"""The two drug sites, in the order of their columns."""


@dataclass(frozen=True)
class Column:
    """One column: name, type, meaning, unit, and the values it may take."""

    name: str
    dtype: ColumnType
    meaning: str
    unit: str = ""
    allowed: tuple[str, ...] = ()
    decimals: int = 2


@dataclass(frozen=True)
class Table:
    """A named list of columns."""

    name: str
    meaning: str
    columns: tuple[Column, ...]

    @property
    def names(self) -> list[str]:
        """Column names, in order."""
        return [column.name for column in self.columns]

    def frame(self, columns: Columns) -> pd.DataFrame:
        """Turn `Columns` into a DataFrame with this table's columns, order and dtypes."""
        import pandas as pd

        self.check(columns)
        data: dict[str, Any] = {}
        for column in self.columns:
            values = columns[column.name]
            if column.dtype == "int":
                data[column.name] = pd.array(values, dtype="Int64")
                data[column.name][values == MISSING_INT] = pd.NA
            elif column.dtype == "float":
                data[column.name] = values.astype("float64")
            elif column.dtype == "bool":
                data[column.name] = values.astype(bool)
            else:
                data[column.name] = pd.array(values.astype(object), dtype="str")
        return pd.DataFrame(data)

    def check(self, columns: Columns) -> None:
        """Raise `DataError` unless the columns are those declared, equally long and allowed."""
        if list(columns) != self.names:
            odd = sorted(set(columns) ^ set(self.names)) or ["their order"]
            raise DataError(f"table {self.name} differs from its schema in {', '.join(odd)}")
        if len({len(values) for values in columns.values()}) > 1:
            raise DataError(f"table {self.name} has columns of different length")
        for column in self.columns:
            if column.allowed:
                odd_values = set(columns[column.name].tolist()) - set(column.allowed) - {""}
                if odd_values:
                    raise DataError(
                        f"table {self.name}, column {column.name}: not allowed: "
                        f"{', '.join(sorted(map(str, odd_values)))}"
                    )


MODELLED = ("full", "partial", "backbone", "ca_only", "not_modelled")
MAPPING_SOURCES = ("sifts", "dbref", "alignment", "none")
BOUND, TRANSFERRED, NOT_LOCATED = "bound", "transferred", "not_located"
BASES = (BOUND, TRANSFERRED, NOT_LOCATED)
STATUSES = (
    "ok",
    "reference_mismatch",
    "unknown_gene",
    "position_out_of_range",
    "impossible_amino_acid",
    "not_understood",
    "context",
)
REGISTERS = ("supported", "in_doubt", "untested")
ACTIVITIES = (
    "activating", "likely_activating", "neutral", "likely_neutral", "inactivating", "likely_inactivating",
    "unknown",
)  # fmt: skip
RESPONSES = (
    "resistance_likely", "resistance_possible", "sensitivity_likely", "no_direct_effect",
    "insufficient_evidence",
)  # fmt: skip
RESPONSE_COLUMNS = ("rapalog", "atp_competitive", "bisteric", "rapalog_mtorc2", "bisteric_mtorc2")
VERDICT_BASES = ("none", "structure", "evidence", "both")
CONFIDENCES = ("high", "moderate", "low")
SIDE_CHAIN_BASES = ("side_chain", "partial_side_chain", "ca_glycine", "ca_side_chain_not_modelled")

_ENTRY = Column("source", "str", "entry id of the file, or its name where it states none")
_GENE = Column("gene", "str", "HGNC symbol; 'other' for a chain that is none of the nine proteins")
_UNIPROT = Column("uniprot", "str", "UniProt accession of the canonical sequence")
_COPY = Column("copy", "int", "1, 2, ... for the chains of the same protein, in the file's order")
_CHAIN = Column("chain", "str", "author chain id, case-sensitive")
_AUTH = Column("auth_seq_id", "int", "residue number as the authors of the file wrote it")
_ICODE = Column("insertion_code", "str", "insertion code that belongs to auth_seq_id")
_LABEL = Column("label_seq_id", "int", "index in the file's SEQRES (mmCIF label_seq_id), from 1")
_EXPECTED = Column("expected", "str", "amino acid of the UniProt sequence at this position")
_OBSERVED = Column("observed", "str", "amino acid in the file; X where the file says unknown")
_MODELLED = Column(
    "modelled",
    "str",
    "how much of the residue has coordinates: all heavy atoms; side chain in part; no side chain "
    "beyond CB; CA alone; nothing",
    allowed=MODELLED,
)
_MAPPING = Column(
    "mapping_source",
    "str",
    "where the numbering of this chain comes from: the file's SIFTS columns, the file's DBREF or "
    "struct_ref_seq, or an alignment; each is proven residue by residue",
    allowed=MAPPING_SOURCES,
)
_IDENTITY = Column(
    "identity",
    "float",
    "share of the chain's mapped residues whose amino acid is the expected one",
    decimals=4,
)
_B_FACTOR = Column(
    "mean_b_factor", "float", "mean B-factor of the heavy atoms (pLDDT in AlphaFold models)", "A^2"
)

_REGISTER = Column(
    "register",
    "str",
    "whether the coordinates around the residue fit a predicted model of the same atlas in their own "
    "register, better shifted along the chain, or cannot be compared (too little modelled, or too unlike)",
    allowed=REGISTERS,
)

RESIDUES = Table(
    "residues",
    "One row per protein copy and UniProt position, modelled or not, then the residues of the "
    "chain that have no UniProt position (tags, unknown residues, chains of other proteins).",
    (
        _ENTRY,
        _GENE,
        _UNIPROT,
        _COPY,
        _CHAIN,
        Column("label_chain", "str", "mmCIF label_asym_id; empty for a PDB file, which has none"),
        Column("uniprot_pos", "int", "position in the UniProt canonical sequence, from 1"),
        _EXPECTED,
        _OBSERVED,
        Column("residue_name", "str", "residue name in the file (CCD code)"),
        _AUTH,
        _ICODE,
        _LABEL,
        _MODELLED,
        _B_FACTOR,
        _MAPPING,
        _IDENTITY,
        Column(
            "note",
            "str",
            "conflict: observed differs from expected; unknown_residue: placed by its "
            "neighbours; unproven: no position can be proven; other_protein",
            allowed=("conflict", "unknown_residue", "unproven", "other_protein"),
        ),
    ),
)

DOMAINS = Table(
    "domains",
    "One row per protein copy and domain; a domain of several segments has one row a segment.",
    (
        _ENTRY,
        _GENE,
        _UNIPROT,
        _COPY,
        _CHAIN,
        Column("domain", "str", "name of the domain, linker or sub-element"),
        Column("start", "int", "first residue, UniProt position"),
        Column("end", "int", "last residue, UniProt position"),
        Column("modelled", "int", "residues of the range that have coordinates"),
        Column("coverage", "float", "modelled / length of the range", decimals=3),
        Column("mean_b_factor", "float", "mean over the modelled residues", "A^2"),
        _MAPPING,
        _IDENTITY,
        Column("segment", "str", "which part of the domain this row is, such as 1/2"),
        Column("level", "str", "domain, linker or subdomain", allowed=("domain", "linker", "subdomain")),
        Column("scheme", "str", "the scheme that the boundaries come from"),
    ),
)

SCHEME = Table(
    "scheme",
    "Domain boundaries as published, one row a segment.",
    (
        _GENE,
        _UNIPROT,
        Column("domain", "str", "name of the domain, linker or sub-element"),
        Column("start", "int", "first residue, UniProt position"),
        Column("end", "int", "last residue, UniProt position"),
        Column("segment", "str", "which part of the domain this row is, such as 1/2"),
        Column("level", "str", "domain, linker or subdomain", allowed=("domain", "linker", "subdomain")),
        Column("scheme", "str", "name of the scheme"),
        Column("status", "str", "how far the row was checked"),
        Column("source", "str", "where the boundaries were seen"),
        Column("note", "str", "what else is known of this row"),
    ),
)

SCHEME_DIFFERENCES = Table(
    "scheme_differences",
    "Stretches of a protein that two schemes name differently.",
    (
        _GENE,
        _UNIPROT,
        Column("start", "int", "first residue of the stretch, UniProt position"),
        Column("end", "int", "last residue of the stretch, UniProt position"),
        Column("length", "int", "residues in the stretch"),
        Column("scheme_a", "str", "first scheme"),
        Column("domain_a", "str", "its domain here; empty where it names none"),
        Column("scheme_b", "str", "second scheme"),
        Column("domain_b", "str", "its domain here; empty where it names none"),
    ),
)


def _basis_columns(site: str, label: str) -> tuple[Column, ...]:
    return (
        Column(
            f"{site}_basis",
            "str",
            f"{label}: ligand bound in that entry, carried over by superposition, or not located",
            allowed=BASES,
        ),
        Column(f"{site}_rmsd_A", "float", "RMSD of the superposition that carried the ligand over", "A"),
        Column(f"{site}_n_superposed", "int", "CA atoms of that superposition"),
    )


def _site_columns(site: str, label: str) -> tuple[Column, ...]:
    return (
        *_basis_columns(site, label),
        Column(f"{site}_distance_A", "float", f"smallest heavy-atom distance to the {label}", "A"),
        Column(f"{site}_atom", "str", "atom of the residue that gives it"),
        Column(f"{site}_ligand_atom", "str", "atom of the ligand that gives it, as COMP:ATOM"),
        Column(f"{site}_site_copy", "int", "copy of mTOR whose site it is"),
        Column(
            f"{site}_protomer",
            "str",
            "whether that site is on the protomer of this chain",
            allowed=("same", "other"),
        ),
        Column(f"{site}_sidechain_distance_A", "float", f"smallest side-chain distance to the {label}", "A"),
        Column(f"{site}_sidechain_atom", "str", "side-chain atom that gives it"),
        Column(f"{site}_sidechain_ligand_atom", "str", "atom of the ligand that gives it, as COMP:ATOM"),
        Column(f"{site}_same_protomer_A", "float", "smallest distance to a site of the same protomer", "A"),
        Column(f"{site}_other_protomer_A", "float", "smallest distance to a site of another protomer", "A"),
    )


RESIDUE_GEOMETRY = Table(
    "residue_geometry",
    "The long table of the atlas: one row per protein, position, entry and copy.",
    (
        Column("entry", "str", "entry id"),
        _GENE,
        Column("position", "int", "position in the UniProt canonical sequence, from 1"),
        _COPY,
        Column("protomer", "int", "copy of mTOR that this chain belongs to; 0 where there is none"),
        _CHAIN,
        _EXPECTED,
        _OBSERVED,
        _AUTH,
        _ICODE,
        _LABEL,
        _MODELLED,
        _MAPPING,
        _IDENTITY,
        _B_FACTOR,
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
        _REGISTER,
        Column(
            "partners", "str", "proteins of other chains of the biological unit with a heavy atom within 5 A"
        ),
        Column("sidechain_basis", "str", "atoms taken as the side chain", allowed=SIDE_CHAIN_BASES),
        Column("ca_x", "float", "CA position", "A"),
        Column("ca_y", "float", "CA position", "A"),
        Column("ca_z", "float", "CA position", "A"),
        *_site_columns("rapamycin", "rapamycin"),
        *_site_columns("atp", "nucleotide or inhibitor of the ATP site"),
    ),
)


def _summary_site_columns(site: str, label: str) -> tuple[Column, ...]:
    return (
        Column(f"{site}_distance_A", "float", f"smallest heavy-atom distance to the {label}", "A"),
        Column(f"{site}_sidechain_distance_A", "float", f"smallest side-chain distance to the {label}", "A"),
        Column(f"{site}_entry", "str", "entry that gives both"),
        *_basis_columns(site, label),
        Column(
            f"{site}_range_A",
            "str",
            "smallest and largest distance over all experimental entries and copies of that basis",
            "A",
        ),
        Column(f"{site}_copy", "int", "copy of this protein in that entry"),
        Column(f"{site}_site_copy", "int", "copy of mTOR whose site it is"),
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
            "is not in doubt",
            "A",
        ),
        Column(f"{site}_atoms", "str", "the atom pair of the distance, residue atom first"),
        Column(f"{site}_sidechain_atoms", "str", "the atom pair of the side-chain distance"),
        Column(
            f"{site}_sidechain_basis",
            "str",
            "atoms taken as the side chain in that entry",
            allowed=SIDE_CHAIN_BASES,
        ),
        Column(f"{site}_register", "str", f"{_REGISTER.meaning}, in that entry", allowed=REGISTERS),
    )


_STRUCTURE_SUMMARY = (
    *_summary_site_columns("rapamycin", "rapamycin"),
    *_summary_site_columns("atp", "nucleotide or inhibitor of the ATP site"),
    Column("rsa", "float", "relative solvent accessibility in rsa_entry", decimals=3),
    Column(
        "rsa_entry",
        "str",
        "largest experimental assembly that has the whole residue, its register not in doubt if possible; "
        "a fragment would lay bare what is buried",
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
        "proteins within 5 A in any experimental entry; 'other' is none of the nine (FKBP51 in 4DRI)",
    ),
    Column("modelled_in", "str", "experimental entries that have coordinates of this residue"),
    Column("conflicts", "str", "amino acid and entry, where a structure has another one than UniProt"),
    Column("plddt", "float", "pLDDT of the AlphaFold model; a prediction, used for nothing else"),
)

SUMMARY = Table(
    "summary",
    "One row per protein and position, over all entries of the atlas.",
    (
        _GENE,
        _UNIPROT,
        Column("position", "int", "position in the UniProt canonical sequence, from 1"),
        Column("wild_type", "str", "amino acid of the UniProt sequence"),
        *_STRUCTURE_SUMMARY,
    ),
)

_NEIGHBOURS = tuple(
    column
    for side, where in (("previous", "before"), ("next", "after"))
    for column in (
        Column(f"{side}_modelled", "str", f"for an unmodelled residue: nearest modelled one {where} it"),
        Column(f"{side}_modelled_rapamycin_A", "float", "its distance to rapamycin", "A"),
        Column(f"{side}_modelled_atp_A", "float", "its distance to the ATP site", "A"),
    )
)

_PROVENANCE = (
    Column("mtorstruct_version", "str", "version of the package"),
    Column("atlas_version", "str", "identifier of the atlas: hash of its tables"),
    Column("structures_sha256", "str", "entry=hash of each structure file that the row rests on"),
)

_DOMAIN_AT = (
    Column("domain", "str", "domain or linker of the default scheme"),
    Column("subdomain", "str", "sub-elements of the default scheme at this position"),
)


def _verdict_columns(name: str, label: str, allowed: tuple[str, ...]) -> tuple[Column, ...]:
    return (
        Column(name, "str", f"verdict: {label}", allowed=allowed),
        Column(
            f"{name}_basis",
            "str",
            "what that verdict stands on: a published effect of this change, the rules, both, or nothing",
            allowed=VERDICT_BASES,
        ),
        Column(f"{name}_confidence", "str", "how sure that verdict is; docs/impact.md", allowed=CONFIDENCES),
    )


_VERDICTS = (
    *_verdict_columns("activity", "what the change does to the activity of mTOR", ACTIVITIES),
    *_verdict_columns("rapalog", "response of mTORC1 to rapalogs", RESPONSES),
    *_verdict_columns("atp_competitive", "response to ATP-competitive and dual inhibitors", RESPONSES),
    *_verdict_columns("bisteric", "response of mTORC1 to bi-steric inhibitors", RESPONSES),
    Column(
        "rapalog_mtorc2", "str", "the same for mTORC2, which rapalogs do not reach acutely", allowed=RESPONSES
    ),
    Column(
        "bisteric_mtorc2", "str", "the same for mTORC2, where only the ATP site is open", allowed=RESPONSES
    ),
    Column("basis", "str", "what the verdicts of the row stand on, together", allowed=VERDICT_BASES),
    Column(
        "confidence",
        "str",
        "that of the least sure verdict of the row that tells an effect; where none does, of the surest",
        allowed=CONFIDENCES,
    ),
    Column("rules", "str", "rules that fired, in the order in which they are asked"),
    Column("evidence", "str", "publications on exactly this change"),
    Column("evidence_conflicts", "str", "what is contradictory or easily mistaken in what is published"),
    Column("explanation", "str", "the verdicts in a sentence or two"),
    Column(
        "context",
        "str",
        "other changes of the same sample that are tied to the response to mTOR inhibitors, with the "
        "response and how sure it is said; enters no verdict",
    ),
)

ANNOTATION = Table(
    "annotation",
    "One row per variant, in the order of the input.",
    (
        Column("input", "str", "the text as it was given"),
        Column("sample", "str", "the sample that it was found in, where the input says so"),
        _GENE,
        _UNIPROT,
        Column("position", "int", "position in the UniProt canonical sequence, from 1"),
        Column("wild_type", "str", "amino acid of the UniProt sequence at that position"),
        Column(
            "mutant",
            "str",
            "amino acid that replaces it; * for a stop, = for none, fs, del, dup, ins or delins; empty where "
            "no change is named",
        ),
        Column("status", "str", "ok, or why the row has no answer", allowed=STATUSES),
        Column("message", "str", "what is to be known of this row, for people"),
        Column("suggestion", "str", "the likeliest change that fits the reference"),
        Column("alternatives", "str", "other changes that fit the reference, best first"),
        *_DOMAIN_AT,
        *_VERDICTS,
        *_STRUCTURE_SUMMARY,
        *_NEIGHBOURS,
        *_PROVENANCE,
    ),
)

_DRUG = (
    Column("drug", "str", "the inhibitor that was asked for"),
    Column("drug_class", "str", "its class"),
    Column("drug_response", "str", "verdict for it, on mTORC1", allowed=RESPONSES),
    Column("drug_response_mtorc2", "str", "verdict for it, on mTORC2", allowed=RESPONSES),
    Column(
        "drug_basis",
        "str",
        "what the verdict stands on: published with this very drug, with another one that binds alike, "
        "the rules, or nothing",
        allowed=("this drug", "same class", "structure", "none"),
    ),
    Column("drug_confidence", "str", "how sure it is; docs/impact.md", allowed=CONFIDENCES),
    Column("drug_evidence", "str", "publications that it stands on"),
    Column("drug_explanation", "str", "the verdict in a sentence or two"),
)

ANNOTATION_DRUG = Table(
    "annotation_drug",
    "The annotation with the verdict narrowed to one inhibitor (`annotate --drug`).",
    tuple(
        narrowed
        for column in ANNOTATION.columns
        for narrowed in ((column, *_DRUG) if column.name == "context" else (column,))
    ),
)

ANNOTATION_ALL = Table(
    "annotation_all_structures",
    "One row per variant, entry and copy (`annotate --all-structures`).",
    (
        *ANNOTATION.columns[:11],
        *_DOMAIN_AT,
        *(c for c in RESIDUE_GEOMETRY.columns if c.name not in {"gene", "position", "expected"}),
        *_PROVENANCE,
    ),
)

PHOSPHOSITES = Table(
    "phosphosites",
    "One row per phosphosite, with the same structural columns as a variant.",
    (
        _GENE,
        _UNIPROT,
        Column("site", "str", "residue and UniProt position"),
        Column("position", "int", "position in the UniProt canonical sequence, from 1"),
        Column("kinases", "str", "kinases reported to phosphorylate it, with the database in brackets"),
        Column("effect", "str", "reported effect"),
        Column("pmid", "str", "publication"),
        Column("pmid_status", "str", "whether the publication itself was seen"),
        Column("evidence_status", "str", "how far the row was checked"),
        Column("evidence_source", "str", "where the site was seen"),
        Column("evidence_note", "str", "what else is known of this row"),
        Column("message", "str", "what is to be known of this row, for people"),
        *_DOMAIN_AT,
        *_STRUCTURE_SUMMARY,
        *_NEIGHBOURS,
        *_PROVENANCE,
    ),
)

DRUGS = Table(
    "drugs",
    "Inhibitors of mTOR.",
    (
        Column("name", "str", "name"),
        Column("aliases", "str", "other names"),
        Column(
            "drug_class",
            "str",
            "how it binds",
            allowed=("rapalog", "ATP-competitive", "dual PI3K/mTOR", "bi-steric"),
        ),
        Column("sites", "str", "sites of mTOR that it binds"),
        Column("complexes", "str", "complexes that it inhibits acutely"),
        Column("other_targets", "str", "other kinases that it is known to inhibit"),
        Column("status", "str", "how far the row was checked"),
        Column("source", "str", "where it was seen"),
        Column("note", "str", "what else is known of it"),
    ),
)

EFFECTS = Table(
    "published_effects",
    "Published effects that verdicts stand on, one row a statement of a source.",
    (
        _GENE,
        _UNIPROT,
        Column("variant", "str", "substitution, several joined by + that were tested together, or a group"),
        Column("effect", "str", "effect"),
        Column("drug", "str", "drug or drugs"),
        Column("direction", "str", "response to them, in the words of the source"),
        Column("assay", "str", "how it was found"),
        Column(
            "tier",
            "str",
            "kind of evidence",
            allowed=("clinical", "cell", "biochemical", "computational", "review statement"),
        ),
        Column("pmid", "str", "publication"),
        Column(
            "pmid_status", "str", "whether the number was seen or only recalled", allowed=("seen", "recalled")
        ),
        Column("status", "str", "how far the row was checked"),
        Column("source", "str", "where it was seen"),
        Column("licence", "str", "terms of that source; 'fact' for a fact from a text"),
        Column("note", "str", "what else is known of it"),
    ),
)

BENCHMARK = Table(
    "benchmark",
    "How well a predictor tells published effects, one row a question and predictor. Intervals are 95 % "
    "percentile intervals over positions drawn again with replacement.",
    (
        Column("question", "str", "what is told", allowed=("activity", "rapalog", "atp_competitive")),
        Column("predictor", "str", "what tells it"),
        Column("n_positive", "int", "published activating, or resistant, substitutions"),
        Column("n_negative", "int", "published substitutions that are not"),
        Column("n_silent", "int", "of both, those on which the predictor says nothing; counted as negative"),
        Column("tp", "int", "true positives"),
        Column("fp", "int", "false positives"),
        Column("tn", "int", "true negatives"),
        Column("fn", "int", "false negatives"),
        Column("mcc", "float", "Matthews correlation coefficient"),
        Column("mcc_low", "float", "lower end of its interval"),
        Column("mcc_high", "float", "upper end of its interval"),
        Column("balanced_accuracy", "float", "mean of sensitivity and specificity"),
        Column("balanced_accuracy_low", "float", "lower end of its interval"),
        Column("balanced_accuracy_high", "float", "upper end of its interval"),
        Column("auroc", "float", "area under the ROC curve, for a predictor that is a number"),
    ),
)

ENTRIES = Table(
    "entries",
    "The catalogue of public structures.",
    (
        Column("pdb_id", "str", "PDB id"),
        Column("title", "str", "title of the entry"),
        Column("method", "str", "experimental method"),
        Column("resolution_A", "float", "resolution; missing for NMR", "A"),
        Column("complex", "str", "what the entry holds"),
        Column("state", "str", "bound partners or ligands"),
        Column("chains", "str", "chains and their proteins"),
        Column("ligands", "str", "ligands by CCD code"),
        Column("emdb_id", "str", "EMDB id of the map"),
        Column("citation", "str", "primary citation"),
        Column("status", "str", "how far the row was checked"),
        Column("verified_fields", "str", "what was seen in the source"),
        Column("unverified_fields", "str", "what was not"),
        Column("source", "str", "where the row was seen"),
    ),
)

TABLES = (
    RESIDUES,
    DOMAINS,
    SCHEME,
    SCHEME_DIFFERENCES,
    RESIDUE_GEOMETRY,
    SUMMARY,
    ANNOTATION,
    ANNOTATION_DRUG,
    ANNOTATION_ALL,
    PHOSPHOSITES,
    DRUGS,
    EFFECTS,
    BENCHMARK,
    ENTRIES,
)
