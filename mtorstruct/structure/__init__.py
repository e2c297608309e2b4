"""From a coordinate file to a complex in which every residue has its UniProt position."""
