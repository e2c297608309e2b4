"""A structure in a line, and as a table for notebooks: entry, method, proteins and copies, domains, notes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import isnan
from pathlib import Path
from typing import TYPE_CHECKING

from mtorstruct.structure.content import Header, Provenance
from mtorstruct.structure.numbering import Chain
from mtorstruct.tables import PREDICTED
from mtorstruct.texts import html_summary, printable

if TYPE_CHECKING:
    import pandas as pd

LONGEST_NAME = 40
"""Most characters of an entry's name, or of a chain's, in one line."""

MOST_CHAINS = 24
"""Most chains of which a table for notebooks tells the domains."""


@dataclass(frozen=True)
class Telling:
    """What is told of a structure; see `mtorstruct.structure.model.MtorComplex`."""

    header: Header
    provenance: Provenance
    chains: Sequence[Chain]

    @property
    def known(self) -> list[Chain]:
        """Return the chains that have the numbers of a protein."""
        return [chain for chain in self.chains if chain.protein]

    @property
    def line(self) -> str:
        """Return a structure in one line: entry, method, resolution, proteins and numbers of copies."""
        return f"<MtorComplex {_cut(self.header.entry)}: {self.method}; {self.proteins}>"

    def html(self, domains: pd.DataFrame, path: Path, frame: int, notes: Sequence[str]) -> str:
        """Return a structure as a table for notebooks: with domains, and what was not read of its file."""
        heading = f"{_cut(self.header.entry)}: {self.header.title}".removesuffix(": ")
        more = len(self.known) - MOST_CHAINS
        rows = [
            ("method", self.method),
            ("evidence", self.provenance.why),
            ("proteins", self.proteins),
            *self._of_chains(domains),
            ("", f"and {more} more chains: see .domains()" if more > 0 else ""),
            ("file", f"{path.name}, SHA-256 {self.header.sha256}"),
            ("frame", f"{frame} (the first is 0)" if frame else ""),
            *(("not read" if k == 0 else "", note) for k, note in enumerate(notes)),
        ]
        return html_summary(heading, rows)

    @property
    def method(self) -> str:
        """Return the method and the resolution as the file states them, and whether it is a prediction."""
        method = printable(self.header.method.lower(), LONGEST_NAME) or self.provenance.kind
        resolution = self.header.resolution_A
        told = method if isnan(resolution) else f"{method}, {resolution:g} Å"
        predicted = self.provenance.kind == PREDICTED and PREDICTED not in told
        return f"{told} ({PREDICTED})" if predicted else told

    @property
    def proteins(self) -> str:
        """Return the proteins, each with its number of copies."""
        others = len(self.chains) - len(self.known)
        found = Counter(_cut(chain.gene) for chain in self.known)
        told = [gene if n == 1 else f"{gene} x {n}" for gene, n in found.items()]
        if others:
            told.append(f"{others} other chain{'' if others == 1 else 's'}")
        return ", ".join(told) or "no protein chain"

    def _of_chains(self, domains: pd.DataFrame) -> list[tuple[str, str]]:
        """Return the domains of each known chain, with the numbers of modelled residues."""
        names = ("gene", "chain", "domain", "start", "end", "n_modelled")
        of_chain: dict[tuple[str, str], dict[str, tuple[int, int]]] = {}
        for gene, name, domain, start, end, n in zip(*(domains[c].tolist() for c in names), strict=True):
            mine = of_chain.setdefault((gene, name), {})
            there, length = mine.get(domain, (0, 0))
            mine[domain] = there + n, length + end - start + 1
        rows = []
        for chain in self.known[:MOST_CHAINS]:
            n, total = int((chain.uniprot_pos > 0).sum()), len(chain.protein or "")
            counts = of_chain.get((chain.gene, chain.name), {}).items()
            modelled = [f"{domain} {there} of {length}" for domain, (there, length) in counts if there]
            told = "; ".join([f"{n} of {total} residues", *modelled])
            rows.append((f"{_cut(chain.gene)} copy {chain.copy}, chain {_cut(chain.name)}", told))
        return rows


def _cut(name: str) -> str:
    return printable(name, LONGEST_NAME)
