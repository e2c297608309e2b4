"""Rules of inference: what structures suggest of a variant, and the conditions."""

from __future__ import annotations

from mtorstruct.variants.verdicts.rules.table import (
    FAR_FROM,
    FAR_FROM_A,
    LOST,
    OUTSIDE,
    QUESTIONS,
    RULES,
    TOGETHER,
    Rule,
)

__all__ = ["FAR_FROM", "FAR_FROM_A", "LOST", "OUTSIDE", "QUESTIONS", "RULES", "TOGETHER", "Rule"]
