"""Scenes as data: what they name is in the model, and is what is meant."""

from __future__ import annotations

import dataclasses
import functools
import gzip
import itertools
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import gemmi
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import mtorstruct
from mtorstruct.atlas.store import open_atlas
from mtorstruct.errors import UsageError
from mtorstruct.reference.domains import domain_at
from mtorstruct.reference.proteins import protein
from mtorstruct.structure.model import MtorComplex
from mtorstruct.tables import MISSING_INT
from mtorstruct.views import palette
from mtorstruct.views.building import BY_CHANGES, SceneOptions, make_scene
from mtorstruct.views.colouring import CHAINS, MODES, Colouring, paints, spans
from mtorstruct.views.drawing import coats, spheres
from mtorstruct.views.legend import common_legend, headed
from mtorstruct.views.marks import DOUBT
from mtorstruct.views.palette import Style
from mtorstruct.views.scene import Paint, Scene, Span
from mtorstruct.views.sources import drawable

from .made import atoms

ENTRIES = [told["entry"] for told in open_atlas().manifest["entries"]]
FILES = ["1fap.cif.gz", "4dri.pdb.gz", "2gaq.pdb.gz"]
VARIANTS = ["F2108L", "F2108I", "A2034V", "M2327I", "C1483Y", "RPTOR:S722A", "MLST8:W272R", "FKBP1A:Y27F"]

Key = tuple[str, int, str]


@functools.cache
def annotated() -> object:
    return mtorstruct.annotate(VARIANTS)


@functools.cache
def scene_of_entry(entry: str, color: str = "domain") -> Scene:
    options = SceneOptions(color=color, verdict="rapalog", phosphosites=True)
    return make_scene(entry, variants=annotated(), options=options)


def residues(scene: Scene) -> dict[Key, gemmi.Residue]:
    """Residues of the model, by author numbering, as gemmi reads them."""
    structure = gemmi.make_structure_from_block(gemmi.cif.read_string(scene.model.cif).sole_block())
    return {
        (chain.name, residue.seqid.num, residue.seqid.icode.strip()): residue
        for chain in structure[0]
        for residue in chain
    }


def within(span: Span, keys: dict[Key, object]) -> list[Key]:
    """Keys that a span names; a span without an insertion code names residues without one."""
    if span.insertion_code:
        return [k for k in keys if k == (span.chain, span.start, span.insertion_code)]
    return [k for k in keys if k[0] == span.chain and span.start <= k[1] <= span.end and not k[2]]


def check(scene: Scene, rows: dict[str, np.ndarray]) -> None:
    """A scene names residues of its model, and those that are meant."""
    there = residues(scene)
    polymer = list(
        zip(
            rows["chain"].tolist(), rows["auth_seq_id"].tolist(), rows["insertion_code"].tolist(), strict=True
        )
    )
    identity = dict(zip(polymer, zip(rows["gene"], rows["position"], strict=True), strict=True))
    engineered = {
        key
        for key, seen, meant in zip(polymer, rows["observed"], rows["expected"], strict=True)
        if seen != meant
    }
    assert len(identity) == len(polymer)

    # Each residue is in the model, and is the amino acid that the reference sequence has there.
    for key, (gene, position) in identity.items():
        letter = gemmi.find_tabulated_residue(there[key].name).one_letter_code.upper()
        if position != MISSING_INT and key not in engineered:
            assert letter == protein(gene).sequence[position - 1], key

    # Nothing that has a CA atom is left out.
    assert {key for key, r in there.items() if r.het_flag == "A" and "CA" in r} == set(identity)

    # Each residue has one colour, and the domain that its position has.
    colour = Counter(key for paint in scene.paints for s in paint.spans for key in within(s, identity))
    assert colour == Counter(dict.fromkeys(identity, 1))
    for paint in scene.paints:
        for span in paint.spans:
            mine = within(span, identity)
            assert (span.chain, span.start) in {k[:2] for k in mine}
            assert (span.chain, span.end) in {k[:2] for k in mine}
            if scene.legend_title == "Domain":
                styles = [
                    palette.domain_style(g, domain_at(g, p)[0] if p != MISSING_INT else "")
                    for g, p in (identity[key] for key in mine)
                ]
                assert {style.label for style in styles} == {paint.label}
                assert {style.colour for style in styles} == {paint.colour}

    # A mark stands on the CA atom of the residue that its name says.
    for mark in scene.marks:
        key = (mark.residue.chain, mark.residue.start, mark.residue.insertion_code)
        assert mark.residue.start == mark.residue.end
        gene, _, change = mark.key.partition(":")
        assert identity[key] == (gene, int("".join(itertools.takewhile(str.isdigit, change[1:]))))
        letter = gemmi.find_tabulated_residue(there[key].name).one_letter_code.upper()
        assert letter == change[0] or key in engineered
        assert there[key]["CA"][0].pos.tolist() == pytest.approx(mark.xyz, abs=0.0101)

    for span in scene.camera.spans:
        assert within(span, identity)
    check_legend(scene)


def check_legend(scene: Scene, color: str = "domain") -> None:
    """The legend has what is drawn, and nothing else; variants in the colours of residues are told there."""
    drawn = {("residues", paint.colour, paint.label) for paint in scene.paints}
    assert {(i.kind, i.colour, i.label) for i in scene.legend if i.kind == "residues"} == drawn
    # A ligand has one item, however many copies of it are drawn.
    told = {i.colour: i.label for i in scene.legend if i.kind == "ligand"}
    assert sorted(told.values()) == sorted(i.label for i in scene.legend if i.kind == "ligand")
    assert {(ligand.colour, ligand.name) for ligand in scene.ligands} == {
        (colour, label.partition(" (")[0]) for colour, label in told.items()
    }
    marks = {(mark.kind, mark.colour) for mark in scene.marks}
    if color in BY_CHANGES:
        painted = {paint.colour for paint in scene.paints}
        assert {colour for kind, colour in marks if kind == "variant"} <= painted
        marks = {(kind, colour) for kind, colour in marks if kind != "variant"}
    assert {(i.kind, i.colour) for i in scene.legend if i.kind not in ("residues", "ligand")} == marks
    assert len(set(scene.legend)) == len(scene.legend)


def palette_colours() -> set[str]:
    styles = [
        *palette.DOMAINS.values(),
        *palette.PARTNERS.values(),
        *palette.CLASSES.values(),
        *palette.SITES.values(),
        *(style for _, style in palette.PLDDT),
        *(palette.LINKER, palette.MTOR, palette.OTHER, palette.PHOSPHOSITE, palette.VARIANT),
        *map(palette.solid, palette.CLASSES.values()),
    ]
    made = {"#DDDDDD", "#F2F2F2", "#9E9E9E"}
    return {style.colour for style in styles} | set(palette.STEPS) | set(CHAINS) | made


@pytest.mark.parametrize("entry", ENTRIES)
def test_an_entry_of_the_atlas(entry: str) -> None:
    scene = scene_of_entry(entry)
    check(scene, drawable(entry, open_atlas()).rows)
    assert scene.model.trace
    assert scene.notes[0].endswith("no side chains")


@pytest.mark.parametrize("name", FILES)
def test_a_file_with_all_atoms(name: str, structure: Callable[[str], MtorComplex]) -> None:
    whole = structure(name)
    scene = make_scene(whole, variants=annotated(), options=SceneOptions(phosphosites=True))
    check(scene, drawable(whole, open_atlas()).rows)
    assert not scene.model.trace
    assert {key.partition(":")[0] for key in (mark.key for mark in scene.marks)} >= {"MTOR"}


@pytest.mark.parametrize("entry", ENTRIES)
@pytest.mark.parametrize("color", MODES)
def test_every_colour_on_every_entry(entry: str, color: str) -> None:
    told = next(t for t in open_atlas().manifest["entries"] if t["entry"] == entry)
    if color == "plddt" and told["kind"] != "predicted":
        with pytest.raises(UsageError, match="no pLDDT"):
            scene_of_entry(entry, color)
        return
    scene = scene_of_entry(entry, color)
    assert {item.colour for item in scene.legend} <= palette_colours()
    assert {p.colour for p in scene.paints} == {i.colour for i in scene.legend if i.kind == "residues"}
    assert scene.legend_title
    check_legend(scene, color)


def test_other_proteins_and_tags_are_drawn_as_such(structure: Callable[[str], MtorComplex]) -> None:
    """4DRI: FKBP51 is none of the nine proteins, and FRB carries an expression tag, 2017-2024."""
    paints = {p.label: p.spans for p in make_scene(structure("4dri.pdb.gz")).paints}
    assert {s.chain for s in paints["other protein"]} == {"A"}
    assert [s for s in paints["linker, or outside every domain"] if s.chain == "B"] == [Span("B", 2017, 2024)]
    by_chain = make_scene(structure("4dri.pdb.gz"), options=SceneOptions(color="chain"))
    assert [p.label for p in by_chain.paints] == ["B: mTOR, copy 1", "A: other protein"]


def test_a_file_gives_the_marks_of_the_atlas(structure: Callable[[str], MtorComplex]) -> None:
    full = make_scene(structure("1fap.cif.gz"), variants=["F2108L"])
    trace = make_scene("1FAP", variants=["F2108L"])
    assert [m.residue for m in full.marks] == [m.residue for m in trace.marks] == [Span("B", 2108, 2108)]
    assert full.marks[0].xyz == pytest.approx(trace.marks[0].xyz, abs=0.02)
    assert full.paints == trace.paints


@pytest.mark.parametrize(
    ("entry", "focus", "n_residues"),
    [("1FAP", "FRB", 95), ("1FAP", "MTOR:F2108L", 1), ("5H64", "MTOR:2108", 1), ("5H64", "raptor", 797)],
)
def test_focus(entry: str, focus: str, n_residues: int) -> None:
    scene = make_scene(entry, options=SceneOptions(focus=focus))
    there = residues(scene)
    seen = [key for span in scene.camera.spans for key in within(span, there)]
    assert len(seen) == n_residues
    # All that was asked for is seen.
    xyz = np.array([there[key]["CA"][0].pos.tolist() for key in seen])
    assert np.linalg.norm(xyz - scene.camera.centre, axis=1).max() < scene.camera.radius_A


def test_focus_on_a_ligand() -> None:
    scene = make_scene("1FAP", options=SceneOptions(focus="rapamycin"))
    assert scene.camera.centre == scene.ligands[0].centre
    assert scene.camera.spans == ()
    assert scene.camera.radius_A > 12


def test_without_focus_all_is_seen() -> None:
    assert make_scene("1FAP").camera.radius_A == 0


def test_carried_over_ligands_say_so() -> None:
    bound, carried = make_scene("1FAP").ligands, make_scene("5H64").ligands
    assert [(li.basis, li.label) for li in bound] == [("bound", "rapamycin (RAP, bound)")]
    assert {li.basis for li in carried} == {"transferred"}
    assert all("carried over from" in li.label and "RMSD" in li.label for li in carried)
    assert make_scene("5H64", options=SceneOptions(sites=False)).ligands == ()


def test_what_is_not_drawn_is_said() -> None:
    scene = make_scene("1FAP", variants=["F2108L", "RPTOR:S863A", "F2018L", "nonsense"])
    assert {mark.key for mark in scene.marks} == {"MTOR:F2108L"}
    assert scene.notes[1:] == (
        "1 of 2 variants are not modelled in 1FAP, and not drawn: RPTOR:S863A",
        "2 of 4 rows were rejected, and are not drawn: "
        "F2018L (reference_mismatch), nonsense (not_understood)",
    )


def test_no_change_is_in_the_structure() -> None:
    assert make_scene("1FAP", variants=["RPTOR:S863A"]).marks == ()
    assert make_scene("1FAP", variants=["nonsense"]).marks == ()
    scene = make_scene("1FAP", variants=[], options=SceneOptions(color="impact", verdict="activity"))
    assert [paint.label for paint in scene.paints] == ["no variant here"]


def test_changes_of_one_residue_share_a_sphere() -> None:
    scene = make_scene("1FAP", variants=["F2108I", "F2108L"], options=SceneOptions(verdict="rapalog"))
    (sphere,) = spheres(scene)
    assert len(sphere.marks) == 2
    assert sphere.label == "F2108I, F2108L"
    ranks = [palette.CLASS_ORDER.index(mark.value) for mark in sphere.marks]
    assert palette.CLASS_ORDER.index(sphere.leading.value) == min(ranks)


def test_labels_can_be_left_out() -> None:
    scene = make_scene("1FAP", variants=["F2108L"], options=SceneOptions(labels=False))
    assert [mark.label for mark in scene.marks] == [""]


def headings(scene: Scene) -> dict[str, list[str]]:
    return {heading: [item.label for item in items] for heading, items in headed(scene.legend)}


def test_without_a_verdict_spheres_are_one_neutral_colour() -> None:
    scene = make_scene("5H64", variants=annotated(), options=SceneOptions(phosphosites=True))
    assert {(m.colour, m.value) for m in scene.marks if m.kind == "variant"} == {
        (palette.VARIANT.colour, "variants")
    }
    assert list(headings(scene)) == ["Domain", "Ligands", "Spheres"]
    assert headings(scene)["Spheres"] == ["variants", "phosphosites"]
    shown = {style.colour for style in palette.CLASSES.values()} | {palette.UNSURE_3D}
    assert palette.VARIANT.colour not in shown


@pytest.mark.parametrize(
    ("verdict", "heading"),
    [
        ("activity", "Activity of mTOR"),
        ("rapalog", "Response to rapalogs"),
        ("atp_competitive", "Response to ATP-competitive inhibitors"),
        ("bisteric", "Response to bi-steric inhibitors"),
    ],
)
def test_the_verdict_of_a_sphere_is_named(verdict: palette.Verdict, heading: str) -> None:
    """The words of the legend are those of the verdict that was asked for, and of no other."""
    table = mtorstruct.annotate(["F2108L", "M2327I", "C1483Y"])
    scene = make_scene("5H64", variants=table, options=SceneOptions(verdict=verdict))
    assert list(headings(scene)) == ["Domain", "Ligands", heading]
    meant = {palette.CLASSES[value].label for value in table[verdict]}
    assert set(headings(scene)[heading]) == meant
    colour = {m.key.removeprefix("MTOR:"): m.colour for m in scene.marks}
    for row in table.to_dict("records"):
        assert colour[row["input"]] == palette.solid(palette.CLASSES[row[verdict]]).colour
    by_impact = make_scene("5H64", variants=table, options=SceneOptions(color="impact", verdict=verdict))
    assert list(headings(by_impact)) == [heading, "Ligands"]
    assert set(headings(by_impact)[heading]) == {*meant, "no variant here"}


@pytest.mark.parametrize("entry", ENTRIES)
def test_a_ligand_stands_once_in_a_legend(entry: str) -> None:
    scene = make_scene(entry)
    items = [item for item in scene.legend if item.kind == "ligand"]
    assert {item.colour for item in items} == {ligand.colour for ligand in scene.ligands}
    assert len(items) == len({ligand.site for ligand in scene.ligands})
    for item in items:
        copies = [ligand for ligand in scene.ligands if ligand.colour == item.colour]
        assert all(ligand.label.partition(", ")[0] in item.label for ligand in copies)
        assert ("carried over from" in item.label) == any(li.basis == "transferred" for li in copies)


def test_one_legend_for_structures_side_by_side() -> None:
    """Rapamycin is bound in 1FAP and carried over in 5H64: one item says both."""
    scenes = [make_scene("1FAP"), make_scene("5H64"), make_scene("4DRI")]
    legend = common_legend(scenes)
    (rapamycin,) = (item.label for item in legend if "rapamycin" in item.label)
    bound, carried = rapamycin.split("; ")
    assert bound == "1FAP, 4DRI: rapamycin (RAP, bound)"
    assert carried.startswith("5H64: rapamycin (RAP, carried over from 1FAP, RMSD ")
    assert len({(item.heading, item.label) for item in legend}) == len(legend)
    assert [heading for heading, _ in headed(legend)] == ["Domain", "Ligands"]


def test_every_entry_has_a_title() -> None:
    for entry in ENTRIES:
        name, _, title = scene_of_entry(entry).title.partition(": ")
        assert name == entry
        assert title


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (SceneOptions(color="charge"), "unknown colour 'charge'"),
        (SceneOptions(verdict="cure"), "unknown verdict 'cure'"),  # type: ignore[arg-type]
        (SceneOptions(focus="elbow"), "unknown focus 'elbow'"),
        (SceneOptions(focus="FAT"), "FAT is not modelled in 1FAP"),
        (SceneOptions(focus="atp"), "the atp site is not in 1FAP"),
        (SceneOptions(color="impact"), "needs variants"),
        (SceneOptions(color="count"), "needs variants"),
        (SceneOptions(color="plddt"), "no pLDDT"),
    ],
)
def test_errors(options: SceneOptions, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        make_scene("1FAP", options=options)


def test_colours_of_a_verdict_need_one() -> None:
    with pytest.raises(UsageError, match="colour 'impact' needs a verdict") as told:
        make_scene("1FAP", variants=["F2108L"], options=SceneOptions(color="impact"))
    assert "rapalog" in told.value.hint


def test_an_unknown_entry() -> None:
    with pytest.raises(UsageError, match="is not in the atlas"):
        make_scene("1CRN", detail="trace")
    with pytest.raises(UsageError, match="unknown detail"):
        make_scene("1FAP", detail="much")


def made_rows(residues: list[tuple[str, int, str]]) -> dict[str, np.ndarray]:
    chain, number, code = zip(*residues, strict=True)
    return {
        "chain": np.array(chain, dtype=object),
        "auth_seq_id": np.array(number),
        "insertion_code": np.array(code, dtype=object),
    }


def test_spans_of_a_made_chain() -> None:
    """Numbers go 10, 11, 11A, 12, then back to 5; 11A and 5 are of another colour."""
    rows = made_rows([("AA", 10, ""), ("AA", 11, ""), ("AA", 11, "A"), ("AA", 12, ""), ("AA", 5, "")])
    assert spans(rows, np.array([0, 1, 3])) == (Span("AA", 10, 12),)
    assert spans(rows, np.array([2, 4])) == (Span("AA", 5, 5), Span("AA", 11, 11, "A"))


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(["A", "a", "AA"]), st.integers(-3, 6), st.sampled_from(["", "", "A", "B"])),
        unique=True,
        min_size=1,
        max_size=25,
    ),
    st.randoms(use_true_random=False),
)
def test_coats_give_each_residue_its_colour(keys: list[Key], random: object) -> None:
    """Whatever the order of the numbers: laid on in order, the last coat of a residue is its own."""
    styles = [Style(c, "s", c) for c in ("#111111", "#222222", "#333333")]
    chosen = [random.choice(styles) for _ in keys]  # type: ignore[attr-defined]
    painted = paints(made_rows(keys), Colouring(chosen, "Made", tuple(styles)))
    colour: dict[Key, str] = {}
    for paint, covered in coats(scene_with(painted)):
        for span in covered:
            for key in keys:
                same_code = not span.insertion_code or key[2] == span.insertion_code
                if key[0] == span.chain and span.start <= key[1] <= span.end and same_code:
                    colour[key] = paint.colour
    assert colour == {key: style.colour for key, style in zip(keys, chosen, strict=True)}


def scene_with(painted: tuple[Paint, ...]) -> Scene:
    return dataclasses.replace(make_scene("1FAP"), paints=painted)


def test_mmcif_gives_back_what_was_written() -> None:
    """Chains of several letters, words that mean something in CIF, atom names with quotes."""
    chain = ["AAA", "a-2", "data_1", "A B", ".", "loop_"]
    atom = ["CA", "C1'", 'O5"', "N#", "HO'2", "?"]
    xyz = np.array([[-1234.567, 0.004, 9.996 + k] for k in range(6)])
    number, code = [-5, 1, 1, 9999, 10000, 3], ["", "", "A", "Z", "", ""]
    made = atoms(list(zip(chain, number, code, strict=True)), atom)
    text = dataclasses.replace(made, xyz=xyz).mmcif("a name")
    items = ("auth_asym_id", "auth_seq_id", "pdbx_PDB_ins_code", "label_atom_id")
    block = gemmi.cif.read_string(text).sole_block()
    table = block.find("_atom_site.", [*items, "Cartn_x", "Cartn_y", "Cartn_z"])
    assert len(table) == 6
    for k, row in enumerate(table):
        read = [row.str(0), int(row[1]), row.str(2), row.str(3)]
        assert read == [chain[k], number[k], code[k], atom[k]]
        assert [float(row[n]) for n in (4, 5, 6)] == pytest.approx(xyz[k], abs=0.0051)


def test_the_mmcif_of_a_file_has_its_coordinates(structure: Callable[[str], MtorComplex]) -> None:
    whole = structure("4dri.pdb.gz")
    there = residues(make_scene(whole))
    file = gemmi.read_structure(str(whole.path))
    n = 0
    for chain in file[0]:
        for residue in chain:
            if residue.is_water():
                continue
            key = (chain.name, residue.seqid.num, residue.seqid.icode.strip())
            for atom in residue:
                if atom.element.is_hydrogen or atom.altloc not in ("\0", "A"):
                    continue
                found = there[key][atom.name][0].pos
                assert found.tolist() == pytest.approx(atom.pos.tolist(), abs=0.0101)
                n += 1
    assert n > 1500


def test_a_stretch_out_of_register_is_said() -> None:
    """N-HEAT of 5H64 is, and parts of M-HEAT; raptor there is unsupported."""
    several = make_scene("5H64", variants=["R731W", "V1000L", "RPTOR:D340A", "F2108L"])
    assert any(
        note.startswith("3 of the variants drawn lie where 5H64 may be built out of register")
        for note in several.notes
    )
    scene = make_scene("5H64", variants=["V373L", "F2108L"])
    assert {mark.key for mark in scene.marks if DOUBT in mark.details} == {"MTOR:V373L"}
    assert "1 of the variants drawn lie where 5H64 may be built out of register: MTOR:V373L" in scene.notes
    assert not any("register" in note for note in make_scene("4JSV", variants=["F2108L"]).notes)


def test_distances_in_doubt_are_counted_where_they_colour() -> None:
    rows = open_atlas().residue_frame()
    mine = rows[(rows.entry == "5H64") & rows.ca_x.notna()]
    doubted = mine.register.isin(["in_doubt", "unlike", "unsupported"]).sum()
    said = f"{doubted} of {len(mine)} residues of 5H64 may be built out of register"
    by_distance = SceneOptions(color="distance:atp")
    assert any(note.startswith(said) for note in make_scene("5H64", options=by_distance).notes)
    assert not any("residues of" in note for note in make_scene("5H64").notes)
    assert not any("out of register" in note for note in make_scene("1FAP", options=by_distance).notes)


def test_a_file_of_the_user_is_compared_with_the_models_of_the_atlas(
    structure: Callable[[str], MtorComplex],
) -> None:
    """M-HEAT of 5H64 is told by the other models alone: its figure is above the null."""
    changes = ["R731W", "V1000L", "F2108L"]
    scene = make_scene(structure("5h64.pdb.gz"), variants=changes)
    doubted = {mark.key for mark in scene.marks if DOUBT in mark.details}
    assert doubted == {"MTOR:R731W", "MTOR:V1000L"}
    predicted = make_scene(structure("AF-P42345-F1.pdb.gz"), variants=changes)
    assert not any(DOUBT in mark.details for mark in predicted.marks)


def test_rows_that_are_no_samples_are_not_called_samples() -> None:
    listed = make_scene("1FAP", variants=["F2108L", "F2108L"]).marks[0].details
    assert "listed 2 times" in listed
    rows = pd.DataFrame({"gene": "MTOR", "change": ["F2108L", "F2108L"], "sample": ["a", "b;c"]})
    found = make_scene("1FAP", variants=mtorstruct.annotate(rows)).marks[0].details
    assert "found in 2 samples" in found


@pytest.mark.parametrize(
    ("focus", "gene"), [("SIN1", "MAPKAP1"), ("LST8", "MLST8"), ("rictor", "RICTOR"), ("Q9BVC4", "MLST8")]
)
def test_a_protein_is_looked_at_by_any_of_its_names(focus: str, gene: str) -> None:
    scene = make_scene("mtorc2_protomer", options=SceneOptions(focus=focus, color="protein"))
    [painted] = [p.spans for p in scene.paints if p.label == palette.protein_style(gene).label]
    assert {s.chain for s in scene.camera.spans} == {s.chain for s in painted}


@pytest.mark.parametrize("focus", ["MTOR:A2108L", "MTOR:3000", "RPTOR:F2108L"])
def test_a_focus_that_cannot_be_right_is_refused(focus: str) -> None:
    with pytest.raises(UsageError, match=r"2108 of MTOR is F|has 2549 residues|has 1335 residues"):
        make_scene("5H64", options=SceneOptions(focus=focus))


def test_other_genes_are_counted_and_not_listed() -> None:
    table = mtorstruct.annotate(["F2108L", "KRAS:G12D", "TP53:R175H", "what?"])
    assert make_scene("1FAP", variants=table).notes[1:] == (
        "2 of 4 rows are of other genes",
        "1 of 4 rows were rejected, and are not drawn: what? (not_understood)",
    )


def test_a_ca_trace_is_drawn_as_a_trace(shared_faults: Path) -> None:
    scene = make_scene(shared_faults / "other" / "ca_only_4jsv.cif", variants=annotated())
    assert scene.model.trace
    assert {residue[0].name for residue in residues(scene).values() if len(residue) == 1} >= {"CA"}


def test_what_was_not_read_is_a_note_of_the_scene(shared_structures: Path, tmp_path: Path) -> None:
    lines = gzip.decompress((shared_structures / "1fap.pdb.gz").read_bytes()).decode().splitlines()
    atoms = [line for line in lines if line.startswith(("ATOM", "HETATM"))]
    path = tmp_path / "x.pdb"
    path.write_text("\n".join([*atoms[:1500], "END", *atoms[1500:]]))
    scene = make_scene(path)
    assert any("654 atoms behind END" in note for note in scene.notes)
