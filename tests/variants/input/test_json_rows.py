"""JSON of known kinds, and of others."""

from __future__ import annotations

import contextlib
import gzip
import json
import random
import tracemalloc
from pathlib import Path
from typing import Any

import pytest

from mtorstruct.errors import DataError, MtorStructError
from mtorstruct.variants.input import json_rows as module
from mtorstruct.variants.input.json_rows import CBIOPORTAL
from mtorstruct.variants.input.lines import Lines, decoded
from mtorstruct.variants.input.vep_json import HEADING

DATA = Path(__file__).parents[2] / "data" / "containers"


def opened(tmp_path: Path, content: str | bytes | object) -> tuple[list[dict[str, str]], str]:
    """Rows by heading, and the damage."""
    path = tmp_path / "variants.json"
    text = content if isinstance(content, str | bytes) else json.dumps(content)
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return rows_of(path)


def rows_of(path: Path) -> tuple[list[dict[str, str]], str]:
    lines = Lines(path)
    there = [decoded(line).split("\t") for _, block in lines.blocks() for line in block]
    heading, rows = (there[0], there[1:]) if there else ([], [])
    assert all(len(row) == len(heading) for row in rows)
    return [dict(zip(heading, row, strict=True)) for row in rows], lines.damage


def refusal(tmp_path: Path, content: str | object) -> str:
    with pytest.raises(DataError) as caught:
        opened(tmp_path, content)
    return str(caught.value).partition(": ")[2]


MUTATION: dict[str, Any] = {
    "uniqueSampleKey": "czE6eA",
    "molecularProfileId": "x_mutations",
    "sampleId": "s1",
    "entrezGeneId": 2475,
    "gene": {"entrezGeneId": 2475, "hugoGeneSymbol": "MTOR", "type": "protein-coding"},
    "proteinChange": "F2108L",
    "chr": "1",
    "startPosition": 11187096,
    "endPosition": 11187096,
    "referenceAllele": "A",
    "variantAllele": "G",
    "ncbiBuild": "GRCh37",
    "mutationType": "Missense_Mutation",
    "refseqMrnaId": "NM_004958.3",
    "namespaceColumns": {"x": {"y": 1}},
    "tumorAltCount": 12,
}


def test_mutations_of_cbioportal(tmp_path: Path) -> None:
    summary = {key: value for key, value in MUTATION.items() if key != "gene"} | {"keyword": "k"}
    (first, second), damage = opened(tmp_path, [MUTATION, summary])
    assert list(first)[: len(CBIOPORTAL)] == list(CBIOPORTAL)
    assert [first[key] for key in CBIOPORTAL] == [
        "MTOR", "2475", "F2108L", "s1", "1", "11187096", "11187096", "A", "G", "GRCh37", "Missense_Mutation",
    ]  # fmt: skip
    assert (first["refseqMrnaId"], first["tumorAltCount"], first["keyword"]) == ("NM_004958.3", "12", "")
    assert (second["hugoGeneSymbol"], second["entrezGeneId"], second["keyword"]) == ("", "2475", "k")
    assert not {"gene", "namespaceColumns"} & set(first)
    assert damage == ""


def test_the_given_mutation_of_cbioportal() -> None:
    ((row,), damage) = rows_of(DATA / "cbio_api.json")
    assert {key: value for key, value in row.items() if value} == {
        "hugoGeneSymbol": "MTOR",
        "proteinChange": "F2108L",
        "sampleId": "s1",
    }
    assert damage == ""


def test_the_given_record_of_vep() -> None:
    ((row,), damage) = rows_of(DATA / "vep.json")
    assert tuple(row) == HEADING
    assert {key: value for key, value in row.items() if value} == {
        "SYMBOL": "MTOR",
        "Feature": "ENST00000361445",
        "HGVSp": "ENSP00000354558.3:p.Phe2108Leu",
        "Protein_position": "2108",
        "Amino_acids": "F/L",
        "Chromosome": "1",
        "Start_Position": "11127037",
        "Reference_Allele": "G",
        "Allele": "T",
        "Assembly": "GRCh38",
        "Uploaded_variation": "1 11127037 . G T",
    }
    assert damage == ""


def place(start: int, end: int, alleles: str, **more: Any) -> dict[str, Any]:
    return {
        "input": "x", "assembly_name": "GRCh38", "seq_region_name": "1", "start": start, "end": end,
        "strand": 1, "allele_string": alleles, "most_severe_consequence": "missense_variant",
    } | more  # fmt: skip


def on(transcript: str, symbol: str, **more: Any) -> dict[str, Any]:
    return {
        "transcript_id": transcript,
        "gene_symbol": symbol,
        "consequence_terms": ["missense_variant"],
    } | more


@pytest.mark.parametrize("layout", ["lines", "list", "pretty"])
def test_layouts_of_vep(tmp_path: Path, layout: str) -> None:
    records = [place(k, k, "G/T") for k in range(3)]
    text = {
        "lines": "".join(json.dumps(r) + "\n" for r in records),
        "list": json.dumps(records),
        "pretty": json.dumps(records, indent=3),
    }[layout]
    rows, damage = opened(tmp_path, text)
    assert ([row["Start_Position"] for row in rows], damage) == (["0", "1", "2"], "")


@pytest.mark.parametrize(
    ("consequences", "chosen"),
    [
        ([on("ENST1", "ANGPTL7"), on("ENST2", "MTOR"), on("ENST00000361445.9", "MTOR")], "ENST00000361445.9"),
        ([on("ENST1", "ANGPTL7"), on("NM_004958.4", "MTOR")], "NM_004958.4"),
        ([on("ENST1", "ANGPTL7"), on("ENST2", "MTOR"), on("ENST3", "MTOR")], "ENST2"),
        ([on("ENST1", "ANGPTL7"), on("ENST2", "OTHER")], "ENST1"),
        ([], ""),
    ],
)
def test_the_transcript_of_a_record(tmp_path: Path, consequences: list[Any], chosen: str) -> None:
    ((row,), _) = opened(tmp_path, [place(1, 1, "G/T", transcript_consequences=consequences)])
    assert row["Feature"] == chosen
    assert row["Consequence"] == ("missense_variant" if consequences else "")


def test_every_alternative_allele_is_a_row(tmp_path: Path) -> None:
    consequences = [
        on("ENST00000361445", "MTOR", variant_allele=allele, protein_start=n, protein_end=end, amino_acids=aa)
        for allele, n, end, aa in (("T", 7, 7, "F/L"), ("-", 8, 9, "FQ/F"))
    ]  # fmt: skip
    rows, _ = opened(tmp_path, [place(5, 5, "G/T/-/C", transcript_consequences=consequences)])
    keys = ("Start_Position", "Reference_Allele", "Allele", "Protein_position", "Amino_acids")
    assert [[row[key] for key in keys] for row in rows] == [
        ["5", "G", "T", "7", "F/L"],
        ["5", "G", "-", "8-9", "FQ/F"],
        ["5", "G", "C", "", ""],
    ]


@pytest.mark.parametrize(
    ("record", "start", "ref", "alt"),
    [
        # VEP's own example: a C between bases 12600 and 12601.
        (place(12601, 12600, "-/C"), "12600", "-", "C"),
        (place(12600, 12602, "CGT/-"), "12600", "CGT", "-"),
        # genome-nexus#847: names of c. come on the strand of the gene.
        (place(7, 8, "AG/-", strand=-1), "7", "CT", "-"),
        (place(7, 7, "C/T", strand=-1), "7", "G", "A"),
        (place(7, 9, "deletion"), "7", "deletion", ""),
        (place(7, 9, "COSMIC_MUTATION", strand=-1), "7", "COSMIC_MUTATION", ""),
    ],
)
def test_places_are_those_of_maf(
    tmp_path: Path, record: dict[str, Any], start: str, ref: str, alt: str
) -> None:
    ((row,), _) = opened(tmp_path, [record])
    assert (row["Start_Position"], row["Reference_Allele"], row["Allele"]) == (start, ref, alt)


def test_a_silent_change_of_vep(tmp_path: Path) -> None:
    consequence = on("ENST00000361445", "MTOR", hgvsp="ENSP00000354558.3:p.Phe2108%3D", variant_allele="T")
    ((row,), _) = opened(tmp_path, place(1, 1, "G/T", transcript_consequences=[consequence]))
    assert row["HGVSp"] == "ENSP00000354558.3:p.Phe2108="


RECORDS = [
    {"Hugo_Symbol": "MTOR", "HGVSp_Short": "p.F2108L", "n": 1, "vaf": 0.10},
    {"Hugo_Symbol": "RHEB", "at": {"chr": "7", "pos": 151}, "n": None, "seen": True, "tags": ["a", "b"]},
    {"note": "a\tb\nc", "deep": [{"x": 1}]},
]
AS_ROWS = [
    {"Hugo_Symbol": "MTOR", "HGVSp_Short": "p.F2108L", "n": "1", "vaf": "0.1"},
    {"Hugo_Symbol": "RHEB", "at.chr": "7", "at.pos": "151", "seen": "TRUE", "tags": "a;b"},
    {"note": "a b c", "deep": '[{"x": "1"}]'},
]


@pytest.mark.parametrize("layout", ["list", "lines", "one behind the other", "pages", "UTF-16", "gzip"])
def test_records_are_a_table(tmp_path: Path, layout: str) -> None:
    whole = json.dumps(RECORDS)
    content: dict[str, str | bytes] = {
        "list": json.dumps(RECORDS, indent=1),
        "lines": "\n".join(map(json.dumps, RECORDS)),
        "one behind the other": "".join(map(json.dumps, RECORDS)),
        "pages": json.dumps(RECORDS[:1]) + json.dumps(RECORDS[1:]),
        "UTF-16": whole.encode("utf-16"),
        "gzip": gzip.compress(whole.encode()),
    }
    rows, damage = opened(tmp_path, content[layout])
    assert [{k: v for k, v in row.items() if v} for row in rows] == AS_ROWS
    assert list(rows[0]) == [
        "Hugo_Symbol", "HGVSp_Short", "n", "vaf", "at.chr", "at.pos", "seen", "tags", "note", "deep",
    ]  # fmt: skip
    assert damage == ""


def test_a_table_of_one_column_is_no_list(tmp_path: Path) -> None:
    assert opened(tmp_path, [{"IDH1": "R132H"}, {"IDH1": "R132C"}])[0] == [
        {"IDH1": "R132H", "": ""},
        {"IDH1": "R132C", "": ""},
    ]


def test_many_records_cost_no_memory(tmp_path: Path) -> None:
    path = tmp_path / "many.json"
    with path.open("w") as file:
        file.write("[")
        for k in range(50_000):
            file.write(f'{{"gene": "MTOR", "change": "p.F{k}L", "padding": "{"x" * 500}"}},\n')
        file.write('{"late": 1}]')
    tracemalloc.start()
    lines = Lines(path)
    n = sum(len(block) for _, block in lines.blocks())
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert n == 50_002
    assert lines.head[0] == b"gene\tchange\tpadding\tlate"
    assert peak < 24 << 20


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ({"type": "FeatureCollection", "features": [{"a": 1}]}, "one object with the keys type, features"),
        ({"IDH1": "R132H"}, "one object with the keys IDH1"),
        ({}, "one object with the keys none"),
        ({"gene": ["MTOR"], "change": ["F2108L"]}, "one object with the keys gene, change"),
        (["F2108L", "R132H"], "a text in a list"),
        ([["gene", "change"], ["MTOR", "F2108L"]], "a list in a list"),
        ([[]], "a list in a list"),
    ],
)
def test_other_json_is_named(tmp_path: Path, content: object, told: str) -> None:
    assert refusal(tmp_path, content).startswith(f"is JSON of an unknown kind ({told})")
    assert "records (a list of objects, or one object a line)" in refusal(tmp_path, content)


def test_the_list_in_an_object_is_pointed_to(tmp_path: Path) -> None:
    assert "; give the list under 'mutations' alone, or" in refusal(
        tmp_path, {"mutations": [{"a": 1}], "n": 1}
    )


def test_json_without_a_record(tmp_path: Path) -> None:
    assert refusal(tmp_path, "[]\n").startswith("is JSON without a record in it; give records")


def test_what_breaks_off_is_read_up_to_there(tmp_path: Path) -> None:
    whole = json.dumps([{"gene": "MTOR", "n": k} for k in range(1000)])
    rows, damage = opened(tmp_path, whole[: len(whole) // 2])
    assert 400 < len(rows) < 600
    assert "cut off" in damage
    rows, damage = opened(tmp_path, whole[:-1])
    assert (len(rows), damage) == (1000, "its JSON is cut off (the end of its list is missing)")
    rows, damage = opened(tmp_path, whole.replace('"n": 500', '"n": oh'))
    assert len(rows) == 500
    assert damage.startswith("its JSON is damaged")
    rows, damage = opened(tmp_path, '[{"a": 1, "b": 2}, null, {"a": 3}]')
    assert (len(rows), damage) == (1, "its JSON does not go on with a record (a value in a list)")
    rows, damage = opened(tmp_path, gzip.compress(whole.encode())[:-9])
    assert len(rows) > 900
    assert "compressed data are damaged or cut off" in damage


def test_a_record_has_a_size_and_a_depth(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "nested too deeply" in opened(tmp_path, '{"a":' * 200_000)[1]
    deep: Any = "x"
    for _ in range(20):
        deep = {"a": deep}
    assert next(iter(opened(tmp_path, [deep])[0][0])) == ".".join("a" * 9)
    monkeypatch.setattr(module, "MAX_OBJECT", 300_000)
    rows, damage = opened(tmp_path, '[{"a": 1, "b": 2}, {"a": "' + "x" * 400_000 + '"}]')
    assert (len(rows), "larger than" in damage) == (2, False)
    rows, damage = opened(tmp_path, '[{"a": 1, "b": 2}, {"a": "' + "x" * 3_000_000 + '"}]')
    assert (len(rows), "larger than" in damage) == (1, True)
    monkeypatch.setattr(module, "MAX_KEYS", 3)
    assert refusal(tmp_path, [{str(k): k} for k in range(5)]).startswith(
        "is JSON of records with more than 3"
    )


@pytest.mark.parametrize(
    "value", ["NaN", "Infinity", "1" * 5000, '"\\ud800"', '"\\u0000"', "1e999999", "-0.0"]
)
def test_odd_values_are_no_accident(tmp_path: Path, value: str) -> None:
    (row, _), damage = opened(tmp_path, f'[{{"a": {value}, "b": "x"}}, {{"a": 1}}]')
    assert (row["b"], damage) == ("x", "")


def test_no_damage_is_an_accident(tmp_path: Path) -> None:
    dice = random.Random(8)
    consequence = on("ENST00000361445", "MTOR", variant_allele="T")
    for whole in (
        json.dumps([MUTATION] * 3),
        json.dumps([place(1, 1, "G/T", transcript_consequences=[consequence])] * 3),
        json.dumps(RECORDS),
    ):
        for _ in range(200):
            broken = bytearray(whole.encode())
            for _ in range(dice.choice((1, 3))):
                broken[dice.randrange(len(broken))] = dice.choice(b'[]{},:"\\0n\n\xff ')
            with contextlib.suppress(MtorStructError):
                opened(tmp_path, bytes(broken))
