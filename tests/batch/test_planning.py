"""Chunks depend on the list of inputs alone, and cost about the same."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from mtorstruct.batch.inputs import Item
from mtorstruct.batch.planning import LEAST, MOST, cost, cut, largest_chunk

ITEMS = st.lists(
    st.builds(Item, st.sampled_from(["a.pdb", "b.cif.gz", "5H64"]), st.integers(0, 100_000_000)), max_size=300
)


@given(ITEMS)
def test_every_structure_is_in_one_chunk_in_order(items: list[Item]) -> None:
    chunks = cut(items)
    assert [k for chunk in chunks for k in chunk] == list(range(len(items)))
    assert all(len(chunk) for chunk in chunks)


@given(ITEMS)
def test_a_chunk_is_as_full_as_it_may_be(items: list[Item]) -> None:
    costs = [cost(item) for item in items]
    most, chunks = largest_chunk(sum(costs)), cut(items)
    assert LEAST <= most < 2 * MOST
    assert all(sum(costs[k] for k in chunk) <= most or len(chunk) == 1 for chunk in chunks)
    for one, other in pairwise(chunks):
        assert sum(costs[k] for k in one) + costs[other.start] > most


def test_few_structures_are_shared_out_and_many_are_bundled() -> None:
    small = [Item(f"{k}.pdb", 3_000_000) for k in range(10)]
    assert len(cut(small)) == 10
    many = [Item(f"{k}.pdb", 3_000_000) for k in range(100_000)]
    chunks = cut(many)
    assert 500 < len(chunks) < 2000
    assert len({len(chunk) for chunk in chunks[:-1]}) == 1


def test_one_more_input_leaves_the_borders_before_it() -> None:
    items = [Item(f"{k}.pdb", 500_000 + 1000 * (k % 7)) for k in range(500)]
    more = [*items[:400], Item("new.pdb", 500_000), *items[400:]]
    ends = {chunk.stop for chunk in cut(items) if chunk.stop <= 400}
    assert ends <= {chunk.stop for chunk in cut(more)}
