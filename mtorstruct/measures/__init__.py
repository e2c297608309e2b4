"""Measures of a numbered complex: sites, distances, exposure, secondary structure, contacts."""
