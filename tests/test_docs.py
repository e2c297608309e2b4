"""The documentation is true on the day it is read."""

from __future__ import annotations

import importlib.metadata
import json
import re
import tomllib
from pathlib import Path
from types import ModuleType

import numpy as np
import pandas as pd
import pytest
from packaging.requirements import Requirement

import mtorstruct
from mtorstruct.measures.burial import NULL
from mtorstruct.reference.effects import review_variants
from mtorstruct.reference.proteins import protein

from .scripts import module_of

ROOT = Path(__file__).resolve().parent.parent

pytestmark = pytest.mark.skipif(
    not (ROOT / "docs" / "write.py").is_file(), reason="needs the documentation, which is part of a checkout"
)


def script(path: str) -> ModuleType:
    return module_of(ROOT / path)


README = (ROOT / "README.md").read_text(encoding="utf-8") if (ROOT / "README.md").is_file() else ""


def test_written_pages_are_up_to_date() -> None:
    for path, text in script("docs/write.py").pages().items():
        assert text == path.read_text(encoding="utf-8"), "run python docs/write.py"


def test_the_map_of_the_rooms_and_both_walks_are_up_to_date() -> None:
    for path, text in script("docs/rooms.py").pages().items():
        assert text == path.read_text(encoding="utf-8"), "run python docs/rooms.py"


def test_the_speed_table_is_what_was_measured() -> None:
    run = script("benchmarks/run.py")
    table = run.table(json.loads(run.RESULTS.read_text()))
    assert f"{run.BEGIN}\n{table}\n{run.END}" in README


def test_the_measured_registers_are_up_to_date(shared_structures: Path, shared_more: Path) -> None:
    register, folders = script("docs/register.py"), [shared_structures, shared_more]
    text = register.PAGE.read_text(encoding="utf-8")
    parts = {"stretches": register.stretches_part(folders), "figures": register.figures_part(folders)}
    for name, made in parts.items():
        begin, end = register.PARTS[name]
        assert f"{begin}\n{made}\n{end}" in text, "run python docs/register.py"


def test_the_null_of_the_register_is_the_one_that_was_measured(
    shared_structures: Path, shared_more: Path
) -> None:
    register = script("docs/register.py")
    found = register.regions([shared_structures, shared_more])
    assert np.ceil(10 * register.null_percentile(found, register.PERCENT)) / 10 == NULL
    assert f"`burial_rho_null`: {NULL} over the root" in register.PAGE.read_text(encoding="utf-8")


def alt_text(page: Path, picture: str) -> str:
    """Description of a picture of a page."""
    found = re.search(rf"!\[([^]]*)\]\({picture}\)", page.read_text(encoding="utf-8"))
    assert found, picture
    return " ".join(found[1].split())


def test_the_changes_on_mtorc1_are_where_the_readme_says() -> None:
    table = mtorstruct.annotate(["F2108L", "M2327I", "C1483Y"])
    alt = alt_text(ROOT / "README.md", "docs/figures/mtorc1_domains.png")
    for row in table.itertuples():
        assert re.search(rf"{row.input}( sits)? in( the)? {row.domain}\b", alt), row.input


def test_the_picture_shows_what_its_description_says() -> None:
    names = [text for text in dict.fromkeys(review_variants()) if text not in ("MTOR:F2018L", "MTOR:V2046A")]
    table = mtorstruct.annotate([*names, "F2108L", "V2406A"]).set_index("input")
    assert (ROOT / "docs" / "figures" / "review_changes.png").is_file()
    alt = alt_text(ROOT / "docs" / "impact.md", "figures/review_changes.png")
    resistant = table.loc[["MTOR:S2035F", "F2108L", "MTOR:A2034V"]]
    assert "lie within 7 Å of rapamycin" in alt
    assert (resistant.rapamycin_distance_A < 7).all()
    others = table.drop(resistant.index)
    assert "12 to 52 Å from the nucleotide" in alt
    assert others.atp_distance_A.min() >= 12
    assert others.atp_distance_A.max() <= 52
    assert (others.rapamycin_distance_A > 7).all()


def test_links_lead_somewhere() -> None:
    pages = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md", "structures/README.md")]
    for page in [*pages, *(ROOT / "docs").glob("*.md"), *ROOT.glob(".github/**/*.md")]:
        for target in re.findall(r"\]\(([^)#]+)\)", page.read_text(encoding="utf-8")):
            if not target.startswith("http"):
                assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_the_guide_for_contributors_names_files_that_there_are() -> None:
    pages = [ROOT / "CONTRIBUTING.md", ROOT / "docs" / "architecture.md", ROOT / "docs" / "releasing.md"]
    for page in pages:
        named = re.findall(
            r"`((?:mtorstruct|tests|docs|benchmarks|structures)/[\w./*-]+)`", page.read_text(encoding="utf-8")
        )
        assert named, page.name
        for path in named:
            assert any(ROOT.glob(path.rstrip("/"))), f"{page.name}: {path}"


def test_the_examples_for_contributors_are_what_stands_in_the_code() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    examples = re.findall(r"```text\n *# (\S+/\S+)\n(.*?)\n *```", text, re.DOTALL)
    assert len(examples) == 4
    for path, example in examples:
        source = [line.strip() for line in (ROOT / path).read_text(encoding="utf-8").splitlines()]
        for part in example.split("\n\n"):
            lines = [line.strip() for line in part.splitlines()]
            starts = (source[k : k + len(lines)] for k in range(len(source)))
            assert lines in starts, f"{path}: {part}"


def test_the_version_is_the_same_everywhere() -> None:
    version = mtorstruct.__version__
    assert f"\nversion: {version}\n" in (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    heading = re.search(
        r"^## (\S+) \(.+\)$", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert heading
    assert heading[1] == version


def test_the_two_commands_are_one_line_each() -> None:
    commands = re.findall(r"```sh\n(.*?)```", README, re.DOTALL)
    assert len(commands) == 2
    assert all(command.count("\n") == 1 for command in commands)
    assert "annotate --example review" in commands[0]
    assert "pytest" in commands[1]


def test_what_is_installed_is_what_the_readme_uses() -> None:
    """A batch writes Parquet with what the first command installs; a cluster is an extra."""
    told = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    names = {Requirement(text).name for text in told["dependencies"]}
    assert {"pyarrow", "py3Dmol", "pandas", "matplotlib"} <= names
    assert not {"dask", "distributed"} & names
    extras = {
        extra: {Requirement(text).name for text in texts}
        for extra, texts in told["optional-dependencies"].items()
    }
    assert "distributed" in extras["cluster"]
    assert {"jupyterlab", "anywidget"} <= extras["notebook"]


def test_nothing_says_to_install_from_an_index() -> None:
    """The package is on none: what installs it or its extras names the folder of the repository."""
    pages = [path for path in ROOT.glob("*.md") if path.name != "CHANGELOG.md"]
    for folder in ("docs", "examples", "mtorstruct", "notebooks", "tests"):
        pages += [p for p in (ROOT / folder).rglob("*") if p.suffix in {".py", ".md", ".ipynb", ".js", ".j2"}]
    assert len(pages) > 400
    for path in pages:
        found = re.findall(
            r"pip install[^\n`&|;]*?[\s\"']mtorstruct\b[^\n]*", path.read_text(encoding="utf-8")
        )
        assert not found, f"{path}: {found}"


def test_the_readme_leads_from_nothing_to_jupyter() -> None:
    """How to get it, then two commands, then the environment once for all that follows."""
    start = README.index("Download this repository")
    first, second = (README.index(f"```sh\n{command}") for command in ("python3 -m venv", ".venv/bin/python"))
    activated = README.index(". .venv/bin/activate`")
    assert start < first < second < activated < README.index('pip install ".[notebook]"')
    assert "jupyter lab notebooks" in README[activated:]
    assert ".venv/bin" not in README[activated:].partition("\n")[2]
    assert not re.search(r"^(\$ )?mtorstruct ", README[:activated], re.MULTILINE)
    # No address of the repository is known, and none is made up.
    assert not re.search(r"git clone \S|github\.com/\S*mtorstruct", README)
    assert "VS Code" in (ROOT / "docs" / "viewing.md").read_text(encoding="utf-8")


def test_what_the_page_on_verdicts_says_of_the_published_effects() -> None:
    from mtorstruct.variants.benchmark_answers import published_labels

    def named(question: str, positive: bool) -> pd.DataFrame:
        found = published_labels(question)
        wanted = found.positive == positive
        pairs = zip(found.position[wanted], np.array(found.mutant)[wanted], strict=True)
        return mtorstruct.annotate([f"{protein('MTOR').amino_acid(p)}{p}{m}" for p, m in pairs])

    text = " ".join((ROOT / "docs" / "impact.md").read_text(encoding="utf-8").split())
    not_activating = named("activity", False)
    assert (
        "four substitutions at two positions that no structure has, one dead kinase, and one phosphosite"
        in text
    )
    assert not_activating.modelled_in.isna().sum() == 4
    assert set(not_activating[not_activating.modelled_in.isna()].position) == {2446, 2448}
    assert not_activating[not_activating.modelled_in.notna()].input.tolist() == ["S2159A", "D2338A"]
    assert "the positives lie at three positions of one pocket" in text
    assert set(named("rapalog", True).position) == {2034, 2035, 2108}
    assert "eight substitutions in all, whose five positives lie in the kinase domain" in text
    assert named("atp_competitive", True).domain.tolist() == ["kinase"] * 5
    assert named("atp_competitive", False).domain.tolist() == ["FRB"] * 3
    assert "the second shell has A2034V in it" in text
    assert "RAPAMYCIN-SHELL" in mtorstruct.annotate(["A2034V"]).rules[0]


def test_every_column_of_verdicts_is_explained() -> None:
    from mtorstruct.tables import ACTIVITIES, CONFIDENCES, RESPONSES, VERDICT_BASES

    text = (ROOT / "docs" / "impact.md").read_text(encoding="utf-8")
    for word in (*RESPONSES, *VERDICT_BASES, "rapalog_mtorc2", "bisteric_mtorc2", "evidence_conflicts"):
        assert f"`{word}`" in text, word
    for word in (*ACTIVITIES, *CONFIDENCES):
        assert word in text, word


def test_the_page_on_fetching_names_commands_and_limits_that_there_are() -> None:
    from mtorstruct.archive.client import Limits
    from mtorstruct.archive.fetching import AT_ONCE
    from mtorstruct.archive.sources import ORDER
    from mtorstruct.cli.main import _parser

    text = (ROOT / "docs" / "fetching.md").read_text(encoding="utf-8")
    blocks = "".join(re.findall(r"```text\n(.*?)```", text, re.DOTALL))
    commands = [
        line.split("#")[0].split()[1:] for line in blocks.splitlines() if line.startswith("mtorstruct")
    ]
    assert len(commands) > 10
    for command in commands:
        _parser(command[0]).parse_args(command)
    limits = Limits()
    assert (limits.tries, limits.longest_wait_s, limits.head_s, limits.whole_s) == (5, 60, 60, 900)
    assert limits.max_bytes == 500_000_000
    assert (AT_ONCE, ORDER) == (3, ("rcsb", "pdbe", "pdbj", "wwpdb"))


@pytest.mark.parametrize(
    "path",
    [
        "structures/rebuild.py",
        "structures/conservation.py",
        "benchmarks/run.py",
        "benchmarks/cohort.py",
        "benchmarks/make_maf.py",
        "docs/figures.py",
    ],
)
def test_scripts_find_what_they_take_from_the_package(path: str) -> None:
    module = script(path)
    assert module.__doc__
    assert callable(getattr(module, "main", None) or getattr(module, "make_maf", None) or module.draw_cohort)


def installed_licences() -> dict[str, str]:
    """Licence of every package that the package brings, as its own metadata have it."""
    found: dict[str, str] = {}
    asked = ["mtorstruct"]
    while asked:
        name = asked.pop()
        metadata = importlib.metadata.metadata(name)
        classifiers = metadata.get_all("Classifier", [])
        told = [c for c in classifiers if c.startswith("License")] or [(metadata.get("License") or "")[:80]]
        found[name] = metadata.get("License-Expression") or "; ".join(told)
        for text in importlib.metadata.requires(name) or ():
            requirement = Requirement(text)
            marker = requirement.marker
            if (marker is None or marker.evaluate({"extra": ""})) and requirement.name.lower() not in found:
                asked.append(requirement.name.lower())
    return found


def test_packages_of_copyleft_are_named_with_their_licence() -> None:
    page = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    paragraph = page[page.index("Licences:") :].split("\n\n")[0].lower()
    licences = installed_licences()
    assert len(licences) > 25
    copyleft = {
        name: re.search(r"(L?GPL|MPL|Mozilla)", text)
        for name, text in licences.items()
        if name != "mtorstruct"
    }
    assert {name for name, found in copyleft.items() if found} >= {"gemmi", "mdanalysis"}
    for name, found in copyleft.items():
        if found:
            assert name in paragraph, f"{name} has the licence {licences[name]}"
            assert found[1] != "GPL", name
