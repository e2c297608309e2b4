"""Tables of reference data, independent of any structure."""

from __future__ import annotations

from mtorstruct.tables.columns import GENE_COLUMN, UNIPROT_COLUMN
from mtorstruct.tables.model import Column, Table
from mtorstruct.tables.vocabulary import EVIDENCE_STATUSES, TIERS

SCHEME = Table(
    "scheme",
    "Domain boundaries as published, one row a segment.",
    (
        GENE_COLUMN,
        UNIPROT_COLUMN,
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
        GENE_COLUMN,
        UNIPROT_COLUMN,
        Column("start", "int", "first residue of the stretch, UniProt position"),
        Column("end", "int", "last residue of the stretch, UniProt position"),
        Column("length", "int", "residues in the stretch"),
        Column("scheme_a", "str", "first scheme"),
        Column("domain_a", "str", "its domain here; empty where it names none"),
        Column("scheme_b", "str", "second scheme"),
        Column("domain_b", "str", "its domain here; empty where it names none"),
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
        Column("approval", "str", "agency and date; empty where none had been found by November 2026"),
        Column(
            "approved_for", "str", "uses that it was approved for, in the order of the approvals, with brands"
        ),
        Column("approval_source", "str", "where the approval was seen"),
        Column(
            "efflux",
            "str",
            "transporters that carry it out of cells (ABCB1 is P-glycoprotein, ABCG2 is BCRP), 'not' before "
            "one where it was tested and is not carried; empty where nothing was found",
        ),
        Column("efflux_source", "str", "where the efflux was seen"),
        Column("status", "str", "how far the row was checked"),
        Column("source", "str", "where it was seen"),
        Column("note", "str", "what else is known of it"),
    ),
)

EFFECTS = Table(
    "published_effects",
    "Published effects that verdicts stand on, one row a statement of a source.",
    (
        GENE_COLUMN,
        UNIPROT_COLUMN,
        Column(
            "variant",
            "str",
            "substitution, truncation or deletion, several joined by + that were tested together, or a group",
        ),
        Column("effect", "str", "effect"),
        Column("drug", "str", "drug or drugs"),
        Column("direction", "str", "response to them, in the words of the source"),
        Column("assay", "str", "how it was found"),
        Column(
            "tier",
            "str",
            "kind of evidence",
            allowed=TIERS,
        ),
        Column(
            "origin",
            "str",
            "whether people have the variant in the germline or somatically, mosaics included; empty where "
            "the source does not say",
            allowed=("germline", "somatic"),
        ),
        Column("pmid", "str", "publications that were seen"),
        Column("cited", "str", "what was seen where that is not a PMID"),
        Column("status", "str", "how far the row was checked; docs/impact.md", allowed=EVIDENCE_STATUSES),
        Column("source", "str", "where it was seen"),
        Column("licence", "str", "terms of that source; 'fact' for a fact from a text"),
        Column("note", "str", "what else is known of it"),
    ),
)


FETCHED = Table(
    "fetched",
    "Files of a store, one row a file.",
    (
        Column("entry", "str", "entry id"),
        Column("file", "str", "path of the file"),
        Column(
            "state",
            "str",
            "whether it is the file that was fetched",
            allowed=("whole", "no_record", "damaged", "unreadable", "odd_record", "lost", "left_over"),
        ),
        Column("size", "int", "bytes of the file that was fetched", "B"),
        Column("sha256", "str", "SHA-256 of the file that was fetched"),
        Column("url", "str", "where it came from; empty for a file that somebody put there"),
        Column("fetched", "str", "when it was fetched (UTC)"),
        Column("revision_date", "str", "last revision that the file states"),
    ),
)

NEW_ENTRIES = Table(
    "new_entries",
    "Entries of PDBe that the catalogue lacks.",
    (
        Column("entry", "str", "PDB id"),
        Column("genes", "str", "proteins that PDBe maps to it, of those that were searched for"),
        Column("method", "str", "experimental method, as given by PDBe"),
        Column("resolution_A", "float", "resolution, as given by PDBe; missing where none is", "Å"),
    ),
)

DIFFERENT, NOT_IN_FILE, NOT_IN_CATALOGUE = "differs", "missing in the file", "not in the catalogue"

DIFFERENCES = Table(
    "differences",
    "Differences between the catalogue and the files of a store, one row each.",
    (
        Column("entry", "str", "PDB id"),
        Column(
            "field",
            "str",
            "what it is about",
            allowed=("entry", "title", "method", "resolution_A", "ligands", "proteins", "chains"),
        ),
        Column("what", "str", "how they differ", allowed=(DIFFERENT, NOT_IN_FILE, NOT_IN_CATALOGUE)),
        Column("catalogue", "str", "value in the catalogue; empty where it has none"),
        Column("file", "str", "value in the file, proteins by sequence; empty where it has none"),
        Column("path", "str", "path of the file"),
    ),
)

ENTRIES = Table(
    "entries",
    "The catalogue of public structures.",
    (
        Column("entry", "str", "PDB id"),
        Column("title", "str", "title of the entry"),
        Column("method", "str", "experimental method"),
        Column("resolution_A", "float", "resolution; missing for NMR", "Å"),
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
