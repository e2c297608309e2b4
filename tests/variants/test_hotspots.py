"""The column `hotspot`: samples of the tumours counted, for residues that are recurrent."""

from __future__ import annotations

import pandas as pd

import mtorstruct


def test_recurrent_residues_have_their_number_of_samples() -> None:
    table = mtorstruct.annotate(["E1799K", "S2215A", "MTOR:2215", "RHEB:Y35N", "R1480H"])
    # Counted by hand in the Firehose calls; R1480 has two samples, which is not recurrent.
    assert table.hotspot.tolist()[:4] == [5, 13, 13, 7]
    assert table.hotspot.isna().tolist() == [False] * 4 + [True]


def test_what_is_no_single_residue_of_the_reference_has_none() -> None:
    table = mtorstruct.annotate(["E1799*", "E1799fs", "A1459_D1468del", "S2214Y", "S2214_W2216del"])
    assert table.status.tolist()[3] == "reference_mismatch"
    assert table.hotspot.isna().all()
    assert table.hotspot.dtype == pd.Int64Dtype()
