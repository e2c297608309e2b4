"""What a paper can say of a variant: nothing that its row does not say."""

from __future__ import annotations

import re
from typing import Any

import pandas as pd
import pytest

import mtorstruct
from mtorstruct.errors import UsageError
from mtorstruct.reference.effects import effects
from mtorstruct.variants.citing import _PUBLISHED, cite
from mtorstruct.variants.verdicts.evidence import in_words, published
from mtorstruct.variants.verdicts.judge import WITH_BASIS

from .plainly import annotated

OTHERS = [
    *(f"S2035{mutant}" for mutant in "ACDEFGHIKLMNPQRTVWY"),
    "RPTOR:R157W",
    "R2505fs",
    "F2108=",
    "A8S",
    "K1257_L1258delinsR",
    "FKBP1A:F37V",
    "M1L",
    "D961V",
    "L10Q",
]


def row_of(variant: str, **how: Any) -> pd.Series:
    return mtorstruct.annotate([variant], **how).iloc[0]


@pytest.fixture(scope="module")
def known() -> pd.DataFrame:
    """Annotation of every variant with a published effect, and of others."""
    names = {
        f"{e.gene}:{w}{p}{m}" for e in effects() for w, p, m in e.substitutions if len(e.substitutions) == 1
    }
    return annotated([*sorted(names), *OTHERS])


def test_what_is_published_is_told_in_the_words_of_the_publications(known: pd.DataFrame) -> None:
    told = 0
    for row in known.to_dict("records"):
        found = published().get((row["gene"], row["position"], row["mutant"]))
        words = in_words(found.statements, found.altered) if found else ""
        match = _PUBLISHED.match(row["explanation"])
        assert (match["words"] if match else "") == words
        citation = cite(row)
        assert (citation is None) == (row["status"] != "ok")
        if words and citation:
            assert f"It is published as {words}" in citation.text
            told += 1
    assert told > 60


def test_a_verdict_without_a_basis_is_unknown_and_no_other(known: pd.DataFrame) -> None:
    words = {"activity": "the activity of mTOR", "rapalog": "rapalogs",
             "atp_competitive": "ATP-competitive inhibitors", "bisteric": "bi-steric inhibitors"}  # fmt: skip
    for row in known.to_dict("records"):
        citation = cite(row)
        if citation is None:
            continue
        found = re.search(r"Its effect on ([^.]*) is unknown\.$", citation.text)
        for question in WITH_BASIS:
            unknown = found is not None and words[question] in found[1]
            assert unknown == (row[f"{question}_basis"] == "none"), (row["input"], question)


def test_agreement_is_said_only_of_responses_that_are_published(known: pd.DataFrame) -> None:
    names = {"activity": "the activity of mTOR", "rapalog": "rapalogs",
             "atp_competitive": "ATP-competitive inhibitors", "bisteric": "bi-steric inhibitors"}  # fmt: skip
    agreeing = 0
    for row in known.to_dict("records"):
        citation = cite(row)
        agree = re.search(
            r"The rules agree with what is published on ([^.]*)\.", citation.text if citation else ""
        )
        if agree:
            found = published()[row["gene"], row["position"], row["mutant"]]
            for question, name in names.items():
                if name in agree[1]:
                    assert found.verdict(question) is not None, (row["input"], question)
                    agreeing += 1
    assert agreeing > 30


def test_every_number_and_every_reference_is_one_of_the_row(known: pd.DataFrame) -> None:
    from mtorstruct.variants.verdicts.rules import RULES

    for row in known.to_dict("records"):
        citation = cite(row)
        if citation is None:
            continue
        for number in re.findall(
            r"([0-9.]+) Å", citation.text.split("(atlas")[1].split("It is published")[0]
        ):
            values = [row[f"{site}_{what}"] for site in ("rapamycin", "atp")
                      for what in ("distance_A", "sidechain_distance_A", "rmsd_A")]  # fmt: skip
            assert number in {f"{value:.1f}" for value in values} | {f"{value:.2f}" for value in values}
        fired = [rule for rule in RULES if rule.id in row["rules"].split(";")]
        for name in re.findall(r"rule ([A-Z0-9-]+)", citation.text):
            assert name in {rule.id for rule in fired}
        sources = row["evidence"] + " ".join(rule.reference for rule in fired)
        for reference in citation.references:
            kind, _, name = reference.label.partition(" ")
            if kind == "PDB":
                assert name in (row["rapamycin_entry"], row["atp_entry"])
                assert reference.address == f"https://www.rcsb.org/structure/{name}"
            elif kind == "UniProt":
                assert reference.address == f"https://www.uniprot.org/uniprotkb/{row['uniprot']}"
            else:
                assert reference.label in sources
                assert reference.label.split(":")[-1] in reference.address


def test_a_sentence_on_one_variant() -> None:
    citation = cite(row_of("F2108L"))
    assert citation is not None
    assert "The wild-type residue lies 3.5 Å from rapamycin (CG to RAP:C45; PDB 4DRI)" in citation.text
    assert "resistant to everolimus (PMID:25295501) and rapamycin (PMID:27279227)" in citation.text
    assert "(rule RAPAMYCIN-CONTACT, after PMID:8662507)" in citation.text
    assert "Its effect on the activity of mTOR is unknown." in citation.text
    assert "https://pubmed.ncbi.nlm.nih.gov/25295501/" in {r.address for r in citation.references}
    assert f"mtorstruct {mtorstruct.__version__}" in citation.text


def test_a_response_that_a_rule_infers_from_published_activation_is_not_called_published() -> None:
    row = row_of("T2173A")
    assert row["rapalog_basis"] == "both"
    citation = cite(row)
    assert citation is not None
    assert "agree with what is published" not in citation.text
    assert "By rules of mtorstruct, sensitivity to rapalogs is possible (rule ACTIVATED-MTOR" in citation.text


def test_where_evidence_is_left_out_nothing_is_called_published() -> None:
    citation = cite(row_of("F2108L", evidence="none"))
    assert citation is not None
    assert "It is published" not in citation.text
    assert "No published effect of exactly this variant entered the assessment." in citation.text
    assert "PMID:25295501" not in {r.label for r in citation.references}


@pytest.mark.parametrize("variant", ["L10Q", "F2108", "not a variant"])
def test_a_row_without_an_assessment_has_no_sentence(variant: str) -> None:
    assert cite(row_of(variant)) is None


def test_a_model_that_is_no_entry_of_the_archive_has_no_link() -> None:
    citation = cite(row_of("D961V"))
    assert citation is not None
    assert "model mtorc2_protomer" in citation.text
    assert not [r for r in citation.references if "rcsb" in r.address]


def test_rows_of_any_kind_give_the_same() -> None:
    row = row_of("R2505fs")
    missing = {k: pd.NA if pd.isna(v) or v == "" else v for k, v in row.items()}
    assert cite(row) == cite(row.to_dict()) == cite(missing)


def test_a_row_that_lacks_a_column_is_told_which() -> None:
    with pytest.raises(UsageError, match="no column 'rules'"):
        cite(row_of("F2108L").drop("rules"))
