"""3Dmol.js: fetched once, known by its hash, from one of two mirrors."""

from __future__ import annotations

import hashlib
import os
import socket
import threading
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import pytest

from mtorstruct.archive import viewer
from mtorstruct.archive.client import Limits
from mtorstruct.archive.store import Store
from mtorstruct.archive.viewer import NAME_A_COPY, viewer_at_need, viewer_file
from mtorstruct.cli.main import main
from mtorstruct.errors import DataError, MtorStructError, RemoteError, UsageError
from mtorstruct.views.library import viewer_address, viewer_js, viewer_of_page, viewer_version

from ..loopback import QUICK, Archive, send

CONTENT = b"/* stands for 3Dmol.js: the hash is what counts */"
PATH = "/jsdelivr/3dmol@9.9.9/build/3Dmol-min.js"
OTHER = "/unpkg/3dmol@9.9.9/build/3Dmol-min.js"


@pytest.fixture(autouse=True)
def _known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(viewer.SHA256, "9.9.9", hashlib.sha256(CONTENT).hexdigest())


def fetch(store: Store) -> Path:
    return viewer_file("9.9.9", store=store, offline=False, limits=QUICK)


def test_it_is_fetched_once(archive: Archive, store: Store) -> None:
    archive.serve(PATH, CONTENT)
    path = fetch(store)
    assert path.read_bytes() == CONTENT
    assert fetch(store) == path
    assert archive.asked[PATH] == 1
    assert archive.asked[OTHER] == 0


def test_what_was_changed_on_the_way_is_not_kept(archive: Archive, store: Store) -> None:
    archive.serve(PATH, CONTENT + b"evil()")
    archive.serve(OTHER, CONTENT)
    assert fetch(store).read_bytes() == CONTENT
    assert [p.name for p in store.folder.iterdir() if not p.name.startswith(".lock")] == [
        "3Dmol-9.9.9-min.js"
    ]


def test_a_copy_that_was_changed_in_the_store_is_fetched_again(archive: Archive, store: Store) -> None:
    archive.serve(PATH, CONTENT)
    fetch(store).write_bytes(b"evil()")
    assert fetch(store).read_bytes() == CONTENT
    assert archive.asked[PATH] == 2


def test_both_mirrors_down_names_both(archive: Archive, store: Store) -> None:
    archive.behave(PATH, lambda handler: send(handler, 503))
    with pytest.raises(RemoteError, match=r"jsdelivr.*503.*unpkg") as told:
        fetch(store)
    assert "name a copy" in told.value.hint
    assert not list(store.folder.glob(".partial*"))


def test_offline_it_says_which_command_fetches_it(archive: Archive, store: Store) -> None:
    archive.serve(PATH, CONTENT)
    with pytest.raises(RemoteError, match="offline") as told:
        viewer_file("9.9.9", store=store, offline=True)
    assert "mtorstruct fetch --viewer" in told.value.hint
    assert not archive.asked


def test_a_shared_store_is_enough(tmp_path: Path, store: Store) -> None:
    shared = tmp_path / "shared"
    shared.mkdir()
    (shared / "3Dmol-9.9.9-min.js").write_bytes(CONTENT)
    assert viewer_file("9.9.9", store=Store(store.folder, (shared,)), offline=True).parent == shared


def test_a_version_without_a_known_hash_is_refused(store: Store) -> None:
    with pytest.raises(UsageError, match="not known"):
        viewer_file("0.0.1", store=store)


def test_the_installed_py3dmol_names_a_version_whose_hash_is_known() -> None:
    assert viewer_version() in viewer_address()
    assert viewer_version() in viewer.SHA256


# For a picture that is being made --------------------------------------------------------------------------

AT_NEED = Limits(**{**QUICK.__dict__, "whole_s": 2, "tries": 1})


def at_need(store: Store, limits: Limits = AT_NEED, offline: bool = False) -> Path:
    return viewer_at_need("9.9.9", store=store, offline=offline, limits=limits)


def test_a_picture_fetches_it_by_itself_and_says_so_once(
    archive: Archive, store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    archive.serve(PATH, CONTENT)
    path = at_need(store)
    assert path.read_bytes() == CONTENT
    assert capsys.readouterr().err == "mtorstruct: fetching 3Dmol.js 9.9.9, which draws in a browser (once)\n"
    assert at_need(store) == path
    assert capsys.readouterr().err == ""
    assert archive.asked.total() == 1


def test_what_fails_is_tried_once_a_day(
    archive: Archive, store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    archive.behave(PATH, lambda handler: send(handler, 503))
    for why in ("503", "not tried again on the same day"):
        with pytest.raises(RemoteError, match=why) as told:
            at_need(store)
        assert told.value.hint.endswith(
            'mtorstruct fetch --viewer; or name a copy of it: --js PATH, in Python js="PATH"'
        )
    assert archive.asked == {PATH: 1, OTHER: 1}
    assert len(capsys.readouterr().err.splitlines()) == 1
    archive.serve(PATH, CONTENT)
    [failed] = store.folder.glob(".failed-*")
    first = failed.stat().st_mtime
    os.utime(failed, (first - 23 * 3600, first - 23 * 3600))
    with pytest.raises(RemoteError, match="not tried again on the same day"):
        at_need(store)
    os.utime(failed, (first - 24 * 3600, first - 24 * 3600))
    assert at_need(store).read_bytes() == CONTENT
    assert not failed.exists()


def test_a_picture_waits_five_seconds_at_most(
    archive: Archive, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    waited: list[float] = []

    class Watched(viewer.Client):
        def __init__(self, limits: Limits) -> None:
            super().__init__(limits)
            waited.extend((limits.whole_s, limits.head_s, limits.read_s, limits.connect_s))
            assert limits.tries == 1

    def in_time(work: Callable[[], Path], seconds: float) -> Path:
        waited.append(seconds)
        return work()

    monkeypatch.setattr(viewer, "Client", Watched)
    monkeypatch.setattr(viewer, "_in_time", in_time)
    archive.behave(PATH, lambda handler: send(handler, 503))
    archive.serve(OTHER, CONTENT)
    assert viewer_at_need("9.9.9", store=store).read_bytes() == CONTENT
    assert len(waited) == 9
    assert max(waited) <= 5


def test_the_command_does_not_wait_for_another_day(archive: Archive, store: Store) -> None:
    with pytest.raises(RemoteError):
        at_need(store)
    archive.serve(PATH, CONTENT)
    assert fetch(store).read_bytes() == CONTENT
    assert at_need(store).read_bytes() == CONTENT


def test_a_picture_does_not_wait_for_a_slow_server(archive: Archive, store: Store) -> None:
    let_go, answered = threading.Event(), threading.Event()

    def slow(_: object) -> None:
        let_go.wait(60)
        answered.set()

    archive.behave(PATH, slow)
    archive.behave(OTHER, slow)
    with pytest.raises(RemoteError):
        at_need(store)
    assert not answered.is_set()
    let_go.set()


def test_a_picture_does_not_wait_for_the_look_up_of_a_name(
    archive: Archive, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    let_go, answered = threading.Event(), threading.Event()

    def never(*_: object, **__: object) -> NoReturn:
        let_go.wait(60)
        answered.set()
        raise socket.gaierror("no answer")

    monkeypatch.setattr(socket, "getaddrinfo", never)
    before = set(threading.enumerate())
    with pytest.raises(RemoteError, match="within 2 seconds"):
        at_need(store)
    assert not answered.is_set()
    let_go.set()
    for thread in set(threading.enumerate()) - before:
        thread.join(20)


def test_offline_a_picture_asks_nobody(
    archive: Archive, store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    archive.serve(PATH, CONTENT)
    with pytest.raises(RemoteError, match="offline"):
        at_need(store, offline=True)
    assert not archive.asked
    assert capsys.readouterr().err == ""
    assert not store.folder.exists()


def test_commands_fetch_it_once_and_never_offline(
    archive: Archive,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(viewer.SHA256, viewer_version(), hashlib.sha256(CONTENT).hexdigest())
    archive.serve(f"/jsdelivr/3dmol@{viewer_version()}/build/3Dmol-min.js", CONTENT)
    page = tmp_path / "page.html"

    def fetched(*command: str) -> int:
        assert main([*command, "F2108L", "-o", str(page), "--store", str(tmp_path / "store")]) == 0
        return capsys.readouterr().err.count("fetching 3Dmol.js")

    for command in (["report", "--offline"], ["view", "1FAP", "--offline"]):
        assert fetched(*command) == 0
        assert CONTENT.decode() not in page.read_text(encoding="utf-8")
    assert not archive.asked
    for command, times in ((["view", "1FAP"], 1), (["view", "1FAP", "--offline"], 0), (["report"], 0)):
        assert fetched(*command) == times
        assert CONTENT.decode() in page.read_text(encoding="utf-8")
    assert archive.asked.total() == 1


def test_a_page_has_the_copy_of_the_store_or_says_why_not(
    archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(viewer.SHA256, viewer_version(), hashlib.sha256(CONTENT).hexdigest())
    assert viewer_of_page("cdn", store=tmp_path) == (None, "")
    text, why = viewer_of_page("auto", store=tmp_path, offline=True)
    assert text is None
    assert "offline" in why
    archive.serve(f"/jsdelivr/3dmol@{viewer_version()}/build/3Dmol-min.js", CONTENT)
    assert viewer_of_page("auto", store=tmp_path) == (CONTENT.decode(), "")
    assert viewer_of_page("inline", store=tmp_path, offline=True) == (CONTENT.decode(), "")


def test_a_file_that_is_named_is_taken(tmp_path: Path) -> None:
    copy = tmp_path / "3Dmol-min.js"
    copy.write_text("window['3Dmol'] = {}")
    assert viewer_js(copy) == "window['3Dmol'] = {}"
    with pytest.raises(DataError, match="cannot be read") as missing:
        viewer_js(tmp_path / "missing.js")
    copy.write_text("<html>not found</html>")
    with pytest.raises(DataError, match=r"not 3Dmol\.js") as another:
        viewer_js(copy)
    assert {missing.value.hint, another.value.hint} == {NAME_A_COPY}


def test_every_message_ends_with_what_works(
    archive: Archive, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def told(work: Callable[[], object]) -> str:
        with pytest.raises(MtorStructError) as error:
            work()
        return str(error.value)

    said = [
        told(lambda: viewer_file("0.0.1", store=store)),
        told(lambda: viewer_file("9.9.9", store=store, offline=True)),
        told(lambda: fetch(store)),
        told(lambda: at_need(store)),
        told(lambda: at_need(store)),
        told(lambda: viewer_js(store.folder)),
    ]
    monkeypatch.setattr("mtorstruct.views.library.viewer_address", lambda: "https://cdn.example/3Dmol.js")
    said.append(told(viewer_version))
    assert len(set(said)) == 6
    for text in said:
        assert text.endswith('--js PATH, in Python js="PATH"'), text


def test_the_command_says_what_is_missing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["fetch", "--viewer", "--store", str(tmp_path), "--offline"]) == 4
    assert "3Dmol-" in capsys.readouterr().err


def test_the_command_prints_the_path(
    archive: Archive, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(viewer.SHA256, viewer_version(), hashlib.sha256(CONTENT).hexdigest())
    archive.serve(f"/jsdelivr/3dmol@{viewer_version()}/build/3Dmol-min.js", CONTENT)
    assert main(["fetch", "--viewer", "--store", str(tmp_path)]) == 0
    assert Path(capsys.readouterr().out.strip()).read_bytes() == CONTENT
