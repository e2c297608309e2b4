"""The atlas: many structures summarised to one row per residue, for look-up."""
