"""Texts that name no variant of a residue: their meaning, and a hint at what to write instead."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from mtorstruct.variants.notation.grammar import looks_like_change

Status = Literal["not_understood", "no_protein_change"]


@dataclass(frozen=True)
class Word:
    """Meaning of a text that names no variant of a residue.

    `problem` is the end of a sentence that begins with the text; `unchanged` is true where it states that the
    protein is as it should be.
    """

    status: Status
    problem: str
    gene: str = ""
    unchanged: bool = False


_WRITE = "write the variant, like MTOR:F2108L"
_NO_RESIDUE = "no residue is named"

_IDS = (
    (r"rs[0-9]+", "an id of dbSNP"),
    (r"ss[0-9]{3,}", "a submission to dbSNP"),
    (r"COS[MN][0-9]+", "an id of COSMIC, of the older kind,"),
    (r"COSV[0-9]+", "an id of COSMIC"),
    (r"COSG[0-9]+", "a gene of COSMIC"),
    (r"COS[PUFT][0-9]+", "an id of COSMIC"),
    (r"VAR_[0-9]+", "a variant of UniProt"),
    (r"FTId=VAR_[0-9]+", "a variant of UniProt"),
    (r"CA[0-9]{4,}|PA[0-9]{4,}", "an allele of ClinGen"),
    (r"VCV[0-9]+(?:\.[0-9]+)?", "a variant of ClinVar"),
    (r"RCV[0-9]+(?:\.[0-9]+)?", "a record of ClinVar"),
    (r"SCV[0-9]+(?:\.[0-9]+)?", "a submission to ClinVar"),
    (r"(?:esv|nsv|dgv|essv|nssv)[0-9]+", "a structural variant of a database"),
    (r"OMIM[: ]?[0-9]+(?:\.[0-9]+)?|MIM[: ][0-9]+(?:\.[0-9]+)?", "an entry of OMIM"),
    (r"(?:PMID|PMC)[: ]?[0-9]+", "an article"),
    (r"(?:EID|MID|VID|AID)[0-9]+", "an id of CIViC"),
    (r"urn:mavedb:\S+", "an id of MaveDB"),
    (r"MU[0-9]{3,}", "a mutation of ICGC"),
)
_GENE_IDS = (
    (r"HGNC:[0-9]+", "the HGNC id of a gene"),
    (r"ENS[A-Z]{0,6}G[0-9]{11}(?:\.[0-9]+)?", "the Ensembl id of a gene"),
    (r"ENS[A-Z]{0,6}[TP][0-9]{11}(?:\.[0-9]+)?", "the Ensembl id of a transcript or protein"),
    (r"[NXY][MPR]_[0-9]+(?:\.[0-9]+)?", "the RefSeq id of a transcript or protein"),
    (r"(?:Entrez|GeneID|NCBIGene)[: ][0-9]+", "the Entrez id of a gene"),
    (r"[A-Z0-9]{2,5}_(?:HUMAN|MOUSE|RAT)", "the UniProt name of a protein"),
)
_ANY_ID = re.compile("|".join(f"({pattern})" for pattern, _ in (*_IDS, *_GENE_IDS)), re.I)

_COPIES = f"is a copy-number change of the gene, not a variant of a residue; {_WRITE}"
_LEVEL = f"is about the amount of the gene product, not about a residue; {_WRITE}"
_EFFECT = f"is the effect of a variant, and no variant is named; {_WRITE}"
_KIND = f"is a kind of variant, and {_NO_RESIDUE}; {_WRITE}"
_ANY = f"names no particular variant; {_WRITE}"
_WILD = "means that the protein is as in the reference: no variant is named"
_SILENT = "means that no residue is changed, and names none"
_FUSION = f"is a fusion or rearrangement of genes, not a variant of a residue; {_WRITE}"
_OUTSIDE = f"is about the DNA in front of the gene, not about a residue; {_WRITE}"
_METHYLATION = f"is about the methylation of DNA, not about a residue; {_WRITE}"
_EXON = f"concerns a whole exon, and {_NO_RESIDUE}; write the protein change, like MTOR:F2108L"
_DOMAIN = f"names a part of the protein, not a residue; {_WRITE}"
_WHOLE = f"is a loss of the gene or a stretch that is not named; {_WRITE}, or L1460_A1462del"


def _told(status: Status, problem: str, words: str) -> dict[str, Word]:
    return {" ".join(word.split()): Word(status, problem) for word in words.split(",")}


_WORDS: dict[str, Word] = {
    **_told("no_protein_change", _COPIES, """
        amplification, amplified, amp, high amplification, high level amplification, focal
        amplification, copy number amplification, low amplification, amplification high, gene
        amplification, gain, gained, copy gain, copy number gain, low gain, low level gain, duplication
        of gene, loss, lost, copy loss, copy number loss, shallow deletion, deep deletion, deepdel,
        homdel, hetloss, hetdel, homozygous deletion, homozygous loss, heterozygous deletion,
        heterozygous loss, hemizygous deletion, hemizygous loss, biallelic loss, biallelic inactivation,
        monoallelic loss, diploid, loh, cnloh, cn loh, copy neutral loh, loss of heterozygosity, cnv,
        cna, copy number, copy number change, copy number variation, copy number alteration, polysomy,
        monosomy, aneuploidy, whole gene deletion, gene deletion, full gene deletion"""),
    **_told("no_protein_change", _WHOLE, """
        deletion, del, deleted, partial deletion, intragenic deletion, null, knockout, ko, gene loss,
        single copy loss, duplication, partial duplication, tandem duplication, internal tandem
        duplication, itd, insertion, indel, vii, viii, kdd"""),
    **_told("no_protein_change", _LEVEL, """
        expression, overexpression, over expression, underexpression, under expression, high expression,
        low expression, loss of expression, no expression, nuclear expression, cytoplasmic expression,
        upregulation, downregulation, upregulated, downregulated, overexpressed, underexpressed, protein
        expression, mrna high, mrna low, mrna expression, expressed, elevated expression, reduced
        expression, decreased expression, increased expression, phosphorylation, knockdown, ihc
        positive, ihc negative, protein loss"""),
    **_told("not_understood", _EFFECT, """
        loss of function, gain of function, lof, gof, inactivating mutation, activating mutation,
        oncogenic mutation, inactivating, activating, likely oncogenic mutation, pathogenic mutation,
        likely pathogenic mutation, deleterious mutation, loss of function mutation, gain of function
        mutation, loss of function variant, gain of function variant, pathogenic variant, pathogenic,
        likely pathogenic, oncogenic, switch of function, dominant negative, dominant negative mutation,
        inactivation, activation, resistance mutation, hotspot mutation, hotspot, driver, driver
        mutation, vus, germline pathogenic variant, kinase dead"""),
    **_told("not_understood", _KIND, """
        truncating mutation, truncating variant, truncation, truncating, missense mutation, missense,
        missense variant, nonsense mutation, nonsense, frameshift mutation, frameshift, frame shift, in
        frame deletion, in frame insertion, frame shift del, frame shift ins, in frame del, in frame
        ins, inframe, splice site mutation, splice, splice site, splice mutation, splice variant,
        missense variant, stop gained, stop loss, stop lost, nonstop mutation, start lost, frameshift
        truncation, point mutation, inframe deletion, inframe insertion, inframe indel, substitution,
        missense driver, truncating driver, silent mutation, inframe mutation, frameshift variant,
        nonsynonymous snv, delins, in frame indel"""),
    **_told("not_understood", _ANY, """
        mutation, mutated, mutant, mut, alteration, altered, variant, any mutation, any alteration,
        change, yes, somatic mutation, germline mutation, germline variant, somatic variant, other,
        multiple, various, several, other mutation, compound mutation, rare mutation, hotspot variant,
        polymorphism, snp, snv, somatic, germline, mutation positive, positive, unspecified, unknown,
        not specified, not reported"""),
    **_told("no_protein_change", _FUSION, """
        fusion, fusions, rearrangement, rearranged, translocation, inversion, sv, structural variant,
        structural variation, intragenic, internal rearrangement, gene fusion, fusion protein,
        truncating fusion"""),
    **_told("no_protein_change", _OUTSIDE, """
        promoter, promoter mutation, promoter variant, promoter region, enhancer, tert promoter
        mutation, 5'flank, 5'utr, 3'utr, utr, upstream, intron, intronic, 3' utr mutation, 5' utr
        mutation, 5'utr mutation, 3'utr mutation, intronic mutation, 3'flank, igr"""),
    **_told("no_protein_change", _METHYLATION, """
        methylation, hypermethylation, hypomethylation, promoter methylation, promoter hypermethylation,
        promoter demethylation, epigenetic silencing, methylated"""),
}  # fmt: skip
_WORDS |= {
    word: Word("no_protein_change", _WILD, unchanged=True)
    for word in ("wt", "wild type", "wildtype", "p. wt", "wtwt", "unmutated", "no mutation", "no mutations",
                 "not mutated", "not detected", "no alteration", "normal", "native", "reference", "wild")
}  # fmt: skip
_WORDS |= {
    word: Word("no_protein_change", _SILENT, unchanged=True)
    for word in ("sy", "p. sy", "synonymous", "silent", "synonymous variant", "synonymous mutation")
}

_GENE = r"(?P<gene>[a-z][a-z0-9.]*(?:-[0-9]+)?(?:_human)?)"
_A_CHANGE = re.compile(r"(?:[^\s:/-]*[:\s])?(?:[pP]\.)?\(?(?:[A-Z][a-z]{2}|[A-Za-z*])[0-9][^\s:/-]*")
"""Beginning with a residue and its number, nothing after it; most texts have that form."""
_BEHIND_PREFIX = re.compile(r"[pP]\.[(\[]*(?:[A-Z][a-z]{2}|[A-Za-z*])[0-9]")
_A_RESIDUE = re.compile(r"p\..*|[A-Z][a-z]{2}[0-9]+|[A-Za-z][0-9]{3,9}")
_WITH_GENE = re.compile(rf"{_GENE}(?:\s*[:;,|/]\s*|[\s_-]+|\s*\(\s*)(?P<rest>[^\s].*?)\)?", re.I | re.S)
_COPY_NUMBER = re.compile(
    r"(?:(?:cn|cnv|copy number|copies|copynumber|log2(?: ratio)?)\s*[:=]?\s*[+-]?[0-9]{1,4}(?:\.[0-9]{1,6})?|"
    r"[0-9]{1,4}\s?copies|x\s?[0-9]{1,3} copies|cn\s?[<>]=?\s?[0-9]{1,3})"
)
_EXONS = re.compile(
    r"(?:(?:exon|intron)s?\s?[0-9]{1,3}[a-z]?|ex\s?[0-9]{1,3})"
    r"(?:\s?(?:to\s?|and\s?|[,&/+]\s?)?(?:exon\s?)?(?<![0-9])[0-9]{1,3})*"
    r"(?:\s?(?:in frame\s|inframe\s|splice\s|splicing\s|site\s|partial\s|whole\s|somatic\s|activating\s)*"
    r"(?:skip|skipping|skipped|del|deletion|deleted|ins|insertion|dup|duplication|indel|delins|loss|gain|mutation|mut|mutant|"
    r"variant|alteration|splice|deletion/insertion|del/ins|inframe|amplification|rearrangement|frameshift))?|"
    r"(?:skipping|deletion|loss|insertion|duplication|mutation|variant) (?:of|in) "
    r"exons?(?:\s?[,&]?\s?(?<![0-9])[0-9]{1,3}){1,9}|"
    r"(?:multi|single)?\s?exon (?:deletion|duplication|skipping|loss)"
)
_PART = re.compile(
    r"(?:[a-z0-9]{1,20}\s){0,3}(?:domain|region|lobe|loop|motif|helix|terminus|fat|fatc|frb|heat)"
    r"(?:\s(?:activating|missense|hotspot|truncating|resistance))?"
    r"(?:\s(?:mutation|mutant|variant|deletion|alteration|del|duplication))?"
)
_SYMBOL = r"[A-Za-z][A-Za-z0-9]{1,19}(?:-[A-Z0-9]{1,3})?"
_PARTNERS = re.compile(
    rf"(?P<one>{_SYMBOL}|\?|v)(?P<sign>::|--|-|/|:|_|\s+-\s+)(?P<two>{_SYMBOL}|\?)"
    r"(?P<named>(?:\s+|-)(?:gene )?(?:fusions?|rearrangements?|translocations?|inversion|intragenic)\b"
    r".{0,80})?",
    re.S,
)
_FUSION_WORD = re.compile(
    r"(?:.{0,80}[\s_-])?(?:fusions?|rearrangements?|translocations?|intragenic)\b.{0,80}", re.I | re.S
)
_TRANSLOCATION = re.compile(r"t\s?\([0-9XY]{1,2};[0-9XY]{1,2}\)(?:\s?\([pq0-9.;]{1,30}\))?", re.I)
_NOT_A_PARTNER = re.compile(
    r"(?:[A-Za-z]|[A-Z][a-z]{2}|p[A-Z])[0-9]+[A-Za-z]{0,3}|p|phospho|ins|del|dup|[A-Z][a-z]{2}"
)
LONGEST = 200
"""Length in characters beyond which a text is none of these."""


def word_of(plain: str) -> Word | None:
    """Return the meaning of a text that names no variant of a residue; None for everything else.

    Examples
    --------
    >>> word_of("rs121913456").problem
    'is an id of dbSNP and no variant; look it up there, and write the variant, like MTOR:F2108L'
    >>> word_of("MTOR amplification").gene, word_of("WT").unchanged, word_of("F2108L")
    ('MTOR', True, None)
    """
    if len(plain) > LONGEST or _A_CHANGE.fullmatch(plain) or _BEHIND_PREFIX.search(plain):
        return None
    found = _alone(plain)
    if found is not None:
        return found
    parts = _WITH_GENE.fullmatch(plain)
    if parts is not None:
        behind = _alone(parts["rest"])
        residue = _A_RESIDUE.fullmatch(parts["gene"]) is not None or "_splice" in plain.lower()
        if behind is not None and not residue and not looks_like_change(parts["gene"]):
            return Word(behind.status, behind.problem, parts["gene"], behind.unchanged)
    return _fusion(plain)


def _alone(plain: str) -> Word | None:
    """Return the meaning of a text that names no gene besides."""
    return _an_id(plain) or _in_words(plain)


def _an_id(plain: str) -> Word | None:
    written = _ANY_ID.fullmatch(plain)
    if written is not None and written.lastindex is not None:
        _, what = (*_IDS, *_GENE_IDS)[written.lastindex - 1]
        if written.lastindex > len(_IDS):
            return Word("not_understood", f"is {what} and names no variant; {_WRITE}", plain)
        return Word("not_understood", f"is {what} and no variant; look it up there, and {_WRITE}")
    return None


def _in_words(plain: str) -> Word | None:
    said = " ".join(re.split(r"[\s_-]+", plain.lower().strip("()[] ._-")))
    found = _WORDS.get(said) or _WORDS.get(said.removesuffix("s"))
    if found is not None:
        return found
    if re.fullmatch("the number [0-9.]+", said):
        return Word("not_understood", f"may count something, or be an id; {_WRITE}")
    if _COPY_NUMBER.fullmatch(plain.lower()):
        return Word("no_protein_change", _COPIES)
    if ("ex" in said or "intron" in said) and _EXONS.fullmatch(said):
        return Word("no_protein_change", _EXON)
    if _PART.fullmatch(said):
        return Word("not_understood", _DOMAIN)
    return None


def _fusion(plain: str) -> Word | None:
    """Return a fusion, with a partner among the nine as gene, else the first."""
    from mtorstruct.reference.proteins import known_protein

    if _TRANSLOCATION.fullmatch(plain):
        return Word("no_protein_change", _FUSION)
    partners = _PARTNERS.fullmatch(plain)
    if partners is not None:
        both = (partners["one"], partners["two"])
        plainly = partners["named"] or partners["sign"] in ("::", "--")
        # A single hyphen also stands within a symbol, and between two changes.
        joined = partners["sign"].strip() == "-" and all(
            name.upper() == name and len(name) > 2 for name in both
        )
        if (plainly or joined) and not any(_NOT_A_PARTNER.fullmatch(name) for name in both):
            named = [name for name in both if known_protein(name) is not None]
            gene = (named or [name for name in both if name not in ("?", "v")] or [""])[0]
            return Word("no_protein_change", _FUSION, gene)
    if _FUSION_WORD.fullmatch(plain) and not any(map(looks_like_change, re.split(r"[\s:,;()]+", plain))):
        gene = re.match(r"[A-Za-z][A-Za-z0-9]*", plain)
        known = gene is not None and known_protein(gene[0]) is not None
        return Word("no_protein_change", _FUSION, gene[0] if gene is not None and known else "")
    return None
