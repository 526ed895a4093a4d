"""Which drawings of the packs that nobody read by hand a trained model reads otherwise than their name.

  python src/doubts.py ../packages/core/models/graphics

The packs in Iconify's form are only matched by name. Where the given model is sure of another concept than the name says, or
sure of one where the name says none, the drawing is trained neither way: .cache/doubts.json lists those, and data.py obeys it.
Of concepts that the model never says it knows nothing yet, so it is not asked about them.
"""
import json
import sys

import numpy as np
import torch

import scene
import words
from concepts import CACHE, UNKNOWN
from data import load
from evaluate import clean
from export import load_model

SURE = -0.5  # the sum of the log-probabilities: three chances in five


def doubted(glyph, said, sure):
    return said not in (UNKNOWN, glyph["caption"]) and sure > SURE


def main(folder):
    torch.set_num_threads(1)  # the pictures are small: threads would mostly wait for each other
    model, tokenizer = load_model(folder), words.load(folder)
    mono, _, _, masks, _ = load()
    own = [i for i, g in enumerate(mono) if g["style"] == "iconify"]
    answers = []
    for start in range(0, len(own), 256):
        part = own[start : start + 256]
        with torch.autocast("cpu", torch.bfloat16):
            answers += model.caption(scene.normalise(clean(torch.from_numpy(np.stack([masks[i] for i in part])))), words.DEC, words.SEP)
    said = [tokenizer.decode(ids) for ids, _ in answers]
    new = {mono[i]["caption"] for i in own if mono[i]["caption"]} - set(said)
    doubts = [i for i, name, (_, scores) in zip(own, said, answers) if mono[i]["caption"] not in new and doubted(mono[i], name, sum(scores))]
    (CACHE / "doubts.json").write_text(json.dumps([[mono[i]["pack"], mono[i]["file"]] for i in doubts]))
    named = sum(bool(mono[i]["caption"]) for i in doubts)
    print(f"{len(new)} concepts that the model never says")
    print(f"{len(own)} drawings matched by name only; left out: {named} that look like another concept than their name's, {len(doubts) - named} without a name that look like one")


if __name__ == "__main__":
    main(sys.argv[1])
