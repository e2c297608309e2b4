"""Annotations of a VCF: their programs, the records that name our genes, and their entries."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from mtorstruct.reference.isoforms import isoforms
from mtorstruct.reference.markers import response_markers
from mtorstruct.reference.proteins import proteins
from mtorstruct.reference.transcripts import transcripts
from mtorstruct.variants.input.vcf_dialects import (
    ANN,
    EFF,
    Allele,
    Dialect,
    Record,
    annovar,
    bcftools,
    by_fields,
    field_name,
    fields_named,
    funcotator,
    plain_keys,
    snpeff_old,
)
from mtorstruct.variants.input.vcf_entries import Entries, Entry

_INFO = re.compile(r"##INFO=<(?:.*[<,])?ID=([^,>]+)")
_FORMAT = re.compile(r"Format:\s*'?\"?([\w .|+-]*\|[\w .|+-]*)")
_FUNCOTATION = re.compile(r"Funcotation fields are:\s*([^\">]+)")
_EFFECT = re.compile(r"\(([^()\[\]]*\|[^()\[\]]*)")
_SELF_SAID = re.compile(
    rb"[\t;](?:(ANN|EFF|BCSQ)=|((?:Gene|AAChange)\.\w+)=|(GENE|GENEINFO|HGVSp|AA|Gene|SYMBOL|PROTEIN_CHANGE)=)"
)
"""Annotation keys of fixed format, so that no header is needed."""


_PARTED = bytes.maketrans(b"=,;:&()[].", b"|" * 10)
"""Translation of all separators of names to bars."""

_OF_GENE = {"symbol", "gene", "feature", "hgvsp", "hgvsc"}
"""Fields of which VEP writes some."""


class Annotations:
    """Annotations of one VCF.

    Parameters
    ----------
    comments : sequence of str
        Lines of the header.
    rows : bytes
        Some records, for annotations that the header does not describe.
    is_any_case : bool
        Whether symbols may be in any case, like those of the mouse.
    """

    def __init__(self, comments: Sequence[str], rows: bytes = b"", *, is_any_case: bool = False) -> None:
        self._dialects: dict[str, Dialect] = {}
        self._is_like_vep: dict[str, bool] = {}
        for comment in comments:
            key = _INFO.match(comment)
            if key:
                self._read(key[1], comment)
        for key, of_annovar, of_others in _SELF_SAID.findall(rows):
            if key and key.decode() not in self._dialects:
                self._read(key.decode(), "")
            elif of_annovar:
                self._dialects["ANNOVAR"] = annovar
            elif of_others:
                self._dialects["keys"] = plain_keys
        self._is_any_case = is_any_case

    def _read(self, key: str, comment: str) -> None:
        """Register the dialect of one INFO key."""
        names = [name.strip() for name in (_FORMAT.search(comment) or ("", ""))[1].split("|")]
        plainly = {field_name(name) for name in names}
        fields = _FUNCOTATION.search(comment)
        if fields:
            self._dialects[key] = funcotator(fields_named(key, fields[1].strip(' "').split("|")))
        elif key == "BCSQ":
            self._dialects[key] = bcftools
        elif key == "EFF":
            found = _EFFECT.search(comment)
            self._dialects[key] = snpeff_old(
                [n.strip(" '\"[") for n in found[1].split("|")] if found else EFF
            )
        elif plainly & _OF_GENE and ("consequence" in plainly or key in ("CSQ", "vep")):
            self._dialects[key] = by_fields(fields_named(key, names))
            self._is_like_vep[key] = True
        elif key == "ANN":
            self._dialects[key] = by_fields(fields_named(key, ANN))
        elif re.match(r"(?:Gene|AAChange)\.\w+$", key):
            self._dialects["ANNOVAR"] = annovar
        elif field_name(key) in _KEYS:
            self._dialects["keys"] = plain_keys

    @property
    def keys(self) -> frozenset[str]:
        """Return the INFO keys with an entry a transcript."""
        return frozenset(self._dialects) - {"ANNOVAR", "keys"}

    @property
    def are_any(self) -> bool:
        """Return whether the file has annotations."""
        return bool(self._dialects)

    def are_told(self, info: bytes) -> bool:
        """Return whether INFO names one of our genes, or one reported as context."""
        if self._is_any_case:
            info = info.upper()
        # Splitting is faster than any search for so many names.
        return not _names(is_upper=self._is_any_case).isdisjoint(info.translate(_PARTED).split(b"|"))

    def entries(self, record: Record) -> Entries:
        """Return the entries on the alleles of a record."""
        if not self._dialects:
            return Entries()
        alleles = _Alleles(record)
        common: list[Entry] = []
        of_allele: dict[int, list[Entry]] = {}
        for key, dialect in self._dialects.items():
            for allele, entry in dialect(record):
                numbers = alleles.numbers(allele, is_like_vep=self._is_like_vep.get(key, False))
                if numbers is None:
                    common.append(entry)
                else:
                    for k in numbers:
                        of_allele.setdefault(k, []).append(entry)
        return Entries(common, of_allele)


_KEYS = frozenset(
    ("gene", "gene_symbol", "symbol", "hugo_symbol", "geneinfo", "gn", "hgvsp", "protein_change", "aa")
)


class _Alleles:
    """Alleles of a record by the notations of the programs; each is looked up, none searched for."""

    def __init__(self, record: Record) -> None:
        self._n = len(record.alts)
        self._by_text: dict[str, list[int]] = {}
        self._by_vep: dict[str, list[int]] = {}
        if self._n > 1:
            for k, alt in enumerate(record.alts, 1):
                self._by_text.setdefault(alt, []).append(k)
            for k, short in enumerate(_shortened(record.ref, record.alts), 1):
                self._by_vep.setdefault(short, []).append(k)

    def numbers(self, allele: Allele, *, is_like_vep: bool) -> list[int] | None:
        """Return the alleles meant, from 1; None for all of them."""
        if allele is None or self._n == 1:
            return None
        if isinstance(allele, int):
            return [allele] if allele <= self._n else []
        if is_like_vep:
            return self._by_vep.get(allele) or self._by_text.get(allele, [])
        # SnpEff names the allele of the normal sample behind that of the tumour: G-C.
        return self._by_text.get(allele) or self._by_text.get(allele.partition("-")[0], [])


def _shortened(ref: str, alts: Sequence[str]) -> list[str]:
    """Return alleles without a first base shared by all, as VEP does; ``*`` and ``<...>`` are empty."""
    has_bases = [alt[:1] not in ("*", "<") for alt in alts]
    firsts = {alt[:1] for alt, has in zip(alts, has_bases, strict=True) if has} | {ref[:1]}
    if len(firsts) > 1 or all(len(alt) == len(ref) for alt in alts):
        return list(alts)
    return [(alt[1:] or "-") if has else alt for alt, has in zip(alts, has_bases, strict=True)]


@cache
def _names(*, is_upper: bool) -> frozenset[bytes]:
    """Return names of our genes, transcripts and proteins, unversioned, and of the context genes."""
    names = {name for p in proteins() for name in (p.gene, p.name, p.uniprot, *p.aliases)}
    names |= {name.partition(".")[0] for t in transcripts().values() for name in t.names}
    names |= {name.partition(".")[0] for i in isoforms() for name in (*i.names, *i.names_in_doubt)}
    names |= set(response_markers())
    # As the mouse and the rat have them.
    names |= {p.gene.capitalize() for p in proteins()}
    return frozenset((name.upper() if is_upper else name).encode() for name in names)
