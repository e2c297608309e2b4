"""The functions for one structure, over many: on the cores of one machine or on a Dask cluster.

How a job runs::

    inputs ─► items ─► chunks ─► pool: a supervisor and its child process each ─► parts + ledger ─► dataset
    (words)   (names)   (lots)          (one structure at a time)                 (unfinished/)    (published)

`inputs` turns what was given into a list of names, `planning` cuts it into chunks, `supervising` has each
structure measured in a `child` process that may hang, run out of memory or die, `pools` runs supervisors in
threads or as tasks of Dask, `folder` keeps what is done, and `job` holds them together. A part says itself
which structures it holds, by hash and by the version of the code: that is what a job goes on from.
"""
