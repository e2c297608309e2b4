"""A crowded report in a browser: its packed table does all that a plain one does, for every row."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import mtorstruct
from mtorstruct.tables import ANNOTATION
from mtorstruct.tables.writing import render
from mtorstruct.views import palette
from mtorstruct.views.report import page as page_module
from mtorstruct.views.report import write_report

from .browser import Browser, Visit, browser, viewer_script
from .crowds import crowd
from .test_report_in_browser import CHANGES, choose, labels, rows

__all__ = ["browser", "viewer_script"]

pytestmark = pytest.mark.browser

MANY = 3000
READY = "document.querySelector('#changes').hasAttribute('aria-rowcount')"
DETAIL = "document.querySelector('#detail')"
CELLS = """
keys => keys.map(key => {
  const row = document.querySelector(`#changes tr[data-key="${key}"]`);
  const seen = (cell) => [cell.tagName, cell.className, cell.textContent.trim().replace(/\\s+/g, ' '),
    [...cell.querySelectorAll('a')].map(a => a.href + a.rel),
    [...cell.querySelectorAll('.m')].map(m => m.className)];
  return [...row.cells].filter(cell => !cell.classList.contains('why')).map(seen);
})
"""
SAID = """
() => {
  const panel = document.querySelector('#detail');
  // Crowded pages have no sentence for a paper.
  const words = [...panel.querySelectorAll('h3, p, li, dt, dd')].filter(e => !e.closest('.cite'))
    .map(e => e.textContent.trim().replace(/\\s+/g, ' '));
  const links = [...panel.querySelectorAll('a')].filter(a => !a.closest('.cite'));
  return [words.filter(Boolean), links.map(a => a.href)];
}
"""


@pytest.fixture(scope="module")
def few() -> pd.DataFrame:
    """A little of everything, also published effects, partners, a score, and samples with odd names."""
    more = [("RHEB:Y35N", "s1"), ("F2108L", ""), ("S2035T", "x"), ("W1456R", "x"), ("R1966fs", "s3")]
    frame = pd.DataFrame([*CHANGES, *more], columns=["change", "sample"])
    annotation = mtorstruct.annotate(frame, gene="MTOR", drug="everolimus")
    scores = [float("nan") if k % 4 == 1 else (k * 37 % 11) / 8 - 0.5 for k in range(len(annotation))]
    return annotation.assign(my_score=scores, my_word=[f"word {k % 3}" for k in range(len(annotation))])


@pytest.fixture(scope="module")
def pages(
    few: pd.DataFrame, viewer_script: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, Path]:
    """The same cohort as a plain page, and as one that is taken for crowded."""
    folder = tmp_path_factory.mktemp("pages")
    how: dict[str, Any] = {"js": viewer_script, "figures": False, "columns": ["my_score", "my_word"]}
    plain = write_report(few, folder / "plain.html", **how).path
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(page_module, "CROWDED", 3)
        patch.setattr(page_module, "PLAIN_ROWS", 5)
        packed = write_report(few, folder / "packed.html", **how).path
    return plain, packed


@pytest.fixture(scope="module")
def cohort() -> pd.DataFrame:
    return crowd(MANY)


@pytest.fixture(scope="module")
def report(cohort: pd.DataFrame, viewer_script: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("crowd") / "crowd.html"
    return write_report(cohort, target, title="A crowd", js=viewer_script).path


@pytest.fixture
def visit(browser: Browser, report: Path) -> Iterator[Visit]:
    with browser.visit(report) as opened:
        opened.until(READY)
        opened.until_drawn()
        yield opened
        assert not opened.requests
        assert not opened.complaints


def drawn(visit: Visit) -> list[str]:
    """Keys of the rows that are in the document, in their order."""
    found: list[str] = visit.ask(
        "[...document.querySelectorAll('#changes tr[data-key]:not([hidden])')].map(r => r.dataset.key)"
    )
    return found


def test_packed_rows_say_what_plain_rows_say(browser: Browser, pages: tuple[Path, Path]) -> None:
    with browser.visit(pages[0]) as plain, browser.visit(pages[1]) as packed:
        packed.until(READY)
        keys = rows(plain)
        assert drawn(packed) == keys
        assert len(keys) > 15
        assert packed.ask(CELLS, keys) == plain.ask(CELLS, keys)
        for key in keys:
            choose(plain, key)
            choose(packed, key)
            assert packed.ask(SAID) == plain.ask(SAID)
        assert not plain.complaints
        assert not packed.complaints


def test_packed_rows_are_sorted_and_found_as_plain_rows_are(
    browser: Browser, pages: tuple[Path, Path]
) -> None:
    with browser.visit(pages[0]) as plain, browser.visit(pages[1]) as packed:
        packed.until(READY)
        for k in range(plain.page.locator("#changes thead button").count()):
            for _ in range(2):
                for one in (plain, packed):
                    one.page.locator("#changes thead button").nth(k).click()
                assert drawn(packed) == rows(plain), k
        for words in ("c1483", "s3", "frb", "<script>", "kinase resistance", "=1+1", "27279227", "nothing"):
            for one in (plain, packed):
                one.ask("text => { document.querySelector('#filter-text').value = text; }", words)
                one.ask("document.querySelector('#filter-gene').dispatchEvent(new Event('change'))")
            assert drawn(packed) == rows(plain), words
            counts = [one.page.locator("#count").inner_text() for one in (plain, packed)]
            assert counts[0] == counts[1]
        assert packed.page.locator("#empty").is_visible()


def test_every_row_is_found_by_its_own_search(visit: Visit, cohort: pd.DataFrame) -> None:
    wanted = [f"{r.gene}:{r.wild_type}{r.position}{r.mutant}" for r in cohort.itertuples()]
    assert len(set(wanted)) == MANY
    missed = visit.ask(
        """keys => {
          const text = document.querySelector('#filter-text');
          const gene = document.querySelector('#filter-gene');
          return keys.filter((key) => {
            text.value = key;
            gene.dispatchEvent(new Event('change'));
            return !document.querySelector(`#changes tr[data-key="${key}"]`);
          });
        }""",
        wanted,
    )
    assert missed == []


def test_a_part_of_the_rows_is_in_the_document_and_all_are_counted(visit: Visit) -> None:
    table = visit.page.locator("#changes")
    assert 10 < len(drawn(visit)) < 60
    assert visit.ask("document.getElementsByTagName('*').length") < 20_000
    assert table.get_attribute("aria-rowcount") == str(MANY + 1)
    assert visit.page.locator("#count").inner_text() == "3,000 variants"
    assert not visit.page.locator("#part").is_visible()
    seen: dict[str, int] = {}
    visit.ask("document.querySelector('.scroll').style.scrollBehavior = 'auto'")
    for top in range(0, 200_000, 700):
        visit.ask(f"document.querySelector('.scroll').scrollTop = {top}")
        visit.ask("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
        found = visit.ask(
            "[...document.querySelectorAll('#changes tr[data-key]')]"
            ".map(r => [r.dataset.key, Number(r.getAttribute('aria-rowindex'))])"
        )
        seen.update(found)
        if len(seen) == MANY:
            break
    assert sorted(seen.values()) == list(range(2, MANY + 2))


def test_the_window_shows_rows_wherever_one_scrolls(visit: Visit) -> None:
    box = visit.page.locator(".scroll").first
    for part in (0.5, 1.0, 0.1):
        visit.ask(f"(b => b.scrollTop = {part} * b.scrollHeight)(document.querySelector('.scroll'))")
        visit.ask("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
        frame = box.bounding_box()
        inside = visit.ask(
            "([x, y]) => Boolean(document.elementFromPoint(x, y).closest('tr[data-key]'))",
            [frame["x"] + frame["width"] / 2, min(frame["y"] + frame["height"] - 40, 880)],
        )
        visit.page.locator("#explore").scroll_into_view_if_needed()
        assert inside or frame["y"] > 880
        heights = visit.ask(
            "[...document.querySelectorAll('#changes tr[data-key]')]"
            ".map(r => r.getBoundingClientRect().height)"
        )
        assert max(heights) - min(heights) < 0.1


def test_the_keyboard_goes_to_the_last_row_and_back(visit: Visit) -> None:
    page = visit.page
    first = drawn(visit)[0]
    page.locator(f"tr[data-key='{first}'] .pick").focus()
    page.keyboard.press("End")
    row = "document.activeElement.closest('tr')"
    assert visit.ask(f"{row}.getAttribute('aria-rowindex')") == str(MANY + 1)
    last = visit.ask(f"{row}.dataset.key")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    assert visit.ask("document.querySelector('tr[aria-current]').getAttribute('aria-rowindex')") == str(MANY)
    assert page.locator(".pick[tabindex='0']").count() == 1
    for _ in range(30):
        page.keyboard.press("ArrowUp")
    assert visit.ask(f"{row}.getAttribute('aria-rowindex')") == str(MANY - 30)
    page.keyboard.press("Home")
    assert visit.ask(f"{row}.dataset.key") == first != last
    page.mouse.move(900, 500)
    visit.ask("document.querySelector('.scroll').scrollTop = 50000")
    visit.until("document.activeElement.classList.contains('scroll')", 5)


def test_a_sphere_stands_for_the_variants_of_a_residue(visit: Visit, cohort: pd.DataFrame) -> None:
    of_mtor = cohort[(cohort["gene"] == "MTOR") & (cohort["modelled_in"] != "")]
    row: Any = next(r for r in of_mtor.itertuples() if "5H64" in r.modelled_in and r.rapalog != r.activity)
    key, residue = f"MTOR:{row.wild_type}{row.position}{row.mutant}", f"{row.wild_type}{row.position}"
    visit.page.fill("#filter-text", key)
    visit.until("document.querySelector('#count').textContent.startsWith('1 of')", 5)
    choose(visit, key)
    assert set(labels(visit)) == {residue}
    sphere = "mtorstruct.viewer.models.at(-1).selectedAtoms({}).filter(a => a.style.sphere)"
    visit.until(f"{sphere}.length === 2", 10)
    for question, heading in (("rapalog", "Rapalogs"), ("activity", "Activity of mTOR")):
        visit.page.locator(".verdict-choice label", has_text=heading).click()
        colour = palette.solid(palette.verdict_style(getattr(row, question))).colour
        visit.until(f"{sphere}.every(a => a.style.sphere.color === '{colour}')", 10)
        seen = visit.ask(
            "[...document.querySelectorAll('.still g[data-of]:not([hidden])')].map(g => g.dataset.of)"
        )
        assert seen == [question]


def test_a_variant_of_the_list_above_is_found_in_the_table(visit: Visit) -> None:
    button = visit.page.locator(".matters:visible .go").last
    key = button.get_attribute("data-go")
    button.click()
    assert visit.page.locator("tr[aria-current]").get_attribute("data-key") == key
    assert visit.page.locator("#detail h3").inner_text() == key.replace(":", " ")


def test_downloads_of_a_crowd_are_what_annotate_writes(visit: Visit, cohort: pd.DataFrame) -> None:
    for button, fmt in (("#save-tsv", "tsv"), ("#save-json", "json")):
        with visit.page.expect_download() as waiting:
            visit.page.click(button)
        text = Path(waiting.value.path()).read_text(encoding="utf-8")
        assert text == render(ANNOTATION, ANNOTATION.from_frame(cohort), fmt, spreadsheet=fmt == "tsv")


def test_a_crowd_prints_its_first_rows(visit: Visit) -> None:
    page = visit.page
    page.emulate_media(media="print")
    visit.until("document.querySelectorAll('#changes tr[data-key]').length === 200", 5)
    assert page.locator("#part").is_visible()
    assert "first 200 of 3,000 variants" in page.locator("#part").inner_text()
    page.emulate_media(media="screen")
    visit.until("document.querySelectorAll('#changes tr[data-key]').length < 60", 5)
    assert not page.locator("#part").is_visible()


@pytest.mark.parametrize("without", ["javascript", "DecompressionStream"])
def test_an_old_browser_has_the_first_rows_and_says_so(browser: Browser, report: Path, without: str) -> None:
    with browser.visit(report, java_script_enabled=without != "javascript") as visit:
        page = visit.page
        if without != "javascript":
            page.add_init_script("delete window.DecompressionStream;")
            page.reload()
        assert page.locator("#changes tr[data-key]").count() == 200
        assert page.locator("#part").is_visible()
        assert page.locator(".still svg").is_visible()
        if without != "javascript":
            assert page.locator("#save-tsv").is_disabled()
            key = rows(visit)[3]
            choose(visit, key)
            assert page.locator("#detail h3").inner_text() == key.replace(":", " ")
        assert not visit.complaints
