"""Rules of inference: what structures suggest of a variant, and the conditions."""

from __future__ import annotations

from mtorstruct.variants.verdicts.rules.table import QUESTIONS, RULES, Rule

__all__ = ["QUESTIONS", "RULES", "Rule"]
