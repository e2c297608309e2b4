#!/bin/bash
# One job on one node:
#
#     sbatch job.sh domains STRUCTURES RESULTS [more options of mtorstruct batch]
#
# STRUCTURES is what the command takes: a folder, a manifest, a quoted pattern. Submit the same line again after the
# time limit or a failure of the node: what is done is not done again.
#SBATCH --job-name=mtorstruct
#SBATCH --nodes=1
#SBATCH --ntasks=1
#SBATCH --cpus-per-task=16
#SBATCH --mem=32G
#SBATCH --time=08:00:00
#SBATCH --output=mtorstruct-%j.log
set -euo pipefail

analysis=$1 structures=$2 results=$3
shift 3
mtorstruct batch "$analysis" "$structures" -o "$results" --jobs "$SLURM_CPUS_PER_TASK" "$@"
