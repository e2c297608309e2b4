"""From a mutation to its place in the structures of mTORC1 and mTORC2.

Residue numbers are UniProt positions of the canonical sequence, from 1, unless the name of
an argument or a column says otherwise. Importing this package imports nothing heavy; each
function brings what it needs.
"""

from __future__ import annotations

from importlib import import_module

from mtorstruct.version import __version__

# Importing typing takes longer than all else that `mtorstruct --help` needs.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from mtorstruct.atlas.build import build_atlas
    from mtorstruct.atlas.store import Atlas, open_atlas
    from mtorstruct.batch.api import BatchOptions, map_domains, run_batch
    from mtorstruct.geometry.interfaces import residue_interfaces
    from mtorstruct.geometry.overall import dimensions
    from mtorstruct.geometry.sites import locate_sites
    from mtorstruct.geometry.table import residue_geometry
    from mtorstruct.structure.complex import MtorComplex, load
    from mtorstruct.variants.annotating import annotate
    from mtorstruct.variants.cohorts import annotate_file
    from mtorstruct.variants.explaining import explain
    from mtorstruct.variants.phosphosites import annotate_phosphosites
    from mtorstruct.variants.summarising import Summary, summarise
    from mtorstruct.views.building import make_scene
    from mtorstruct.views.cohort import tally
    from mtorstruct.views.figures import (
        distance_plane,
        domain_architecture,
        heatmap,
        lollipop,
        profile,
    )
    from mtorstruct.views.notebook import view, view_grid
    from mtorstruct.views.report import write_report

_HOME = {
    "Atlas": "mtorstruct.atlas.store",
    "annotate": "mtorstruct.variants.annotating",
    "annotate_file": "mtorstruct.variants.cohorts",
    "annotate_phosphosites": "mtorstruct.variants.phosphosites",
    "benchmark": "mtorstruct.variants.scoring",
    "drugs": "mtorstruct.variants.tables",
    "explain": "mtorstruct.variants.explaining",
    "published_effects": "mtorstruct.variants.tables",
    "Summary": "mtorstruct.variants.summarising",
    "summarise": "mtorstruct.variants.summarising",
    "build_atlas": "mtorstruct.atlas.build",
    "dimensions": "mtorstruct.geometry.overall",
    "locate_sites": "mtorstruct.geometry.sites",
    "open_atlas": "mtorstruct.atlas.store",
    "residue_geometry": "mtorstruct.geometry.table",
    "residue_interfaces": "mtorstruct.geometry.interfaces",
    "make_scene": "mtorstruct.views.building",
    "tally": "mtorstruct.views.cohort",
    "distance_plane": "mtorstruct.views.figures",
    "domain_architecture": "mtorstruct.views.figures",
    "heatmap": "mtorstruct.views.figures",
    "lollipop": "mtorstruct.views.figures",
    "profile": "mtorstruct.views.figures",
    "view": "mtorstruct.views.notebook",
    "view_grid": "mtorstruct.views.notebook",
    "write_report": "mtorstruct.views.report",
    "MtorComplex": "mtorstruct.structure.complex",
    "load": "mtorstruct.structure.complex",
    "BatchOptions": "mtorstruct.batch.api",
    "map_domains": "mtorstruct.batch.api",
    "run_batch": "mtorstruct.batch.api",
}

__all__ = [
    "Atlas",
    "BatchOptions",
    "MtorComplex",
    "Summary",
    "__version__",
    "annotate",
    "annotate_file",
    "annotate_phosphosites",
    "benchmark",
    "build_atlas",
    "dimensions",
    "distance_plane",
    "domain_architecture",
    "drugs",
    "explain",
    "heatmap",
    "load",
    "locate_sites",
    "lollipop",
    "make_scene",
    "map_domains",
    "open_atlas",
    "profile",
    "published_effects",
    "residue_geometry",
    "residue_interfaces",
    "run_batch",
    "summarise",
    "tally",
    "view",
    "view_grid",
    "write_report",
]


def __getattr__(name: str) -> Any:
    if name in _HOME:
        return getattr(import_module(_HOME[name]), name)
    raise AttributeError(f"module 'mtorstruct' has no attribute '{name}'")


def __dir__() -> list[str]:
    return sorted(__all__)
