#!/bin/bash
# An array of jobs, each with a lot of the rows of a manifest (a table with a column path or id):
#
#     rows=$(awk 'END { print NR - 1 }' MANIFEST)
#     sbatch --array=0-$(( (rows - 1) / 500 )) array.sh domains MANIFEST RESULTS 500 [more options of mtorstruct batch]
#
# Afterwards: python ../merge.py RESULTS/domains.parquet RESULTS/domains-*/
# To try lots 3 and 7 again, submit the same line with --array=3,7: a lot has the same rows every time.
#SBATCH --job-name=mtorstruct
#SBATCH --nodes=1
#SBATCH --ntasks=1
#SBATCH --cpus-per-task=4
#SBATCH --mem=8G
#SBATCH --time=04:00:00
#SBATCH --output=mtorstruct-%A_%a.log
set -euo pipefail

analysis=$1 manifest=$2 results=$3 size=$4
shift 4
lot=$(printf '%s/%s-%05d' "$results" "$analysis" "$SLURM_ARRAY_TASK_ID")
part="$lot.${manifest##*.}"  # .tsv or .csv, as the manifest
mkdir -p "$results"
awk -v first=$((SLURM_ARRAY_TASK_ID * size + 2)) -v size="$size" \
  'NR == 1 || (NR >= first && NR < first + size)' "$manifest" > "$part"
mtorstruct batch "$analysis" "$part" -o "$lot" --jobs "$SLURM_CPUS_PER_TASK" "$@"
