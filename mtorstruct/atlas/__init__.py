"""One row per residue: what many structures say of each position, ready to be looked up."""
