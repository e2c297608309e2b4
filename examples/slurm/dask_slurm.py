"""Workers on many nodes of a SLURM cluster, by Dask.

    pip install ".[cluster]" dask-jobqueue   # in the folder of the repository
    python dask_slurm.py domains STRUCTURES RESULTS --jobs 8

Runs where it is started, such as in a terminal of the login node that stays open (tmux), writes the results,
and submits jobs of SLURM that each hold some workers. ``--show`` prints the script of such a job, and submits
nothing.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from dask_jobqueue import SLURMCluster

import mtorstruct
from mtorstruct.measures.registry import MEASURES


def make_cluster(options: argparse.Namespace) -> SLURMCluster:
    """Cluster without workers.

    A job has as many workers as cores, so that each has one thread. They leave before the time of the job is
    over, so that none is killed at work.
    """
    return SLURMCluster(
        cores=options.cores,
        processes=options.cores,
        memory=options.memory,
        walltime=f"{options.hours}:00:00",
        worker_extra_args=["--lifetime", f"{60 * options.hours - 10}m", "--lifetime-stagger", "5m"],
        queue=options.partition,
        account=options.account,
        interface=options.interface,
        job_name="mtorstruct",
        log_directory="mtorstruct-logs",
    )


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("analysis", choices=tuple(MEASURES))
    parser.add_argument("structures", help="a folder, a manifest, a quoted pattern")
    parser.add_argument("results", help="folder for the results")
    parser.add_argument("--jobs", type=int, default=4, help="jobs of SLURM at most (default: 4)")
    parser.add_argument("--cores", type=int, default=8, help="cores, and workers, of one job (default: 8)")
    parser.add_argument("--memory", default="16GB", help="memory of one job (default: 16GB)")
    parser.add_argument("--hours", type=int, default=4, help="time of one job (default: 4)")
    parser.add_argument("--partition", help="partition of SLURM")
    parser.add_argument("--account", help="account that is charged")
    parser.add_argument("--interface", help="network that all nodes share, such as ib0")
    parser.add_argument("--show", action="store_true", help="print the script of one job and stop")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str]) -> int:
    """Start workers as SLURM grants them, and work until all structures are done."""
    options = parse(arguments)
    with make_cluster(options) as cluster:
        if options.show:
            sys.stdout.write(cluster.job_script())
            return 0
        cluster.adapt(minimum_jobs=1, maximum_jobs=options.jobs)
        with cluster.get_client() as client:
            tally = mtorstruct.run_batch(
                [options.structures], options.results, options.analysis, client=client
            )
    sys.stderr.write(
        f"{tally.done} structures done, {tally.failed} failed; see {options.results}/ledger.jsonl\n"
    )
    return tally.exit_code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
