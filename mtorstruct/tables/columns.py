"""Columns shared by several tables."""

from __future__ import annotations

from mtorstruct.tables.model import Column
from mtorstruct.tables.vocabulary import KINDS, MAPPING_SOURCES, MODELLED, REGISTERS

ENTRY_COLUMN = Column("entry", "str", "entry id of the file, or its name where it states none")
FILE_COLUMN = Column("file", "str", "name of the file, by which two models of one entry are told apart")
KIND_COLUMN = Column(
    "kind",
    "str",
    "what the structure is, by what its file or the user states; of unknown ones neither is stated",
    allowed=KINDS,
)
GENE_COLUMN = Column("gene", "str", "HGNC symbol of the protein")
CHAIN_GENE_COLUMN = Column(
    "gene",
    "str",
    "HGNC symbol, or the user's name of an own protein; 'MTOR (homologous)' for a relative that carries the "
    "numbers of mTOR; 'other' for a chain that is none of the known proteins",
)
UNIPROT_COLUMN = Column("uniprot", "str", "UniProt accession of the canonical sequence")
CHAIN_UNIPROT_COLUMN = Column(
    "uniprot",
    "str",
    "UniProt accession of the canonical sequence; empty for a relative, which is another protein, and for a "
    "protein of the user whose heading has none",
)
COPY_COLUMN = Column("copy", "int", "1, 2, ... for the chains of the same protein, in the file's order")
CHAIN_COLUMN = Column("chain", "str", "author chain id, case-sensitive")
AUTH_COLUMN = Column("auth_seq_id", "int", "residue number as the authors of the file wrote it")
ICODE_COLUMN = Column("insertion_code", "str", "insertion code that belongs to auth_seq_id")
LABEL_COLUMN = Column("label_seq_id", "int", "index in the file's SEQRES (mmCIF label_seq_id), from 1")
EXPECTED_COLUMN = Column("expected", "str", "amino acid of the UniProt sequence at this position")
OBSERVED_COLUMN = Column("observed", "str", "amino acid in the file; X where unknown in the file")
MODELLED_COLUMN = Column(
    "modelled",
    "str",
    "how much of the residue has coordinates: all heavy atoms; side chain in part; no side chain "
    "beyond CB; CA alone; nothing",
    allowed=MODELLED,
)
MAPPING_COLUMN = Column(
    "mapping_source",
    "str",
    "where the numbering of this chain comes from: the file's SIFTS columns, the file's DBREF or "
    "struct_ref_seq, or an alignment; each is proven residue by residue, but for the alignment of a "
    "homologous chain",
    allowed=MAPPING_SOURCES,
)
IDENTITY_COLUMN = Column(
    "identity",
    "float",
    "share of the chain's mapped residues whose amino acid is the expected one",
    decimals=4,
)
B_FACTOR_COLUMN = Column(
    "mean_b_factor", "float", "mean B-factor of the heavy atoms (pLDDT in AlphaFold models)", "A^2"
)

REGISTER_COLUMN = Column(
    "register",
    "str",
    "whether the chain is in register with its sequence around the residue. supported: other models of the "
    "protein agree with the coordinates; in_doubt: they do so better shifted along the chain; unlike: in no "
    "register; unsupported: there is no model to compare with, and what is buried in the domain is not what "
    "is hydrophobic; untested: there is nothing to judge by. See docs/measuring.md",
    allowed=REGISTERS,
)
