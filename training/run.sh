#!/usr/bin/env bash
# Data, training, export, evaluation: everything that the bundled model is made from.
#   bash training/run.sh [--pictures 80000] [--seeds "1 2 3"] [--from-scratch] [--photos FOLDER]
# needs Node 20, Python 3.11, about 2 GB of memory and a core for each seed, and 4 GB of disk. Training starts from the bundled
# weights unless told otherwise; --pictures is for each seed; the mean of the seeds' weights is what is written to
# packages/core/models/graphics.
set -euo pipefail
cd "$(dirname "$0")"
pictures=80000 seeds="1 2 3" start=warm photos=()
while [ $# -gt 0 ]; do
  case "$1" in
    --pictures) pictures="$2"; shift 2 ;;
    --seeds) seeds="$2"; shift 2 ;;
    --from-scratch) start=scratch; shift ;;
    --photos) photos=(--photos "$(realpath "$2")"); shift 2 ;;
    *) sed -n 2,6p run.sh >&2; exit 2 ;;
  esac
done
model="$(realpath ../packages/core/models/graphics)"

npm ci --ignore-scripts
[ -d .venv ] || python3 -m venv .venv
.venv/bin/pip install --quiet -r requirements.txt
python="$PWD/.venv/bin/python"

# Tensors of a batch stay mapped, in huge pages: a step takes two thirds of the time.
export MALLOC_MMAP_THRESHOLD_=4294967296 MALLOC_TRIM_THRESHOLD_=17179869184 MALLOC_TOP_PAD_=268435456 GLIBC_TUNABLES=glibc.malloc.hugetlb=1

node src/render.mjs                 # every glyph of every pack, once, to .cache
cd src
"$python" made.py                   # charts, codes, placeholders, pictures to stay silent on
"$python" concepts.py               # what the concept table covers, and what it leaves open
"$python" doubts.py "$model"        # drawings whose name a trained model contradicts
made=../.cache/models
mkdir -p "$made"
train() { "$python" train.py --seed "$1" --run "seed-$1" "${@:2}"; }
one_seed() {
  if [ "$start" = scratch ]; then
    train "$1" --pictures "$pictures" --decay 0.75
  else
    train "$1" --pictures "$pictures" --warm-start "$model" --rate 0.5 --decay 0.5
  fi
  "$python" export.py "seed-$1" "$made/end-$1"
  # Half the way back to where it started errs less than either end.
  "$python" export.py --mean "${from[@]}" "$made/end-$1" "$made/seed-$1"
}
from=()
[ "$start" = scratch ] || from=("$model")
running=()
for seed in $seeds; do one_seed "$seed" >"$made/seed-$seed.log" 2>&1 & running+=($!); done
for one in "${running[@]}"; do wait "$one"; done
for seed in $seeds; do "$python" evaluate.py "$made/seed-$seed" "${photos[@]}" --json "$made/seed-$seed.json"; done
"$python" seeds.py $(for seed in $seeds; do echo "$made/seed-$seed.json"; done)
# What ships is the mean of the start and of all ends. Ends without a start in common have no mean: there it is the first one.
ends=($(for seed in $seeds; do echo "$made/end-$seed"; done))
[ "$start" = warm ] || ends=("${ends[0]}")
"$python" export.py --mean "${from[@]}" "${ends[@]}" "$made/all"
cp "$made/all"/*.* "$model/"
"$python" check.py "$model"           # with Hugging Face's own code
"$python" evaluate.py "$model" "${photos[@]}" --write
"$python" samples.py "$model" ../holdout-samples
