"""Write the parts of the documentation that the package itself knows.

    python docs/write.py

Writes ``docs/columns.md``, ``docs/commands.md`` and ``docs/python.md`` and the marked parts of ``README.md``,
``docs/batch.md`` and ``docs/impact.md``; a test fails where they are out of date.
"""

from __future__ import annotations

import argparse
import contextlib
import inspect
import io
import re
from collections.abc import Callable
from pathlib import Path

import numpy as np

import mtorstruct
from mtorstruct.cli.main import COMMANDS, _parser, main
from mtorstruct.measures.registry import MEASURES
from mtorstruct.reference.bands import activity_bands
from mtorstruct.reference.domains import domain_at
from mtorstruct.reference.drugs import drugs
from mtorstruct.reference.markers import response_markers
from mtorstruct.reference.proteins import protein
from mtorstruct.reference.tumours import synonymous_excess
from mtorstruct.tables import ACTIVITIES, RESPONSES, TABLES, Columns
from mtorstruct.variants.annotate import annotate_columns
from mtorstruct.variants.benchmark import benchmark_columns, calibration_columns
from mtorstruct.variants.benchmark_answers import published_labels
from mtorstruct.variants.notation.change import AMINO_ACIDS
from mtorstruct.variants.notation.reading import parse_change
from mtorstruct.variants.verdicts.bands import sentence
from mtorstruct.variants.verdicts.classify import classify_columns
from mtorstruct.variants.verdicts.judge import Options
from mtorstruct.variants.verdicts.rules import RULES
from mtorstruct.variants.verdicts.rules.points import POINTS

ROOT = Path(__file__).resolve().parent.parent
EXAMPLE = ["F2108L", "M2327I", "C1483Y", "F2018L", "RPTOR:S863"]


def columns_page() -> str:
    """Every table with its columns."""
    parts = [
        "# Tables and their columns\n\nWritten by `docs/write.py` from `mtorstruct/tables`. Distances are in Å "
        "(ångström), positions are UniProt positions of the canonical sequence unless a column says otherwise. "
        "A missing value is empty in TSV and CSV, `null` in JSON and Parquet, and in a DataFrame NA, or NaN among "
        "floats and categories. Ordered columns are ordered categories there: `sort_values` and `>=` go by their "
        "order, which stands with the column, lowest first, or is that of the sequences for domains. Parquet "
        "keeps them as text.\n"
    ]
    for table in dict.fromkeys((*TABLES, *(measure.table for measure in MEASURES.values()))):
        lines = [
            f"## {table.name}\n",
            f"{table.meaning}\n",
            "| column | type | unit | meaning |",
            "|---|---|---|---|",
        ]
        for column in table.columns:
            texts = ", ".join(column.order or column.allowed) if column.allowed else ""
            meaning = column.meaning + (f" ({texts})" if texts else "")
            dtype = f"{column.dtype}, ordered" if column.order else column.dtype
            lines.append(f"| `{column.name}` | {dtype} | {column.unit} | {meaning} |")
        parts.append("\n".join(lines) + "\n")
    return "\n".join(parts)


def commands_page() -> str:
    """Every command with its arguments and options."""
    parts = ["# Commands\n\nWritten by `docs/write.py` from the commands themselves.\n"]
    parts += [command_part(f"mtorstruct {name}", subcommands(_parser(name))[name]) for name in COMMANDS]
    return "\n".join(parts)


def command_part(name: str, parser: argparse.ArgumentParser) -> str:
    """One command, and the commands below it."""
    lines = [f"## {name}\n", f"{parser.description or ''}\n", "| argument | meaning |", "|---|---|"]
    below = subcommands(parser)
    for action in parser._actions:
        if (
            isinstance(action, argparse._HelpAction | argparse._SubParsersAction)
            or action.help == argparse.SUPPRESS
        ):
            continue
        value = " / ".join(action.choices) if action.choices else str(action.metavar or action.dest.upper())
        takes_value = bool(action.option_strings) and action.nargs != 0
        written = f"{', '.join(action.option_strings) or value}{f' {value}' if takes_value else ''}"
        lines.append(f"| `{written}` | {action.help or ''} |")
    if len(lines) == 4:
        lines = lines[:2]
    if parser.epilog:
        lines.append(f"\n```text\n{parser.epilog}\n```")
    parts = ["\n".join(lines) + "\n"]
    parts += [command_part(f"{name} {sub}", child) for sub, child in below.items()]
    return "\n".join(parts)


def subcommands(parser: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    """Parsers of the commands below a command."""
    return {
        name: child
        for action in parser._actions
        if isinstance(action, argparse._SubParsersAction)
        for name, child in action.choices.items()
    }


def python_page() -> str:
    """Every public name of the package."""
    lines = [
        "# In Python\n\nWritten by `docs/write.py` from the docstrings, which `help(mtorstruct.annotate)` shows whole. "
        "Each name is imported when it is used, and has types; `mtorstruct.__version__` is the version.\n",
        "| name | what | module |",
        "|---|---|---|",
    ]
    for name in mtorstruct.__all__:
        if not name.startswith("_"):
            public = getattr(mtorstruct, name)
            first = inspect.getdoc(public).partition("\n\n")[0].replace("\n", " ")
            lines.append(f"| `mtorstruct.{name}` | {first} | `{public.__module__}` |")
    return "\n".join(lines) + "\n"


def example_part() -> str:
    """One real result, explained with its own numbers."""
    columns = annotate_columns([parse_change(text) for text in EXAMPLE], mtorstruct.open_atlas())
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
        main(["annotate", *EXAMPLE, "--format", "table"])
    cell = {(text, name): columns[name][k] for k, text in enumerate(EXAMPLE) for name in columns}
    f, m, c = ({n: cell[text, n] for n in columns} for text in EXAMPLE[:3])
    return f"""```text
$ mtorstruct annotate {" ".join(EXAMPLE)}
{printed.getvalue()}```

- **F2108L** is published as resistant to rapalogs, and the structure says why: in {f["rapamycin_entry"]} its side chain touches
  rapamycin ({f["rapamycin_distance_A"]:.1f} Å, atoms {f["rapamycin_atoms"]}; {f["rapamycin_range_A"]} Å over the structures with rapamycin).
  The ATP site is {f["atp_distance_A"]:.0f} Å away, and ATP-competitive inhibitors still bind.
- **M2327I** is the other way round: {m["atp_distance_A"]:.1f} Å from the nucleotide of {m["atp_entry"]} it is no contact of the ATP site,
  whatever the name "kinase-domain mutation" suggests. It hyperactivates the kinase, so that higher concentrations
  of an ATP-competitive inhibitor are needed; rapamycin and RapaLink-1 still inhibit it.
- **C1483Y** lies in FAT, {c["rapamycin_distance_A"]:.0f} Å from rapamycin and {c["atp_distance_A"]:.0f} Å from the nucleotide; it is activating, and the one
  cell line with it that was tested (MOLT-16, which carries R2430M as well) was hypersensitive to rapamycin. {c["rapamycin_entry"]} has no
  rapamycin; it was carried over from 1FAP, and the column `rapamycin_basis` says `{c["rapamycin_basis"]}`.
- **F2018L** is a misprint that stands in a review: residue 2018 is R. The row has no numbers, and a suggestion.
- **RPTOR S863** is not resolved in any structure here; the row says so and names the nearest residues that are.
"""


def numbering_part() -> str:
    """Traps that the numbering gets right; tests/structure/test_numbering.py has each of them."""
    return """| file | trap | what a number-by-number look-up does |
|---|---|---|
| 5H64 | chains `A` and `a` are two copies of mTOR | drops one, or merges them |
| 4JSV | chain B is mTOR, as in no other file here; the order is B, D, A, C | by the letters of 5H64, takes mTOR for raptor |
| 4DRI | an expression tag is numbered 2017-2024 | reads tag residues as mTOR |
| 2GAQ | numbered 1-100 | is off by 2014 |
| 1FAP | the file says that FKBP12 1-107 is P62942 1-107; it is 2-108 | is off by one |
| an mTORC2 model | mSIN1 77-95 is 79-97; 59 residues are unknown; some are numbered 4001-4019 | names 19 wrong residues |
"""


def measures_part() -> str:
    """Every measure, with its table."""
    lines = ["| analysis | a row is about a | table |", "|---|---|---|"]
    lines += [
        f"| `{m.name}` | {m.level} | {m.table.meaning} ([columns](columns.md#{m.table.name})) |"
        for m in MEASURES.values()
    ]
    return "\n".join(lines) + "\n"


def rules_part() -> str:
    """Every rule, in the order in which they are asked."""
    lines = [
        "| rule | question | verdict | condition | what the variant does | reference |",
        "|---|---|---|---|---|---|",
    ]
    for rule in RULES:
        name = f"{rule.id} †" if rule.looks_at_published else rule.id
        verdict = f"{rule.verdict} ({rule.confidence})" if rule.verdict else "none: shows where to look"
        if rule.verdict in (ACTIVITIES[-1], RESPONSES[-1]):
            verdict = f"{rule.verdict}, in words"
        cells = (
            name,
            rule.question,
            verdict,
            rule.condition.text,
            rule.description_alone,
            rule.reference,
        )
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def shares_part() -> str:
    """How often the rules alone give each verdict, over all substitutions of mTOR."""
    sequence = protein("MTOR").sequence
    pairs = [(n, m) for n, w in enumerate(sequence) for m in AMINO_ACIDS if m != w]
    first = mtorstruct.open_atlas().summary_rows(["MTOR"], [1])[0]
    domains = np.array([domain_at("MTOR", n + 1)[0] for n, _ in pairs], dtype=object)
    columns = classify_columns(
        first + np.array([n for n, _ in pairs]),
        np.array([m for _, m in pairs], dtype=object),
        mtorstruct.open_atlas(),
        Options(use_published=False),
    )
    lines = []
    for abouts, values in (
        (("activity",), ACTIVITIES),
        (("rapalog", "atp_competitive", "bisteric"), RESPONSES),
    ):
        used = [v for v in values if any((columns[about] == v).any() for about in abouts)]
        lines += [f"| | {' | '.join(used)} |", "|---|" + "--:|" * len(used)]
        for about in abouts:
            where = {about: np.full(len(pairs), True)}
            if about == "activity":
                where |= {f"{about}, in {name}": domains == name for name in ("FAT", "kinase")}
            for name, here in where.items():
                shares = " | ".join(f"{(columns[about][here] == v).mean():.1%}" for v in used)
                lines.append(f"| {name} | {shares} |")
        lines.append("")
    return f"{len(pairs):,} substitutions:\n\n" + "\n".join(lines)


def points_part() -> str:
    """What points are given for."""
    lines = ["| points | for |", "|--:|---|"]
    lines += [f"| {weight:+d} | {condition.text} |" for weight, condition in POINTS]
    return "\n".join(lines) + "\n"


def bands_part() -> str:
    """The bands, and the published substitutions that the vetoes are wrong about."""
    lines = [
        "| band | share of random missense | samples | expected | activity_probability |",
        "|---|--:|--:|--:|--:|",
    ]
    lines += [
        f"| {b.name} | {b.random_missense:.0%} | {b.samples} | {b.expected:.1f} | {b.probability:.2f} ({b.low:.2f} to {b.high:.2f}) |"
        for b in activity_bands()
    ]
    lines += ["", *(f"- {sentence(b)}" for b in activity_bands())]
    control = synonymous_excess()
    share = f"{control.selected:.2f} ({control.selected_low:.2f} to {control.selected_high:.2f})"
    lines += [
        "",
        f"To be read beside the control: synonymous changes, which nothing should select, come to {share} by the same count.",
    ]
    answers = published_labels("activity")
    changes = [
        f"{protein('MTOR').amino_acid(p)}{p}{m}"
        for p, m in zip(answers.position.tolist(), answers.mutant, strict=True)
    ]
    rules = mtorstruct.annotate([c for c, yes in zip(changes, answers.positive, strict=True) if yes])
    for veto in ("NATURAL-RESIDUE", "INVARIANT-RESIDUE"):
        wrong = rules[[veto in fired.split(";") for fired in rules.rules.fillna("")]]
        which = f": {', '.join(wrong.input)}" if len(wrong) else ""
        lines += [
            "",
            f"{veto} fires on {len(wrong)} of {len(rules)} published activating substitutions{which}.",
        ]
    return "\n".join(lines) + "\n"


def benchmark_part() -> str:
    """The first table of ``mtorstruct benchmark``."""
    c = benchmark_columns(mtorstruct.open_atlas())
    lines = [
        "| question | answers | predictor | TP | FP | TN | FN | sensitivity | specificity | MCC | AUROC | random missense flagged | MCC against these | AUROC against these | tumour excess |",
        "|---|---|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|",
    ]
    notes = list(dict.fromkeys(filter(None, c["note"])))
    for k in range(len(c["question"])):
        mark = f" [{notes.index(c['note'][k]) + 1}]" if c["note"][k] else ""
        cells = [c["question"][k], c["labels"][k], c["predictor"][k] + mark]
        cells += [str(c[n][k]) for n in ("tp", "fp", "tn", "fn")]
        cells += [with_interval(c, n, k) for n in ("sensitivity", "specificity", "mcc", "auroc")]
        cells.append(f"{c['random_flagged'][k]:.0%}")
        cells += [with_interval(c, n, k) for n in ("mcc_random", "auroc_random", "tumour_excess")]
        lines.append(f"| {' | '.join(cells)} |")
    listed = [f"[{k}] {note}" for k, note in enumerate(notes, start=1)]
    return "\n".join([*lines, "", "; ".join(listed) + "."]) + "\n"


def calibration_part() -> str:
    """The second table of ``mtorstruct benchmark``."""
    c = calibration_columns(mtorstruct.open_atlas())
    lines = [
        "| substitutions | share of random missense | samples | expected | excess | selected, if seen in a tumour |",
        "|---|--:|--:|--:|--:|--:|",
    ]
    for k, name in enumerate(c["substitutions"]):
        share = "" if np.isnan(c["random_share"][k]) else f"{c['random_share'][k]:.0%}"
        excess, selected = (with_interval(c, n, k) for n in ("excess", "selected"))
        lines.append(
            f"| {name} | {share} | {c['samples'][k]} | {c['expected'][k]:.1f} | {excess} | {selected} |"
        )
    return "\n".join(lines) + "\n"


def with_interval(columns: Columns, name: str, row: int) -> str:
    """A number with its interval, where it has them."""
    value, low, high = (columns[n][row] for n in (name, f"{name}_low", f"{name}_high"))
    if np.isnan(value):
        return ""
    return f"{value:.2f}" if np.isnan(low) else f"{value:.2f} ({low:.2f} to {high:.2f})"


def drugs_part() -> str:
    """The inhibitors."""
    lines = [
        "| drug | other names | class | sites | inhibits | also inhibits | approval | efflux | note |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for d in drugs():
        aliases, sites, complexes, others, efflux = (
            ", ".join(values) for values in (d.aliases, d.sites, d.complexes, d.other_targets, d.efflux)
        )
        cells = (d.name, aliases, d.drug_class, sites, complexes, others, d.approval, efflux, d.note)
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def markers_part() -> str:
    """The genes of the context."""
    lines = ["| gene | alteration | response | how sure | note |", "|---|---|---|---|---|"]
    lines += [
        f"| {m.gene} | {' or '.join(m.residues) or m.alteration} | {m.response}{f' to {m.drug}' if m.drug else ''} "
        f"| {m.level} | {m.note} |"
        for m in response_markers().values()
    ]
    return "\n".join(lines) + "\n"


README_PARTS = {"example": example_part, "numbering": numbering_part}
BATCH_PARTS = {"measures": measures_part}
IMPACT_PARTS = {
    "rules": rules_part,
    "shares": shares_part,
    "points": points_part,
    "bands": bands_part,
    "benchmark": benchmark_part,
    "calibration": calibration_part,
    "drugs": drugs_part,
    "markers": markers_part,
}


def with_parts(text: str, parts: dict[str, Callable[[], str]]) -> str:
    """Page with its marked parts written anew."""
    for name, make in parts.items():
        begin, end = f"<!-- {name}: written by docs/write.py -->", f"<!-- end of {name} -->"
        pattern = re.compile(re.escape(begin) + ".*?" + re.escape(end), re.DOTALL)
        text = pattern.sub(lambda _, b=begin, e=end, m=make: f"{b}\n{m()}{e}", text)
    return text


def pages() -> dict[Path, str]:
    """Every file that this script writes, with its contents."""
    parts_of = {"README.md": README_PARTS, "docs/batch.md": BATCH_PARTS, "docs/impact.md": IMPACT_PARTS}
    marked = {ROOT / name: parts for name, parts in parts_of.items()}
    return {
        ROOT / "docs" / "python.md": python_page(),
        ROOT / "docs" / "columns.md": columns_page(),
        ROOT / "docs" / "commands.md": commands_page(),
        **{page: with_parts(page.read_text(encoding="utf-8"), parts) for page, parts in marked.items()},
    }


if __name__ == "__main__":
    for path, text in pages().items():
        path.write_text(text, encoding="utf-8")
