"""Make a folder of many structures out of the real ones, the same bytes every time.

    python benchmarks/make_structures.py STRUCTURES FOLDER [--count N] [--broken N] [--seed N] [--link-to N]
        [--forms FORM...]

STRUCTURES is the folder with the real coordinate files (``../shared/structures``). The sources take turns, so
that each has an equal share. Every copy is moved as a whole by a rotation and a shift of its own, its chains
get new names (letters or digits, upper and lower case apart; in mmCIF also names of several letters), and it
is written by gemmi as PDB or mmCIF, plain or gzipped: every source in every form. With ``--forms`` they are
written in these alone, also as BinaryCIF, which biotite makes of gemmi's mmCIF. SEQRES, DBREF and ranges of
UniProt stay where the source has them. Files called ``broken-NN-what`` are what a folder of downloads holds
besides: cut, empty, no structure at all. With ``--link-to N`` the folder has N names, further ones being hard
links to the first ones, which take no room on the disk; with ``--count 0`` as well, only these are made.
"""

from __future__ import annotations

import argparse
import gzip
import io
import os
import random
import re
import string
from collections.abc import Iterator, Sequence
from itertools import count as numbers
from itertools import islice
from pathlib import Path

import gemmi
import numpy as np
from numpy.typing import NDArray

TYPE_CHECKING = False
if TYPE_CHECKING:
    from biotite.structure.io import pdbx

SOURCES = (
    "5h64.pdb.gz", "4jsv.pdb.gz", "1fap.pdb.gz", "1fap.cif.gz", "4dri.pdb.gz", "2gaq.pdb.gz",
    "mtorc2_protomer.pdb.gz", "AF-P42345-F1.pdb.gz", "AF-Q6R327-F1.pdb.gz", "AF-Q9BPZ7-F1.pdb.gz",
)  # fmt: skip
FORMS = ("pdb", "cif", "pdb.gz", "cif.gz")
BINARY_FORMS = ("bcif", "bcif.gz")

LETTERS = string.ascii_letters + string.digits
LONGEST_CHAIN_NAME = 4
"""Letters of the longest chain name that is written."""

LARGEST_SHIFT_A = 50.0

WHOLE, DECIMAL = re.compile(r"0|-?[1-9]\d{0,8}"), re.compile(r"-?\d{1,9}(\.\d{1,9})?")


def make_structures(
    structures: Path,
    folder: Path,
    count: int = 500,
    broken: int = 10,
    seed: int = 0,
    forms: Sequence[str] = FORMS,
) -> None:
    """Write `count` files in some forms, `broken` of them broken."""
    folder.mkdir(parents=True, exist_ok=True)
    sources = [read_source(structures / name) for name in SOURCES]
    for k in range(count - broken):
        rounds, which = divmod(k, len(sources))
        form = forms[(rounds + which) % len(forms)]
        chance = random.Random(f"{seed} {k}")
        write(moved(sources[which], form, chance), folder / f"{k:04d}-{sources[which].name}.{form}")
    for name, content in islice(broken_files(sources[1], seed), broken):
        (folder / name).write_bytes(content)


def read_source(path: Path) -> gemmi.Structure:
    """One real file, with what gemmi needs to write it as mmCIF."""
    structure = gemmi.read_structure(str(path))
    structure.setup_entities()
    structure.assign_label_seq_id()
    structure.name = path.name.split(".")[0]
    return structure


def moved(source: gemmi.Structure, form: str, chance: random.Random) -> gemmi.Structure:
    """Return a copy that stands elsewhere, under other chain names."""
    copy = source.clone()
    motion = random_motion(chance)
    for model in copy:
        model.transform_pos_and_adp(motion)
        if form.startswith("pdb"):
            continue
        # gemmi writes what it has into mmCIF; an archive has three decimals, as the PDB format has.
        for cra in model.all():
            place = cra.atom.pos
            cra.atom.pos = gemmi.Position(round(place.x, 3), round(place.y, 3), round(place.z, 3))
    old = [chain.name for chain in copy[0]]
    # By way of names that nothing has, since an old name may be another chain's new one.
    for k, name in enumerate(old):
        copy.rename_chain(name, f"#{k}")
    for k, name in enumerate(chain_names(len(old), form, chance)):
        copy.rename_chain(f"#{k}", name)
    return copy


def chain_names(n: int, form: str, chance: random.Random) -> list[str]:
    """Different names for n chains."""
    longest = 1 if form.startswith("pdb") else LONGEST_CHAIN_NAME
    names: dict[str, None] = {}
    while len(names) < n:
        names["".join(chance.choices(LETTERS, k=chance.randint(1, longest)))] = None
    return list(names)


def random_motion(chance: random.Random) -> gemmi.Transform:
    """Rotation by a random unit quaternion, and a shift."""
    w, x, y, z = (chance.gauss(0, 1) for _ in range(4))
    s = 2 / (w * w + x * x + y * y + z * z)
    rotation = [
        [1 - s * (y * y + z * z), s * (x * y - z * w), s * (x * z + y * w)],
        [s * (x * y + z * w), 1 - s * (x * x + z * z), s * (y * z - x * w)],
        [s * (x * z - y * w), s * (y * z + x * w), 1 - s * (x * x + y * y)],
    ]
    shift = [chance.uniform(-LARGEST_SHIFT_A, LARGEST_SHIFT_A) for _ in range(3)]
    return gemmi.Transform(gemmi.Mat33(rotation), gemmi.Vec3(*shift))


def write(structure: gemmi.Structure, path: Path) -> None:
    if ".bcif" in path.name:
        content = binarycif(text(structure, ".cif"))
    else:
        content = text(structure, path.name).encode()
    path.write_bytes(gzip.compress(content, 6, mtime=0) if path.suffix == ".gz" else content)


def text(structure: gemmi.Structure, name: str) -> str:
    """Render a structure in the format that its name says, laid out as the archive does."""
    if ".cif" in name:
        return str(structure.make_mmcif_document().as_string(gemmi.cif.Style.Pdbx))
    return str(structure.make_pdb_string())


def binarycif(mmcif: str) -> bytes:
    """The categories of an mmCIF text as BinaryCIF: every number as exact as the text has it."""
    from biotite.structure.io import pdbx

    (name, block), *_ = pdbx.CIFFile.read(io.StringIO(mmcif)).items()
    made = pdbx.BinaryCIFBlock()
    for category, columns in block.items():
        made[category] = pdbx.BinaryCIFCategory(
            {column: binary_column(values) for column, values in columns.items()}
        )
    content = io.BytesIO()
    pdbx.BinaryCIFFile({name: made}).write(content)
    return content.getvalue()


def binary_column(column: pdbx.CIFColumn) -> pdbx.BinaryCIFColumn:
    """One column: whole numbers, decimal numbers or words, in the encodings that take least room."""
    from biotite.structure.io import pdbx

    texts = column.as_array(str)
    mask = None if column.mask is None else column.mask.array
    there = np.ones(len(texts), dtype=bool) if mask is None else mask == 0
    words, place = np.unique(texts[there], return_inverse=True)
    values = texts
    if len(words) and all(WHOLE.fullmatch(word) for word in words):
        values = np.zeros(len(texts), dtype=np.int32)
        values[there] = words.astype(np.int32)[place]
    elif len(words) and all(DECIMAL.fullmatch(word) for word in words):
        values = np.zeros(len(texts))
        values[there] = words.astype(np.float64)[place]
    data = decimals(values, words) if values.dtype == float else pdbx.compress(pdbx.BinaryCIFData(values))
    return pdbx.BinaryCIFColumn(
        data, None if there.all() else pdbx.compress(pdbx.BinaryCIFData(mask.astype(np.uint8)))
    )


def decimals(values: NDArray[np.float64], words: NDArray[np.str_]) -> pdbx.BinaryCIFData:
    """Decimal numbers with as many decimals as their texts have: `compress` would round large ones."""
    from biotite.structure.io import pdbx
    from biotite.structure.io.pdbx import encoding

    factor = 10 ** max(len(word.partition(".")[2]) for word in words)
    if np.abs(values).max() * factor >= 2**31:
        return pdbx.BinaryCIFData(values)
    packing = [encoding.IntegerPackingEncoding(2), encoding.ByteArrayEncoding()]
    return pdbx.BinaryCIFData(
        values, [encoding.FixedPointEncoding(factor), encoding.DeltaEncoding(), *packing]
    )


def broken_files(source: gemmi.Structure, seed: int) -> Iterator[tuple[str, bytes]]:
    """Names and contents of broken files without end, ten kinds in turn."""
    pdb, cif = text(source, ".pdb").encode(), text(source, ".cif").encode()
    packed = gzip.compress(pdb, 6, mtime=0)
    first_atom = pdb.index(b"\nATOM") + 1
    flipped = bytes(255 - byte for byte in packed[len(packed) // 2 : len(packed) // 2 + 64])
    kinds = {
        "cut.pdb": pdb[: len(pdb) // 2],
        "empty.cif": b"",
        "web-page.pdb": b"<!DOCTYPE html>\n<html><body><h1>404 Not Found</h1></body></html>\n",
        "cut.pdb.gz": packed[: len(packed) // 2],
        "notes.cif": b"Structures to look at again\n- the one with the long loop\n",
        "cut.cif": cif[: len(cif) * 2 // 3],
        "no-atoms.pdb": pdb[:first_atom] + b"END\n",
        "no-atoms.cif": b"data_NONE\n_entry.id NONE\n",
        "damaged.pdb.gz": packed[: len(packed) // 2] + flipped + packed[len(packed) // 2 + 64 :],
        "noise.pdb": random.Random(seed).randbytes(4096),
    }
    for number in numbers(1):
        name, content = list(kinds.items())[(number - 1) % len(kinds)]
        yield f"broken-{number:02d}-{name}", content


def link(folder: Path, total: int) -> None:
    """Add hard links to the files of a folder until it has `total` names."""
    files = sorted(folder.iterdir())
    for k in range(len(files), total):
        rounds, which = divmod(k, len(files))
        os.link(files[which], folder / f"again-{rounds:04d}-{files[which].name}")


def chosen() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("structures", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--count", type=int, default=500, help="files, the broken ones among them")
    parser.add_argument("--broken", type=int, default=10)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--forms", nargs="+", choices=(*FORMS, *BINARY_FORMS), default=FORMS, metavar="FORM")
    parser.add_argument("--link-to", type=int, default=0, metavar="N", help="names in all, by hard links")
    return parser.parse_args()


if __name__ == "__main__":
    options = chosen()
    if options.count:
        make_structures(
            options.structures, options.folder, options.count, options.broken, options.seed, options.forms
        )
    link(options.folder, options.link_to)
