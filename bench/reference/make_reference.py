"""Makes the small seeded BLIP checkpoints and golden vectors of packages/core/test/fixtures/blip.

Every number comes from Hugging Face's own BlipForConditionalGeneration and BlipImageProcessor, so
the tests compare Altwright's compiled graphs with the implementation that the weights were
published for. Run it again only when a fixture changes:

    python -m pip install torch transformers safetensors tokenizers pillow numpy
    python bench/reference/make_reference.py
    python bench/reference/make_reference.py searches    # only searches.json, from the checkpoints that are there
"""

import json
import math
import sys
from pathlib import Path

import numpy as np
import torch
from PIL import Image, ImageDraw, ImageOps
from safetensors.torch import load_file, save_file
from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, processors
from transformers import BlipConfig, BlipForConditionalGeneration
from transformers.models.blip.image_processing_pil_blip import BlipImageProcessorPil

HERE = Path(__file__).resolve().parent
FIXTURES = HERE.parents[1] / "packages/core/test/fixtures/blip"
PROMPT = "a picture of"
MAX_LENGTH = 12

WORDS = """a an the of in on at by with and to is are it picture image photo icon logo red green blue
yellow black white grey orange purple pink brown circle square triangle arrow star heart house tree car
bus train plane boat bike dog cat bird fish horse cow sheep man woman child person people hand eye face
book phone camera clock key lock door window chair table bed lamp cup plate fork knife spoon bottle
bread cake apple banana pear cheese sun moon cloud rain snow fire water river lake sea beach hill
mountain road street bridge city town park garden flower leaf grass field sky wall floor big small long
short old new two three four one left right up down over under near next front back open closed round
flat bright dark empty full sitting standing walking running holding wearing looking riding""".split()
PIECES = ["##s", "##ing", "##ed", "##er", "##ly", "##y", "##e", "##n", "##t", "##a", "##i", "##o"]

# The ids of BERT's special tokens, so that the traps of the published weights are there too:
# the start token lies outside the tokenizer, and `eos_token_id` (2) is not what ends a caption.
PAD, UNK, CLS, SEP, EOS = 0, 100, 101, 102, 2

SHAPES = {
    # Like the published base model: vision and text equally wide. Stored as float32.
    "base": dict(seed=7, dtype=torch.float32, image_size=48, patch_size=16, vision=(48, 96, 2, 3), text=(48, 96, 2, 3)),
    # Like large: vision wider than text. Stored as float16.
    "large": dict(seed=11, dtype=torch.float16, image_size=32, patch_size=8, vision=(64, 128, 2, 4), text=(48, 96, 2, 3)),
    # Vision narrower than text, one layer each. Stored as bfloat16.
    "tiny": dict(seed=3, dtype=torch.bfloat16, image_size=32, patch_size=16, vision=(24, 48, 1, 2), text=(32, 64, 1, 2)),
}


def make_tokenizer(path: Path) -> Tokenizer:
    tokens = WORDS + PIECES
    vocab = {"[PAD]": PAD, "[UNK]": UNK, "[CLS]": CLS, "[SEP]": SEP, "[unused]": EOS}
    free = (i for i in range(1000) if i not in vocab.values())
    for token in dict.fromkeys(tokens):
        vocab[token] = next(free)
    size = max(vocab.values()) + 1
    for i in range(size):
        if i not in vocab.values():
            vocab[f"[unused{i}]"] = i
    tokenizer = Tokenizer(models.WordPiece(vocab=vocab, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", CLS), ("[SEP]", SEP)]
    )
    tokenizer.decoder = decoders.WordPiece(prefix="##")
    tokenizer.add_special_tokens(["[PAD]", "[UNK]", "[CLS]", "[SEP]"])
    tokenizer.save(str(path))
    return tokenizer


def make_images(folder: Path) -> list[str]:
    folder.mkdir(parents=True, exist_ok=True)
    y, x = np.mgrid[0:90, 0:120]
    waves = np.stack([128 + 90 * np.sin(x / 9 + c) * np.cos(y / (7 + c)) for c in range(3)], axis=-1)
    photo = Image.fromarray(waves.clip(0, 255).astype(np.uint8))
    ImageDraw.Draw(photo).ellipse((10, 10, 60, 50), fill=(220, 40, 30))
    exif = Image.Exif()
    exif[0x0112] = 6  # rotate 90 degrees clockwise to show
    photo.save(folder / "rotated.jpg", quality=92, exif=exif)

    glyph = Image.new("RGBA", (100, 100), (0, 0, 0, 0))
    draw = ImageDraw.Draw(glyph)
    draw.polygon([(50, 8), (92, 90), (8, 90)], fill=(20, 60, 160, 255))
    draw.rectangle((40, 45, 60, 80), fill=(200, 30, 60, 128))
    glyph.save(folder / "alpha.png")

    plain = Image.fromarray(np.stack([x * 2, y * 2, (x + y)], axis=-1).clip(0, 255).astype(np.uint8))
    ImageDraw.Draw(plain).rectangle((70, 20, 110, 70), fill=(250, 220, 30))
    plain.save(folder / "plain.png")

    grey = Image.fromarray((128 + 120 * np.sin((x * x + y * y) / 900)).clip(0, 255).astype(np.uint8), mode="L")
    grey.save(folder / "grey.png")
    return ["rotated.jpg", "alpha.png", "plain.png", "grey.png"]


def read_image(path: Path) -> Image.Image:
    image = ImageOps.exif_transpose(Image.open(path))
    if image.mode == "RGBA":
        white = Image.new("RGBA", image.size, (255, 255, 255, 255))
        image = Image.alpha_composite(white, image)
    return image.convert("RGB")


def randomise(model: torch.nn.Module, generator: torch.Generator, head: float) -> None:
    """Weights at which the picture and every earlier word change the next word."""
    for name, parameter in model.named_parameters():
        shape = parameter.shape
        noise = torch.randn(shape, generator=generator)
        if "norm" in name.lower():
            value = 1 + 0.2 * noise if name.endswith("weight") else 0.1 * noise
        elif name.endswith("bias"):
            value = 0.2 * noise
        elif "embedding" in name and "patch" not in name:
            value = noise * (1.2 if "position" in name else 0.7)
        else:
            gain = 0.7 if "text_decoder" in name else 1.5
            value = noise * (gain / math.sqrt(math.prod(shape[1:])))
        parameter.data.copy_(value)
    decoder = model.text_decoder.cls.predictions
    decoder.decoder.weight.data.copy_(torch.randn(decoder.decoder.weight.shape, generator=generator) * head)
    decoder.decoder.bias.data.copy_(0.3 * torch.randn(decoder.decoder.bias.shape, generator=generator))


def make_checkpoint(name: str, shape: dict, tokenizer: Tokenizer, images: list[str]) -> None:
    """Takes the first seed whose captions differ, end at different steps, and have no near tie."""
    for seed in range(shape["seed"], shape["seed"] + 200):
        if try_checkpoint(name, shape, seed, tokenizer, images):
            return
    raise SystemExit(f"{name}: no seed gave captions worth testing")


def try_checkpoint(name: str, shape: dict, seed: int, tokenizer: Tokenizer, images: list[str]) -> bool:
    folder = FIXTURES / name
    folder.mkdir(parents=True, exist_ok=True)
    start = tokenizer.get_vocab_size()
    vw, vi, vl, vh = shape["vision"]
    tw, ti, tl, th = shape["text"]
    config = BlipConfig(
        vision_config=dict(
            hidden_size=vw, intermediate_size=vi, num_hidden_layers=vl, num_attention_heads=vh,
            image_size=shape["image_size"], patch_size=shape["patch_size"],
        ),
        text_config=dict(
            vocab_size=start + 2, hidden_size=tw, intermediate_size=ti, num_hidden_layers=tl, num_attention_heads=th,
            max_position_embeddings=32, bos_token_id=start, eos_token_id=EOS, pad_token_id=PAD, sep_token_id=SEP,
            tie_word_embeddings=False,
        ),
        tie_word_embeddings=False,
    )
    generator = torch.Generator().manual_seed(seed)
    model = BlipForConditionalGeneration(config).eval()
    randomise(model, generator, head=0.35)
    # Words that end a caption now and then, so that the rows of a batch finish at different steps.
    bias = model.text_decoder.cls.predictions.decoder.bias.data
    bias[SEP] += 2.5
    bias[[PAD, EOS, UNK, CLS, start, start + 1]] -= 20.0
    model = model.to(shape["dtype"]).float()  # the stored values, computed with in float32

    processor = BlipImageProcessorPil(size={"height": shape["image_size"], "width": shape["image_size"]})
    (folder / "preprocessor_config.json").write_text(json.dumps(processor.to_dict(), indent=2, default=str) + "\n")
    (folder / "tokenizer.json").write_text((FIXTURES / "tokenizer.json").read_text())
    pixels = processor([read_image(FIXTURES / "images" / i) for i in images], return_tensors="pt")["pixel_values"]

    prompt = torch.tensor([tokenizer.encode(PROMPT).ids] * len(images))
    with torch.no_grad():
        embeds = model.vision_model(pixels).last_hidden_state
        greedy = model.generate(pixels, max_length=MAX_LENGTH, do_sample=False, num_beams=1)
        prompted = model.generate(pixels, input_ids=prompt.clone(), max_length=MAX_LENGTH, do_sample=False, num_beams=1)
        logits = model.text_decoder(input_ids=greedy, encoder_hidden_states=embeds).logits
        prompted_logits = model.text_decoder(input_ids=prompted, encoder_hidden_states=embeds).logits

    def cut(row: torch.Tensor, prefix: int) -> list[int]:
        ids = row.tolist()[prefix:]
        return ids[: ids.index(SEP)] if SEP in ids else ids

    def scores(rows: torch.Tensor, row_logits: torch.Tensor, prefix: int) -> list[list[float]]:
        logprobs = row_logits.log_softmax(-1)
        out = []
        for r, row in enumerate(rows.tolist()):
            said = []
            for t in range(prefix, len(row)):
                said.append(logprobs[r, t - 1, row[t]].item())
                if row[t] == SEP:
                    break
            out.append(said)
        return out

    top = logits.topk(2, -1).values
    margin = (top[..., 0] - top[..., 1]).min().item()
    ids = [cut(row, 1) for row in greedy]
    prompted_ids = [cut(row, prompt.shape[1] - 1) for row in prompted]
    lengths = {len(row) for row in ids}
    varied = all(len(set(row)) > 0.5 * len(row) and len(row) > 0 for row in ids)
    if margin < 0.01 or len(lengths) < 3 or not varied or len({tuple(row) for row in ids}) < len(ids):
        return False
    print(name, "seed", seed, "smallest margin", round(margin, 4), ids, prompted_ids)

    model.to(shape["dtype"]).save_pretrained(folder, safe_serialization=True)
    save_file(
        {"pixel_values": pixels.contiguous(), "image_embeds": embeds.contiguous(), "logits": logits.contiguous()},
        folder / "golden.safetensors",
    )
    golden = {
        "images": images, "maxLength": MAX_LENGTH, "prompt": PROMPT,
        "greedy": greedy.tolist(), "ids": ids, "texts": [tokenizer.decode(i) for i in ids],
        "logProbs": scores(greedy, logits, 1),
        "prompted": prompted.tolist(), "promptedIds": prompted_ids,
        "promptedTexts": [tokenizer.decode(i) for i in prompted_ids],
        "promptedLogProbs": scores(prompted, prompted_logits, prompt.shape[1] - 1),
    }
    (folder / "golden.json").write_text(json.dumps(golden) + "\n")
    (folder / "generation_config.json").unlink(missing_ok=True)
    for file in folder.iterdir():
        file.chmod(0o644)
    return True


# What generate() is asked for, by Hugging Face's names. `prompted` starts from PROMPT.
SEARCHES = {
    "beam 3": dict(num_beams=3, num_return_sequences=3),
    "beam 3, prompt": dict(num_beams=3, num_return_sequences=3, prompted=True),
    "beam 5, long": dict(num_beams=5, num_return_sequences=5, length_penalty=2.0),
    "beam 3, short": dict(num_beams=3, num_return_sequences=2, length_penalty=-1.0),
    "beam 3, early": dict(num_beams=3, num_return_sequences=3, early_stopping=True),
    "beam 3, never early": dict(num_beams=3, num_return_sequences=3, early_stopping="never", length_penalty=1.5),
    "beam 3, at least 6": dict(num_beams=3, num_return_sequences=3, min_new_tokens=6),
    "beam 3, no repeats": dict(num_beams=3, num_return_sequences=3, no_repeat_ngram_size=2, repetition_penalty=1.3),
    "beam 3, banned": dict(num_beams=3, num_return_sequences=3, banned=True),
    "greedy, no repeats": dict(no_repeat_ngram_size=2, prompted=True),
    "greedy, penalty": dict(repetition_penalty=1.5),
    "greedy, banned": dict(banned=True),
}


def make_searches(name: str) -> None:
    """Beam search and logits processors on a checkpoint that is there; a near tie (float64 disagrees) is left out."""
    folder = FIXTURES / name
    golden = json.loads((folder / "golden.json").read_text())
    pixels = load_file(folder / "golden.safetensors")["pixel_values"]
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    model = BlipForConditionalGeneration.from_pretrained(folder, dtype=torch.float32).eval()
    double = BlipForConditionalGeneration.from_pretrained(folder, dtype=torch.float32).double().eval()
    first = golden["ids"][0]
    banned = [[first[0]], golden["ids"][1][1:3], golden["ids"][2][2:4]]
    searches = {}
    for title, asked in SEARCHES.items():
        settings = dict(asked)
        prompt = None
        if settings.pop("prompted", False):
            prompt = torch.tensor([tokenizer.encode(PROMPT).ids] * len(golden["images"]))
        if settings.pop("banned", False):
            settings["bad_words_ids"] = banned
        prefix = 1 if prompt is None else prompt.shape[1] - 1

        def search(m, values):
            return m.generate(
                values, input_ids=None if prompt is None else prompt.clone(), max_length=MAX_LENGTH, do_sample=False,
                return_dict_in_generate=True, output_scores=True, **settings,
            )

        with torch.no_grad():
            found = search(model, pixels)
            exact = search(double, pixels.double())
        width = min(found.sequences.shape[1], exact.sequences.shape[1])
        if not torch.equal(found.sequences[:, :width], exact.sequences[:, :width]):
            print(name, title, "is a near tie and is left out")
            continue
        rows = [row.tolist()[prefix:] for row in found.sequences]
        rows = [row[: row.index(SEP)] if SEP in row else [i for i in row if i != PAD] for row in rows]
        count = settings.get("num_return_sequences", 1)
        grouped = [rows[i : i + count] for i in range(0, len(rows), count)]
        entry = dict(asked, ids=grouped)
        if "num_beams" in settings:
            scores = found.sequences_scores.tolist()
            entry["scores"] = [scores[i : i + count] for i in range(0, len(scores), count)]
        searches[title] = entry
    (folder / "searches.json").write_text(json.dumps({"banned": banned, "searches": searches}) + "\n")
    (folder / "searches.json").chmod(0o644)
    print(name, "searches", len(searches), "of", len(SEARCHES))


def main() -> None:
    if sys.argv[1:] == ["searches"]:
        for name in SHAPES:
            make_searches(name)
        return
    FIXTURES.mkdir(parents=True, exist_ok=True)
    tokenizer = make_tokenizer(FIXTURES / "tokenizer.json")
    images = make_images(FIXTURES / "images")
    for name, shape in SHAPES.items():
        make_checkpoint(name, shape, tokenizer, images)
        make_searches(name)
    (FIXTURES / "tokenizer.json").unlink()


if __name__ == "__main__":
    main()
