"""Validation of variants against the protein: proof by wild type, isoforms, and suggestions."""
