"""Scores of AlphaMissense: asked for at AlphaFold DB, proven by wild type, kept, and used offline."""

from __future__ import annotations

import json
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

import mtorstruct
from mtorstruct.archive.alphamissense import fetch_alphamissense, stored_alphamissense
from mtorstruct.archive.store import Store
from mtorstruct.cli.main import main
from mtorstruct.errors import DataError, RemoteError, UsageError
from mtorstruct.reference.proteins import protein, proteins

from ..loopback import QUICK, Archive, send

QUESTION = "/alphafold/api/prediction/P42345"
FILE = "/alphafold/files/AF-P42345-F1-aa-substitutions.csv"
NAME = "AF-P42345-F1-aa-substitutions.csv"


def table_of(gene: str) -> str:
    """A made-up file of a protein as AlphaFold DB writes it; two substitutions a residue are enough here."""
    rows = (
        f"{residue}{n}{mutant},{0.1234 if mutant == 'A' else 0.9},{'LBen' if mutant == 'A' else 'LPath'}\n"
        for n, residue in enumerate(protein(gene).sequence, 1)
        for mutant in "AWL"
        if mutant != residue
    )
    return "protein_variant,am_pathogenicity,am_class\n" + "".join(rows)


def answer_of(archive: Archive, gene: str, **more: object) -> bytes:
    """What AlphaFold DB says of a protein, in the fields that are read."""
    accession = protein(gene).uniprot
    entry = f"AF-{accession}-F1"
    model = {
        "entryId": entry,
        "uniprotAccession": accession,
        "cifUrl": f"{archive.address}/alphafold/files/{entry}-model_v6.cif",
        "amAnnotationsUrl": f"{archive.address}/alphafold/files/{entry}-aa-substitutions.csv",
        "amAnnotationsHg38Url": f"{archive.address}/alphafold/files/{entry}-hg38.csv",
    }
    return json.dumps([{**model, "entryId": f"AF-{accession}-2-F1"}, {**model, **more}]).encode()


def serve(archive: Archive, gene: str = "MTOR") -> None:
    accession = protein(gene).uniprot
    archive.serve(f"/alphafold/api/prediction/{accession}", answer_of(archive, gene))
    path = f"/alphafold/files/AF-{accession}-F1-aa-substitutions.csv"
    archive.serve(path, table_of(gene).encode())


def test_it_is_fetched_once_with_a_record(archive: Archive, store: Store) -> None:
    serve(archive)
    for _ in range(2):
        path = fetch_alphamissense(store=store, limits=QUICK)
    assert path == store.folder / NAME
    assert path.read_text() == table_of("MTOR")
    assert (archive.asked[QUESTION], archive.asked[FILE]) == (1, 1)
    record = json.loads((store.folder / f"{NAME}.json").read_text())
    assert record["entry"] == "AF-P42345-F1"
    assert record["url"] == f"{archive.address}{FILE}"
    assert fetch_alphamissense(store=store, offline=True) == path
    assert stored_alphamissense(store) == {"MTOR": path}
    assert fetch_alphamissense(store=store, limits=QUICK, refresh=True) == path
    assert archive.asked[FILE] == 2
    assert store.files() == []


def test_offline_nothing_is_asked(archive: Archive, store: Store) -> None:
    with pytest.raises(RemoteError, match=r"offline nothing is fetched.*mtorstruct fetch alphamissense"):
        fetch_alphamissense(store=store, offline=True)
    assert not archive.asked
    assert stored_alphamissense(store) == {}


def test_a_file_that_was_changed_is_not_used(archive: Archive, store: Store) -> None:
    serve(archive)
    path = fetch_alphamissense(store=store, limits=QUICK)
    path.write_text(path.read_text().replace("F2108A,0.1234", "F2108A,0.9234"))
    with pytest.raises(DataError, match=r"is not the file that was fetched.*mtorstruct fetch alphamissense"):
        stored_alphamissense(store)
    with pytest.raises(RemoteError, match="damaged, and offline nothing is fetched"):
        fetch_alphamissense(store=store, offline=True)
    assert fetch_alphamissense(store=store, limits=QUICK).read_text() == table_of("MTOR")


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"amAnnotationsUrl": "http://localhost:1/x.csv"}, "names an address on another host"),
        ({"amAnnotationsUrl": "file:///etc/passwd"}, "names an address on another host"),
        ({"amAnnotationsUrl": None}, "names no scores of AlphaMissense"),
        ({"amAnnotationsUrl": ""}, "names no scores of AlphaMissense"),
        ({"entryId": "AF-P42345-F2"}, "names no scores of AlphaMissense"),
    ],
)
def test_only_an_address_of_the_same_host_is_asked(
    archive: Archive, store: Store, more: dict[str, object], said: str
) -> None:
    archive.serve(QUESTION, answer_of(archive, "MTOR", **more))
    archive.serve(FILE, table_of("MTOR").encode())
    with pytest.raises(RemoteError, match=said):
        fetch_alphamissense(store=store, limits=QUICK)
    assert dict(archive.asked) == {QUESTION: 1}


@pytest.mark.parametrize(
    "answer", [b"[]", b"{}", b"null", b'[{"entryId": 1}]', b"<html>", b'["AF-P42345-F1"]']
)
def test_an_odd_answer_is_an_error(archive: Archive, store: Store, answer: bytes) -> None:
    archive.serve(QUESTION, answer)
    with pytest.raises(RemoteError):
        fetch_alphamissense(store=store, limits=QUICK)


def test_a_redirect_to_another_host_is_not_followed(archive: Archive, store: Store) -> None:
    serve(archive)

    def elsewhere(handler: BaseHTTPRequestHandler) -> None:
        send(handler, 302, headers={"Location": "http://127.0.0.2:1/x"})

    archive.behave(FILE, elsewhere)
    with pytest.raises(RemoteError, match="points to another host"):
        fetch_alphamissense(store=store, limits=QUICK)


WHOLE = table_of("MTOR")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (table_of("RPTOR"), "line 2 has|MTOR has"),
        (WHOLE[: WHOLE.index("F2108A")], "has scores of 2,107 of the 2,549 residues of MTOR"),
        (WHOLE.replace("F2108A,", "Y2108A,"), "has Y2108, MTOR has F there"),
        (WHOLE + "F2550A,0.1,LBen\n", "has F2550, MTOR has no residue there"),
        (WHOLE.replace("F2108A,0.1234", "F2108A,high"), "is no score of a substitution"),
        (WHOLE.replace("protein_variant", "variant"), "its first line is another"),
        ("<html><body>Service unavailable</body></html>", "its first line is another"),
        ("", "its first line is another"),
    ],
)
def test_what_is_not_the_file_of_the_protein_is_not_kept(
    archive: Archive, store: Store, content: str, said: str
) -> None:
    serve(archive)
    archive.serve(FILE, content.encode())
    with pytest.raises((DataError, RemoteError), match=said) as told:
        fetch_alphamissense(store=store, limits=QUICK)
    assert FILE in str(told.value)
    assert [path for path in store.folder.iterdir() if "lock" not in path.name] == []


def test_a_connection_that_breaks_is_tried_again(archive: Archive, store: Store) -> None:
    serve(archive)
    content = WHOLE.encode()

    def breaking(handler: BaseHTTPRequestHandler) -> None:
        if archive.asked[FILE] < 2:
            send(handler, 200, content[:5000], {"Content-Length": str(len(content))})
            handler.close_connection = True
        else:
            send(handler, 200, content)

    archive.behave(FILE, breaking)
    assert fetch_alphamissense(store=store, limits=QUICK).read_bytes() == content
    assert archive.asked[FILE] == 2


def test_the_command_brings_all_nine_and_annotation_uses_them(
    archive: Archive, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MTORSTRUCT_STORE", str(tmp_path / "store"))
    with pytest.raises(UsageError, match=r"no scores of AlphaMissense are in the store.*fetch alphamissense"):
        mtorstruct.annotate(["F2108L"], scores="alphamissense")
    for p in proteins()[:-1]:
        serve(archive, p.gene)
    # One that cannot be had does not cost the others.
    assert main(["fetch", "alphamissense"]) == 1
    told = capsys.readouterr()
    files = [f"AF-{p.uniprot}-F1-aa-substitutions.csv" for p in proteins()[:-1]]
    assert [Path(line).name for line in told.out.split()] == files
    assert f"AF-{proteins()[-1].uniprot}-F1" in told.err
    assert main(["fetch", "alphamissense", "--offline"]) == 1
    monkeypatch.setenv("MTORSTRUCT_OFFLINE", "1")
    table = mtorstruct.annotate(["F2108L", "F2108A", "RPTOR:S863A", "E14A"], scores="alphamissense")
    assert table.am_pathogenicity.tolist()[:3] == [0.9, 0.1234, 0.1234]
    assert table.am_class.tolist()[:3] == ["likely_pathogenic", "likely_benign", "likely_benign"]
    assert table.attrs["notices"] == []


def test_a_file_of_that_name_comes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("alphamissense").write_text("variant\tscore\nF2108L\t7\n")
    assert mtorstruct.annotate(["F2108L"], scores="alphamissense").score.tolist() == [7]


def test_the_benchmark_takes_the_stored_scores(
    archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MTORSTRUCT_STORE", str(tmp_path / "store"))
    serve(archive)
    fetch_alphamissense(limits=QUICK)
    table = mtorstruct.benchmark(scores="alphamissense")
    assert "your scores" in set(table.predictor)
