"""Counts of tumours and mutability, held against the cohort, the genetic code and brute force."""

from __future__ import annotations

import csv
import re
from collections import Counter
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from Bio.Data.CodonTable import standard_dna_table

from mtorstruct.reference.codons import known_codons
from mtorstruct.reference.mutability import CLASSES, mutation_rates, possible_changes
from mtorstruct.reference.proteins import protein, proteins
from mtorstruct.reference.tables import read_table
from mtorstruct.reference.tumours import excesses, hotspots, random_missense, synonymous_excess, tumour_counts

from ..conftest import ROOT
from ..scripts import module_of

COHORT = "tcga_firehose_mtor_genes.maf.tsv"
CODE = {**standard_dna_table.forward_table, **dict.fromkeys(standard_dna_table.stop_codons, "*")}


@pytest.mark.parametrize("name", ["tumour_counts.tsv", "tumour_hotspots.tsv"])
def test_the_wild_types_are_those_of_the_sequences(name: str) -> None:
    rows = read_table(name)
    assert rows
    for row in rows:
        assert protein(row["gene"]).amino_acid(int(row["position"])) == row["wild_type"], row


def test_the_tables_are_what_the_script_makes_of_the_cohort(shared_cohorts: Path) -> None:
    script = module_of(ROOT / "docs" / "tumours.py")
    rows = list(script.rows_of(shared_cohorts / COHORT))
    counted = script.counts(rows)
    made = {
        "tumour_counts.tsv": script.counts_table(counted),
        "mutation_rates.tsv": script.rates_table(rows),
        "tumour_hotspots.tsv": script.hotspots_table(counted),
    }
    for name, text in made.items():
        assert (script.DATA / name).read_text(encoding="utf-8") == text, name


def test_the_counts_are_those_of_the_cohort(shared_cohorts: Path) -> None:
    # By the columns of the file alone: no exons, no strands, no bases.
    with (shared_cohorts / COHORT).open(encoding="utf-8") as handle:
        rows = [
            (row["Protein_Change"], row["Tumor_Sample_Barcode"])
            for row in csv.DictReader(handle, delimiter="\t")
            if (row["Hugo_Symbol"], row["Variant_Type"]) == ("MTOR", "SNP")
            and row["Variant_Classification"] in ("Missense_Mutation", "Silent")
        ]
    wanted: Counter[tuple[int, str]] = Counter()
    for change, _ in set(rows):
        wanted[int(change[3:-1]), "=" if change[2] == change[-1] else change[-1]] += 1
    assert tumour_counts() == wanted
    assert sum(n for (_, mutant), n in wanted.items() if mutant != "=") == 261
    assert all(re.fullmatch(r"p\.[A-Z]\d+[A-Z]", change) for change, _ in rows)


def test_hotspots_of_mtor_and_rheb_are_among_those_of_a_larger_collection(shared_cohorts: Path) -> None:
    with (shared_cohorts / "hotspots_GRCh37.tsv").open(encoding="utf-8") as handle:
        listed = {
            (row["gene"], int(found[1]))
            for row in csv.DictReader(handle, delimiter="\t")
            if (found := re.fullmatch(r"[A-Z](\d+)[A-Z*]", row["protein_change"]))
        }
    for gene, n in (("MTOR", 7), ("RHEB", 1)):
        assert len(hotspots(gene)) == n
        assert {(gene, position) for position in hotspots(gene)} <= listed


def test_samples_of_a_hotspot_are_those_of_its_substitutions() -> None:
    assert hotspots("FKBP1A") == {}
    for p in proteins():
        for position, samples in hotspots(p.gene).items():
            mine = sum(
                n for (at, new), n in tumour_counts(p.gene).items() if (at, new != "=") == (position, True)
            )
            assert samples == mine >= 3


def test_every_residue_has_nine_single_nucleotide_changes() -> None:
    for p in proteins():
        possible = possible_changes(p.gene)
        of_residue = np.bincount(possible.position, possible.chances.sum(axis=1), len(p) + 1)
        np.testing.assert_allclose(of_residue[2:], 9)


def test_tryptophan_by_hand() -> None:
    # W, TGG alone: R by T>C or T>A, G by T>G, L and S by G>T and G>C, C by G>T and G>C, stops by two G>A.
    possible = possible_changes("MTOR")
    here = possible.position == protein("MTOR").sequence.index("W") + 1
    found = {m: dict(zip(CLASSES, c, strict=True)) for m, c in
             zip(possible.mutant[here].tolist(), possible.chances[here].tolist(), strict=True)}  # fmt: skip
    assert set(found) == set("RGLSC*")
    assert (found["R"]["T>C"], found["R"]["T>A"], found["G"]["T>G"]) == (1, 1, 1)
    assert (found["L"]["C>A"], found["S"]["C>G"], found["C"]["C>A"], found["C"]["C>G"]) == (1, 1, 1, 1)
    assert (found["*"]["C>T"], found["*"]["CpG>TpG"]) == (2, 0)


@pytest.mark.parametrize("position", [15, 35, 100])
def test_chances_by_every_coding_sequence_around_a_residue(position: int) -> None:
    usage = {row["codon"]: int(row["count"]) for row in read_table("codon_usage.tsv")}
    rheb, known = protein("RHEB").sequence, known_codons("RHEB")
    choices = []
    for at in (position - 1, position, position + 1):
        codons = known.get(at) or [c for c, acid in CODE.items() if acid == rheb[at - 1]]
        total = sum(usage[c] for c in codons)
        choices.append([(c, usage[c] / total) for c in codons])
    wanted: dict[str, np.ndarray] = {}
    other = dict(zip("ACGT", "TGCA", strict=True))
    for around in product(*choices):
        bases, chance = "".join(c for c, _ in around), np.prod([share for _, share in around])
        for at, new in product(range(3, 6), "ACGT"):
            if new == bases[at]:
                continue
            changed = bases[:at] + new + bases[at + 1 :]
            before, after = CODE[bases[3:6]], CODE[changed[3:6]]
            kind = f"{bases[at]}>{new}" if bases[at] in "CT" else f"{other[bases[at]]}>{other[new]}"
            if kind == "C>T" and "CG" in (bases[at : at + 2], bases[at - 1 : at + 1]):
                kind = "CpG>TpG"
            cell = wanted.setdefault("=" if before == after else after, np.zeros(len(CLASSES)))
            cell[CLASSES.index(kind)] += chance
    possible = possible_changes("RHEB")
    here = possible.position == position
    assert possible.mutant[here].tolist() == sorted(wanted)
    np.testing.assert_allclose(possible.chances[here], [wanted[m] for m in sorted(wanted)])


def test_codon_usage_is_complete() -> None:
    usage = {row["codon"]: int(row["count"]) for row in read_table("codon_usage.tsv")}
    assert set(usage) == set(CODE)
    assert sum(usage.values()) == 40_662_582
    # Frequencies per thousand, as the database prints them.
    for codon, wanted in (("CTG", 39.6), ("GCG", 7.4), ("TTC", 20.3), ("TCG", 4.4)):
        assert round(usage[codon] / 40_662.582, 1) == wanted


def test_a_cytosine_before_guanine_mutates_most() -> None:
    rates = dict(zip(CLASSES, mutation_rates().tolist(), strict=True))
    assert max(rates, key=rates.__getitem__) == "CpG>TpG"
    assert rates["CpG>TpG"] > 4 * rates["C>T"] > 4 * rates["T>G"]


def test_excess_is_observed_over_expected() -> None:
    missense, gene = random_missense(), possible_changes("MTOR")
    weight = np.where(gene.missense, gene.weights(), 0.0)
    background = gene.position < 1385
    seen = sum(n for (p, mutant), n in tumour_counts().items() if p < 1385 and mutant != "=")
    rate = seen / weight[background].sum()
    everything = np.ones(len(missense.mutant), dtype=bool)
    here = missense.position == 2215
    found = excesses({"all": everything, "S2215": here, "nothing": ~everything})
    assert found["all"].samples == missense.samples.sum() == 156
    assert found["all"].expected == pytest.approx(rate * weight[~background].sum())
    assert found["S2215"].samples == 13
    assert found["S2215"].selected == pytest.approx(1 - found["S2215"].expected / 13)
    assert found["all"].ratio_low < found["all"].ratio < found["all"].ratio_high
    assert (found["nothing"].samples, found["nothing"].expected) == (0, 0)
    assert np.isnan([found["nothing"].ratio, found["nothing"].ratio_low, found["nothing"].selected]).all()
    assert missense.share(everything) == 1


def test_synonymous_changes_are_in_no_excess() -> None:
    # 35 and 32 are the synonymous rows of the file behind and before residue 1385.
    found, gene = synonymous_excess(), possible_changes("MTOR")
    weight = np.where(gene.mutant == "=", gene.weights(), 0.0)
    mutable = weight[gene.position >= 1385].sum() / weight[gene.position < 1385].sum()
    assert found.samples == 35
    assert found.ratio == pytest.approx(35 / (32 * mutable))
    assert found.ratio_low < 1 < found.ratio_high


def test_the_interval_is_that_of_positions_drawn_by_hand() -> None:
    missense, gene = random_missense(), possible_changes("MTOR")
    chosen = missense.position // 100 == 22
    weight = np.where(gene.missense, gene.weights(), 0.0)
    counted = tumour_counts()
    rng = np.random.default_rng(7)
    outside = dict.fromkeys(range(1, 1385), (0.0, 0.0))
    for p, mutant, w in zip(gene.position.tolist(), gene.mutant.tolist(), weight.tolist(), strict=True):
        if p < 1385 and w:
            n, total = outside[p]
            outside[p] = n + counted.get((p, mutant), 0), total + w
    table = np.array(list(outside.values()))
    scale = missense.expected.sum() / weight[gene.position >= 1385].sum()
    inside = np.zeros((1165, 2))
    np.add.at(inside[:, 0], missense.position[chosen] - 1385, missense.samples[chosen])
    np.add.at(inside[:, 1], missense.position[chosen] - 1385, missense.expected[chosen] / scale)
    ratios = []
    for _ in range(1500):
        n, m = table[rng.integers(len(table), size=len(table))].sum(axis=0)
        seen, mutable = inside[rng.integers(len(inside), size=len(inside))].sum(axis=0)
        ratios.append(seen / (mutable * n / m))
    found = excesses({"22": chosen})["22"]
    low, high = np.percentile(ratios, [2.5, 97.5])
    assert found.ratio_low == pytest.approx(low, rel=0.12)
    assert found.ratio_high == pytest.approx(high, rel=0.12)
