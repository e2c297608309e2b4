"""Scripts for PyMOL and ChimeraX, read back; that of ChimeraX runs against a stand-in of its interface."""

from __future__ import annotations

import ast
import base64
import dataclasses
import functools
import re
import sys
import types
import zlib
from pathlib import Path
from typing import Any

import gemmi
import numpy as np
import pytest

from mtorstruct.views.building import SceneOptions, make_scene
from mtorstruct.views.scene import Paint, Scene, Span
from mtorstruct.views.scripts import chimerax_script, pymol_script

from .made import HOSTILE, atoms, made_scene

Key = tuple[str, int, str]

SCENES = ("made", "1FAP", "5H64", "5H64 by distance", "superposed")

COMMANDS = {
    "#", "set", "bg_color", "/import", "hide", "show", "cartoon", "select", "color", "label", "alter", "zoom",
    "pseudoatom", "delete", "set_view", "deselect",
}  # fmt: skip


@functools.cache
def scene_of(name: str) -> Scene:
    if name == "made":
        return made_scene()
    if name == "1FAP":
        return make_scene("1FAP", variants=["F2108L", "A2034V"], options=SceneOptions(focus="FRB"))
    if name == "superposed":
        return make_scene(["5H64", "1FAP"], variants=["F2108L"], options=SceneOptions(superpose="FRB"))
    color = "distance:rapamycin" if "distance" in name else "domain"
    options = SceneOptions(phosphosites=True, color=color)
    return make_scene("5H64", variants=["F2108L", "F2108I", "MLST8:W272R"], options=options)


def keys(text: str) -> list[Key]:
    structure = gemmi.make_structure_from_block(gemmi.cif.read_string(text).sole_block())
    return [(c.name, r.seqid.num, r.seqid.icode.strip()) for c in structure[0] for r in c]


def meant_colours(scene: Scene) -> dict[Key, str]:
    there = keys(scene.model.cif)
    return {
        (chain, number, code): paint.colour
        for paint in scene.paints
        for span in paint.spans
        for chain, number, code in there
        if chain == span.chain and span.start <= number <= span.end and code == span.insertion_code
    }


def numbered(scene: Scene) -> list[Key]:
    """Residue of each atom, in the order of the numbers of the atoms."""
    atoms = scene.model.atoms
    return list(
        zip(atoms.chain.tolist(), atoms.auth_seq_id.tolist(), atoms.insertion_code.tolist(), strict=True)
    )


def chain_selected(what: str, atoms: list[Key]) -> str:
    """Name of the chain that is selected by its name, or by all of its atoms."""
    kind, _, value = what.partition(" ")
    if kind == "chain":
        return re.sub(r"\\(.)", r"\1", value)
    ranges = [re.fullmatch(r"(\d+)-(\d+)", word).groups() for word in value.split("+")]  # type: ignore[union-attr]
    numbers = [n for low, high in ranges for n in range(int(low), int(high) + 1)]
    (chain,) = {atoms[n - 1][0] for n in numbers}
    assert len(set(numbers)) == sum(key[0] == chain for key in atoms)
    return chain


def selected(selection: str, there: list[Key], atoms: list[Key]) -> set[Key]:
    """What PyMOL selects: a range takes in inserted residues, a single number does not."""
    found: set[Key] = set()
    matched = re.findall(r"\(((?:chain|id) \S+) and resi ([^)]+)\)", selection)
    assert matched
    for what, numbers in matched:
        chain = chain_selected(what, atoms)
        assert len(numbers) < 1000
        for word in numbers.split("+"):
            first, code, last = re.fullmatch(r"(\\?-?\d+)([A-Z]?)(?:-(\\?-?\d+))?", word).groups()  # type: ignore[union-attr]
            low = int(first.replace("\\", ""))
            high = int(last.replace("\\", "")) if last else low
            mine = {
                key
                for key in there
                if key[0] == chain and low <= key[1] <= high and (last is not None or key[2] == code)
            }
            assert mine, word
            found |= mine
    return found


def select(expression: str, there: list[Key], atoms: list[Key]) -> set[Key]:
    taken, _, left = expression.partition(" and not (")
    return selected(taken, there, atoms) - (selected(left, there, atoms) if left else set())


@pytest.mark.parametrize("name", SCENES)
def test_pymol_colours_and_selections(name: str) -> None:
    check_pymol(scene_of(name))


def check_pymol(scene: Scene) -> None:
    """Each residue has its colour, and each mark a selection."""
    there, atoms = keys(scene.model.cif), numbered(scene)
    lines = pymol_script(scene).splitlines()
    selections = {
        match[1]: match[2]
        for line in lines
        if (match := re.fullmatch(r"select (\w+), (model_\w+ and .+)", line))
    }
    colours = {
        match[2]: "#" + match[1] for line in lines if (match := re.fullmatch(r"color 0x(\w{6}), (\w+)", line))
    }
    painted: dict[Key, str] = {}
    for selection, expression in selections.items():
        if selection in colours:
            found = select(expression, there, atoms)
            assert not found & painted.keys()
            painted |= dict.fromkeys(found, colours[selection])
    assert painted == meant_colours(scene)
    for mark in scene.marks:
        prefix = "var" if mark.kind == "variant" else "site"
        selection = "_".join([prefix, *re.findall(r"\w+", mark.key.removeprefix("MTOR:"))])
        key = (mark.residue.chain, mark.residue.start, mark.residue.insertion_code)
        assert key in select(selections[selection], there, atoms)


@pytest.mark.parametrize("name", SCENES)
def test_pymol_spheres(name: str) -> None:
    scene = scene_of(name)
    there = keys(scene.model.cif)
    lines = pymol_script(scene).splitlines()
    radius = [m.groups() for line in lines if (m := re.fullmatch(r"alter (.+), vdw=([\d.]+)", line))]
    colour = dict(
        m.groups()[::-1] for line in lines if (m := re.fullmatch(r"set sphere_color, 0x(\w+), (.+)", line))
    )
    drawn = set()
    for atom, vdw in radius:
        (key,) = selected(atom, there, numbered(scene))
        drawn.add((key, float(vdw), "#" + colour[atom]))
    marks = {
        ((m.residue.chain, m.residue.start, m.residue.insertion_code), m.radius_A, m.colour)
        for m in scene.marks
    }
    assert drawn <= marks
    assert {key for key, *_ in drawn} == {key for key, *_ in marks}


def test_pymol_has_the_coordinates() -> None:
    scene = scene_of("5H64")
    packed = re.findall(r'b64decode\("([^"]+)"\)\)\.decode\(\), "cif", "(\w+)"', pymol_script(scene))
    texts = {name: zlib.decompress(base64.b64decode(text)).decode() for text, name in packed}
    assert texts == {
        "model_5H64": scene.model.cif,
        **{
            f"lig_{ligand.site}_carried_over_{ligand.copy}": ligand.cif for ligand in scene.ligands
        },
    }  # fmt: skip


def test_pymol_draws_carried_over_ligands_otherwise() -> None:
    script = pymol_script(made_scene())
    assert re.findall(r"set stick_transparency, [\d.]+, (\w+)", script) == ["lig_atp_carried_over_2"]
    assert 'label (first lig_rapamycin_1), "rapamycin"' in script
    named = re.findall(r'label \(first (\w+)\), "([\w ]+, carried over)"', pymol_script(make_scene("5H64")))
    # A name a site, however many copies there are.
    assert sorted(name[:-2] for name, _ in named) == ["lig_atp_carried_over", "lig_rapamycin_carried_over"]


def test_labels_of_pymol_stand_before_all_that_is_seen() -> None:
    scene = make_scene("1FAP", variants=["F2108L", "A2034V"])
    script = pymol_script(scene)
    depths = [float(z) for z in re.findall(r"set label_position, \[[\d.]+, 0, ([\d.]+)\]", script)]
    assert len(depths) == script.count("\nlabel ") > 2
    towards = np.array(scene.camera.direction)
    front = (scene.model.atoms.xyz @ towards).max()
    by_label = {mark.label: np.array(mark.xyz) @ towards for mark in scene.marks}
    for name, depth in by_label.items():
        line = next(n for n, text in enumerate(script.splitlines()) if f'"{name}"' in text)
        moved = float(script.splitlines()[line - 1].split("]")[0].split()[-1])
        assert depth + moved > front


@pytest.mark.parametrize("write", [pymol_script, chimerax_script])
def test_verdicts_and_ligands_come_first_in_the_legend(write: Any) -> None:
    options = SceneOptions(verdict="rapalog", phosphosites=True)
    scene = make_scene("5H64", variants=["F2108L"], options=options)
    headings = re.findall(r"^# ([A-Z][\w -]*):$", write(scene), re.MULTILINE)
    assert headings == ["Response to rapalogs", "Ligands", "Spheres", "Domain"]


def test_the_whole_of_a_model_is_in_the_picture_of_pymol(structure: Any) -> None:
    """A predicted model reaches further than what zoom without complete shows."""
    for whole in (make_scene(structure("AF-P42345-F1.pdb.gz")), make_scene("5H64")):
        lines = pymol_script(whole).splitlines()
        (name,) = (match[1] for line in lines if (match := re.search(r'"(model_\w+)", zoom=0', line)))
        assert [line for line in lines if line.startswith("zoom")] == [f"zoom {name}, complete=1"]


def test_pymol_draws_ribbons_of_ca_atoms(shared_faults: Path, structure: Any) -> None:
    """PyMOL takes helices and strands from the text, and the trace has to be asked for."""
    of_file = make_scene(shared_faults / "other" / "ca_only_4jsv.cif")
    for trace in (make_scene("4JSV"), of_file):
        lines = pymol_script(trace).splitlines()
        assert any(line.startswith("set cartoon_trace_atoms, 1, ") for line in lines)
        assert any(line.startswith("cartoon automatic, ") for line in lines)
        block = gemmi.cif.read_string(trace.model.cif).sole_block()
        assert len(block.find("_struct_conf.", ["beg_auth_seq_id"])) > 50
        assert len(block.find("_struct_sheet_range.", ["beg_auth_seq_id"])) > 10
    assert "cartoon_trace_atoms" not in pymol_script(make_scene(structure("1fap.cif.gz")))


def shape(script: str) -> list[str]:
    """First word of each line of a PyMOL script."""
    return [line.split()[0].partition("(")[0] for line in script.splitlines()]


@pytest.mark.parametrize("words", ["made", *HOSTILE])
def test_no_words_break_out_of_a_pymol_script(words: str) -> None:
    script = pymol_script(made_scene(words))
    assert script.isascii()
    assert shape(script) == shape(pymol_script(made_scene()))
    assert set(shape(script)) <= COMMANDS | {"/cmd.load_raw"}
    for line in script.splitlines():
        assert ";" not in line
        assert not line.endswith("\\")
        if line.startswith(("label", "#", "select")):
            assert re.fullmatch(r"""#.*|select [^"']*|label [^"']*"[^"'\\]*\"""", line)


def test_a_chain_whose_name_is_a_command_is_selected_by_its_atoms() -> None:
    scene = made_scene()
    residues = [("A;quit", 1, ""), ("A", 1, ""), ("A;quit", 2, "")]
    bad = dataclasses.replace(
        scene,
        paints=(Paint("#D55E00", "x", (Span("A;quit", 1, 2), Span("A", 1, 1))),),
        model=dataclasses.replace(scene.model, atoms=atoms(residues)),
        marks=(),
    )
    assert "(id 1-1+3-3 and resi 1-2) or (chain A and resi 1)" in pymol_script(bad)
    assert "quit" not in pymol_script(bad)
    check_pymol(bad)
    assert "'A;quit'" in chimerax_script(bad)


def test_names_of_selections() -> None:
    script = pymol_script(make_scene("1FAP", variants=["F2108L", "R2076*", "FKBP1A:Y27F"]))
    names = re.findall(r"^select (\w+)", script, re.MULTILINE)
    assert names == ["domain_FRB", "domain_FKBP12", "var_FKBP1A_Y27F", "var_R2076Ter", "var_F2108L"]


def test_a_name_without_a_letter() -> None:
    """``model`` alone is a word of PyMOL's selections."""
    assert '"model_unnamed"' in pymol_script(made_scene("\\"))


def literals(script: str) -> dict[str, Any]:
    found = {}
    for node in ast.parse(script).body:
        if (
            isinstance(node, ast.Assign)
            and isinstance(node.targets[0], ast.Name)
            and node.targets[0].id.isupper()
        ):
            found[node.targets[0].id] = ast.literal_eval(node.value)
    return found


@pytest.mark.parametrize("words", HOSTILE)
def test_words_stay_in_the_literals_of_a_chimerax_script(words: str) -> None:
    hostile, harmless = (chimerax_script(made_scene(w)) for w in (words, "made"))
    assert [type(node) for node in ast.parse(hostile).body] == [
        type(node) for node in ast.parse(harmless).body
    ]
    code = "\nimport os\n"
    assert hostile[hostile.index(code) :] == harmless[harmless.index(code) :]
    said = literals(hostile)
    texts = [label for *_, label in said["SPHERES"]] + [label for _, label, *_ in said["LIGANDS"]]
    names = [row[0] for name in ("PAINTS", "LIGANDS", "SELECTIONS") for row in said[name]] + [said["MODEL"]]
    assert all(re.fullmatch(r"[A-Za-z0-9 .,:()+*/=%_-]*", text) for text in texts)
    assert all(re.fullmatch(r"[A-Za-z0-9_]+", name) for name in names)


class Residue:
    def __init__(self, model: Model, key: Key) -> None:
        self.model, (self.chain_id, self.number, self.insertion_code) = model, key
        self.atoms = Atoms([Atom(self)])
        self.ribbon_color: list[int] = []

    def find_atom(self, name: str) -> Atom:
        assert name == "CA"
        return self.atoms[0]


class Atom:
    SPHERE_STYLE = 0

    def __init__(self, residue: Residue) -> None:
        self.residue, self.neighbors = residue, []
        self.coord = (0.0, 0.0, 0.0)
        self.selected = False
        self.color: list[int] = []
        self.radius = 1.7


class Atoms(list[Atom]):
    @property
    def colors(self) -> None:
        return None

    @colors.setter
    def colors(self, value: list[int]) -> None:
        for atom in self:
            atom.color = value


class Model:
    def __init__(self, name: str, text: str, number: int) -> None:
        self.name, self.id_string = name, str(number)
        self.residues = [Residue(self, key) for key in keys(text)]
        self.atoms = Atoms([atom for residue in self.residues for atom in residue.atoms])
        self.bonds = types.SimpleNamespace()
        self.new_bond = lambda one, other: None


class ChimeraX:
    """As much of ChimeraX as the script asks for: models, selections, and the commands that were run."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.opened: list[Model] = []
        self.commands: list[str] = []
        self.names: dict[str, set[Key]] = {}
        self.bounds: Any = None
        self.models = types.SimpleNamespace(add=lambda models: None)
        self.main_view = types.SimpleNamespace(view_all=lambda bounds: setattr(self, "bounds", bounds))
        modules = {
            "chimerax": {},
            "chimerax.core": {},
            "chimerax.core.commands": {"run": self.run},
            "chimerax.geometry": {"Bounds": lambda low, high: (low, high)},
            "chimerax.mmcif": {"open_mmcif": self.open_mmcif},
        }
        for name, members in modules.items():
            module = types.ModuleType(name)
            module.__dict__.update(members)
            monkeypatch.setitem(sys.modules, name, module)

    def open_mmcif(self, session: object, path: str, **options: Any) -> tuple[list[Model], str]:
        text = Path(path).read_text(encoding="utf-8")
        self.opened.append(Model(options["file_name"], text, len(self.opened) + 1))
        return self.opened[-1:], ""

    def run(self, session: object, command: str, log: bool) -> None:
        self.commands.append(command)
        atoms = [atom for model in self.opened for atom in model.atoms]
        if command == "select clear":
            for atom in atoms:
                atom.selected = False
        if command.startswith("name frozen "):
            chosen = [a.residue for a in atoms if a.selected]
            self.names[command.split()[2]] = {(r.chain_id, r.number, r.insertion_code) for r in chosen}


@pytest.mark.parametrize("name", SCENES)
def test_chimerax_script_runs(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    scene = scene_of(name)
    program = check_chimerax(scene, monkeypatch)
    if name == "1FAP":
        assert program.names["var_F2108L"] == {("B", 2108, "")}
        assert len(program.names["domain_FRB"]) == 95
        assert program.bounds[0] == pytest.approx([c - scene.camera.radius_A for c in scene.camera.centre])


def check_chimerax(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> ChimeraX:
    """Each residue has its colour, and each mark a sphere."""
    program = ChimeraX(monkeypatch)
    exec(compile(chimerax_script(scene), "scene.py", "exec"), {"session": program})
    model, *ligands = program.opened
    assert len(ligands) == len(scene.ligands)
    rgb = {
        (r.chain_id, r.number, r.insertion_code): "#" + bytes(r.ribbon_color[:3]).hex().upper()
        for r in model.residues
        if r.ribbon_color
    }
    assert rgb == meant_colours(scene)
    spheres = {
        (a.residue.chain_id, a.residue.number, a.residue.insertion_code)
        for a in model.atoms
        if a.radius != 1.7
    }
    assert spheres == {(m.residue.chain, m.residue.start, m.residue.insertion_code) for m in scene.marks}
    # A name a site, however many copies there are.
    named = [name for name in literals(chimerax_script(scene))["LIGANDS"] if name[1]]
    assert len(named) == len({name for _, name, *_ in named})
    alphas = [ligand.atoms[0].color[3] for ligand in ligands]
    assert [alpha == 255 for alpha in alphas] == [ligand.basis == "bound" for ligand in scene.ligands]
    return program


@pytest.mark.parametrize("write", [pymol_script, chimerax_script])
def test_the_same_scene_gives_the_same_script(write: Any) -> None:
    options = SceneOptions(phosphosites=True)
    scripts = [write(make_scene("1FAP", variants=["F2108L"], options=options)) for _ in range(2)]
    assert scripts[0] == scripts[1]
