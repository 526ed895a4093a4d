#!/usr/bin/env bash
# Data, training, export, evaluation: everything that the bundled model is made from.
#   bash training/run.sh [minutes of training]      needs Node 20, Python 3.11, about 4 GB of memory and 2 GB of disk
set -euo pipefail
cd "$(dirname "$0")"
minutes="${1:-78}"
model=../packages/core/models/graphics

npm ci --ignore-scripts
[ -d .venv ] || python3 -m venv .venv
.venv/bin/pip install --quiet -r requirements.txt
python="$PWD/.venv/bin/python"

node src/render.mjs                 # every glyph of every pack, once, to .cache
cd src
"$python" made.py                   # charts, codes, placeholders, pictures to stay silent on
"$python" concepts.py               # what the concept table covers, and what it leaves open
"$python" train.py --minutes "$minutes" --decay 0.78
"$python" export.py main "../$model"
"$python" evaluate.py "../$model" --write
"$python" samples.py "../$model" ../holdout-samples
