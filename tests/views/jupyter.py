"""A Jupyter server of the tests' own: on loopback, with a token, and with a home that is thrown away."""

from __future__ import annotations

import importlib.util
import json
import os
import secrets
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.request import Request, urlopen

import pytest

from .browser import need


@dataclass(frozen=True)
class Jupyter:
    """A running server: its address, its token, and the folder that it shows."""

    address: str
    token: str
    folder: Path

    def url(self, path: str) -> str:
        """Return the address of a page, such as ``lab/tree/first.ipynb``, with the token."""
        return f"{self.address}{path}?token={self.token}"

    def write(self, name: str, *cells: str) -> Path:
        """Write a notebook with code cells, and start its kernel: a page that opens it finds it running."""
        import nbformat.v4 as v4

        path = self.folder / name
        kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
        book = v4.new_notebook(cells=[v4.new_code_cell(cell) for cell in cells], metadata=kernel)
        path.write_text(v4.writes(book), encoding="utf-8")
        session = {"path": name, "name": name, "type": "notebook", "kernel": {"name": "python3"}}
        wanted = Request(f"{self.address}api/sessions", json.dumps(session).encode(), {
            "Authorization": f"token {self.token}", "Content-Type": "application/json"})  # fmt: skip
        with urlopen(wanted, timeout=180):
            return path


@pytest.fixture(scope="module")
def jupyter(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Jupyter]:
    """JupyterLab and Notebook on loopback, for the tests of one module."""
    for package in ("jupyterlab", "notebook", "ipykernel", "anywidget"):
        need(importlib.util.find_spec(package), f"needs {package}, of the extra browser")
    home, folder = tmp_path_factory.mktemp("home"), tmp_path_factory.mktemp("notebooks")
    token = secrets.token_hex(16)
    names = ("HOME", "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR",
             "JUPYTERLAB_SETTINGS_DIR", "JUPYTERLAB_WORKSPACES_DIR", "IPYTHONDIR")  # fmt: skip
    environment = {**os.environ, **{name: str(home / name.lower()) for name in names}}
    environment |= {"MTORSTRUCT_OFFLINE": "1", "JUPYTER_TOKEN": token}
    (home / "home").mkdir()
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--ServerApp.ip=127.0.0.1",
               "--ServerApp.port=0", f"--ServerApp.root_dir={folder}", "--LabApp.news_url=None",
               "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate"]  # fmt: skip
    log = home / "log"
    with log.open("wb") as out:
        server = subprocess.Popen(command, env=environment, cwd=folder, stdout=out, stderr=out)
    try:
        yield Jupyter(_address(server, home / "jupyter_runtime_dir", log), token, folder)
    finally:
        server.terminate()  # it ends its kernels
        try:
            server.wait(20)
        except subprocess.TimeoutExpired:
            server.kill()


def _address(server: subprocess.Popen[bytes], runtime: Path, log: Path) -> str:
    end = time.monotonic() + 90
    while time.monotonic() < end and server.poll() is None:
        for path in runtime.glob("jpserver-*.json"):
            try:
                return str(json.loads(path.read_text())["url"])
            except (ValueError, KeyError):
                continue  # it is still being written
        time.sleep(0.2)
    raise AssertionError(f"the Jupyter server did not start: {log.read_text(errors='replace')[-2000:]}")
