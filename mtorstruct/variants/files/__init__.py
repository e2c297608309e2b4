"""Files of variants: lines of any text file, tables and MAF, VCF, lists; and the cohort that they make."""
