"""Protein changes from coding changes and genomic coordinates."""
