"""The live archives: ``pytest -m network`` where there is a network; never part of CI."""

from __future__ import annotations

import pytest

from mtorstruct.archive.client import Client
from mtorstruct.archive.fetching import FetchOptions, fetch_entry
from mtorstruct.archive.mapping import mapped_entries
from mtorstruct.archive.sources import ORDER, base_url
from mtorstruct.archive.store import Store
from mtorstruct.structure.loading import load

pytestmark = pytest.mark.network


@pytest.mark.parametrize(
    ("source", "file_format", "base"),
    [
        *((source, "mmcif", source) for source in ORDER),
        ("rcsb", "bcif", "rcsb_models"),
        ("pdbe", "bcif", "pdbe"),
    ],
)
def test_an_entry_comes_from_each_archive(store: Store, source: str, file_format: str, base: str) -> None:
    fetched = fetch_entry("1FAP", store=store, options=FetchOptions(source=source, format=file_format))
    assert fetched.url.startswith(base_url(base))
    chains = load(fetched.path).chains
    assert [(chain.name, chain.gene, chain.identity) for chain in chains] == [
        ("A", "FKBP1A", 1.0), ("B", "MTOR", 1.0),
    ]  # fmt: skip


def test_a_model_comes_from_alphafold_db(store: Store) -> None:
    fetched = fetch_entry("P42345", store=store)
    assert fetched.path.suffix == ".bcif"
    assert [(chain.gene, len(chain.observed)) for chain in load(fetched.path).chains] == [("MTOR", 2549)]


def test_pdbe_knows_the_entries_of_mtor() -> None:
    found, failures = mapped_entries(["P42345"], Client())
    assert failures == []
    assert {"1FAP", "4JSV", "5H64"} <= {entry.entry for entry in found}
