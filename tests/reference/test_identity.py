"""Which protein a name means."""

from __future__ import annotations

import csv
from collections import Counter
from itertools import product
from pathlib import Path
from time import process_time

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtorstruct.reference.gene_ids import IdKind, as_phrase, misspelt, names, neighbours, squeezed
from mtorstruct.reference.identity import Identity, gene_of_id, identify, species_named
from mtorstruct.reference.isoforms import isoforms
from mtorstruct.reference.markers import response_markers
from mtorstruct.reference.proteins import proteins
from mtorstruct.reference.tables import read_table
from mtorstruct.reference.transcripts import transcripts
from mtorstruct.variants.notation.text import NOTHING

DATA = Path(__file__).parent / "data" / "gene_cells.tsv"
NINE = [p.gene for p in proteins()]


def cells() -> list[dict[str, str]]:
    lines = [line for line in DATA.read_text(encoding="utf-8").splitlines() if not line.startswith("# ")]
    return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


@pytest.mark.parametrize("row", cells(), ids=lambda row: row["cell"])
def test_what_a_cell_names(row: dict[str, str]) -> None:
    found = identify(row["cell"])
    assert found[:4] == (row["kind"], row["gene"], row["reference"], row["species"])
    assert bool(found.why) == (row["kind"] in ("near", "species", "odd"))
    assert identify(f"  {row['cell']}\u00a0") == found


def test_every_kind_of_cell_is_in_the_table() -> None:
    found = Counter(row["kind"] for row in cells())
    assert set(found) == {"ours", "context", "other", "near", "species", "none", "odd"}
    assert {row["gene"] for row in cells() if row["kind"] == "ours"} == set(NINE)


@pytest.mark.parametrize("row", read_table("gene_ids.tsv"), ids=lambda row: row["gene"])
def test_every_identifier_names_its_gene(row: dict[str, str]) -> None:
    ids = [row["ensembl"], f"{row['ensembl']}.7", f"HGNC:{row['hgnc']}", row["uniprot"], row["uniprot_entry"]]
    ids += [f"sp|{row['uniprot']}|{row['uniprot_entry']}", f"GeneID:{row['entrez']}", f"{row['uniprot']}.2"]
    assert {(found.kind, found.gene) for found in map(identify, ids)} == {(row["role"], row["gene"])}
    assert identify(row["entrez"]).kind == ("ours" if row["role"] == "ours" else "odd")
    expected = row["gene"] if row["role"] == "ours" else ""
    assert gene_of_id("entrez", row["entrez"]) == gene_of_id("entrez", f"{row['entrez']}.0") == expected
    assert gene_of_id("ensembl", row["ensembl"]) == gene_of_id("ensembl", f"{row['ensembl']}.3") == expected
    assert gene_of_id("hgnc", row["hgnc"]) == gene_of_id("hgnc", f"HGNC:{row['hgnc']}") == expected


def test_identifiers_are_those_of_the_nine_and_of_the_context() -> None:
    rows = read_table("gene_ids.tsv")
    assert [row["gene"] for row in rows if row["role"] == "ours"] == NINE
    assert {row["gene"] for row in rows if row["role"] == "context"} == set(response_markers())
    assert {row["uniprot"] for row in rows if row["role"] == "ours"} == {p.uniprot for p in proteins()}
    for column in ("ensembl", "hgnc", "entrez", "uniprot", "uniprot_entry"):
        assert len({row[column] for row in rows}) == len(rows)


def test_every_sequence_name_of_ours_is_kept_as_the_reference() -> None:
    named = {name: t.gene for t in transcripts().values() for name in t.names}
    named |= {name: i.gene for i in isoforms() for name in (*i.names, i.uniprot_isoform) if name}
    for name, gene in named.items():
        assert identify(name) == Identity("ours", gene, reference=name)
        assert identify(f"{gene}:{name}") == identify(f"{name}({gene})") == identify(name)
        others = {other for other in NINE if other != gene}
        assert {identify(f"{other}:{name}").kind for other in others} == {"near"}


@pytest.mark.parametrize("row", read_table("gene_spellings.tsv"), ids=lambda row: row["name"])
def test_every_spelling_says_what_its_row_says(row: dict[str, str]) -> None:
    found = identify(row["name"])
    assert (found.kind, found.gene, found.why) == (row["kind"], row["gene"], row["why"])
    assert identify(row["name"].lower()) == identify(row["name"].upper()) == found
    assert row["source"]
    assert bool(row["why"]) == (row["kind"] == "near")


def test_spellings_neighbours_and_orthologs_are_unique_and_apart() -> None:
    spelt = [squeezed(row["name"]) or as_phrase(row["name"]) for row in read_table("gene_spellings.tsv")]
    assert len(spelt) == len(set(spelt))
    assert not neighbours() & set(names())
    for row in read_table("gene_neighbours.tsv"):
        assert identify(row["name"]) == Identity("other", row["name"])
        assert row["resembles"] in NINE
    for row in read_table("orthologs.tsv"):
        found = identify(row["accession"])
        assert (found.kind, found.species) == ("species", row["species"])
        assert row["gene"] in NINE
        assert species_named(row["species"]) == row["species"]


def test_a_neighbour_would_else_be_taken_for_a_misspelling() -> None:
    """Every row is of use: without it the gene would be called near one of ours."""
    guarded = {squeezed(name) for p in proteins() for name in (p.gene, p.name)}
    for key in neighbours():
        alone = any(key.startswith(gene) for gene in guarded)
        assert alone or any(_edits_apart(key.replace(".", ""), name) == 1 for name in guarded), key


def _edits_apart(one: str, other: str) -> int:
    """Distance by insertions, deletions, replacements and swaps, as the textbook computes it."""
    table = {(k, 0): k for k in range(len(one) + 1)} | {(0, k): k for k in range(len(other) + 1)}
    for i, j in product(range(1, len(one) + 1), range(1, len(other) + 1)):
        best = min(
            table[i - 1, j] + 1, table[i, j - 1] + 1, table[i - 1, j - 1] + (one[i - 1] != other[j - 1])
        )
        if i > 1 and j > 1 and one[i - 1] == other[j - 2] and one[i - 2] == other[j - 1]:
            best = min(best, table[i - 2, j - 2] + 1)
        table[i, j] = best
    return table[len(one), len(other)]


@given(st.sampled_from(NINE), st.data())
def test_misspellings_are_those_one_edit_away(gene: str, data: st.DataObject) -> None:
    name = list(gene)
    for _ in range(data.draw(st.integers(1, 2))):
        at = data.draw(st.integers(0, len(name) - 1))
        letter = data.draw(st.sampled_from("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"))
        name[at : at + data.draw(st.integers(0, 1))] = data.draw(
            st.sampled_from([[letter], [letter, name[at]], []])
        )
    key = "".join(name)
    guarded = {squeezed(n) for p in proteins() for n in (p.gene, p.name)}
    near = 4 <= len(key) <= 9 and any(_edits_apart(key, other) == 1 for other in guarded)
    assert bool(misspelt(key)) == (near and key not in neighbours())


def test_no_gene_of_a_real_cohort_is_near_one_of_ours(shared_cohorts: Path) -> None:
    table = pd.read_csv(shared_cohorts / "crc_cbioportal_data_mutations.txt.gz", sep="\t", dtype=str)
    found = {name: identify(name) for name in table.Hugo_Symbol.dropna().unique()}
    assert len(found) > 350
    assert {name for name, said in found.items() if said.kind == "ours"} == {"MTOR", "RPTOR"}
    assert {name for name, said in found.items() if said.kind == "context"} == {*response_markers()} & {
        *found
    }
    assert Counter(said.kind for said in found.values()).keys() == {"ours", "context", "other"}
    assert all(said.gene == name for name, said in found.items())


def test_entrez_ids_of_a_real_cohort_agree_with_its_symbols(shared_cohorts: Path) -> None:
    table = pd.read_csv(shared_cohorts / "crc_cbioportal_data_mutations.txt.gz", sep="\t", dtype=str)
    pairs = table[["Hugo_Symbol", "Entrez_Gene_Id"]].dropna().drop_duplicates()
    wrong = []
    for symbol, entrez in pairs.itertuples(index=False):
        said, by_id = identify(symbol), gene_of_id("entrez", entrez)
        if by_id is not None and by_id != (said.gene if said.kind == "ours" else ""):
            wrong.append((symbol, entrez))
    assert wrong == []
    assert set(pairs[pairs.Hugo_Symbol.isin(NINE)].Entrez_Gene_Id) >= {"2475", "57521"}


@pytest.mark.parametrize("name", ["tcga_mc3_mtor_genes.maf.tsv", "tcga_firehose_mtor_genes.maf.tsv"])
def test_every_row_of_the_cohorts_of_our_genes_is_ours(shared_cohorts: Path, name: str) -> None:
    table = pd.read_csv(shared_cohorts / name, sep="\t", dtype=str, usecols=["Hugo_Symbol"], index_col=False)
    assert {identify(symbol).kind for symbol in table.Hugo_Symbol} == {"ours"}


@pytest.mark.parametrize(
    ("kind", "text", "gene"),
    [
        ("entrez", "2475", "MTOR"), ("entrez", " 2475.0 ", "MTOR"), ("entrez", "GeneID:2475", "MTOR"),
        ("entrez", "7157", ""), ("entrez", "0", None), ("entrez", "", None), ("entrez", "MTOR", None),
        ("entrez", "NA", None), ("entrez", "7157;2475", "MTOR"), ("entrez", "24750", ""),
        ("entrez", "-2475", None), ("ensembl", "ENST00000361445", None),
        ("ensembl", "ensg00000198793", "MTOR"), ("ensembl", "ENSG00000198793.14", "MTOR"),
        ("ensembl", "ENSG00000141510", ""), ("ensembl", "ENSMUSG00000028991", ""),
        ("ensembl", "ENSG00000141510,ENSG00000198793", "MTOR"), ("ensembl", "ENSG0000019879", None),
        ("hgnc", "HGNC:3942", "MTOR"), ("hgnc", "3942", "MTOR"), ("hgnc", "HGNC:HGNC:3942", "MTOR"),
        ("hgnc", "HGNC:11998", ""), ("hgnc", ".", None), ("hgnc", "3942.0", "MTOR"),
    ],
)  # fmt: skip
def test_gene_of_an_id(kind: IdKind, text: str, gene: str | None) -> None:
    assert gene_of_id(kind, text) == gene


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Homo sapiens", "human"), ("human", "human"), ("HUMAN", "human"), ("9606", "human"),
        ("9606.0", "human"),
        ("H. sapiens", "human"), ("H.sapiens", "human"), ("Hs", "human"), ("Homo_sapiens", "human"),
        ("taxid:9606", "human"), ("NCBITaxon:9606", "human"), ("Homo sapiens (Human)", "human"),
        ("human; Homo sapiens", "human"), ("Mus musculus", "mouse"), ("10090", "mouse"), ("Mouse", "mouse"),
        ("M. musculus", "mouse"), ("murine", "mouse"), ("Mus musculus (Mouse) [10090]", "mouse"),
        ("Rattus norvegicus", "rat"), ("rat", "rat"), ("10116", "rat"), ("D. melanogaster", "fruit fly"),
        ("Danio rerio", "zebrafish"),
        ("S. cerevisiae", "yeast"), ("", ""), (" NA ", ""), (".", ""), ("unknown", ""),
        ("Axolotl", "axolotl"), ("human; mouse", "human; mouse"), ("12345", "12345"),
    ],
)  # fmt: skip
def test_species_named(text: str, said: str) -> None:
    assert species_named(text) == said


@pytest.mark.parametrize("row", read_table("species.tsv"), ids=lambda row: row["species"])
def test_every_name_of_a_species(row: dict[str, str]) -> None:
    texts = [
        row["species"],
        row["latin"],
        row["taxon"],
        *row["names"].split(";"),
        row["uniprot"] or row["taxon"],
    ]
    assert {species_named(text) for text in texts} == {row["species"]}
    if row["ensembl"]:
        for kind in "GTP":
            found = identify(f"ENS{row['ensembl']}{kind}00000012345.2")
            assert (found.kind, found.species) == ("species", row["species"])
    if row["uniprot"] and row["species"] != "human":
        assert identify(f"MTOR_{row['uniprot']}").species == row["species"]
        assert identify(f"Mtor ({row['species']})").species == row["species"]


def test_what_people_write_for_nothing() -> None:
    assert {identify(text.upper()).kind for text in NOTHING} == {"none"}
    assert {identify(text).kind for text in ("Unknown", "NONE;NONE", " , ", "\u00a0", "\u2014")} == {"none"}


PARTS = (
    *NINE, "TP53", "ENSG00000198793", "2475", "-", ";", "|", "_", "(", ")", " ", "kinase", "NM_004958",
    "mouse", "p.F2108L", "HGNC:", "mTORC1",
)  # fmt: skip


@given(st.text(max_size=60) | st.lists(st.sampled_from(PARTS), max_size=12).map("".join))
def test_any_text_gets_an_answer(text: str) -> None:
    found = identify(text)
    assert found.kind in ("ours", "context", "other", "near", "species", "none", "odd")
    assert (found.gene in NINE) if found.kind in ("ours", "near") else True
    assert bool(found.why) == (found.kind in ("near", "species", "odd"))
    assert bool(found.species) == (found.kind == "species")
    assert identify(f" {text}\n") == found


@given(st.from_regex(r"[A-Z][A-Z0-9]{2,9}", fullmatch=True))
def test_made_up_symbols_are_never_ours(symbol: str) -> None:
    known = squeezed(symbol) in names() or squeezed(symbol.removeprefix("H")) in names()
    assert (identify(symbol).kind == "ours") <= known


@pytest.mark.parametrize(
    ("cell", "kind"),
    [
        ("A" * 80_000, "odd"), ("MTOR;" * 16_000, "ours"),
        (";".join(f"GENE{k}" for k in range(10_000)), "other"),
        (";".join(f"GENE{k}" for k in range(10_000)) + ";MTOR", "ours"), ("M" + "TOR" * 26_000, "odd"),
        ("(" * 80_000, "odd"), ("1" * 80_000, "odd"), ("\u03b2" * 20_000, "odd"),
    ],
    ids=lambda value: value[:12],
)  # fmt: skip
def test_very_long_cells(cell: str, kind: str) -> None:
    assert identify(cell).kind == kind


SHAPES = (
    "A",
    "A;",
    "MTOR;",
    "M_",
    "(",
    "-A",
    "HGNC:",
    "MTOR_",
    "p.",
    "c.1",
    "NM_0",
    "dist ",
    "F2",
    "\u03b2",
    "1",
    "A1-",
)


@pytest.mark.parametrize("shape", SHAPES)
def test_work_grows_with_the_length_of_a_cell(shape: str) -> None:
    """Four times the letters: four times the work where it is linear, sixteen times where it is quadratic."""

    def shortest(letters: int) -> float:
        cell = (shape * letters)[:letters]
        times = []
        for _ in range(3):
            start = process_time()
            identify(cell)
            times.append(process_time() - start)
        return min(times)

    assert shortest(160_000) < 10 * shortest(40_000) + 0.05
