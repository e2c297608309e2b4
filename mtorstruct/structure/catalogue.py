"""Compare the catalogue with the headers, ligands and sequences of the files themselves.

Only fields in a comparable form are compared: a ligand code with a question mark, a fusion, or free text such
as ``5-subunit assembly`` proves nothing either way, and is counted.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import astuple, dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from mtorstruct.archive.ids import entry_id
from mtorstruct.errors import DataError
from mtorstruct.reference.proteins import proteins
from mtorstruct.structure.content import ION, LIGAND
from mtorstruct.structure.loading import load
from mtorstruct.structure.model import MtorComplex
from mtorstruct.tables import DIFFERENCES, DIFFERENT, NOT_IN_CATALOGUE, NOT_IN_FILE, Columns

if TYPE_CHECKING:
    from mtorstruct.archive.store import Store
    from mtorstruct.reference.entries import Entry

FIELDS = ("title", "method", "resolution_A", "ligands", "proteins")
"""Fields of an entry that are compared; a chain of another protein is reported besides."""

TOLERANCE_A = 0.01
"""Largest difference (Å) of two resolutions that count as equal, as they may be rounded differently."""

CORE = {
    "mTORC1": ("MTOR", "RPTOR", "MLST8"),
    "mTORC2": ("MTOR", "RICTOR", "MLST8"),
    "mTORdN-mLST8": ("MTOR", "MLST8"),
    "FRB": ("MTOR",),
    "FRB-FKBP": ("MTOR",),
    "FRB-substrate": ("MTOR",),
}
"""Proteins that an entry of a complex must contain; checked where the catalogue does not list its chains."""

METHODS = {
    "NMR": re.compile(r"\bNMR\b"),
    "X-ray": re.compile(r"\bX-?RAY\b"),
    "EM": re.compile(r"\bEM\b|\bELECTRON MICROSCOPY\b"),
}

_CODES = re.compile(r"[A-Z0-9]{1,5}(?:-[A-Z0-9]{1,5})*")
_CHAINS = re.compile(r"\s*(\w{1,4}(?:,\w{1,4})*)(?:\s+\d+-\d+)?\s*=(.*)", re.DOTALL)


@dataclass(frozen=True)
class Difference:
    """One difference between the catalogue and a file; `what` is one of the column's values."""

    entry: str
    field: str
    what: str
    catalogue: str
    file: str
    path: str


@dataclass
class Verification:
    """Result of verifying some entries.

    `compared` are the entries whose file was read, `untold` the fields (entry and name) that could not be
    compared, or only in part; `failures` are the files that could not be read.
    """

    compared: list[str] = field(default_factory=list)
    differences: list[Difference] = field(default_factory=list)
    untold: list[tuple[str, str]] = field(default_factory=list)
    failures: list[DataError] = field(default_factory=list)


def verify_entries(entries: Iterable[Entry], store: Store) -> Verification:
    """Compare entries of the catalogue with their files in a store, without fetching any.

    If an entry has several files, the one that `mtorstruct.load` takes is read.
    """
    found = Verification()
    for entry in entries:
        try:
            path = store.find(entry_id(entry.entry))
            if path is None:
                continue
            structure = load(path, offline=True)
        except DataError as err:
            found.failures.append(err)
            continue
        differences, untold = compare(entry, structure)
        found.compared.append(entry.entry)
        found.differences += differences
        found.untold += [(entry.entry, name) for name in untold]
    return found


def compare(entry: Entry, structure: MtorComplex) -> tuple[list[Difference], list[str]]:
    """Differences between an entry and its file, and the fields not compared, or only in part."""
    return _Comparison(entry, structure).result()


def difference_columns(differences: Sequence[Difference]) -> Columns:
    """Rows of the `DIFFERENCES` table."""
    return DIFFERENCES.from_rows(astuple(d) for d in differences)


class _Comparison:
    def __init__(self, entry: Entry, structure: MtorComplex) -> None:
        self.entry, self.structure = entry, structure
        self.differences: list[Difference] = []
        self.untold: list[str] = []

    def result(self) -> tuple[list[Difference], list[str]]:
        header = self.structure.header
        if header.entry_stated and header.entry != self.entry.entry:
            # A file of another entry says nothing about this one.
            self._differs("entry", self.entry.entry, header.entry)
            return self.differences, list(FIELDS)
        self._texts("title", self.entry.title, header.title, _plain)
        self._texts("method", self.entry.method, header.method, _method)
        self._resolution()
        self._ligands()
        self._proteins()
        return self.differences, self.untold

    def _differs(self, name: str, catalogue: str, file: str, what: str = DIFFERENT) -> None:
        path = str(self.structure.path)
        self.differences.append(Difference(self.entry.entry, name, what, catalogue, file, path))

    def _texts(self, name: str, catalogue: str, file: str, normal: Callable[[str], str]) -> None:
        if not _sure(catalogue) or not file:
            self.untold.append(name)
        elif normal(_sure(catalogue)) != normal(file):
            self._differs(name, catalogue, file)

    def _resolution(self) -> None:
        ours, theirs = self.entry.resolution_A, self.structure.header.resolution_A
        if math.isnan(ours) or math.isnan(theirs):
            # NMR has none: nothing to compare.
            if not (math.isnan(ours) and math.isnan(theirs) and _method(self.entry.method) == "NMR"):
                self.untold.append("resolution_A")
        elif abs(ours - theirs) > TOLERANCE_A + 1e-9:
            self._differs("resolution_A", f"{ours:g}", f"{theirs:g}")

    def _ligands(self) -> None:
        text = _sure(self.entry.ligands)
        parts = [part.strip() for part in _without_brackets(text).split(",")]
        codes = [part for part in parts if _CODES.fullmatch(part)]
        whole = text.lower() == "none" or (len(codes) == len(parts) and "(" not in text)
        if not whole:
            self.untold.append("ligands")
        named = {code for part in codes for code in part.split("-")}
        mentioned = set(re.findall(r"[A-Z0-9]+", text))
        there = _ligands_of(self.structure)
        self._sets("ligands", named, mentioned if whole or named else there, there)

    def _proteins(self) -> None:
        text = self.entry.chains
        there = {chain.gene for chain in self.structure.known_chains}
        named, mentioned = set(_genes(_without_brackets(text))), set(_genes(text, fused=True))
        if not named:
            self.untold.append("proteins")
            named, mentioned = set(CORE.get(self.entry.complex, ())), there
        self._sets("proteins", named, mentioned, there)
        gene_of_chain = {chain.name: chain.gene for chain in self.structure.chains}
        for name, gene in _genes_of_chains(text):
            found = gene_of_chain.get(name)
            if found is None:
                self._differs("chains", f"{name}={gene}", "", NOT_IN_FILE)
            elif found != gene:
                self._differs("chains", f"{name}={gene}", f"{name}={found}")

    def _sets(self, name: str, named: set[str], mentioned: set[str], there: set[str]) -> None:
        for missing in sorted(named - there):
            self._differs(name, missing, "", NOT_IN_FILE)
        for more in sorted(there - mentioned):
            self._differs(name, "", more, NOT_IN_CATALOGUE)


def _sure(text: str) -> str:
    """Catalogue text without the mark of values that were not seen in a source."""
    return text.replace("(unverified)", "").strip()


def _plain(title: str) -> str:
    """Title for comparison: without case, spaces (PDB files break lines anywhere) and final dot."""
    return re.sub(r"\s", "", title).casefold().removesuffix(".")


def _method(text: str) -> str:
    upper = text.upper()
    return next((name for name, known in METHODS.items() if known.search(upper)), upper)


def _without_brackets(text: str) -> str:
    """Text without bracketed parts, nested ones included."""
    shorter = re.sub(r"\([^()]*\)", "", text)
    return shorter if shorter == text else _without_brackets(shorter)


def _ligands_of(structure: MtorComplex) -> set[str]:
    """Names of all ligands and ions of a file."""
    residues = structure.file_residues
    return {name.decode() for name in np.unique(residues.name[np.isin(residues.kind, (LIGAND, ION))])}


def _genes(text: str, *, fused: bool = False) -> Iterator[str]:
    """Genes of the nine proteins that a text names; those of fusions (``MTOR+GRM7``) only if asked for.

    A fused part of a protein may be too short to be identified by its sequence.
    """
    known = {p.gene for p in proteins()}
    for word in re.finditer(r"\w+", text):
        joined = text[: word.start()].endswith(("+", "-")) or text[word.end() :].startswith("+")
        if word[0] in known and (fused or not joined):
            yield word[0]


def _genes_of_chains(text: str) -> Iterator[tuple[str, str]]:
    """Parse chains and their genes from ``A,a=MTOR 1-2549;B=RPTOR``; other forms are left out."""
    for segment in _without_brackets(text).split(";"):
        match = _CHAINS.fullmatch(segment)
        genes = list(_genes(match[2])) if match else []
        if match and len(genes) == 1:
            for name in match[1].split(","):
                yield name, genes[0]
