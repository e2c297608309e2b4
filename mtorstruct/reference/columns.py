"""Column names of variant tables, as programs and portals write them."""

from __future__ import annotations

import re
from functools import cache

from mtorstruct.reference.tables import read_table

_IN_FRONT = re.compile(r"(?:ann|eff)(?:\[[0-9*]*\])?\.|gencode_[0-9]+_|dbnsfp_|\[[0-9]+\]")
"""Prefixes that SnpSift, Funcotator, dbNSFP and bcftools query add to a name."""

_OF_ANNOVAR = re.compile(
    r"(gene|aachange|exonicfunc|func)\.(?:refgene|ensgene|knowngene|ncbirefseq|gencode|wgencode|ccdsgene|ucsc)\w*"
)
"""Columns that ANNOVAR names after its gene table."""

_BUILD = re.compile(r"[\W_]*(?<![a-z0-9])(grch_?3[678]|hg_?1[6-9]|hg_?38|ncbi_?3[67])(?![0-9])[\W_]*")


def plain_heading(name: str) -> str:
    """Return a heading reduced to its letters and digits, in small letters, without known prefixes.

    Examples
    --------
    >>> plain_heading("HGVSp Short"), plain_heading("#CHROM"), plain_heading("Gene(s)")
    ('hgvspshort', 'chrom', 'genes')
    >>> plain_heading("ANN[0].HGVS_P"), plain_heading("AAChange.refGene")
    ('hgvsp', 'aachangerefgene')
    """
    small = name.strip().lower().lstrip("# ")
    found = _IN_FRONT.match(small)
    small = small[found.end() :] if found else small
    of_annovar = _OF_ANNOVAR.fullmatch(small)
    return "".join(filter(str.isalnum, f"{of_annovar[1]}.refgene" if of_annovar else small))


def heading_with_build(name: str) -> tuple[str, str] | None:
    """Return a plain heading without its genome build, and the build; None for one that names none.

    Examples
    --------
    >>> heading_with_build("hg19_pos(1-based)"), heading_with_build("Position (GRCh38)")
    (('pos1based', 'hg19'), ('position', 'grch38'))
    >>> heading_with_build("Start_position") is None
    True
    """
    small = name.strip().lower()
    found = _BUILD.search(small)
    if found is None:
        return None
    rest = plain_heading(f"{small[: found.start()]} {small[found.end() :]}")
    return (rest, found[1].replace("_", "")) if rest else None


@cache
def headings() -> dict[str, tuple[str, ...]]:
    """Return the plain headings of each role, in order of preference.

    Examples
    --------
    >>> headings()["gene"][:2]
    ('subgene', 'hugosymbol')
    """
    return _by_role("columns.tsv")


@cache
def sample_headings() -> dict[str, tuple[str, ...]]:
    """Return the plain headings of each role of what a row says of its sample, in order of preference.

    Examples
    --------
    >>> sample_headings()["alt_count"]
    ('taltcount', 'variantreads')
    """
    return _by_role("sample_columns.tsv")


def _by_role(table: str) -> dict[str, tuple[str, ...]]:
    names: dict[str, list[str]] = {}
    for row in read_table(table):
        names.setdefault(row["role"], []).append(plain_heading(row["heading"]))
    return {role: tuple(found) for role, found in names.items()}


@cache
def known_headings() -> frozenset[str]:
    """Return all known headings, by which a heading row is recognised."""
    return frozenset(name for found in headings().values() for name in found)
