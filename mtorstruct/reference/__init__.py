"""Reference data of the package: proteins, domains, sites, phosphosites, entries.

Every fact is a row of a TSV file in ``data/`` with its source and its status; the accessors
return typed, immutable records. `unverified` rows are handed out only when asked for.
"""
