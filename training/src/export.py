"""Writes the trained model in Hugging Face's layout, and checks it with Hugging Face's own code.

  python src/export.py seed-1 ../packages/core/models/graphics [--mean-with FOLDER]

With `--mean-with` the weights are the mean of the run's and of the model that it was started from: both ends of a fine tuning
err differently, and the middle errs less than either.
"""
import argparse
import json
import shutil
from pathlib import Path

import torch
from safetensors.torch import save_file

import scene
import words
from concepts import CACHE
from model import TEXT, VISION, Blip

RUNS = CACHE / "runs"


def config(vocabulary):
    text = {
        "model_type": "blip_text_model",
        "vocab_size": vocabulary,
        "hidden_size": TEXT["hidden"],
        "encoder_hidden_size": VISION["hidden"],
        "intermediate_size": TEXT["ffn"],
        "projection_dim": TEXT["hidden"],
        "num_hidden_layers": TEXT["layers"],
        "num_attention_heads": TEXT["heads"],
        "max_position_embeddings": TEXT["positions"],
        "hidden_act": "gelu",
        "layer_norm_eps": TEXT["eps"],
        "hidden_dropout_prob": 0.0,
        "attention_probs_dropout_prob": 0.0,
        "initializer_range": 0.02,
        "is_decoder": True,
        "use_cache": True,
        "bos_token_id": words.DEC,
        "eos_token_id": words.SEP,
        "sep_token_id": words.SEP,
        "pad_token_id": words.PAD,
    }
    vision = {
        "model_type": "blip_vision_model",
        "hidden_size": VISION["hidden"],
        "intermediate_size": VISION["mlp"],
        "projection_dim": VISION["hidden"],
        "num_hidden_layers": VISION["layers"],
        "num_attention_heads": VISION["heads"],
        "image_size": VISION["image"],
        "patch_size": VISION["patch"],
        "num_channels": 3,
        "hidden_act": "gelu",
        "layer_norm_eps": VISION["eps"],
        "attention_dropout": 0.0,
        "initializer_range": 0.02,
    }
    return {
        "architectures": ["BlipForConditionalGeneration"],
        "model_type": "blip",
        "image_text_hidden_size": TEXT["hidden"],
        "projection_dim": TEXT["hidden"],
        "initializer_factor": 1.0,
        "logit_scale_init_value": 2.6592,
        "label_smoothing": 0.0,
        "tie_word_embeddings": True,
        "dtype": "float16",
        "text_config": text,
        "vision_config": vision,
    }


PREPROCESSOR = {
    "image_processor_type": "BlipImageProcessor",
    "processor_class": "BlipProcessor",
    "do_convert_rgb": True,
    "do_resize": True,
    "size": {"height": VISION["image"], "width": VISION["image"]},
    "resample": 3,
    "do_rescale": True,
    "rescale_factor": 1 / 255,
    "do_normalize": True,
    "image_mean": scene.MEAN.flatten().tolist(),
    "image_std": scene.STD.flatten().tolist(),
}
GENERATION = {"bos_token_id": words.DEC, "eos_token_id": words.SEP, "pad_token_id": words.PAD, "max_length": 20}


def write(folder, value, name):
    (folder / name).write_text(json.dumps(value, indent=2, ensure_ascii=False) + "\n")


def export(run, folder, mean_with=None):
    saved = torch.load(RUNS / f"{run}.pt", weights_only=False)
    if mean_with:
        other = load_model(mean_with).state_dict()
        saved["model"] = {name: (value.float() + other[name]) / 2 for name, value in saved["model"].items()}
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("tokenizer.json", "tokenizer_config.json", "vocab.txt"):
        shutil.copy(RUNS / "tokenizer" / name, folder / name)
    state = {name: value.half().contiguous() for name, value in saved["model"].items()}
    # Hugging Face ties these two to the embeddings and to the bias; readers without that rule find them here.
    state["text_decoder.cls.predictions.decoder.bias"] = state["text_decoder.cls.predictions.bias"].clone()
    state["text_decoder.cls.predictions.decoder.weight"] = state["text_decoder.bert.embeddings.word_embeddings.weight"].clone()
    save_file(state, str(folder / "model.safetensors"), metadata={"format": "pt"})
    write(folder, config(len(words.load(folder).get_vocab())), "config.json")
    write(folder, PREPROCESSOR, "preprocessor_config.json")
    write(folder, GENERATION, "generation_config.json")
    print(f"{sum(v.numel() for v in saved['model'].values())} parameters, {(folder / 'model.safetensors').stat().st_size / 1e6:.2f} MB")
    return saved


def check(folder, count=50):
    """Loads the folder with transformers, and compares its greedy ids with ours."""
    from transformers import BlipForConditionalGeneration, BlipImageProcessor, PreTrainedTokenizerFast

    from data import Batches

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


def load_model(folder):
    """The exported weights in our own model, as float32."""
    from safetensors.torch import load_file

    state = {name: value.float() for name, value in load_file(str(Path(folder) / "model.safetensors")).items()}
    for spare in ("decoder.bias", "decoder.weight"):
        state.pop(f"text_decoder.cls.predictions.{spare}", None)
    model = Blip(state["text_decoder.bert.embeddings.word_embeddings.weight"].shape[0])
    model.load_state_dict(state)
    return model.eval()


if __name__ == "__main__":
    ask = argparse.ArgumentParser()
    ask.add_argument("run")
    ask.add_argument("folder", type=Path)
    ask.add_argument("--mean-with", type=Path, metavar="FOLDER")
    args = ask.parse_args()
    export(args.run, args.folder.resolve(), args.mean_with)
    check(args.folder.resolve())
