"""Loads an exported model with transformers, and compares its greedy ids with ours.

  python src/check.py ../packages/core/models/graphics
"""
import sys

import torch
from transformers import BlipForConditionalGeneration, BlipImageProcessor, PreTrainedTokenizerFast

import words
from data import Batches
from export import load_model


def main(folder, count=50):
    theirs, info = BlipForConditionalGeneration.from_pretrained(folder, output_loading_info=True, dtype=torch.float32)
    print("missing keys", sorted(info["missing_keys"]), "unexpected keys", sorted(info["unexpected_keys"]), "mismatched", sorted(info["mismatched_keys"]))
    theirs.eval()
    tokenizer = PreTrainedTokenizerFast.from_pretrained(folder)
    processor = BlipImageProcessor.from_pretrained(folder)
    ours = load_model(folder)
    torch.manual_seed(7)
    names, pixels = Batches(7).draw(1.0, 160)
    some = torch.randperm(len(names))[:count]
    pixels = pixels[some]
    mine = ours.caption(pixels, words.DEC, words.SEP)
    with torch.no_grad():
        said = theirs.generate(pixel_values=pixels, do_sample=False, num_beams=1, max_length=20)
    same = 0
    for (ids, _), row in zip(mine, said.tolist()):
        row = row[1:]
        row = row[: row.index(words.SEP)] if words.SEP in row else row
        same += row == ids
    print(f"greedy ids equal to transformers' on {same} of {count}")
    ids = mine[0][0]
    print("decoded by transformers:", repr(tokenizer.decode(ids)), "by us:", repr(words.load(folder).decode(ids)), "processor", processor.size)


if __name__ == "__main__":
    main(sys.argv[1])
