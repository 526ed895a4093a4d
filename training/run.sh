#!/usr/bin/env bash
# Data, training, export, evaluation: everything that the bundled model is made from.
#   bash training/run.sh [--pictures 400000] [--again 130000] [--seeds "1 2 3"] [--from-scratch] [--photos FOLDER]
# needs Node 20, Python 3.11, about 4 GB of memory and a core for each seed, and 4 GB of disk. Training starts from the bundled
# weights unless told otherwise. Two rounds: --pictures for each seed, then --again for each from the mean of the first round's ends;
# the mean of both rounds' means, told how readily to be silent, is what is written to packages/core/models/graphics.
set -euo pipefail
cd "$(dirname "$0")"
pictures=400000 again=130000 seeds="1 2 3" start=warm photos=()
while [ $# -gt 0 ]; do
  case "$1" in
    --pictures) pictures="$2"; shift 2 ;;
    --again) again="$2"; shift 2 ;;
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
rm -rf "$made" && mkdir -p "$made"
train() { "$python" train.py --seed "$1" --run "$2" --pictures "$3" "${@:4}" && "$python" export.py "$2" "$made/$2"; }
# every_seed NAME FIRST PICTURES OPTIONS: all seeds side by side, each a process of one thread; they leave $made/NAME-SEED.
every_seed() {
  local running=() seed
  for seed in $seeds; do train "$(($2 + seed))" "$1-$seed" "$3" "${@:4}" >"$made/$1-$seed.log" 2>&1 & running+=($!); done
  for one in "${running[@]}"; do wait "$one"; done
}
if [ "$start" = scratch ]; then
  every_seed end 0 "$pictures" --decay 0.75
  # Ends without a start in common have no mean: the second round begins with the first of them.
  set -- $seeds
  cp -r "$made/end-$1" "$made/first"
  for seed in $seeds; do cp -r "$made/end-$seed" "$made/seed-$seed"; done
else
  every_seed end 0 "$pictures" --warm-start "$model" --rate 0.5 --decay 0.6
  # Half the way back to where it started errs less than either end.
  for seed in $seeds; do "$python" export.py --mean "$model" "$made/end-$seed" "$made/seed-$seed"; done
  "$python" export.py --mean "$model" $(for seed in $seeds; do echo "$made/end-$seed"; done) "$made/first"
fi
for seed in $seeds; do "$python" evaluate.py "$made/seed-$seed" "${photos[@]}" --json "$made/seed-$seed.json"; done
"$python" seeds.py $(for seed in $seeds; do echo "$made/seed-$seed.json"; done)
# Once more from their mean, at a falling rate and with milder pictures; drawings in doubt are asked about again.
"$python" doubts.py "$made/first"
every_seed again 10 "$again" --warm-start "$made/first" --rate 0.25 --decay 1 --mild 1
"$python" export.py --mean $(for seed in $seeds; do echo "$made/again-$seed"; done) "$made/second"
"$python" export.py --mean "$made/first" "$made/second" "$made/all"
"$python" prior.py "$made/all" "$model"   # how readily "unknown" is said
"$python" check.py "$model"           # with Hugging Face's own code
"$python" evaluate.py "$model" "${photos[@]}" --write
"$python" samples.py "$model" ../holdout-samples
