"""Files, tables and texts of variants, read into rows: each with its change, its sample and its own cells."""
