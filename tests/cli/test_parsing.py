"""Command lines as people type them: any order, misspelt words, dashes in odd places, help."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from mtorstruct.cli.main import COMMANDS, main, whole_parser
from mtorstruct.cli.parsing import parse


def left(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """Exit code and output of a command line that the parser itself ends."""
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    out, err = capsys.readouterr()
    return int(ended.value.code or 0), out, err


ORDERS = [
    (["plot", "lollipop", "cohort.maf", "-o", "a.png"], ["plot", "lollipop", "-o", "a.png", "cohort.maf"]),
    (["plot", "lollipop", "F2108L", "A2034V", "-o", "a.png", "--width", "7"],
     ["plot", "--width=7", "lollipop", "F2108L", "-oa.png", "A2034V"]),
    (["view", "5H64", "F2108L", "M2327I", "-o", "a.pml", "--no-sites"],
     ["view", "-o", "a.pml", "5H64", "--no-sites", "F2108L", "--", "M2327I"]),
    (["annotate", "F2108L", "M2327I", "-i", "x.maf", "-i", "-"],
     ["annotate", "-i", "x.maf", "F2108L", "-i-", "M2327I"]),
    (["report", "a.maf", "-o", "a.html", "--title", "-5 °C"],
     ["report", "--title", "-5 °C", "-o=a.html", "a.maf"]),
    (["batch", "domains", "models", "1FAP", "-o", "out", "--jobs", "2"],
     ["batch", "-o", "out", "domains", "--jobs", "2", "models", "1FAP"]),
    (["atlas", "build", "1FAP", "4JSV", "-o", "at"], ["atlas", "-o", "at", "build", "1FAP", "4JSV"]),
    (["atlas", "build", "1FAP", "4JSV", "-o", "at"], ["atlas", "build", "1FAP", "-o", "at", "4JSV"]),
    (["fetch", "6BCX", "1FAP", "--offline"], ["--offline", "fetch", "6BCX", "1FAP"]),
    (["explain", "MTOR:F2108L", "--evidence", "none"], ["explain", "--evidence", "none", "MTOR:F2108L"]),
    (["store", "check", "--mend", "--store", "at"], ["store", "--store", "at", "check", "--mend"]),
    (["domains", "1FAP", "4JSV", "--level", "all"], ["domains", "1FAP", "--level", "all", "4JSV"]),
]  # fmt: skip


@pytest.mark.parametrize(("plain", "mixed"), ORDERS, ids=[" ".join(mixed) for _, mixed in ORDERS])
def test_options_and_arguments_in_any_order(plain: list[str], mixed: list[str]) -> None:
    """The plain order is what argparse itself reads."""
    parser = whole_parser()
    expected = vars(parser.parse_args(plain))
    for name in ("command", "action"):
        expected.pop(name, None)
    assert vars(parse(parser, mixed)) == expected


@pytest.mark.parametrize("text", ["-124C>T", "-1", "-.5", "--", "-"])
def test_texts_with_a_dash(text: str) -> None:
    words = (
        ["annotate", "--format", "tsv", text, "F2108L"] if text != "--" else ["annotate", "--", "--x", "-h"]
    )
    read = parse(whole_parser(), words).variants
    assert read == ([text, "F2108L"] if text != "--" else ["--x", "-h"])


def test_a_file_with_a_dash(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("-cohort.maf").write_text("Hugo_Symbol\tHGVSp_Short\nMTOR\tp.F2108L\n")
    parser = whole_parser()
    assert parse(parser, ["annotate", "-cohort.maf"]).variants == ["-cohort.maf"]
    assert parse(parser, ["annotate", "-i", "-cohort.maf"]).input == ["-cohort.maf"]
    assert parse(parser, ["annotate", "F2108L", "-o", "-out.tsv"]).output == Path("-out.tsv")
    assert main(["annotate", "-cohort.maf", "-o", "-out.tsv"]) == 0
    assert "F2108L" in Path("-out.tsv").read_text()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["anotate", "F2108L"], "mtorstruct: 'anotate' is no command; did you mean annotate?"),
        (["summarize", "x.maf"], "did you mean summarise?"),
        (["help", "reprot"], "did you mean report"),
        (["atlas", "shw"], "mtorstruct atlas: 'shw' is no command; did you mean show?"),
        (["annotate", "--formt", "tsv", "F2108L"], "there is no option --formt; did you mean --format"),
        (["annotate", "--out", "x"], "there is no option --out; did you mean --output?"),
        (["view", "5H64", "--colour=domain", "-o", "x.pml"], "did you mean --color?"),
        (["annotate", "F2108L", "--format", "tvs"], "'tvs' is none of table, tsv"),
        (["plot", "lolipop", "-o", "x.svg"], "did you mean lollipop?"),
        (["annotate", "-z", "F2108L"], "no option -z; what begins with a dash and is none follows --"),
        (["annotate", "-o", "--format", "tsv", "F2108L"], "argument -o/--output: expected one argument"),
        (["annotate", "-o", "--formt", "tsv", "F2108L"], "there is no option --formt"),
        (["annotate", "F2108L", "-o"], "expected one argument"),
        (["annotate", "--strict=1", "F2108L"], "--strict"),
        (["explain", "F2108L", "M2327I"], "M2327I"),
        (["explain"], "VARIANT"),
        (["view", "5H64"], "-o/--output"),
        (["batch", "domains", "x", "-o", "o", "--jobs", "0"], "must be at least 1"),
        (["--nonsense"], "no command is named among --nonsense"),
        (["domains", "--shcemes"], "did you mean --schemes"),
    ],
)  # fmt: skip
def test_mistakes_are_one_line_with_a_suggestion(
    capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    code, out, err = left(capsys, *arguments)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert said in err
    assert re.search(r"[;?] [Ss]ee: mtorstruct( [a-z]+)? --help\n$", err)


@pytest.mark.parametrize("command", [*COMMANDS, "atlas build", "atlas show", "store check"])
def test_help_by_word_and_by_option_is_the_same(capsys: pytest.CaptureFixture[str], command: str) -> None:
    words = command.split()
    by_word = left(capsys, "help", *words)
    assert by_word == left(capsys, *words, "--help") == left(capsys, *words, "-h")
    assert by_word[0] == 0
    assert by_word[1].startswith(f"usage: mtorstruct {command}")


def test_help_without_a_command(capsys: pytest.CaptureFixture[str]) -> None:
    bare, asked = left(capsys), left(capsys, "--help")
    assert (bare[0], asked[0]) == (2, 0)
    assert bare[1:] == asked[1:] == left(capsys, "help")[1:]
    assert all(re.search(rf"\n    {name}\s", bare[1]) for name in COMMANDS)
    for command in ("atlas", "store"):
        assert left(capsys, command)[1] == left(capsys, "help", command)[1]


def test_the_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert left(capsys, "-V") == left(capsys, "--version")
    assert left(capsys, "-V")[1].startswith("mtorstruct ")


def test_former_names_are_taken_and_not_shown(capsys: pytest.CaptureFixture[str]) -> None:
    parser = whole_parser()
    assert parse(parser, ["domains", "--protein", "RPTOR"]).gene == "RPTOR"
    read = parse(parser, ["benchmark", "--labels", "a", "--change-column", "b", "--position-column", "c"])
    assert (read.answers, read.score_change_column, read.score_position_column) == (Path("a"), "b", "c")
    assert "--protein" not in left(capsys, "help", "domains")[1]
    assert "--labels" not in left(capsys, "help", "benchmark")[1]
