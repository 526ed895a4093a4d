"""Writes a few labelled pictures that the model was never trained on, for tests of an engine.

  python src/samples.py ../packages/core/models/graphics ../training/holdout-samples
"""
import json
import sys
from pathlib import Path

import numpy as np
import torch
from PIL import Image

import scene
import words
from concepts import MODULES
from data import load

# pack, file, expected caption; the ones without an expected caption should be left alone.
ICONS = [
    ("heroicons", "magnifying-glass", "outline"), ("heroicons", "shopping-cart", "solid"), ("heroicons", "trash", "outline"),
    ("heroicons", "home", "outline"), ("heroicons", "envelope", "solid"), ("heroicons", "bell", "outline"), ("heroicons", "arrow-left", "outline"),
    ("heroicons", "cloud-arrow-up", "outline"), ("octicons", "git-branch-24", None), ("octicons", "gear-24", None), ("octicons", "heart-24", None),
    ("octicons", "lock-24", None), ("octicons", "rss-24", None), ("octicons", "mark-github-24", None), ("carbon", "calendar", None),
    ("carbon", "microphone", None), ("carbon", "printer", None), ("carbon", "logo--npm", None), ("carbon", "data-refinery", None), ("carbon", "chart--sunburst", None),
]
FLAGS = ["FR", "JP", "US", "BR"]
FOLDERS = {"heroicons": "heroicons/24", "octicons": "@primer/octicons/build/svg", "carbon": "@carbon/icons/svg/32"}
EXTRA = {"mark-github-24": "GitHub logo"}


def main(model_folder, target):
    from export import load_model

    model, tokenizer = load_model(model_folder), words.load(model_folder)
    mono, colour, _, masks, pictures = load()
    target.mkdir(parents=True, exist_ok=True)
    rows = []

    def add(name, rgb, expected, source, licence):
        Image.fromarray(rgb).save(target / name, optimize=True)
        pixels = torch.from_numpy(rgb).permute(2, 0, 1)[None].float() / 255
        (ids, scores), = model.caption(scene.normalise(pixels), words.DEC, words.SEP)
        rows.append({"file": name, "expected": expected, "said": tokenizer.decode(ids), "sumLogProb": round(sum(scores), 3), "source": source, "license": licence})

    for pack, file, style in ICONS:
        i = next(i for i, g in enumerate(mono) if g["pack"] == pack and g["file"] == file and style in (None, g["style"]))
        rgb = 255 - np.repeat(np.asarray(masks[i])[..., None], 3, 2)
        version = {"heroicons": "heroicons", "octicons": "@primer/octicons", "carbon": "@carbon/icons"}[pack]
        add(f"{pack}-{file}.png", rgb, EXTRA.get(file, mono[i]["caption"]) or "unknown", f"{version}@{version_of(version)}", "Apache-2.0" if pack == "carbon" else "MIT")
    for code in FLAGS:
        i = next(i for i, g in enumerate(colour) if g["pack"] == "country-flag-icons" and g["file"] == code)
        rgba = np.asarray(pictures[i]).astype(np.float32) / 255
        rgb = ((rgba[..., :3] * rgba[..., 3:] + 1 - rgba[..., 3:]) * 255).round().astype(np.uint8)
        add(f"flag-{code.lower()}.png", rgb, colour[i]["caption"], f"country-flag-icons@{version_of('country-flag-icons')}", "MIT")
    (target / "captions.json").write_text(json.dumps(rows, indent=1, ensure_ascii=False) + "\n")
    print(f"{len(rows)} samples, {sum(r['expected'] == r['said'] for r in rows)} as expected, {sum(f.stat().st_size for f in target.iterdir())} bytes")


def version_of(package):
    return json.loads((MODULES / package / "package.json").read_text())["version"]


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
