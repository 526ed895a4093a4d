"""One table over several seeds, from the figures that evaluate.py wrote.

  python src/seeds.py .cache/models/seed-1.json .cache/models/seed-2.json .cache/models/seed-3.json
"""
import json
import statistics
import sys
from pathlib import Path


def main(files):
    runs = [json.loads(Path(file).read_text()) for file in files]
    print(f"Over {len(runs)} seed{'s' if len(runs) > 1 else ', so nothing is known of the spread'}, in %.")
    print(f"{'':44} {'mean':>6} {'least':>6} {'most':>6}")
    for name in runs[0]:
        values = [run[name] for run in runs]
        print(f"{name:44} {statistics.mean(values):6.1f} {min(values):6.1f} {max(values):6.1f}")


if __name__ == "__main__":
    main(sys.argv[1:])
