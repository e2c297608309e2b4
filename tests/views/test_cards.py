"""Cards and explanations give one number for a distance, or say what each number is from."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

import mtorstruct
from mtorstruct.tables.frames import plain_frame
from mtorstruct.views.building import make_scene
from mtorstruct.views.report.content import content

COHORTS = ("tcga_mc3_mtor_genes", "mskimpact_snv_mtor_genes", "tcga_firehose_mtor_genes")
TOLD = re.compile(r"\((?P<what>side chain |CA )?(?P<number>[0-9.]+) Å, (?P<entry>\w+)\)")
"""A distance to a site as explanations tell it; one to an inhibitor names that."""


def cards(table: pd.DataFrame) -> Iterator[tuple[str, str]]:
    """Yield the explanation and both distances of each variant as the report prints them."""
    for change in content(plain_frame(table), title="")["changes"]:
        text = "".join(piece["text"] for piece in change["explanation"])
        card = "; ".join(change["distances"][site]["said"] for site in ("rapamycin", "atp"))
        yield text.replace("\N{NO-BREAK SPACE}", " "), card.replace("\N{NO-BREAK SPACE}", " ")


def named_alike(text: str, card: str) -> int:
    """Return how many distances a text tells, after comparing each with a card of the same variant."""
    told = list(TOLD.finditer(text))
    for found in told:
        number = re.escape(f"{found['what'] or ''}{found['number']} Å")
        before = "" if found["what"] else r"(?<!side chain )(?<!CA )"
        assert re.search(rf"{before}(?<![\d.]){number}[^;]*{found['entry']}", card), (text, card)
    return len(told)


@pytest.mark.parametrize("name", COHORTS)
def test_every_number_of_an_explanation_is_on_the_card_under_its_name(
    shared_cohorts: Path, name: str
) -> None:
    table = mtorstruct.annotate_file(shared_cohorts / f"{name}.maf.tsv")
    assert sum(named_alike(text, card) for text, card in cards(table)) > 100


def test_two_numbers_are_both_named() -> None:
    # Of A2034 and T2173 the backbone is nearer to rapamycin than the side chain.
    table = mtorstruct.annotate(["F2108L", "S2035F", "A2034V", "T2173A", "G2040R", "D2195N", "W2239F"])
    assert sum(named_alike(text, card) for text, card in cards(table)) >= 9
    marks = {m.key.removeprefix("MTOR:"): m.details for m in make_scene("4JSV", variants=table).marks}
    assert "evidence: clinical case" in marks["F2108L"]
    assert "evidence: structure only" in marks["D2195N"]
    assert "basis: by rules on structures" in marks["D2195N"]
    for variant, row in table.set_index("input").iterrows():
        whole, side = (f"{row[f'rapamycin_{what}distance_A']:.1f} Å" for what in ("", "sidechain_"))
        (line,) = (line for line in marks[variant] if line.startswith("rapamycin: "))
        assert line.startswith(f"rapamycin: {whole}")
        assert (f"{whole}, " in line and f" {side}" in line) == (whole != side), line
