#!/usr/bin/env bash
# Data, training, export, evaluation: everything that the bundled model is made from.
#   bash training/run.sh [--minutes 80] [--seeds "1"] [--from-scratch] [--photos FOLDER]
# needs Node 20, Python 3.11, about 4 GB of memory and 4 GB of disk. Training starts from the bundled weights unless told
# otherwise; --minutes is for each seed; the first seed's model is the one that is written to packages/core/models/graphics.
set -euo pipefail
cd "$(dirname "$0")"
minutes=80 seeds=1 start=warm photos=()
while [ $# -gt 0 ]; do
  case "$1" in
    --minutes) minutes="$2"; shift 2 ;;
    --seeds) seeds="$2"; shift 2 ;;
    --from-scratch) start=scratch; shift ;;
    --photos) photos=(--photos "$(realpath "$2")"); shift 2 ;;
    *) sed -n 2,5p run.sh >&2; exit 2 ;;
  esac
done
model="$(realpath ../packages/core/models/graphics)"

npm ci --ignore-scripts
[ -d .venv ] || python3 -m venv .venv
.venv/bin/pip install --quiet -r requirements.txt
python="$PWD/.venv/bin/python"

node src/render.mjs                 # every glyph of every pack, once, to .cache
cd src
"$python" made.py                   # charts, codes, placeholders, pictures to stay silent on
"$python" concepts.py               # what the concept table covers, and what it leaves open
"$python" doubts.py "$model"        # drawings whose name a trained model contradicts
made=../.cache/models
mkdir -p "$made"
train() { "$python" train.py --seed "$seed" --run "seed-$seed" --minutes "$@"; }
for seed in $seeds; do
  if [ "$start" = scratch ]; then
    train "$minutes" --decay 0.75
    "$python" export.py "seed-$seed" "$made/seed-$seed"
  else
    # Away from the bundled weights at a high rate, half the way back, from there to rest, and half the way back again.
    train "$((minutes / 2))" --warm-start "$model" --rate 0.5 --decay 0.5
    "$python" export.py "seed-$seed" "$made/half-$seed" --mean-with "$model"
    train "$((minutes / 2))" --warm-start "$made/half-$seed" --rate 0.18 --decay 1
    "$python" export.py "seed-$seed" "$made/seed-$seed" --mean-with "$made/half-$seed"
  fi
  "$python" evaluate.py "$made/seed-$seed" "${photos[@]}" --json "$made/seed-$seed.json"
done
"$python" seeds.py $(for seed in $seeds; do echo "$made/seed-$seed.json"; done)
first="${seeds%% *}"
cp "$made/seed-$first"/*.* "$model/"
"$python" evaluate.py "$model" "${photos[@]}" --write
"$python" samples.py "$model" ../holdout-samples
