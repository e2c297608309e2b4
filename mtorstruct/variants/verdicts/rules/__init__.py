"""The rules of inference: a table of what the structures suggest of a variant, and on which conditions."""

from __future__ import annotations

from mtorstruct.variants.verdicts.rules.table import QUESTIONS, RULES, Rule

__all__ = ["QUESTIONS", "RULES", "Rule"]
