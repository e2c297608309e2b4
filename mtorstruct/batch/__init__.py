"""Apply the functions for one structure to many: on the cores of one machine or on a Dask cluster.

A job runs as follows::

inputs ─► items ─► chunks ─► pool: a supervisor and its child process each ─► parts + ledger ─► dataset
    (words)   (names)   (lots)          (one structure at a time)                 (unfinished/)    (published)

`inputs` turns the arguments into a list of names, `planning` cuts it into chunks, `supervising` has each
structure measured in a `child` process that may hang, run out of memory or die, `pools` runs supervisors in
threads or as Dask tasks, `folder` keeps what is done, and `job` coordinates them. Each part records the
structures it holds, by hash and by the version of the code: a job resumes from these records.
"""
