"""Completion of command lines: the scripts, and what bash makes of one."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from mtorstruct.cli.completion import SHELLS
from mtorstruct.cli.main import COMMANDS, main


def script(capsys: pytest.CaptureFixture[str], shell: str) -> str:
    assert main(["completion", shell]) == 0
    return capsys.readouterr().out


@pytest.mark.parametrize("shell", SHELLS)
def test_every_script_knows_the_commands_and_is_the_same_again(
    capsys: pytest.CaptureFixture[str], shell: str
) -> None:
    text = script(capsys, shell)
    for word in (*COMMANDS, *(() if shell == "tcsh" else ("build", "retry-failed", "lollipop"))):
        assert word in text, word
    assert "--protein" not in text.replace("-l protein", "--protein"), "a former name"
    assert text == script(capsys, shell)


@pytest.mark.skipif(shutil.which("bash") is None, reason="needs bash")
def test_bash_completes(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "cohort.maf").touch()
    (tmp_path / "models").mkdir()
    (tmp_path / "script").write_text(script(capsys, "bash"))
    cases = {
        "mtorstruct a": "annotate atlas",
        "mtorstruct annotate --form": "--format",
        "mtorstruct annotate --format t": "table tsv",
        "mtorstruct plot lol": "lollipop",
        "mtorstruct plot lollipop -o a.svg coh": "cohort.maf",
        "mtorstruct atlas b": "build",
        "mtorstruct annotate cohort.maf --rej": "--rejects",
        "mtorstruct annotate --input coh": "cohort.maf",
        "mtorstruct annotate --atlas mod": "models",
    }
    tries = "".join(
        f"COMP_WORDS=({line}); COMP_CWORD={line.count(' ')}; COMPREPLY=(); _shtab_mtorstruct\n"
        'echo "${COMPREPLY[*]}"\n'
        for line in cases
    )
    done = subprocess.run(
        ["bash", "--norc", "-c", f"source ./script\n{tries}"],
        cwd=tmp_path, capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    assert dict(zip(cases, done.stdout.splitlines(), strict=True)) == cases
    assert done.stderr == ""
