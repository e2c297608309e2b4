"""Reading of files, tables and texts of variants into rows with variant, sample and input cells."""
