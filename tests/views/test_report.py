"""The report: what it says, as data, and the page, as HTML that nothing from outside can change."""

from __future__ import annotations

import hashlib
import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import mtorstruct
from mtorstruct.cli.main import main
from mtorstruct.errors import UsageError
from mtorstruct.tables import ANNOTATION, TELLING
from mtorstruct.tables.frames import plain_frame
from mtorstruct.tables.vocabulary import STATUSES
from mtorstruct.tables.writing import render
from mtorstruct.variants.input.accounting import group_of
from mtorstruct.views import palette
from mtorstruct.views.building import make_scene
from mtorstruct.views.report import report_html, write_report
from mtorstruct.views.report.content import content
from mtorstruct.views.report.downloads import encoded
from mtorstruct.views.report.still import still
from mtorstruct.views.report.words import headline, linked
from mtorstruct.views.templates import json_text

VOID = {"meta", "input", "col", "br", "wbr", "link", "img"}
HOSTILE = [
    "<script>alert(1)</script>", "</script>", '"><img src=x onerror=alert(1)>', "=cmd()", "a&amp;b\u2028c",
    "<!--", "${alert(1)}", "{{ 7*7 }}", "'; alert(1); '",
]  # fmt: skip


class Page(HTMLParser):
    """Elements with their attributes, the text of each script, and whether tags are balanced."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.scripts: list[tuple[dict[str, str], str]] = []
        self.open: list[str] = []
        self.text: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        self.elements.append((tag, told))
        if tag == "script":
            self.scripts.append((told, ""))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] == "script":
            told, text = self.scripts[-1]
            self.scripts[-1] = (told, text + data)
        else:
            self.text.append(data)

    def data(self, name: str) -> Any:
        return next(json.loads(text) for told, text in self.scripts if told.get("id") == f"{name}-data")


@pytest.fixture(scope="module")
def cohort() -> pd.DataFrame:
    """A little of everything: verdicts of all kinds, twice the same change, partners, and what goes wrong."""
    rows = [
        ("MTOR", "F2108L", "s1"), ("MTOR", "F2108L", "s2"), ("MTOR", "A2034V", "s1"),
        ("MTOR", "M2327I", "s3"), ("MTOR", "C1483Y", "s3"), ("MTOR", "E2419K", "s4"),
        ("RPTOR", "R788C", "s4"), ("RPTOR", "S863A", "s5"), ("MTOR", "F2018L", "s5"),
        ("MTOR", "W9999A", "s6"), ("MTOR", "what?", "s6"), ("PIK3CA", "E545K", "s1"),
        ("TP53", "R175H", "s1"), ("", "R175H", "s7"),
    ]  # fmt: skip
    frame = pd.DataFrame(rows, columns=["gene", "change", "sample"])
    return mtorstruct.annotate(frame)


@pytest.fixture(scope="module")
def told(cohort: pd.DataFrame) -> dict[str, Any]:
    return content(plain_frame(cohort), title="A cohort")


@pytest.fixture(scope="module")
def page(cohort: pd.DataFrame) -> str:
    return report_html(cohort, title="A cohort", offline=True)


@pytest.fixture
def script(tmp_path: Path) -> Path:
    """What stands in for 3Dmol.js where no browser runs it."""
    path = tmp_path / "3Dmol-min.js"
    path.write_text("/* 3Dmol */ '</script>' ; '<!-- ' ;", encoding="utf-8")
    return path


def test_the_rows_add_up(told: dict[str, Any]) -> None:
    counts = told["counts"]
    assert counts["rows"] == 14
    assert counts["rows"] == counts["answered"] + counts["other_genes"] + counts["rejected"]
    assert (counts["answered"], counts["other_genes"], counts["rejected"]) == (8, 2, 4)
    assert sum(reason["rows"] for reason in counts["reasons"]) == counts["rejected"]
    assert sum(group["rows"] for group in told["unanswered"]) == counts["rejected"]
    assert told["others"] == [("PIK3CA", 1), ("TP53", 1)]
    assert sum(change["count"] for change in told["changes"]) == counts["answered"]
    assert (counts["changes"], counts["samples"], counts["genes"]) == (7, 5, 2)


def test_what_matters_comes_first(told: dict[str, Any]) -> None:
    rapalog = told["questions"][0]
    assert rapalog["name"] == "rapalog"
    assert rapalog["matters"][0] == "MTOR:F2108L"
    values = [
        next(c for c in told["changes"] if c["key"] == key)["verdicts"]["rapalog"]["value"]
        for key in rapalog["matters"]
    ]
    assert values == sorted(values, key=palette.CLASS_ORDER.index)
    assert set(values) <= set(TELLING)
    assert told["changes"][0]["key"] == "MTOR:F2108L"
    assert "2 variants likely confer resistance to rapalogs." in rapalog["headline"]


def test_a_verdict_says_what_it_stands_on(told: dict[str, Any]) -> None:
    change = told["changes"][0]
    assert change["verdicts"]["rapalog"]["basis"] == "published, and the rules agree"
    assert change["distances"]["rapamycin"]["said"].startswith(
        f"{change['distances']['rapamycin']['A']:.1f}\N{NO-BREAK SPACE}Å (bound"
    )
    assert "https://pubmed.ncbi.nlm.nih.gov/27279227/" in [piece["href"] for piece in change["evidence"]]
    assert "".join(piece["text"] for piece in change["conflicts"]).startswith("a review prints F2018L")


def test_what_else_a_sample_carries_is_told(told: dict[str, Any]) -> None:
    contexts = {change["key"]: change["context"] for change in told["changes"]}
    assert contexts["MTOR:A2034V"][0].startswith("s1: PIK3CA E545K")
    assert not contexts["MTOR:M2327I"]


def test_cards_and_rows_have_links_a_sentence_for_a_paper_and_the_samples(page: str) -> None:
    table = mtorstruct.annotate(["F2108L"])
    citation = mtorstruct.cite(table.iloc[0])
    card = re.search(r'<li>\s*<p class="what"><button[^>]*data-go="MTOR:F2108L".*?</li>', page, re.DOTALL)
    row = re.search(r'<tr data-key="MTOR:F2108L".*?</tr>', page, re.DOTALL)
    for part in (card, row):
        assert part is not None
        parsed = Page(part[0])
        words = " ".join("".join(parsed.text).split())
        assert citation.text in words
        links = {told["href"] for tag, told in parsed.elements if tag == "a"}
        assert {reference.address for reference in citation.references} <= links
        assert "https://www.uniprot.org/uniprotkb/P42345" in links
        assert "https://www.rcsb.org/structure/4DRI" in links
        assert "https://pubmed.ncbi.nlm.nih.gov/27279227/" in links
        assert "s1" in words


def test_rejected_rows_have_a_reason_and_a_suggestion(told: dict[str, Any]) -> None:
    found = {group["input"]: group for group in told["unanswered"]}
    assert found["F2018L"]["suggestion"] == "F2108L"
    assert all(group["reason"] for group in told["unanswered"])
    assert len(told["unanswered"]) == told["counts"]["rejected"] == 4


def test_other_genes_are_one_line(page: str) -> None:
    shown = "".join(Page(page).text)
    assert "Other genes: PIK3CA 1, TP53 1." in shown
    assert not re.search("another gene(?!, as)", shown)


def test_rows_without_a_protein_change_are_told_by_what_they_are() -> None:
    rows = [("MTOR", "F2108L", ""), ("MTOR", "F2018L", "")] + [
        (gene, "", kind)
        for gene, kind, n in (("MTOR", "Intron", 9), ("RPTOR", "Intron", 2), ("MTOR", "5'UTR", 1))
        for _ in range(n)
    ]
    frame = pd.DataFrame(rows, columns=["gene", "change", "Variant_Classification"])
    frame["sample"] = [f"s{k}" for k in range(len(frame))]
    told = content(plain_frame(mtorstruct.annotate(frame)), title="")["unanswered"]
    assert [(group["gene"], group["rows"]) for group in told] == [
        ("MTOR", 1), ("MTOR, RPTOR", 11), ("MTOR", 1),
    ]  # fmt: skip
    assert told[1]["samples"].endswith(" and 6 more") or told[1]["samples"].count(",") == 10
    assert all(group["reason"].count("no protein change is named") == 1 for group in told[1:])


def test_every_status_has_a_group() -> None:
    groups = {status: group_of(status, "X") for status in STATUSES}
    assert groups.pop("ok") == "answered"
    assert groups.pop("context") == groups.pop("unknown_gene") == "other_genes"
    assert set(groups.values()) == {"rejected"}
    assert group_of("unknown_gene", "(none)") == group_of("unknown_gene", "") == "rejected"


def test_a_drug_has_a_verdict_of_its_own() -> None:
    told = content(plain_frame(mtorstruct.annotate(["A2034V", "F2108L"], drug="everolimus")), title="")
    assert [question["name"] for question in told["questions"]][:2] == ["drug", "rapalog"]
    assert told["questions"][0]["figures"] == "rapalog"
    assert "everolimus" in told["questions"][0]["headline"]
    assert all(change["drug_explanation"] for change in told["changes"])


NONE = "No variant is known or inferred to confer resistance to x."


@pytest.mark.parametrize(
    ("counts", "drugs", "said"),
    [
        (
            {"resistance_likely": 2, "resistance_possible": 1},
            "rapalogs",
            "2 variants likely confer resistance to rapalogs. 1 more may do so.",
        ),
        ({"resistance_possible": 1}, "x", "1 variant may confer resistance to x."),
        ({"hypersensitive": 1}, "x", f"{NONE} 1 is published as hypersensitive."),
        ({"insufficient_evidence": 1200}, "x", f"{NONE} For 1,200, the evidence is insufficient."),
        (
            {"activating": 3, "likely_neutral": 1, "unknown": 2},
            "",
            "3 activating. 1 is neutral or likely neutral. For 2, the effect on activity is unknown.",
        ),
        ({}, "rapalogs", "No variant has a verdict."),
        ({"": 4}, "rapalogs", "No variant has a verdict."),
    ],
)
def test_the_headline(counts: dict[str, int], drugs: str, said: str) -> None:
    assert headline(counts, drugs) == said


def test_publications_become_links() -> None:
    text = "seen (PMID:123, review doi:10.1186/s13045-019-0754-1 on its reference 127; PMC4979321)."
    pieces = linked(text)
    assert "".join(piece["text"] for piece in pieces) == text
    assert [piece["href"] for piece in pieces if piece["href"]] == [
        "https://pubmed.ncbi.nlm.nih.gov/123/",
        "https://doi.org/10.1186/s13045-019-0754-1",
        "https://pmc.ncbi.nlm.nih.gov/articles/PMC4979321/",
    ]


def test_the_page_asks_for_nothing_from_outside(page: str) -> None:
    parsed = Page(page)
    assert not parsed.open
    for tag, told in parsed.elements:
        assert not {"src", "srcset", "data", "action", "poster"} & set(told)
        assert not [name for name in told if name.startswith("on")]
        address = told.get("href", told.get("xlink:href", ""))
        assert address.startswith("#") or not address or (tag == "a" and address.startswith("https://"))
        if tag == "a" and address.startswith("https:"):
            assert "noopener" in told["rel"]
    assert "@import" not in page
    assert not re.search(r"url\((?!#)", page)


def test_no_script_runs_but_those_of_the_page(page: str) -> None:
    parsed = Page(page)
    policy = next(
        told["content"] for _, told in parsed.elements if "content" in told and "http-equiv" in told
    )
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe-inline" not in policy.partition("script-src")[2].partition(";")[0]
    running = [text for told, text in parsed.scripts if told.get("type") != "application/json"]
    assert policy.count("'sha256-") == len(running) == 3


def test_input_stays_text(script: Path) -> None:
    frame = pd.DataFrame(
        [row for n in HOSTILE for row in (("MTOR", "F2108L", n), ("MTOR", n, "s"), (n, "A1B", n))],
        columns=["gene", "change", "sample"],
    )
    annotation = mtorstruct.annotate(frame)
    plain = pd.DataFrame({"change": "F2108L", "sample": ["s1", "s2"]})
    harmless = Page(report_html(mtorstruct.annotate(plain, gene="MTOR"), title="x", js=script, figures=False))
    text = report_html(annotation, title=HOSTILE[0], source=HOSTILE[2], js=script, figures=False)
    parsed = Page(text)
    assert not parsed.open
    assert len(parsed.scripts) == len(harmless.scripts) == 8
    assert {tag for tag, _ in parsed.elements} <= {tag for tag, _ in harmless.elements} | {
        "details",
        "summary",
    }
    assert not [told for _, told in parsed.elements if any(name.startswith("on") for name in told)]
    shown = "".join(parsed.text)
    assert all(name in shown for name in HOSTILE)
    assert "49" not in {cell.strip() for cell in parsed.text}
    for _, block in parsed.scripts[1:]:
        assert not re.search("</script|<!--", block)
    samples = next(c for c in parsed.data("annotation")["columns"] if c["name"] == "sample")["values"]
    assert set(HOSTILE) - {HOSTILE[4]} <= set(samples)


def test_json_may_stand_in_a_script_element() -> None:
    value = {name: [name] for name in HOSTILE}
    text = json_text(value)
    assert not set(text) & set("<>&\u2028\u2029")
    assert json.loads(text) == value


def test_what_is_downloaded_is_what_annotate_writes(cohort: pd.DataFrame, page: str) -> None:
    kept = Page(page).data("annotation")
    assert kept == encoded(cohort)
    rows = [[column["values"][k] for k in column["rows"]] for column in kept["columns"]]
    tsv = render(ANNOTATION, ANNOTATION.from_frame(cohort), "tsv").splitlines()
    assert tsv[0].split("\t") == [column["name"] for column in kept["columns"]]
    assert [len(row) for row in rows] == [len(cohort)] * len(ANNOTATION.columns)
    assert tsv[1].split("\t") == [row[0] for row in rows]


def test_the_table_says_what_the_annotation_says(cohort: pd.DataFrame, page: str) -> None:
    rows = [told for tag, told in Page(page).elements if tag == "tr" and "data-key" in told]
    answered = cohort[cohort.status == "ok"]
    assert {row["data-key"] for row in rows} == {
        f"{r.gene}:{r.wild_type}{r.position}{r.mutant}" for r in answered.itertuples()
    }
    verdicts = {f"MTOR:{r.wild_type}{r.position}{r.mutant}": r.rapalog for r in answered.itertuples()}
    assert all(row["data-rapalog"] == verdicts.get(row["data-key"], row["data-rapalog"]) for row in rows)


def test_drawings_have_words_beside_them(page: str) -> None:
    drawings = [told for tag, told in Page(page).elements if tag == "svg"]
    assert len(drawings) >= 9
    assert all(told["role"] == "img" and told["aria-label"] for told in drawings)
    ids = [told["id"] for _, told in Page(page).elements if "id" in told]
    assert len(ids) == len(set(ids))


def test_rows_without_an_answer_are_told_once(page: str) -> None:
    assert "".join(Page(page).text).count("residue 2018 of MTOR (P42345) is R, not F") == 1
    assert "not_understood" not in "".join(Page(page).text)


def test_equal_input_gives_equal_bytes(cohort: pd.DataFrame, script: Path, tmp_path: Path) -> None:
    written = [
        write_report(cohort, tmp_path / name / "r.html", js=script) for name in map(_folder(tmp_path), "ab")
    ]
    assert written[0].path.read_bytes() == written[1].path.read_bytes()
    assert written[0].size_bytes == written[0].path.stat().st_size
    assert not re.search(r"20\d\d-\d\d-\d\d", written[0].path.read_text(encoding="utf-8"))


def _folder(parent: Path) -> Any:
    def made(name: str) -> str:
        (parent / name).mkdir()
        return name

    return made


def test_files_are_named_with_their_hash(cohort: pd.DataFrame, tmp_path: Path) -> None:
    source = tmp_path / "cohort.tsv"
    source.write_text("change\nF2108L\n", encoding="utf-8")
    told = content(plain_frame(cohort), title="", sources=[source, "the command line"])["sources"]
    assert told[0] == {"name": "cohort.tsv", "sha256": hashlib.sha256(source.read_bytes()).hexdigest()}
    assert told[1] == {"name": "the command line", "sha256": ""}


def test_without_3dmol_the_page_says_how_to_get_it(page: str) -> None:
    parsed = Page(page)
    assert "mtorstruct fetch --viewer" in "".join(parsed.text)
    assert "stage" not in {told.get("id") for _, told in parsed.elements}
    assert any("drawn flat" in told.get("aria-label", "") for tag, told in parsed.elements if tag == "svg")


def test_the_flat_picture_keeps_shape_and_colours() -> None:
    scene = make_scene("5H64", variants=["F2108L", "MTOR:M2327I"])
    drawn = still(scene, {})
    assert {style.colour for style in palette.DOMAINS.values()} <= set(re.findall("#[0-9A-F]{6}", drawn))
    assert drawn.count("<circle") == len(scene.marks) == 4
    xy = np.array([[float(v) for v in pair] for pair in re.findall(r'cx="(\S+)" cy="(\S+)"', drawn)])
    assert ((xy > 0) & (xy < (900, 560))).all()
    assert still(scene, {}) == drawn


def test_nothing_answered_is_a_page_too() -> None:
    parsed = Page(report_html(mtorstruct.annotate(["what?"]), offline=True))
    assert "No variant has a verdict." in "".join(parsed.text)


def test_a_table_that_is_no_annotation_is_refused() -> None:
    with pytest.raises(UsageError, match="no known column of protein changes"):
        report_html(pd.DataFrame({"gene": ["MTOR"]}))
    with pytest.raises(UsageError, match="lacks the columns"):
        report_html(pd.DataFrame({"input": ["F2108L"], "status": ["ok"]}))


def test_the_command(
    cohort: pd.DataFrame, script: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = tmp_path / "cohort.tsv"
    source.write_text("gene\tchange\tsample\nMTOR\tF2108L\ts1\nMTOR\tF2018L\ts2\n", encoding="utf-8")
    target = tmp_path / "page.html"
    assert main(["report", str(source), "M2327I", "-o", str(target), "--js", str(script)]) == 0
    said = capsys.readouterr().err
    assert f"{target} (" in said
    assert "3 rows = 2 answered + 0 of other genes + 1 rejected" in said
    parsed = Page(target.read_text(encoding="utf-8"))
    assert "read from the command line, cohort.tsv" in "".join(parsed.text)
    assert parsed.data("page")["stem"] == "page"


def test_the_command_without_3dmol_writes_the_page_and_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "page.html"
    where = ["-o", str(target), "--store", str(tmp_path), "--offline"]
    assert main(["report", "F2108L", "what?", "--evidence", "none", *where]) == 1
    assert "the picture is flat" in capsys.readouterr().err
    text = target.read_text(encoding="utf-8")
    assert "publications were left out" in text
    # A rule names PMID:27279227 as what it rests on; the case of this variant is in PMID:25295501 alone.
    assert "pubmed.ncbi.nlm.nih.gov/25295501" not in text
    assert "No published effect of exactly this variant entered the assessment" in text
    assert main(["report", "what?", *where]) == 3
    assert main(["report", "-o", str(target)]) == 2
    for missing in ("cohort.maf", "./mine", "cohort.tsv.gz"):
        assert main(["report", missing, *where]) == 3
    assert "there is no such file" in capsys.readouterr().err


def test_a_real_cohort(shared_cohorts: Path, script: Path, tmp_path: Path) -> None:
    source = shared_cohorts / "tcga_mc3_mtor_genes.maf.tsv"
    target = tmp_path / "page.html"
    assert main(["report", str(source), "-o", str(target), "--js", str(script)]) == 0
    parsed = Page(target.read_text(encoding="utf-8"))
    assert parsed.data("annotation")["n"] == 337
    # 3Dmol.js takes 0.54 MB more.
    assert target.stat().st_size < 3_500_000


def test_a_report_is_a_page(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is a page"):
        write_report(mtorstruct.annotate(["F2108L"]), tmp_path / "report.pdf")


def test_distances_to_carried_over_ligands_are_marked() -> None:
    page = report_html(mtorstruct.annotate(["F2108L", "C1483Y"]), figures=False, offline=True)
    rows = dict(re.findall(r'<tr data-key="MTOR:(\w+)"(.*?)</tr>', page, re.DOTALL))
    assert [text.count('class="carried"') for text in (rows["F2108L"], rows["C1483Y"])] == [0, 1]


def test_the_flat_picture_has_the_colours_of_the_first_verdict() -> None:
    table = mtorstruct.annotate(["M2327I", "F2108L"], drug="sapanisertib")
    page = report_html(table, figures=False, offline=True)
    circles = dict(re.findall(r'fill="(#\w+)" data-of-change="([^"]+)"', page))
    drawn = {key: colour for colour, key in circles.items()}
    assert drawn == {
        f"MTOR:{row.input}": palette.solid(palette.verdict_style(row.drug_response)).colour
        for row in table.itertuples()
    }
