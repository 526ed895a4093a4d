"""Writes trained weights in Hugging Face's layout.

  python src/export.py seed-1 .cache/models/seed-1
  python src/export.py --mean .cache/models/seed-1 .cache/models/seed-2 .cache/models/all

The first writes a run. The second writes, to the last folder, the mean of the weights in the others: runs from one start err
differently, and so do both ends of a fine tuning, and the middle errs less than any of them.
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


def mean_of(folders):
    states = [load_model(folder).state_dict() for folder in folders]
    return {name: sum(state[name] for state in states) / len(states) for name in states[0]}


def export(weights, vocabulary, folder):
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("tokenizer.json", "tokenizer_config.json", "vocab.txt"):
        shutil.copy(vocabulary / name, folder / name)
    state = {name: value.half().contiguous() for name, value in weights.items()}
    # Hugging Face ties these two to the embeddings and to the bias; readers without that rule find them here.
    state["text_decoder.cls.predictions.decoder.bias"] = state["text_decoder.cls.predictions.bias"].clone()
    state["text_decoder.cls.predictions.decoder.weight"] = state["text_decoder.bert.embeddings.word_embeddings.weight"].clone()
    save_file(state, str(folder / "model.safetensors"), metadata={"format": "pt"})
    write(folder, config(len(words.load(folder).get_vocab())), "config.json")
    write(folder, PREPROCESSOR, "preprocessor_config.json")
    write(folder, GENERATION, "generation_config.json")
    print(f"{sum(v.numel() for v in weights.values())} parameters, {(folder / 'model.safetensors').stat().st_size / 1e6:.2f} MB")


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
    ask.add_argument("--mean", action="store_true")
    ask.add_argument("sources", nargs="+", help="the name of a run, or folders with --mean")
    ask.add_argument("folder", type=Path)
    args = ask.parse_args()
    if args.mean:
        export(mean_of(args.sources), Path(args.sources[0]), args.folder)
    else:
        export(torch.load(RUNS / f"{args.sources[0]}.pt", weights_only=False)["model"], RUNS / f"{args.sources[0]}-words", args.folder)
