"""What PDBe maps the proteins to: asked of a real server on loopback, which answers as the archive does."""

from __future__ import annotations

import json
import math

import pytest

from mtorstruct.archive.client import Client
from mtorstruct.archive.mapping import mapped_entries
from mtorstruct.errors import UsageError

from ..loopback import QUICK, Archive, send

QUESTION = "/pdbe/api/mappings/best_structures/"


def answer(archive: Archive, accession: str, rows: object) -> None:
    archive.serve(QUESTION + accession, json.dumps({accession: rows}).encode())


def row(pdb_id: str, **more: object) -> dict[str, object]:
    """One row as the archive sends it: a row a chain."""
    return {"pdb_id": pdb_id, "chain_id": "A", "experimental_method": "X-ray diffraction"} | more


def test_entries_are_told_once_a_protein(archive: Archive) -> None:
    answer(archive, "P42345", [row("5h64", resolution=4.4), row("5h64", resolution=4.4), row("1fap")])
    answer(archive, "Q8N122", [row("5h64", resolution=4.4)])
    found, failures = mapped_entries(["P42345", "Q8N122"], Client(QUICK))
    assert [(e.entry, e.accession) for e in found] == [
        ("1FAP", "P42345"), ("5H64", "P42345"), ("5H64", "Q8N122"),
    ]  # fmt: skip
    assert math.isnan(found[0].resolution_A)
    assert found[1].resolution_A == 4.4
    assert failures == []


def test_a_protein_without_entries_is_no_failure(archive: Archive) -> None:
    answer(archive, "P42345", [row("1fap")])
    found, failures = mapped_entries(["Q6R327", "P42345"], Client(QUICK))
    assert [e.entry for e in found] == ["1FAP"]
    assert failures == []


@pytest.mark.parametrize("content", [b"[]", b'{"P42345": 3}', b'{"Q8N122": []}', b"<html>", b""])
def test_an_answer_of_another_kind_loses_no_other(archive: Archive, content: bytes) -> None:
    archive.serve(QUESTION + "P42345", content)
    answer(archive, "Q8N122", [row("5h64"), "nonsense", {"pdb_id": 7}, {"chain_id": "A"}, row("../x")])
    found, failures = mapped_entries(["P42345", "Q8N122"], Client(QUICK))
    assert [e.entry for e in found] == ["5H64"]
    assert len(failures) == 1
    assert "P42345" in failures[0].where


@pytest.mark.parametrize("value", ["1e999", "1" * 400, "9" * 5000, "-1", "true", '"2.5"', "NaN", "[]"])
def test_a_resolution_that_is_none(archive: Archive, value: str) -> None:
    rows = f'{{"P42345": [{{"pdb_id": "1fap", "resolution": {value}}}]}}'
    archive.serve(QUESTION + "P42345", rows.encode())
    found, failures = mapped_entries(["P42345"], Client(QUICK))
    if failures:
        assert "the answer is not JSON" in str(failures[0])
    else:
        assert math.isnan(found[0].resolution_A)


def test_what_is_wrong_on_this_machine_is_said_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MTORSTRUCT_URL_PDBE", "pdbe.example")
    with pytest.raises(UsageError, match=r"^MTORSTRUCT_URL_PDBE: 'pdbe\.example' is no address of a server"):
        mapped_entries(["P42345", "Q8N122"], Client(QUICK))
    monkeypatch.setenv("MTORSTRUCT_URL_PDBE", "https://127.0.0.1:9")
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/nowhere.pem")
    with pytest.raises(UsageError, match=r"the CA bundle /nowhere\.pem cannot be read"):
        mapped_entries(["P42345", "Q8N122"], Client(QUICK))


def test_a_server_that_fails_is_asked_again(archive: Archive) -> None:
    archive.behave(QUESTION + "P42345", lambda handler: send(handler, 503))
    found, failures = mapped_entries(["P42345"], Client(QUICK))
    assert found == []
    assert str(failures[0]).endswith("the server answers 503 (asked 3 times); try again later")
    assert archive.asked[QUESTION + "P42345"] == QUICK.tries
