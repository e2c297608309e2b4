"""The report in a browser: the picture and the table are one, nothing is requested, everyone can read it."""

from __future__ import annotations

import colorsys
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import mtorstruct
from mtorstruct.reference.proteins import protein
from mtorstruct.tables import ANNOTATION
from mtorstruct.tables.writing import render
from mtorstruct.views import palette
from mtorstruct.views.report import page as page_module
from mtorstruct.views.report import write_report

from .browser import Browser, Visit, browser, viewer_script

__all__ = ["browser", "viewer_script"]

pytestmark = pytest.mark.browser

CHANGES = [
    ("F2108L", "s1"), ("F2108L", "s2"), ("A2034V", "s1"), ("M2327I", "s3"), ("C1483Y", "s3"),
    ("C1483F", "s9"), ("E2419K", "s4"), ("RPTOR:R788C", "s4"), ("R1000Q", "s5"),
    ("S2215Y", "<script>alert(1)</script>"), ("F2018L", "s6"), ("E1799K", "=1+1"), ("V2006F", " \uff20SUM"),
    ("V2006I", "-7"), ("L2230V", "-"),
]  # fmt: skip


@pytest.fixture(scope="module")
def cohort() -> pd.DataFrame:
    return mtorstruct.annotate(pd.DataFrame(CHANGES, columns=["change", "sample"]), gene="MTOR")


@pytest.fixture(scope="module")
def report(cohort: pd.DataFrame, viewer_script: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("report") / "cohort.html"
    return write_report(cohort, target, title="A cohort", js=viewer_script).path


@pytest.fixture
def visit(browser: Browser, report: Path) -> Iterator[Visit]:
    """The page with its picture drawn; it must request nothing and complain of nothing."""
    with browser.visit(report) as opened:
        opened.until_drawn()
        yield opened
        assert not opened.requests
        assert not opened.complaints


def pixels(visit: Visit) -> np.ndarray[Any, Any]:
    """The picture as it is on the screen, shape (height, width, 3), 0 to 255."""
    from matplotlib.image import imread

    shot = visit.page.locator("#stage").screenshot()
    return (imread(io.BytesIO(shot))[..., :3] * 255).round().astype(int)


def hues(image: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Hue in degrees of the pixels that have a colour."""
    flat = image.reshape(-1, 3) / 255
    high, low = flat.max(axis=1), flat.min(axis=1)
    coloured = flat[(high - low > 0.15) & (high > 0.2)]
    return np.array([colorsys.rgb_to_hsv(*pixel)[0] * 360 for pixel in coloured[::3]])


def rows(visit: Visit) -> list[str]:
    """Keys of the rows that are seen, in their order."""
    found: list[str] = visit.ask(
        "[...document.querySelectorAll('#changes tbody tr:not([hidden])')].map(r => r.dataset.key)"
    )
    return found


def labels(visit: Visit) -> list[str]:
    found: list[str] = visit.ask("mtorstruct.viewer.labels.map(l => l.text)")
    return found


def choose(visit: Visit, key: str) -> None:
    visit.page.locator(f"tr[data-key='{key}'] .pick").click()


def test_the_picture_has_the_colours_of_the_domains(visit: Visit) -> None:
    image = pixels(visit)
    assert image.std() > 20
    found = hues(image)
    for name, style in palette.DOMAINS.items():
        r, g, b = (int(style.colour[k : k + 2], 16) / 255 for k in (1, 3, 5))
        wanted = colorsys.rgb_to_hsv(r, g, b)[0] * 360
        away = np.abs((found - wanted + 180) % 360 - 180)
        assert (away < 6).sum() > 60, name


def test_residues_go_by_the_numbers_of_the_file(visit: Visit) -> None:
    atoms = "mtorstruct.viewer.getModel(0).selectedAtoms({chain: 'A', resi: 2108})"
    assert visit.ask(f"{atoms}.map(a => [a.resn, a.atom])") == [["PHE", "CA"]]
    drawn = "mtorstruct.viewer.getModel(1).selectedAtoms({atom: 'CA'})"
    mine = f"{drawn}.filter(a => a.of.chain === 'A' && a.of.resi === 2108)"
    assert visit.ask(f"{mine}.map(a => a.style.cartoon.colorfunc(a))") == [palette.DOMAINS["FRB"].colour]


def test_a_row_leads_to_its_sphere(visit: Visit) -> None:
    before = visit.ask("mtorstruct.viewer.getView()")
    choose(visit, "MTOR:M2327I")
    after = visit.ask("mtorstruct.viewer.getView()")
    place = visit.ask("mtorstruct.picture.placeOf('MTOR:M2327I')")
    assert np.linalg.norm(np.subtract(before, after)) > 10
    # The view is centred on the sphere: its first three numbers are minus the centre.
    assert np.allclose(-np.array(after[:3]), place, atol=0.01)
    assert set(labels(visit)) == {"M2327I"}
    assert "M2327I" in visit.page.locator("#detail").inner_text()
    assert "PMID:27279227" in visit.page.locator("#detail").inner_text()


def test_a_row_is_chosen_with_the_keyboard(visit: Visit) -> None:
    page = visit.page
    first, second = rows(visit)[:2]
    page.locator(f"tr[data-key='{first}'] .pick").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert page.locator("tr[aria-current]").get_attribute("data-key") == second
    assert set(labels(visit)) == {second.removeprefix("MTOR:")}
    assert page.locator(".pick[tabindex='0']").count() == 1


def test_a_sphere_leads_to_its_row(visit: Visit) -> None:
    page = visit.page
    choose(visit, "MTOR:M2327I")
    page.locator("[data-act=home]").click()
    # The chosen sphere comes to the middle; from there a click finds it.
    choose(visit, "MTOR:F2108L")
    visit.ask("mtorstruct.viewer.render()")
    visit.ask("document.querySelector('tr[aria-current]').removeAttribute('aria-current')")
    x, y, z = visit.ask("mtorstruct.picture.placeOf('MTOR:F2108L')")
    page.locator("#stage").scroll_into_view_if_needed()
    at = visit.ask("p => mtorstruct.viewer.modelToScreen(p)", {"x": x, "y": y, "z": z})
    scrolled = visit.ask("[scrollX, scrollY]")
    page.mouse.move(at["x"] - scrolled[0], at["y"] - scrolled[1])
    page.mouse.down()
    page.mouse.up()
    visit.until("document.querySelector('tr[aria-current]')", 20)
    row = page.locator("tr[aria-current]")
    assert row.get_attribute("data-key") == "MTOR:F2108L"
    seen, box = row.bounding_box(), page.locator(".scroll").first.bounding_box()
    assert box["y"] <= seen["y"]
    assert seen["y"] + seen["height"] <= box["y"] + box["height"] + 1


def test_a_change_of_the_list_leads_to_both(visit: Visit) -> None:
    visit.page.locator(".matters .go").first.click()
    chosen = visit.page.locator("tr[aria-current]").get_attribute("data-key")
    assert chosen == "MTOR:F2108L"
    assert set(labels(visit)) == {"F2108L"}


def test_the_table_is_filtered_and_says_how_many_are_left(visit: Visit) -> None:
    page, n = visit.page, len(rows(visit))
    page.fill("#filter-text", "c1483")
    visit.until("document.querySelector('#count').textContent.startsWith('2 of')", 5)
    assert rows(visit) == ["MTOR:C1483Y", "MTOR:C1483F"]
    shown = visit.ask("mtorstruct.viewer.models.at(-1).selectedAtoms({}).filter(a => a.style.sphere).length")
    assert shown == 4
    page.click("#clear")
    assert len(rows(visit)) == n
    page.select_option("#filter-verdict", "resistance_likely")
    assert set(rows(visit)) == {"MTOR:F2108L", "MTOR:A2034V"}
    page.select_option("#filter-gene", "RPTOR")
    assert rows(visit) == []
    assert page.locator("#empty").is_visible()
    assert page.locator("#count").get_attribute("aria-live") == "polite"
    page.click("#clear")
    page.fill("#filter-text", "<script>")
    visit.until("document.querySelector('#count').textContent.startsWith('1 of')", 5)


PICKED = """
names => names.map(name => {
  const field = document.querySelector('#filter-sample');
  field.value = name;
  field.dispatchEvent(new Event('input'));
  return [...document.querySelectorAll('#changes tr[data-key]:not([hidden])')].map(row => row.dataset.key);
})
"""
"""Keys of the rows that are shown for each sample, one after the other."""


def test_a_sample_is_picked_like_a_gene_or_a_verdict(visit: Visit, cohort: pd.DataFrame) -> None:
    page = visit.page
    picker = page.locator("#filter-sample")
    options = picker.locator("option").all_text_contents()
    answered = cohort[cohort["status"] == "ok"]
    variants = answered[answered["sample"] != ""].groupby("sample")["input"].agg(set)
    n = len(set(answered["input"]))
    assert options == ["all", *sorted(variants.index)]
    for sample, changes in variants.items():
        picker.select_option(sample)
        mine = {change if ":" in change else f"MTOR:{change}" for change in changes}
        assert set(rows(visit)) == mine
        assert page.locator("#count").text_content() == f"{len(mine)} of {n} variants"
    picker.select_option("s4")
    page.select_option("#filter-gene", "RPTOR")
    assert rows(visit) == ["RPTOR:R788C"]
    page.select_option("#filter-gene", "")
    assert set(labels(visit)) <= {"E2419K", "RPTOR:R788C"}
    page.locator("#clear").click()
    assert len(rows(visit)) == n
    # The first letters choose from a list that has the focus.
    picker.focus()
    page.keyboard.type("s9")
    assert rows(visit) == ["MTOR:C1483F"]


def headings(visit: Visit) -> list[str]:
    """Headings of the sections, as they are seen."""
    found: list[str] = visit.page.locator("main h2").all_inner_texts()
    return found


def test_headings_say_what_is_of_all_samples_while_one_is_picked(visit: Visit, cohort: pd.DataFrame) -> None:
    before = headings(visit)
    assert before[:3] == ["What matters", "Picture and table", "Figures"]
    n = cohort.loc[cohort["status"] == "ok", "sample"].nunique()
    visit.page.locator("#filter-sample").select_option("<script>alert(1)</script>")
    # The sample of one row is "-", which names none.
    assert headings(visit) == [
        f"What matters in all {n} samples and 1 row without one",
        "Picture and table of sample <script>alert(1)</script>",
        f"Figures of all {n} samples and 1 row without one",
        *before[3:],
    ]
    # A variant that the sample lacks is shown among all again.
    visit.page.locator(".matters .go", has_text="F2108L").first.click()
    assert headings(visit) == before


def test_headings_count_rows_that_name_no_sample(browser: Browser, tmp_path: Path) -> None:
    told = [("F2108L", "s1"), ("M2327I", "s2"), ("C1483Y", ""), ("E1799K", "")]
    table = mtorstruct.annotate(pd.DataFrame(told, columns=["change", "sample"]), gene="MTOR")
    page = write_report(table, tmp_path / "some.html", figures=False).path
    with browser.visit(page) as visit:
        visit.page.locator("#filter-sample").select_option("s2")
        assert headings(visit)[0] == "What matters in all 2 samples and 2 rows without one"


def variants_of_samples(maf: Path) -> pd.Series[Any]:
    """Variants of each sample of a MAF, without PRAS40, whose rows count by another isoform."""
    told = pd.read_csv(maf, sep="\t", dtype=str)
    change = told["HGVSp_Short"].str.removeprefix("p.")
    silent = told["Variant_Classification"] == "Silent"
    change = change.where(~silent, change.str[:-1] + "=")
    coding = (change != ".") & ~change.str.endswith("_splice") & (told["Hugo_Symbol"] != "AKT1S1")
    return (told["Hugo_Symbol"] + ":" + change)[coding].groupby(told["Tumor_Sample_Barcode"]).agg(set)


def told_samples(table: pd.DataFrame) -> set[str]:
    """Samples with a row that has an answer."""
    return set(table.loc[table["status"] == "ok", "sample"])


@pytest.mark.parametrize("crowded", [False, True], ids=["plain", "deflated"])
def test_each_of_many_samples_is_found_by_its_name(
    browser: Browser, shared_cohorts: Path, tmp_path: Path, crowded: bool
) -> None:
    maf = shared_cohorts / "tcga_mc3_mtor_genes.maf.tsv"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(page_module, "CROWDED", 3 if crowded else 10**6)
        table = mtorstruct.annotate_file(maf)
        page = write_report(table, tmp_path / "mc3.html", figures=False).path
    wanted = variants_of_samples(maf)
    most = max(wanted.index, key=lambda sample: len(wanted[sample]))
    assert len(wanted) > 200
    assert len(wanted[most]) > 3
    with browser.visit(page) as visit:
        visit.until("!document.querySelector('#filter-sample').closest('label').hidden")
        found = visit.ask(PICKED, wanted.index.tolist())
        for sample, keys in zip(wanted.index, found, strict=True):
            assert {key for key in keys if not key.startswith("AKT1S1")} == wanted[sample], sample
        # With the keyboard: a name counts when it is complete, and is offered before.
        visit.page.locator("#clear").click()
        everything = visit.page.locator("#count").text_content()
        field = visit.page.get_by_label("Sample", exact=True)
        field.focus()
        visit.page.keyboard.type(most[:-1])
        assert visit.page.locator("#count").text_content() == everything
        assert most in visit.ask(
            "[...document.querySelector('#filter-sample').list.options].map(o => o.value)"
        )
        visit.page.keyboard.type(most[-1])
        assert (
            visit.page.locator("#count")
            .text_content()
            .startswith(f"{len(found[wanted.index.get_loc(most)])} of")
        )
        assert headings(visit)[:2] == [
            f"What matters in all {len(told_samples(table)):,} samples",
            f"Picture and table of sample {most}",
        ]
        field.fill("TCGA")
        visit.page.keyboard.press("Tab")
        assert visit.page.locator("#empty").text_content() == "No sample with a variant is called TCGA."
        assert not visit.page.locator("#changes tr[data-key]:visible").count()
        assert not visit.requests
        assert not visit.complaints


def test_without_samples_there_is_nothing_to_pick(browser: Browser, tmp_path: Path) -> None:
    table = mtorstruct.annotate(["F2108L", "M2327I"])
    page = write_report(table, tmp_path / "none.html", figures=False).path
    with browser.visit(page) as visit:
        assert visit.page.locator("#filters").is_visible()
        assert not visit.page.locator("#filter-sample, #samples-data").count()
        assert not visit.complaints


def test_the_flat_picture_follows_the_sample(browser: Browser, report: Path) -> None:
    with browser.visit(report, arguments=("--disable-3d-apis",)) as visit:
        circles = visit.page.locator(".still circle:visible")
        before = circles.count()
        visit.page.locator("#filter-sample").select_option("s3")
        seen = circles.evaluate_all("all => all.map(circle => circle.dataset.ofChange)")
        assert set(seen) == {"MTOR:M2327I", "MTOR:C1483Y"}
        visit.page.locator("#clear").click()
        assert circles.count() == before > len(seen)


def test_the_table_is_sorted_by_mouse_and_by_keyboard(visit: Visit) -> None:
    page = visit.page
    header = page.locator("#changes thead th", has_text="Rapa").last
    distances = "[...document.querySelectorAll('#changes tbody tr')].map(r => r.cells[7].dataset.sort)"
    header.locator("button").click()
    assert header.get_attribute("aria-sort") == "ascending"
    known = [float(value) for value in visit.ask(distances) if value]
    assert known == sorted(known)
    assert len(known) > 5
    header.locator("button").focus()
    page.keyboard.press("Enter")
    assert header.get_attribute("aria-sort") == "descending"
    assert [float(value) for value in visit.ask(distances) if value] == sorted(known, reverse=True)
    assert page.locator("#changes thead th[aria-sort=ascending]").count() == 0


def test_the_verdict_changes_colours_list_and_legend(visit: Visit) -> None:
    sphere = "mtorstruct.viewer.models.at(-1).selectedAtoms({resi: 2327, chain: 'A'})[0].style.sphere.color"
    assert visit.ask(sphere) == palette.CLASSES["sensitivity_retained"].colour
    assert visit.page.locator("#legend-verdict").inner_text() == "Response to rapalogs"
    visit.page.locator(".verdict-choice label", has_text="ATP-competitive").click()
    assert visit.ask(sphere) == palette.CLASSES["resistance_likely"].colour
    assert "ATP-competitive" in visit.page.locator(".headline:visible").inner_text()
    assert "resistance likely" in visit.page.locator("#legend-changes").inner_text()
    heading = visit.page.locator("#legend-verdict").inner_text()
    assert heading == "Response to ATP-competitive inhibitors"
    assert visit.page.locator("figure[data-drawn=atp_competitive]").first.is_visible()
    assert not visit.page.locator("figure[data-drawn=rapalog]").first.is_visible()
    visit.page.keyboard.press("ArrowRight")
    assert "bi-steric" in visit.page.locator(".headline:visible").inner_text()
    visit.page.keyboard.press("ArrowRight")
    assert visit.ask(sphere) == palette.CLASSES["activating"].colour
    assert "resistance likely" not in visit.page.locator("#legend-changes").inner_text()
    assert visit.page.locator("#legend-verdict").inner_text() == "Activity of mTOR"


def test_downloads_are_what_annotate_writes(visit: Visit, cohort: pd.DataFrame) -> None:
    for button, fmt in (("#save-tsv", "tsv"), ("#save-json", "json")):
        with visit.page.expect_download() as waiting:
            visit.page.click(button)
        saved = waiting.value
        assert saved.suggested_filename == f"cohort.{fmt}"
        text = Path(saved.path()).read_text(encoding="utf-8")
        assert text == render(ANNOTATION, ANNOTATION.from_frame(cohort), fmt, spreadsheet=fmt == "tsv")
    with visit.page.expect_download() as waiting:
        visit.page.locator("[data-save]:visible").first.click()
    assert Path(waiting.value.path()).read_text(encoding="utf-8").startswith("<svg")


def test_the_policy_stops_requests_and_foreign_scripts(browser: Browser, report: Path) -> None:
    with browser.visit(report) as visit:
        visit.ask(
            "document.body.insertAdjacentHTML('beforeend',"
            ' \'<img src="https://example.org/x.png" onerror="window.hit = 1">\')'
        )
        visit.ask(
            "{const s = document.createElement('script'); s.textContent = 'window.hit = 1';"
            "document.body.append(s);}"
        )
        assert visit.ask("fetch('https://example.org/').then(() => 1, () => 0)") == 0
        assert visit.ask("window.hit") is None
        assert not visit.requests
        assert visit.complaints


@pytest.mark.parametrize("without", ["webgl", "javascript"])
def test_less_of_a_browser_still_tells_the_story(browser: Browser, report: Path, without: str) -> None:
    how: dict[str, Any] = (
        {"arguments": ("--disable-3d-apis",)} if without == "webgl" else {"java_script_enabled": False}
    )
    with browser.visit(report, **how) as visit:
        page = visit.page
        assert page.locator(".still svg").is_visible()
        assert page.locator("text=needs JavaScript and WebGL").is_visible()
        assert page.locator("#changes tbody tr").first.is_visible()
        assert page.locator(".paper svg:visible").count() >= 3
        assert page.locator(".headline").first.is_visible()
        assert not page.locator("#stage").is_visible()
        assert not visit.requests
        if without == "javascript":
            assert page.locator("#changes td.why").first.is_visible()
            assert not page.locator("#filters").is_visible()
        else:
            page.locator("tr[data-key='MTOR:M2327I'] .pick").click()
            assert "PMID:27279227" in page.locator("#detail").inner_text()


CONTRAST = """
() => {
  const canvas = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
  const rgba = (colour) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const ground = (element) => {
    for (let e = element; e; e = e.parentElement) {
      const colour = rgba(getComputedStyle(e).backgroundColor);
      if (colour[3] > 250) return colour;
    }
    return rgba('white');
  };
  const found = [];
  for (const element of document.querySelectorAll('body *')) {
    const own = [...element.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim());
    if (!own || element.closest('svg, script, #stage') || !element.getClientRects().length) continue;
    const name = element.tagName + '.' + element.className;
    found.push([rgba(getComputedStyle(element).color), ground(element), name]);
  }
  return found;
}
"""


def luminance(colour: list[float]) -> float:
    """Relative luminance as WCAG 2 has it."""
    linear = [
        v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in (c / 255 for c in colour[:3])
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [400, 1400])
def test_everyone_can_read_it(browser: Browser, report: Path, scheme: str, width: int) -> None:
    with browser.visit(report, width=width, color_scheme=scheme) as visit:
        visit.until_drawn()
        choose(visit, "MTOR:F2108L")
        inner, whole = visit.ask("[innerWidth, document.scrollingElement.scrollWidth]")
        assert whole <= inner == width
        for text, ground, name in visit.ask(CONTRAST):
            light, dark = sorted((luminance(text), luminance(ground)), reverse=True)
            assert (light + 0.05) / (dark + 0.05) >= 4.5, name
        assert visit.ask("parseFloat(getComputedStyle(document.querySelector('small')).fontSize)") >= 11


BROKEN = """
() => {
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (node.parentElement.closest('script, style, svg')) continue;
    for (const match of node.data.matchAll(/[\\d.]+\\s[Å%]/g)) {
      const range = new Range();
      range.setStart(node, match.index);
      range.setEnd(node, match.index + match[0].length);
      const tops = [...range.getClientRects()].map(line => Math.round(line.top));
      if (new Set(tops).size > 1) found.push(match[0]);
    }
  }
  for (const cell of document.querySelectorAll('#changes td.n:not([data-label=Samples])')) {
    const range = new Range();
    range.selectNodeContents(cell);
    const lines = [...range.getClientRects()].filter(line => line.width);
    const [tops, ends] = [lines.map(line => line.top), lines.map(line => line.bottom)];
    if (lines.length && Math.max(...tops) >= Math.min(...ends)) found.push(range.toString());
  }
  return found;
}
"""
"""Values that are parted from their units, or from the sign before them, by the end of a line."""


def test_no_line_ends_between_a_value_and_its_unit(browser: Browser, report: Path) -> None:
    with browser.visit(report, width=400) as visit:
        choose(visit, "MTOR:M2327I")
        visit.ask("document.querySelectorAll('details').forEach(part => { part.open = true; })")
        assert "Å" in visit.page.locator("#detail").inner_text()
        for width in range(340, 440, 5):
            visit.page.set_viewport_size({"width": width, "height": 900})
            assert visit.ask(BROKEN) == [], width


def test_long_distances_stay_in_their_columns(browser: Browser, report: Path) -> None:
    wide = "all => all.filter(cell => cell.scrollWidth > cell.clientWidth).map(cell => cell.textContent)"
    with browser.visit(report, width=1280) as visit:
        cells = visit.page.locator("#changes tbody td.n:not([data-label=Samples])")
        assert any(len(text) > 5 for text in cells.all_text_contents())
        assert cells.evaluate_all(wide) == []


def test_on_a_phone_the_name_stands_above_what_is_told_of_it(browser: Browser, report: Path) -> None:
    """What is written begins at one edge: name and labels, without an empty line between them."""
    edges = """
    row => ['th .pick', 'td.n', 'td.domain', 'td.v', 'td.atp'].map(part => {
      const range = new Range();
      const cell = row.querySelector(part);
      range.selectNodeContents(cell);
      return part === 'th .pick' ? range.getBoundingClientRect().left : cell.getBoundingClientRect().left;
    })
    """
    with browser.visit(report, width=400) as visit:
        for key in ("MTOR:M2327I", "RPTOR:R788C"):
            row = visit.page.locator(f"tr[data-key='{key}']")
            found = row.evaluate(edges)
            assert max(found) - min(found) < 1, key
            samples, domain = (
                row.locator(part).bounding_box() for part in ("td[data-label='Samples']", "td.domain")
            )
            assert samples["height"] == pytest.approx(domain["height"], abs=4)


def test_it_prints_with_a_still_picture_and_the_whole_table(visit: Visit) -> None:
    page = visit.page
    page.emulate_media(media="print")
    assert page.locator(".still svg").is_visible()
    assert not page.locator("#stage").is_visible()
    assert not page.locator("#filters").is_visible()
    assert visit.ask("getComputedStyle(document.querySelector('.scroll')).maxHeight") == "none"
    assert page.locator("#changes td.evidence a").first.is_visible()


def test_each_of_a_thousand_variants_is_found(browser: Browser, viewer_script: Path, tmp_path: Path) -> None:
    sequence = protein("MTOR").sequence
    texts = []
    for k in range(1000):
        position = 1 + (k * 7919) % len(sequence)
        wild_type = sequence[position - 1]
        texts.append(f"{wild_type}{position}{next(a for a in 'LAKSE' if a != wild_type)}")
    assert len(set(texts)) == 1000
    table = mtorstruct.annotate(texts)
    written = write_report(table, tmp_path / "many.html", js=viewer_script)
    assert written.size_bytes < 8_000_000
    with browser.visit(written.path) as visit:
        visit.until_drawn()
        assert visit.ask("document.getElementsByTagName('*').length") < 80 * len(texts)
        visit.page.fill("#filter-text", "kinase")
        visit.until("document.querySelector('#count').textContent.includes(' of ')", 20)
        assert 100 < len(rows(visit)) < 400
        visit.page.fill("#filter-text", "")
        for text in texts[::250]:
            visit.page.fill("#filter-text", text)
            visit.until("document.querySelector('#count').textContent.startsWith('1 of ')", 20)
    assert not visit.requests
    assert not visit.complaints
