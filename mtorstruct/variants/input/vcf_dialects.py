r"""Annotations in the INFO of a VCF, in each program's dialect, converted to entries.

VEP (``CSQ``, ``vep``; also CIViC and gnomAD): fields named in the header. SnpEff: ``ANN`` (variant annotation
format 1.0) and the older ``EFF``. bcftools csq: ``BCSQ``. GATK Funcotator: ``FUNCOTATION``, a bracket an
allele, ``#`` between its transcripts. ANNOVAR: a block an allele, from ``ANNOVAR_DATE`` to ``ALLELE_END``.
ClinVar: ``GENEINFO`` and ``CLNHGVS``. COSMIC and others: keys with plain names.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from mtorstruct.reference.chromosomes import chromosome_accessions
from mtorstruct.variants.dna.consequence import n_equal
from mtorstruct.variants.input.vcf_entries import Entry
from mtorstruct.variants.notation.text import is_nothing

Allele = int | str | None
"""Allele of an entry: a number from 1, the text of the program, or None for all of them."""

_ESCAPED = re.compile(r"_%([0-9A-Fa-f]{2})_|%([0-9A-Fa-f]{2})|\\x([0-9A-Fa-f]{2})")

ANN = (
    "Allele", "Annotation", "Annotation_Impact", "Gene_Name", "Gene_ID", "Feature_Type", "Feature_ID",
    "Transcript_BioType", "Rank", "HGVS.c", "HGVS.p",
)  # fmt: skip
"""Fields of SnpEff's annotation, as its format fixes them."""

EFF = (
    "Effect_Impact", "Functional_Class", "Codon_Change", "Amino_Acid_Change", "Amino_Acid_length",
    "Gene_Name", "Transcript_BioType", "Gene_Coding", "Transcript_ID", "Exon_Rank", "Genotype_Number",
)  # fmt: skip
"""Fields of SnpEff's older annotation in its last version; earlier ones lacked length and genotype."""

_NAMES = {
    "gene": ("symbol", "gene_name", "hugosymbol"),
    "transcript": ("feature", "feature_id", "annotationtranscript"),
    "coding": ("hgvsc", "hgvs_c", "cdnachange"),
    "amino_acids": ("amino_acids",),
    "position": ("protein_position",),
    "kind": ("consequence", "annotation", "variantclassification"),
    "allele": ("allele",),
    "number": ("allele_num",),
    "preferred": ("mane_select", "canonical", "pick"),
    "build": ("ncbibuild",),
}
_IDS = ("gene", "gene_id", "hgnc_id", "entrez_gene_id", "ensp", "swissprot", "uniprot_isoform")
_CHANGES = ("hgvsp", "hgvs_p", "civic_variant_name", "proteinchange")
"""Fields of the protein change, in order of preference."""


def field_name(name: str) -> str:
    """Return the normalised name of an annotation field.

    Examples
    --------
    >>> field_name("HGVS.p"), field_name(" Amino_acids ")
    ('hgvs_p', 'amino_acids')
    """
    return re.sub(r"[ .-]+", "_", name.strip().lower())


@dataclass(frozen=True)
class Fields:
    """Fields of the entries under one INFO key: the index of each role."""

    key: str
    at: dict[str, int]
    ids: tuple[int, ...]
    changes: tuple[tuple[str, int], ...]

    def of(self, parts: Sequence[str], role: str) -> str:
        """Return the field of a role; empty where there is none."""
        k = self.at.get(role)
        return "" if k is None or k >= len(parts) else plain(parts[k])

    def entry(self, text: str) -> tuple[Allele, Entry]:
        """Return the entry that a text is, and the allele that it names."""
        parts = text.split("|")
        number = self.of(parts, "number")
        allele: Allele = int(number) if number.isdigit() and len(number) < 10 else self.of(parts, "allele")
        return allele or None, Entry(
            self.key,
            gene=self.of(parts, "gene"),
            names=tuple(plain(parts[k]) for k in self.ids if k < len(parts)),
            transcript=self.of(parts, "transcript"),
            changes=tuple(
                (f"{self.key} {name}", plain(parts[n])) for name, n in self.changes if n < len(parts)
            ),
            coding=self.of(parts, "coding"),
            amino_acids=self.of(parts, "amino_acids"),
            protein_position=self.of(parts, "position"),
            kind=self.of(parts, "kind"),
            is_preferred=self.of(parts, "preferred") not in ("", "0", "NO", "."),
            build=self.of(parts, "build"),
            text=text,
        )


def fields_named(key: str, names: Sequence[str]) -> Fields:
    """Return the roles of an annotation's fields; ``Gencode_34_hugoSymbol`` is ``hugoSymbol``."""
    plainly = [re.sub("^gencode_[0-9a-z]+_", "", field_name(name)) for name in names]
    at = {
        role: plainly.index(next(n for n in known if n in plainly))
        for role, known in _NAMES.items()
        if any(n in plainly for n in known)
    }
    changes = tuple((names[plainly.index(n)].strip(), plainly.index(n)) for n in _CHANGES if n in plainly)
    return Fields(key, at, tuple(plainly.index(n) for n in _IDS if n in plainly), changes)


class Record(NamedTuple):
    """Parts of a record needed to read an annotation: position, reference, alleles, INFO."""

    position: str
    ref: str
    alts: Sequence[str]
    info: Sequence[tuple[str, str]]


Found = Iterator[tuple[Allele, Entry]]
Dialect = Callable[[Record], Found]


def by_fields(fields: Fields) -> Dialect:
    """Return the reader of VEP's annotations and SnpEff's ``ANN``: entries with commas between them."""

    def read(record: Record) -> Found:
        for value in _values(record, fields.key):
            yield from (fields.entry(text) for text in value.split(",") if text.strip("|. "))

    return read


def funcotator(fields: Fields) -> Dialect:
    """Return the reader of Funcotator's annotations: ``[...]#[...],[...]``, the alleles in their order."""

    def read(record: Record) -> Found:
        for value in _values(record, fields.key):
            for k, of_allele in enumerate(re.split(r"(?<=\]),(?=\[)", value), 1):
                for text in of_allele.split("]#["):
                    _, entry = fields.entry(text.strip("[]"))
                    yield k, replace(entry, text=f"[{entry.text}]")

    return read


def snpeff_old(names: Sequence[str]) -> Dialect:
    """Return the reader of SnpEff's older annotation: ``EFFECT(field|field|...),EFFECT(...)``."""
    at = {field_name(name): k for k, name in enumerate(names)}

    def read(record: Record) -> Found:
        for value in _values(record, "EFF"):
            for match in re.finditer(r"([\w+&\[\]:]+)\(([^()]*)\)", value):
                yield _of_effect(match[0], match[1], match[2].split("|"), at)

    return read


def _of_effect(text: str, kind: str, parts: Sequence[str], at: dict[str, int]) -> tuple[Allele, Entry]:
    def field(name: str) -> str:
        k = at.get(name)
        return "" if k is None or k >= len(parts) else plain(parts[k])

    change, _, coding = field("amino_acid_change").partition("/")
    number = field("genotype_number")
    allele: Allele = int(number) if number.isdigit() and len(number) < 10 else number.split("-")[0]
    return allele or None, Entry(
        "EFF",
        gene=field("gene_name"),
        transcript=field("transcript_id"),
        changes=(("EFF Amino_Acid_Change", change),)
        if change and not change.startswith(("c.", "n."))
        else (),
        coding=change if change.startswith("c.") else coding,
        kind=kind,
        text=text,
    )


_ONE_SIDE = re.compile(r"([0-9]{1,6})([A-Z*]*)(\.\.[0-9]*)?")


def bcftools(record: Record) -> Found:
    """Read bcftools csq: ``BCSQ=missense|MTOR|ENST...|protein_coding|-|2215S>2215Y|11184573G>T``.

    A ``*`` before the consequence marks an upstream stop. ``@1234`` means that the consequence
    is in the record at 1234, together with the variant there. Alleles are identified by the DNA variant;
    where several are joined by ``+``, the consequence is that of all of them together.
    """
    for value in _values(record, "BCSQ"):
        for text in value.split(","):
            if text.startswith("@"):
                yield None, Entry("BCSQ", pointer=text[1:], text=text)
                continue
            kind, gene, transcript, _, _, residues, dna = (text.split("|") + [""] * 7)[:7]
            changes = dna.split("+") if dna else []
            own = next((c for c in changes if c.startswith(f"{record.position}{record.ref}>")), "")
            entry = Entry("BCSQ", gene, (), transcript, kind=kind, is_joint=len(changes) > 1, text=text)
            yield own.partition(">")[2] or None, _of_residues(entry, residues)


def _of_residues(entry: Entry, residues: str) -> Entry:
    """Return an entry with the variant of ``10TCK>10T``; without one where the two sides do not match."""
    old, _, new = residues.partition(">")
    before, after = _ONE_SIDE.fullmatch(old), _ONE_SIDE.fullmatch(new or old)
    if before is None or after is None or not before[2]:
        return entry
    first, is_whole = int(before[1]), not (before[3] or after[3])
    word = _word(entry.kind, first, before[2], after[2])
    if word:
        return replace(entry, changes=(("BCSQ amino_acid_change", word),))
    if not is_whole or re.search("frameshift|stop_lost", entry.kind):
        return entry
    position = f"{first}-{first + len(before[2]) - 1}"
    return replace(entry, amino_acids=f"{before[2]}/{after[2]}", protein_position=position)


def _word(kind: str, first: int, old: str, new: str) -> str:
    """Return a variant beginning with one residue: substitution, frameshift or lost start; or nothing."""
    if "start_lost" in kind:
        return "M1?"
    n = n_equal(old, new)
    if "frameshift" in kind:
        # Where all that is shown is equal, the first residue that differs is not shown.
        return f"{old[n]}{first + n}fs" if n < min(len(old), len(new)) else ""
    if len(old) == len(new) == 1 and "stop_lost" not in kind:
        return f"{old}{first}{'=' if old == new else new}"
    return ""


_ANNOVAR = re.compile(r"(Gene|AAChange|GeneDetail|ExonicFunc|Func)\.(\w+)")
_DATABASES = ("refgene", "ensgene", "knowngene")


def annovar(record: Record) -> Found:
    """Read ANNOVAR, a block an allele: ``AAChange.refGene=MTOR:NM_004958:exon47:c.C6644A:p.F2L``.

    Several transcripts are separated by commas.
    """
    for k, block in enumerate(annovar_blocks(record.info), 1):
        said: dict[str, dict[str, str]] = {}
        for key, value in block:
            match = _ANNOVAR.fullmatch(key)
            if match:
                said.setdefault(match[2], {})[match[1]] = plain(value)
        for database in sorted(said, key=_order):
            for entry in _of_database(database, said[database]):
                yield k, entry


def _order(database: str) -> int:
    return next(
        (n for n, name in enumerate(_DATABASES) if database.lower().startswith(name)), len(_DATABASES)
    )


def annovar_blocks(info: Iterable[tuple[str, str]]) -> Iterator[list[tuple[str, str]]]:
    """Return the INFO items that ANNOVAR wrote, a list an allele."""
    block: list[tuple[str, str]] = []
    for key, value in info:
        if key == "ALLELE_END":
            yield block
            block = []
        elif is_of_annovar(key):
            block.append((key, value))
    if block:
        yield block


def is_of_annovar(key: str) -> bool:
    """Return whether ANNOVAR writes an INFO key for each allele."""
    return "." in key and _ANNOVAR.fullmatch(key) is not None


def _of_database(database: str, said: dict[str, str]) -> Iterator[Entry]:
    kind = said.get("ExonicFunc", "")
    kind = said.get("Func", "") if is_nothing(kind) else kind
    if "intergenic" in said.get("Func", ""):
        return
    key = f"AAChange.{database}"
    for text in filter(None, said.get("AAChange", "").split(",")):
        parts = text.split(":")
        change = next((part for part in parts if part.startswith("p.")), "")
        coding = next((part for part in parts if part.startswith("c.")), "")
        if len(parts) > 2 and (change or coding):
            yield Entry(
                key,
                parts[0],
                tuple(re.split("[;,]", said.get("Gene", ""))),
                parts[1],
                ((key, change),) if change else (),
                coding,
                kind=kind,
                text=f"{key}={text}",
            )
    for text in re.split("[;,]", said.get("GeneDetail", "")):
        parts = text.split(":")
        if len(parts) > 1 and parts[-1].startswith("c."):
            genes = said.get("Gene", "")
            yield Entry(
                key, genes, (), parts[0], coding=parts[-1], kind=kind, text=f"GeneDetail.{database}={text}"
            )
    if not is_nothing(said.get("Gene", "")):
        yield Entry(key, said["Gene"], kind=kind, text=f"Gene.{database}={said['Gene']}")


_PLAIN = {
    "gene": ("gene", "gene_symbol", "symbol", "hugo_symbol", "gene_name", "gn"),
    "transcript": ("transcript", "transcript_id", "feature", "enst"),
    "change": (
        "hgvsp", "hgvs_p", "hgvsp_short", "protein_change", "proteinchange", "aa_change", "aachange",
        "amino_acid_change", "mutation_aa", "aa",
    ),
    "coding": ("hgvsc", "hgvs_c", "cdna_change", "coding_change", "cds"),
    "kind": ("consequence", "variant_classification"),
}  # fmt: skip
_ROLE = {name: role for role, names in _PLAIN.items() for name in names}
_IS_CHANGE = re.compile(r"(?:\S+:)?p\..*|[A-Z*][0-9]{1,5}(?:[A-Z*=]|fs.*|del.*|ins.*|dup.*)")
"""Pattern of a protein change; ``AA`` is the ancestral allele in other files."""


def plain_keys(record: Record) -> Found:
    """Read keys with plain names, as in COSMIC (``GENE``, ``CDS``, ``AA``) and ClinVar (``GENEINFO``)."""
    n = len(record.alts)
    said: dict[str, tuple[str, list[str]]] = {}
    clinvar: dict[str, str] = {}
    for key, value in record.info:
        role = _ROLE.get(field_name(key))
        if role and not is_nothing(value):
            said.setdefault(
                role, (key, [plain(part) for part in value.split(",")] if n > 1 else [plain(value)])
            )
        elif key in ("GENEINFO", "CLNHGVS", "MC"):
            clinvar[key] = plain(value)
    if clinvar:
        yield None, _of_clinvar(clinvar)
    if (
        "gene" not in said
        and "transcript" not in said
        and not any(":" in t for t in said.get("change", ("", []))[1])
    ):
        return
    is_by_allele = any(len(values) == n for _, values in said.values())
    for k in range(1, n + 1) if is_by_allele else ():
        own = {
            role: (key, values[k - 1] if len(values) == n else values[0])
            for role, (key, values) in said.items()
        }
        yield k, _of_plain(own)


def _of_plain(own: dict[str, tuple[str, str]]) -> Entry:
    def said(role: str) -> str:
        return own.get(role, ("", ""))[1]

    gene, _, of_transcript = said("gene").partition("_ENST")
    change_key, change = own.get("change", ("", ""))
    coding = said("coding")
    coding = coding if re.search(r"(?:^|:)c\.", coding) else ""
    return Entry(
        own.get("gene", (change_key or "GENE", ""))[0],
        gene,
        (),
        said("transcript") or (f"ENST{of_transcript}" if of_transcript else ""),
        ((change_key, change),) if _IS_CHANGE.fullmatch(change) else (),
        coding,
        kind=said("kind"),
        text=said("gene"),
    )


def _of_clinvar(said: dict[str, str]) -> Entry:
    """Return the gene that ClinVar names, and the build of its genomic change."""
    genes = [pair.partition(":")[0] for pair in said.get("GENEINFO", "").split("|")]
    accession = said.get("CLNHGVS", "").partition(":")[0]
    _, build = chromosome_accessions().get(accession, ("", ""))
    kinds = [part.partition("|")[2] for part in said.get("MC", "").split(",")]
    return Entry(
        "GENEINFO",
        ";".join(genes),
        kind=",".join(filter(None, kinds)),
        build=build,
        text=said.get("GENEINFO", ""),
    )


def _values(record: Record, key: str) -> Iterator[str]:
    return (value for name, value in record.info if name == key)


def plain(text: str) -> str:
    r"""Return a field with its escapes (``%3D``, ``\x3b``, Funcotator's ``_%7C_``) as letters.

    Examples
    --------
    >>> plain("p.Phe2108%3D"), plain(r"MTOR\x3bANGPTL7"), plain("a_%7C_b")
    ('p.Phe2108=', 'MTOR;ANGPTL7', 'a|b')
    """
    if "%" not in text and "\\" not in text:
        return text.strip()
    return _ESCAPED.sub(lambda m: chr(int(m[1] or m[2] or m[3], 16)), text).strip()
