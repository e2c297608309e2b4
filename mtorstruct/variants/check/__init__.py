"""Whether a row is true of the protein: proof by wild type, isoforms, and what was probably meant."""
