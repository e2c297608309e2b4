"""Verdicts on activity and drug response: published evidence and structural rules, kept apart."""
