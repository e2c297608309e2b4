"""Every row of every packaged table, against the sequences."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import groupby, pairwise
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pandas as pd
import pytest
from Bio.SeqUtils.CheckSum import crc64

from mtorstruct import load, residue_geometry
from mtorstruct.errors import UsageError
from mtorstruct.reference.domains import (
    DEFAULT_SCHEME,
    difference_columns,
    domain_at,
    scheme_columns,
    schemes,
    segments,
)
from mtorstruct.reference.drugs import drug, drugs, non_mtor_drugs, one_letter_apart, responses_of
from mtorstruct.reference.effects import (
    effects,
    numbering_traps,
    published_substitutions,
    review_variants,
)
from mtorstruct.reference.entries import entries, entry, entry_columns
from mtorstruct.reference.phosphosites import phosphosites
from mtorstruct.reference.proteins import by_accession, protein, proteins
from mtorstruct.reference.sites import site_definitions, site_templates
from mtorstruct.reference.tables import read_table
from mtorstruct.structure.model import MtorComplex
from mtorstruct.tables import (
    ENTRIES,
    EVIDENCE_STATUSES,
    PHOSPHORYLATIONS,
    SCHEME,
    SCHEME_DIFFERENCES,
    TIERS,
)

ROOT = Path(__file__).resolve().parent.parent

STATUSES = {
    "verified",
    "verified-review",
    "verified-secondary",
    "partly-verified",
    "computed",
    "unverified",
}
OF_DATABASES = {"database", "text-mined"}
LENGTHS = {
    "MTOR": 2549, "RPTOR": 1335, "RICTOR": 1708, "MLST8": 326, "MAPKAP1": 522,
    "AKT1S1": 256, "DEPTOR": 409, "RHEB": 184, "FKBP1A": 108,
}  # fmt: skip


def test_proteins_have_the_lengths_of_their_uniprot_entries() -> None:
    assert {p.gene: len(p) for p in proteins()} == LENGTHS


@pytest.mark.parametrize("row", read_table("proteins.tsv"), ids=lambda row: row["gene"])
def test_sequence_has_the_stated_checksum_and_length(row: dict[str, str]) -> None:
    p = protein(row["gene"])
    assert crc64(p.sequence) == f"CRC-{row['crc64']}"
    assert len(p) == int(row["length"])
    assert set(p.sequence) <= set("ACDEFGHIKLMNPQRSTVWY")


def test_names_lead_to_one_protein() -> None:
    names = [n.upper() for p in proteins() for n in {p.gene, p.uniprot, *p.aliases}]
    assert len(names) == len(set(names))
    assert protein("frap1").gene == "MTOR"
    assert protein("SIN1").gene == "MAPKAP1"
    assert protein("DEPDC6").gene == "DEPTOR"
    found = by_accession("Q6R327")
    assert found is not None
    assert found.gene == "RICTOR"
    assert by_accession("P42346") is None
    with pytest.raises(UsageError, match="known are MTOR"):
        protein("TP53")


@pytest.mark.parametrize(
    "site", phosphosites(include_unverified=True), ids=lambda site: f"{site.gene}-{site.site}"
)
def test_phosphosite_is_the_amino_acid_of_the_sequence(site: object) -> None:
    from mtorstruct.reference.phosphosites import Phosphosite

    assert isinstance(site, Phosphosite)
    p = protein(site.gene)
    assert p.uniprot == site.uniprot
    assert site.site[0] in "STY"
    assert p.amino_acid(site.position) == site.site[0]
    assert site.status in STATUSES | OF_DATABASES
    assert site.status in EVIDENCE_STATUSES
    assert site.source or site.status == "unverified"
    assert site.phosphorylation in PHOSPHORYLATIONS
    # A site that only a program or a database names is none that a publication was seen on.
    if site.status == "verified":
        assert site.pmid or re.search(
            r"doi:10\.|PMC[0-9]{5}|J Cell Biol 203:595|Sci Signal 4:ra10|J Biol Chem 287", site.source
        )
    if site.phosphorylation != "unknown":
        assert site.effect
        assert site.status not in ("text-mined", "unverified")


def test_phosphosites_are_unique_and_hide_what_was_not_seen() -> None:
    keys = [(s.gene, s.site) for s in phosphosites(include_unverified=True)]
    assert len(keys) == len(set(keys))
    assert ("MTOR", "T308") not in keys
    shown = phosphosites()
    assert 0 < len(shown) < len(keys)
    assert all(s.status != "unverified" for s in shown)


@pytest.mark.parametrize(
    ("gene", "site", "does"),
    [
        ("MTOR", "T2173", "inactivating"),  # J Cell Biol 203:595: AKT lowers the activity
        ("MTOR", "S1261", "activating"),  # PMID:19487463
        ("MTOR", "S2159", "activating"),  # PMID:29150432
        ("MTOR", "S2448", "none"),  # PMC4833857 on PMID:15899889
        ("RPTOR", "S792", "inactivating"),  # PMID:18439900
        ("RPTOR", "S791", "inactivating"),  # PMID:31112131
        ("RPTOR", "S877", "inactivating"),  # doi:10.1038/s41598-019-49707-8
        ("RPTOR", "T908", "activating"),  # Wu 2012 J Biol Chem
        ("RPTOR", "T706", "activating"),  # PMID:22493283
        ("RPTOR", "S722", "contradictory"),  # RSK and AMPK
        ("RICTOR", "T1135", "inactivating"),  # PMID:19995915
        ("MAPKAP1", "T86", "contradictory"),  # doi:10.1038/ncb2860, doi:10.1016/j.celrep.2015.07.016
        ("AKT1S1", "S221", "activating"),  # doi:10.1074/jbc.M800723200: S221A inhibits more
        ("DEPTOR", "S286", "activating"),  # PMID:22017877: an inhibitor is degraded
        ("RHEB", "S130", "inactivating"),  # PMC3070924
    ],
)
def test_phosphorylation_does_what_its_publication_says(gene: str, site: str, does: str) -> None:
    (found,) = [s for s in phosphosites() if (s.gene, s.site) == (gene, site)]
    assert found.phosphorylation == does


def test_jun_kinase_is_a_kinase_of_raptor_and_not_of_mtor() -> None:
    of_jnk = {(s.gene, s.site) for s in phosphosites(include_unverified=True) if "JNK" in s.upstream_kinases}
    assert of_jnk == {("RPTOR", "S696"), ("RPTOR", "T706"), ("RPTOR", "S863")}


@pytest.mark.parametrize(
    "effect", effects(include_unverified=True), ids=lambda e: f"{e.gene}-{e.variant}-{e.effect}"
)
def test_published_effect_names_the_amino_acid_of_the_sequence(effect: object) -> None:
    from mtorstruct.reference.effects import Effect

    assert isinstance(effect, Effect)
    p = protein(effect.gene)
    assert p.uniprot == effect.uniprot
    assert effect.status in STATUSES
    assert effect.source or effect.status == "unverified"
    for wild, position, mutant in effect.substitutions:
        assert p.amino_acid(position) == wild
        assert mutant != wild
    if effect.wildcard:
        assert p.amino_acid(effect.wildcard[1]) == effect.wildcard[0]
    if effect.deletion:
        first, start, last, end = effect.deletion
        assert (p.amino_acid(start), p.amino_acid(end)) == (first, last)
        assert start < end
    assert effect.substitutions or effect.wildcard or effect.deletion or effect.variant == "any somatic"


def test_effects_keep_numbering_errors_out() -> None:
    assert all(e.effect != "numbering_conflict" for e in effects(include_unverified=True))
    assert ("MTOR", "F", 2108, "L") in published_substitutions()
    assert ("MTOR", "V", 2406, "A") in published_substitutions()


def test_the_reviews_list_is_as_printed() -> None:
    listed = review_variants()
    assert len(listed) == 13 + 3 + 5
    assert "MTOR:F2018L" in listed
    assert listed.count("MTOR:V2046A") == 2


@pytest.mark.parametrize(
    "name",
    [
        "proteins.tsv",
        "sites.tsv",
        "review_variants.tsv",
        "domains.tsv",
        "phosphosites.tsv",
        "variant_effects.tsv",
        "numbering_traps.tsv",
        "isoforms.tsv",
        "amino_acids.tsv",
        "protor_radii.tsv",
        "drugs.tsv",
        "non_mtor_drugs.tsv",
        "evidence_conflicts.tsv",
        "functional_residues.tsv",
        "stretches.tsv",
        "response_markers.tsv",
        "codons.tsv",
        "codon_usage.tsv",
        "mutation_rates.tsv",
        "tumour_counts.tsv",
        "tumour_hotspots.tsv",
    ],
)
def test_every_row_has_a_source_and_a_status(name: str) -> None:
    for row in read_table(name):
        assert row["source"].strip(" -")
        assert row["status"] in (STATUSES | OF_DATABASES if name == "phosphosites.tsv" else STATUSES)


@pytest.mark.parametrize(
    "trap", [t for p in proteins() for t in numbering_traps(p.gene)], ids=lambda t: f"{t.gene}-{t.numbering}"
)
def test_numbering_trap_is_within_the_protein(trap: object) -> None:
    from mtorstruct.reference.effects import NumberingTrap

    assert isinstance(trap, NumberingTrap)
    assert 1 <= trap.from_position <= len(protein(trap.gene))
    assert trap.from_position + trap.offset >= 1
    assert trap.offset != 0
    assert trap.source
    assert trap.status in STATUSES


def test_numbering_traps_are_those_of_the_isoforms_and_two_more() -> None:
    traps = [t for p in proteins() for t in numbering_traps(p.gene)]
    assert {(t.gene, t.numbering, t.offset, t.from_position) for t in traps} == {
        ("RICTOR", "isoform 3 (Q6R327-3)", 24, 1379),
        ("RPTOR", "isoform 3 (Q8N122-3)", -158, 662),
        ("MAPKAP1", "isoform 2 (Q9BPZ7-2)", -36, 357),
        ("MAPKAP1", "isoform 3 (Q9BPZ7-3)", -47, 404),
        ("MAPKAP1", "isoform 4 (Q9BPZ7-4)", -192, 193),
        ("AKT1S1", "isoform 3 (Q96B36-3)", 20, 1),
        ("MLST8", "isoform 5 (Q9BVC4-5)", -1, 45),
        ("FKBP1A", "mature protein (PDB and literature numbering)", -1, 2),
        ("MTOR", "PDB entry 2GAQ", -2014, 2015),
    }  # fmt: skip


ALL_SEGMENTS = segments(scheme=None, include_unverified=True)


@pytest.mark.parametrize("s", ALL_SEGMENTS, ids=lambda s: f"{s.gene}-{s.scheme}-{s.domain}-{s.start}")
def test_domain_row_lies_within_its_protein(s: object) -> None:
    from mtorstruct.reference.domains import Segment

    assert isinstance(s, Segment)
    assert 1 <= s.start <= s.end <= len(protein(s.gene))
    assert s.level in ("domain", "linker", "subdomain")
    assert s.status in STATUSES
    assert s.source
    part, whole = map(int, s.segment.split("/"))
    assert 1 <= part <= whole
    same = [t for t in ALL_SEGMENTS if (t.gene, t.scheme, t.domain) == (s.gene, s.scheme, s.domain)]
    assert len(same) == whole


def test_default_scheme_has_the_five_domains_in_order_without_gap_or_overlap() -> None:
    whole = [s for s in segments("MTOR") if s.level != "subdomain"]
    assert [s.domain for s in whole if s.level == "domain"] == [
        "N-HEAT", "M-HEAT", "FAT", "kinase", "FRB", "kinase",
    ]  # fmt: skip
    assert [whole[0].start, whole[-1].end] == [1, 2549]
    assert all(a.end + 1 == b.start for a, b in pairwise(whole))


@pytest.mark.parametrize("gene", [p.gene for p in proteins()])
def test_default_domains_do_not_overlap(gene: str) -> None:
    whole = sorted((s.start, s.end) for s in segments(gene) if s.level != "subdomain")
    assert all(a[1] < b[0] for a, b in pairwise(whole))


def test_default_scheme_has_its_sub_elements() -> None:
    names = {s.domain for s in segments("MTOR") if s.level == "subdomain"}
    assert {"N-lobe", "C-lobe", "activation loop", "catalytic loop", "FATC"} <= names
    assert "LST8-binding element (LBE)" in names
    assert all(s.status != "unverified" for s in segments(None, DEFAULT_SCHEME, include_unverified=True))


@pytest.mark.parametrize(
    ("position", "domain"),
    [(1, "N-HEAT"), (904, "linker N-HEAT/M-HEAT"), (1483, "FAT"), (2006, "kinase"), (2014, "kinase"),
     (2015, "FRB"), (2114, "FRB"), (2115, "kinase"), (2549, "kinase")],
)  # fmt: skip
def test_domain_at_borders(position: int, domain: str) -> None:
    assert domain_at("MTOR", position)[0] == domain


def test_positions_outside_of_every_domain_have_none() -> None:
    assert domain_at("AKT1S1", 246) == ("", "")
    assert domain_at("MTOR", 2550) == ("", "")


def test_schemes_are_selectable_and_unknown_ones_named() -> None:
    assert schemes()[0] == DEFAULT_SCHEME
    assert {"Pfam", "CDD", "UniProt"} <= set(schemes())
    assert all(s.scheme == "Pfam" for s in segments("MTOR", "Pfam"))
    with pytest.raises(UsageError, match="known are default"):
        segments("MTOR", "nonsense")
    assert not segments("MTOR", "Aylett 2016")
    assert len(segments("MTOR", "Aylett 2016", include_unverified=True)) == 2


def test_scheme_tables_follow_their_schema() -> None:
    columns = scheme_columns("mTOR")
    SCHEME.check({name: columns[name] for name in SCHEME.names})
    columns = difference_columns()
    SCHEME_DIFFERENCES.check({name: columns[name] for name in SCHEME_DIFFERENCES.names})


def test_differences_name_the_residues_that_two_schemes_treat_differently() -> None:
    columns = difference_columns("MTOR")
    rows = set(zip(columns["start"], columns["end"], columns["scheme_b"], strict=True))
    # CDD begins the FRB ten residues later; Pfam draws it as the default scheme does.
    assert (2015, 2024, "CDD") in rows
    assert not any(2015 <= start <= 2114 and b == "Pfam" for start, _, b in rows)


def test_catalogue_rows_are_whole() -> None:
    ids = [e.entry for e in entries()]
    assert len(ids) == len(set(ids)) == 67
    for e in entries():
        assert re.fullmatch(r"[0-9][A-Z0-9]{3}", e.entry)
        assert e.status in STATUSES
        assert e.source
        assert not e.resolution_A <= 0
    found = entry("4jsv")
    assert found is not None
    assert found.resolution_A == 3.5
    assert entry("9ZZZ") is None
    ENTRIES.check(entry_columns())


def test_sites_are_defined_by_a_structure() -> None:
    assert [d.site for d in site_definitions()] == ["rapamycin", "atp"]
    for template in site_templates():
        assert template.ca_xyz.shape == (len(template.ca_position), 3)
        assert template.ligand_xyz.shape == (len(template.ligand_atom), 3)
        assert all(template.definition.surrounds(int(p)) for p in template.ca_position)
    rapamycin, atp = site_templates()
    assert "".join(protein("MTOR").amino_acid(int(p)) for p in rapamycin.pocket) == "LESRFGTWDYF"
    assert {2187, 2240, 2338, 2343, 2357} <= set(atp.pocket.tolist())


def _segments_of(geometry: pd.DataFrame, chain: str, gene: str = "MTOR") -> list[tuple[str, int, int]]:
    rows = geometry[(geometry.gene == gene) & (geometry.chain == chain)]
    states = zip(rows.position, rows.secondary_structure.fillna(""), strict=True)
    grouped = [(state, [p for p, _ in items]) for state, items in groupby(states, key=lambda item: item[1])]
    return [(state, positions[0], positions[-1]) for state, positions in grouped]


def test_computed_boundaries_are_what_4jsv_says(geometry: Callable[[str], pd.DataFrame]) -> None:
    table = geometry("4jsv.pdb.gz")
    found = _segments_of(table, "A")
    bounds = {(s.domain, s.start): s.end for s in segments("MTOR") if s.status == "computed"}
    assert ("coil", 2335, bounds["catalytic loop", 2335]) in found
    assert ("coil", 2163, bounds["G-loop", 2163]) in found
    assert ("coil", 2239, bounds["hinge", 2239]) in found
    assert bounds["N-lobe", 2115] + 1 == 2239
    assert ("C-lobe", 2243) in bounds
    after_loop = next(s for s in found if s[0] == "helix" and s[1] > 2380)
    assert bounds["activation loop", 2357] == after_loop[1] - 1
    assert protein("MTOR").sequence[2356:2359] == "DFG"
    helices = [s for s in found if s[0] == "helix"]
    before = next(s for s in helices if s[2] == 2256)
    after = next(s for s in helices if s[1] == 2299)
    assert bounds["LST8-binding element (LBE)", before[2] + 1] == after[1] - 1
    touching = table[(table.chain == "A") & (table.gene == "MTOR") & (table.partners == "MLST8")].position
    in_element = touching[(touching >= 2257) & (touching <= 2298)]
    assert [in_element.min(), in_element.max()] == [2269, 2293]
    assert set(touching) - set(in_element) == {2536}


def test_gaps_that_the_default_scheme_rests_on(structure: Callable[[str], MtorComplex]) -> None:
    def unmodelled(name: str, gene: str, start: int, end: int) -> bool:
        rows = structure(name).residues
        mine = rows[(rows.gene == gene) & (rows["copy"] == 1) & rows.position.between(start, end)]
        edges = rows[(rows.gene == gene) & (rows["copy"] == 1) & rows.position.isin([start - 1, end + 1])]
        return bool((mine.modelled == "not_modelled").all() and (edges.modelled != "not_modelled").all())

    assert unmodelled("mtorc2_protomer.pdb.gz", "MTOR", 904, 932)
    assert unmodelled("5h64.pdb.gz", "MTOR", 928, 933)
    assert unmodelled("mtorc2_protomer.pdb.gz", "MTOR", 1223, 1260)
    assert unmodelled("5h64.pdb.gz", "MTOR", 1223, 1254)
    for name in ("5h64.pdb.gz", "4jsv.pdb.gz", "mtorc2_protomer.pdb.gz"):
        assert unmodelled(name, "MTOR", 2437, 2491)
        assert unmodelled(name, "MTOR", 1815, 1866)


# Strands and helices of raptor in 8ERA, as the feature table of UniProt Q8N122 lists them (turns left out).
RAPTOR_STRANDS = """
    57-64 116-124 144-151 162-167 171-178 188-196 240-246 365-368 485-487 971-973 1015-1021 1028-1031
    1038-1041 1043-1050 1055-1061 1070-1076 1083-1088 1092-1097 1107-1113 1127-1132 1137-1150 1156-1162
    1165-1167 1169-1174 1176-1178 1180-1185 1190-1194 1203-1207 1214-1220 1222-1224 1226-1231 1236-1239
    1244-1250 1259-1261 1268-1271 1275-1280 1286-1291 1304-1309 1311-1313 1316-1320 1323-1329
"""
RAPTOR_HELICES = """
    19-25 33-36 41-44 90-92 95-111 127-141 156-158 179-185 200-215 237-239 262-268 270-278 282-286
    292-296 308-327 330-337 341-358 378-389 390-392 393-398 401-406 408-422 433-437 446-457 461-469
    473-479 488-501 506-511 515-522 529-543 547-555 558-564 571-584 589-597 601-604 605-609 613-628
    635-644 645-653 657-671 675-685 807-819 824-838 959-964 965-968 976-978 983-1007
"""


def _elements(text: str) -> list[tuple[int, int]]:
    pairs = (part.split("-") for part in text.split())
    return [(int(first), int(last)) for first, last in pairs]


def test_domains_of_raptor_divide_its_fold_where_uniprot_does() -> None:
    domain = {n: domain_at("RPTOR", n)[0] for n in range(1, 1336)}
    for first, last in _elements(RAPTOR_STRANDS) + _elements(RAPTOR_HELICES):
        assert len({domain[n] for n in range(first, last + 1)}) == 1, (first, last)
    rnc, solenoid, propeller = "caspase-like domain (RNC)", "armadillo/HEAT solenoid", "WD40"
    strands = [(first, domain[first]) for first, _ in _elements(RAPTOR_STRANDS)]
    assert {first for first, name in strands if name == rnc} == {57, 116, 144, 162, 171, 188, 240, 365}
    # The solenoid is helical but for one short strand, the propeller has no helix.
    assert [first for first, name in strands if name == solenoid] == [485]
    helices = [(first, domain[first]) for first, _ in _elements(RAPTOR_HELICES)]
    assert [first for first, name in helices if name == solenoid][-2:] == [807, 824]
    assert propeller not in {name for _, name in helices}
    in_linker = {domain[n] for n in range(692, 807)} | {domain[n] for n in range(839, 1015)}
    assert in_linker == {"insertion in the solenoid", "linker solenoid/WD40"}


@pytest.mark.parametrize(
    ("gene", "position", "domain"),
    [
        ("RPTOR", 120, "caspase-like domain (RNC)"), ("RPTOR", 722, "insertion in the solenoid"),
        ("RPTOR", 792, "insertion in the solenoid"), ("RPTOR", 863, "linker solenoid/WD40"),
        ("RPTOR", 597, "armadillo/HEAT solenoid"), ("RPTOR", 1097, "WD40"),
        ("MAPKAP1", 278, ""), ("MAPKAP1", 279, "RBD"), ("MAPKAP1", 353, "RBD"), ("MAPKAP1", 354, ""),
        ("MAPKAP1", 384, "PH"), ("MAPKAP1", 486, "PH"),
        ("RHEB", 169, "GTPase"), ("RHEB", 170, "hypervariable region"), ("RHEB", 180, "hypervariable region"),
        ("RHEB", 181, "CaaX box"), ("RHEB", 184, "CaaX box"),
    ],
)  # fmt: skip
def test_domain_of_a_partner(gene: str, position: int, domain: str) -> None:
    assert domain_at(gene, position)[0] == domain


def test_domains_of_msin1_are_those_of_7lc1(shared_more: Path) -> None:
    table = residue_geometry(load(shared_more / "7lc1.pdb.gz"))
    (chain,) = set(table[(table.gene == "MAPKAP1") & (table["copy"] == 1)].chain)
    found = _segments_of(table, chain, "MAPKAP1")
    rbd, ph = (next(s for s in segments("MAPKAP1") if s.domain == name) for name in ("RBD", "PH"))
    strands = [(first, last) for state, first, last in found if state == "strand"]
    assert strands[0][0] == rbd.start
    assert max(last for _, last in strands if last < ph.start) == rbd.end
    assert min(first for first, _ in strands if first > rbd.end) == ph.start
    assert ("helix", 472, ph.end) in found


def test_rheb_ends_in_a_caax_box() -> None:
    box = segments("RHEB")[-1]
    assert protein("RHEB").sequence[box.start - 1 : box.end] == "CSVM"
    assert box.end == len(protein("RHEB"))


def test_effects_say_of_what_kind_they_are() -> None:
    for effect in effects(include_unverified=True):
        assert effect.tier in TIERS
        assert effect.origin in ("germline", "somatic", "")
        assert re.fullmatch(r"(\d{7,8})?(;\d{7,8})*", effect.pmid)
        assert effect.confidence in ("high", "moderate", "low")
        assert effect.pmid or effect.cited or effect.status == "unverified"
        if effect.confidence == "high":
            assert effect.status == "verified"


def test_what_is_cited_was_seen_and_can_be_found() -> None:
    for effect in effects():
        for reference in effect.references:
            assert reference != "unverified"
            found = r"PMID:\d{7,8}$|doi:10\.|PMC\d{5}|\b(19|20)\d\d\b|[A-Z][A-Za-z ]+ \d+:\d+"
            assert re.search(rf"{found}|CIViC|SIGNOR|Table 3", reference)
            # The columns of evidence join with ; and the explanation sets it into parentheses.
            assert not set(reference) & set(";()")


@pytest.mark.parametrize("name", ["variant_effects.tsv", "phosphosites.tsv", "evidence_conflicts.tsv"])
def test_no_fact_rests_on_memory(name: str) -> None:
    for row in read_table(name):
        assert "recalled" not in " ".join(row.values())
        assert "article table" not in " ".join(row.values())


DRUGS_OF_THE_REVIEW = [
    "rapamycin", "temsirolimus", "everolimus", "ridaforolimus", "Deforolimus", "MLN0128", "INK128", "TAK-228",
    "sapanisertib", "PP242", "Tokinib", "AZD2014", "vistusertib", "AZD8055", "Torin1", "NVP-BEZ235", "BEZ235",
    "dactolisib", "LY3023414", "voxtalisib", "SAR245409", "XL765", "PQR309", "PQR530", "PQR620", "GSK2126458",
    "XH00230381967", "SN20229799306", "omipalisib", "GSK458", "PKI-587", "gedatolisib", "PF05212384",
    "Apitolisib", "GDC-0980", "VS-5584", "PF-04691502", "RapaLink", "RapaLink-1",
]  # fmt: skip
"""Names of inhibitors of mTOR as the review prints them, two with a citation glued on."""


def test_the_review_prints_these_names_of_drugs(shared_review: Path) -> None:
    text = next(shared_review.glob("*.txt")).read_text(encoding="utf-8")
    assert [name for name in DRUGS_OF_THE_REVIEW if name not in text] == []


def test_drugs_are_those_that_the_review_names() -> None:
    assert len({drug(name).name for name in DRUGS_OF_THE_REVIEW}) == 23
    for d in drugs(include_unverified=True):
        assert d.status in STATUSES
        assert d.source
        assert set(d.sites) <= {"rapamycin", "atp"}
        assert set(d.complexes) <= {"mTORC1", "mTORC2"}
        assert d.complexes
        expected = {"rapalog": ("rapamycin",), "bi-steric": ("rapamycin", "atp")}
        assert d.sites == expected.get(d.drug_class, ("atp",))
        assert bool(d.other_targets) or d.drug_class != "dual PI3K/mTOR"
    # A selective mTORC1/2 inhibitor, whatever the review's section suggests.
    assert drug("PQR620").drug_class == "ATP-competitive"


def test_drug_names_lead_to_one_drug() -> None:
    known = (*drugs(include_unverified=True), *non_mtor_drugs())
    names = [name for d in known for name in (d.name, *d.aliases)]
    keys = ["".join(c for c in name.lower() if c.isalnum()) for name in names]
    assert len(set(keys)) == len(keys)
    assert drug("rad-001") is drug("RAD001") is drug("Everolimus")


@pytest.mark.parametrize(
    ("name", "drug_class", "sites", "complexes"),
    [
        ("onatasertib", "ATP-competitive", "atp", "mTORC1 mTORC2"),
        ("CC-223", "ATP-competitive", "atp", "mTORC1 mTORC2"),
        ("CC-115", "ATP-competitive", "atp", "mTORC1 mTORC2"),
        ("OSI-027", "ATP-competitive", "atp", "mTORC1 mTORC2"),
        ("XL388", "ATP-competitive", "atp", "mTORC1 mTORC2"),
        ("WYE-354", "ATP-competitive", "atp", "mTORC1 mTORC2"),
        ("WYE-125132", "ATP-competitive", "atp", "mTORC1 mTORC2"),
        ("Ku-0063794", "ATP-competitive", "atp", "mTORC1 mTORC2"),
        ("PI-103", "dual PI3K/mTOR", "atp", "mTORC1 mTORC2"),
        ("paxalisib", "dual PI3K/mTOR", "atp", "mTORC1 mTORC2"),
        ("GDC-0084", "dual PI3K/mTOR", "atp", "mTORC1 mTORC2"),
        ("PKI-179", "dual PI3K/mTOR", "atp", "mTORC1 mTORC2"),
        ("BGT226", "dual PI3K/mTOR", "atp", "mTORC1 mTORC2"),
        ("SF1126", "dual PI3K/mTOR", "atp", "mTORC1 mTORC2"),
        ("GSK1059615", "dual PI3K/mTOR", "atp", "mTORC1 mTORC2"),
        ("XH002", "dual PI3K/mTOR", "atp", "mTORC1 mTORC2"),
        ("SN202", "dual PI3K/mTOR", "atp", "mTORC1 mTORC2"),
        ("RMC-6272", "bi-steric", "rapamycin atp", "mTORC1"),
        ("RMC-4627", "bi-steric", "rapamycin atp", "mTORC1"),
        ("zotarolimus", "rapalog", "rapamycin", "mTORC1"),
        ("umirolimus", "rapalog", "rapamycin", "mTORC1"),
        ("Fyarro", "rapalog", "rapamycin", "mTORC1"),
        ("Votubia", "rapalog", "rapamycin", "mTORC1"),
        ("Zortress", "rapalog", "rapamycin", "mTORC1"),
        ("Revtorpyk", "dual PI3K/mTOR", "atp", "mTORC1 mTORC2"),
    ],
)
def test_drugs_that_the_review_does_not_name(name: str, drug_class: str, sites: str, complexes: str) -> None:
    found = drug(name)
    assert (found.drug_class, " ".join(found.sites), " ".join(found.complexes)) == (
        drug_class,
        sites,
        complexes,
    )


def test_a_drug_that_was_seen_in_no_source_is_hidden_until_it_is_asked_for() -> None:
    hidden = {d.name for d in drugs(include_unverified=True)} - {d.name for d in drugs()}
    assert hidden == {"WYE-354", "XL388"}
    assert all(drug(name).status == "unverified" for name in hidden)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("sirolimu", "did you mean sirolimus (rapamycin)? "),
        ("everolimuss", "did you mean everolimus? "),
        ("Evorolimus", "did you mean everolimus? "),
        ("Afintior", "did you mean Afinitor (everolimus)? "),
        ("RADD-001", "did you mean RAD001 (everolimus)? "),
        ("tacrolimu", "did you mean tacrolimus? "),
        # Two letters off, or another number.
        ("siroli", ""), ("GDC-0085", ""), ("GDC-0981", ""), ("GDC-0890", ""), ("torin", ""), ("Torin 3", ""),
        ("RMC-6236", ""), ("INK12", ""), ("AZD80555", ""), ("XL-7650", ""), ("x", ""), ("", ""),
    ],
)  # fmt: skip
def test_a_name_is_suggested_only_within_one_letter_and_never_across_digits(written: str, meant: str) -> None:
    with pytest.raises(UsageError) as caught:
        drug(written)
    assert str(caught.value) == f"unknown drug '{written}'; {meant}mtorstruct drugs lists them"


def test_no_two_numbers_are_ever_one_edit_apart() -> None:
    letters = "abcz019"
    texts = [f"{a}{b}{c}" for a in letters for b in letters for c in letters]
    for text in texts[:60]:
        # All edits of one letter, by brute force.
        near = {text[:i] + c + text[i:] for i in range(4) for c in "abcz"}
        near |= {text[:i] + text[i + 1 :] for i in range(3) if text[i].isalpha()}
        near |= {text[:i] + c + text[i + 1 :] for i in range(3) if text[i].isalpha() for c in "abcz"}
        near |= {
            text[:i] + text[i + 1] + text[i] + text[i + 2 :] for i in range(2) if text[i : i + 2].isalpha()
        }
        found = {other for other in (*texts, *near, text[1:], f"{text}0") if one_letter_apart(text, other)}
        assert found == near - {text}


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("tacrolimus", "tacrolimus binds no site of mTOR; it binds FKBP12, and with it calcineurin"),
        ("FK-506", "FK-506 (tacrolimus) binds no site of mTOR; it binds FKBP12, and with it calcineurin"),
        ("metformin", "metformin binds no site of mTOR; it may inhibit mTOR indirectly"),
        ("Aspirin", "Aspirin binds no site of mTOR; it may inhibit mTOR indirectly"),
        ("PF-4989216", "PF-4989216 binds no site of mTOR; it inhibits PI3K"),
    ],
)
def test_drugs_of_other_targets_say_so(name: str, said: str) -> None:
    with pytest.raises(UsageError) as caught:
        drug(name)
    assert str(caught.value) == said
    assert not responses_of([name])


def test_approvals_and_efflux_have_a_source() -> None:
    for d in drugs(include_unverified=True):
        assert bool(d.approval) == bool(d.approval_source) == bool(d.approved_for)
        assert bool(d.efflux) == bool(d.efflux_source)
        assert {way.removeprefix("not ") for way in d.efflux} <= {"ABCB1", "ABCG2"}
    assert drug("Torisel").approval == "FDA 2007-05-30"
    assert drug("Afinitor").approval.startswith("FDA 2009-03-30; ")
    # As the review says.
    said = {name: drug(name).efflux for name in ("rapamycin", "everolimus", "BEZ235", "AZD8055", "GDC-0980")}
    assert said == {
        "rapamycin": ("ABCB1",),
        "everolimus": ("ABCB1",),
        "BEZ235": ("ABCG2",),
        "AZD8055": ("ABCB1", "ABCG2"),
        "GDC-0980": ("ABCB1", "ABCG2"),
    }


def test_every_drug_of_the_effects_is_known_or_inhibits_something_else() -> None:
    others = {"pazopanib", "LY294002", "AZD5363 > temsirolimus", "BYL719"}
    for effect in effects(include_unverified=True):
        for name in filter(None, re.split(r"[;/+]", effect.drug)):
            assert responses_of([name.strip()]) or name.strip() in others, name


def is_one_ch2_longer(graph: Any, smaller: Any) -> bool:
    """Whether an acid or amide becomes another one when two carbons of its chain are drawn together."""
    import networkx

    same = networkx.algorithms.isomorphism.categorical_node_match("element", "")
    element = dict(graph.nodes(data="element"))
    ends = [k for k in graph if graph.degree(k) == 1 and element[k] in ("N", "O")]
    chain = [(a, b) for a, b in graph.edges if element[a] == element[b] == "C" and graph.degree(a) == 2]
    return len(ends) == 2 and any(
        networkx.is_isomorphic(networkx.contracted_nodes(graph, b, a, self_loops=False), smaller, same)
        for a, b in chain
    )


def test_amino_acids_are_those_of_the_chemical_component_dictionary() -> None:
    import biotite.structure.info as info
    import networkx
    from Bio.SeqUtils.ProtParamData import kd

    from mtorstruct.reference.amino_acids import amino_acids
    from mtorstruct.variants.notation.change import THREE_TO_ONE

    graphs = {}
    for three, one in THREE_TO_ONE.items():
        if one == "*":
            continue
        residue = info.residue(three)
        left_out = ("C", "O", "OXT")
        keep = [k for k, a in enumerate(residue) if a.element != "H" and a.atom_name not in left_out]
        graph = networkx.Graph()
        graph.add_nodes_from((k, {"element": residue.element[k]}) for k in keep)
        graph.add_edges_from((i, j) for i, j, _ in residue.bonds.as_array() if i in keep and j in keep)
        for k in keep:
            if residue.atom_name[k] in ("CA", "N"):
                graph.nodes[k]["element"] = f"backbone {residue.atom_name[k]}"
        graphs[one] = graph
    same = networkx.algorithms.isomorphism.categorical_node_match("element", "")
    assert set(graphs) == set(amino_acids())
    for one, graph in graphs.items():
        acid = amino_acids()[one]
        assert acid.side_chain_atoms == len(graph) - 2
        assert acid.hydropathy == kd[one]
        assert acid.charge == {"D": -1, "E": -1, "K": 1, "R": 1}.get(one, 0)
        pared = set()
        for node, element in graph.nodes(data="element"):
            if element.startswith("backbone"):
                continue
            smaller = graph.subgraph(set(graph) - {node})
            alike = [o for o, its in graphs.items() if networkx.is_isomorphic(smaller, its, node_match=same)]
            pared.update(alike)
        pared.update(o for o, its in graphs.items() if is_one_ch2_longer(graph, its))
        assert pared == set(filter(None, [acid.pared_to])), one
    # One heavy atom or one methylene more takes more room.
    volume = {one: acid.volume_A3 for one, acid in amino_acids().items()}
    for smaller_one, larger in ("GA", "AS", "AC", "ST", "VI", "FY", "DE", "NQ", "VL", "KR", "YW"):
        assert volume[smaller_one] < volume[larger]


def test_catalytic_residues_do_what_the_table_says(structure: Callable[[str], MtorComplex]) -> None:
    from mtorstruct.reference.functional import functional_residues

    universe = structure("4jsv.pdb.gz").universe
    for r in functional_residues():
        assert protein("MTOR").amino_acid(r.position) == r.residue[0]
        if not r.near:
            assert r.source.startswith("Genes Cells 5:765")
            continue
        atoms = universe.select_atoms(f"gene MTOR and uniprot_pos {r.position} and name {r.atom}")
        assert len(atoms) == 2
        where = (
            f"gene MTOR and uniprot_pos {r.near[1:]} and name NZ"
            if r.near == "K2187"
            else f"resname {r.near}"
        )
        others = universe.select_atoms(where).positions
        for position in atoms.positions:
            assert np.linalg.norm(others - position, axis=1).min() < 3.5, r.residue


def test_contacts_of_frb_and_fkbp12_are_what_the_files_say(
    rebuild: ModuleType, atlas_inputs: list[Path], structure: Callable[[str], MtorComplex]
) -> None:
    from mtorstruct.reference.fkbp12 import frb_fkbp12_contacts

    assert rebuild.FRB_FKBP12.read_text() == rebuild.frb_fkbp12_text(atlas_inputs[0].parent)
    universe = structure("1fap.cif.gz").universe
    for (gene, position), c in frb_fkbp12_contacts().items():
        assert protein(gene).amino_acid(position) == c.residue[0]
        assert protein(c.nearest_gene).amino_acid(int(c.nearest[1:])) == c.nearest[0]
        assert {gene, c.nearest_gene} == {"MTOR", "FKBP1A"}
        mine = universe.select_atoms(f"gene {gene} and uniprot_pos {position} and not element H").positions
        others = universe.select_atoms(f"gene {c.nearest_gene} and not element H").positions
        nearest = np.linalg.norm(mine[:, None] - others[None], axis=2).min()
        assert nearest == pytest.approx(c.distance_A, abs=0.01) if c.entry == "1FAP" else nearest > 5


def test_inhibitor_contacts_are_what_the_files_say(rebuild: ModuleType, atlas_inputs: list[Path]) -> None:
    from mtorstruct.reference.functional import inhibitor_contacts

    assert rebuild.CONTACTS.read_text() == rebuild.contacts_text(atlas_inputs[0].parent)
    nearest = {(c.entry, c.position): c.sidechain_distance_A for c in inhibitor_contacts()}
    # PP242 reaches D2195, which the nucleotide does not; both touch W2239 and Y2225.
    assert nearest["4JT5", 2195] < 3
    assert all(nearest[entry, p] < 4.5 for entry in ("4JSX", "4JT5") for p in (2225, 2239))
    for c in inhibitor_contacts():
        assert protein("MTOR").amino_acid(c.position) == c.wild_type
        assert c.distance_A <= c.sidechain_distance_A + 1e-9
        assert c.sidechain_distance_A <= 8


@pytest.mark.parametrize("row", read_table("evidence_conflicts.tsv"), ids=lambda r: r["variants"][:12])
def test_conflicts_name_residues_that_exist(row: dict[str, str]) -> None:
    for variant in row["variants"].split(";"):
        assert protein(row["gene"]).amino_acid(int(variant[1:-1])) == variant[0]
        assert variant[-1] in "ACDEFGHIKLMNPQRSTVWY"
    assert row["text"]
