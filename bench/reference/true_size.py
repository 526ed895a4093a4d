"""What Hugging Face's classes say about a checkpoint and a few pictures: the other side of bench/caption/exactness.mjs.

    python true_size.py <model folder> <out folder> <picture> ...

Writes, per picture, pixels.f32 and embeds.f32, the logits of every greedy step, and the greedy and beam-3 ids with and
without a prompt, as plain little-endian files and one JSON.
"""

import json
import sys
from pathlib import Path

import torch
from PIL import Image, ImageOps
from transformers import BlipForConditionalGeneration
from transformers.models.blip.image_processing_pil_blip import BlipImageProcessorPil

folder, out, pictures = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3:]
NEW_TOKENS = 12
PROMPT = [30522, 13, 15]  # the start and any two words

model = BlipForConditionalGeneration.from_pretrained(folder, dtype=torch.float32).eval()
processor = BlipImageProcessorPil()
out.mkdir(parents=True, exist_ok=True)


@torch.inference_mode()
def ids(pixels, prompt, beams):
    first = torch.tensor([prompt])
    # generate() of the captioning class drops the last id of what it is given, taking it for [SEP].
    given = {} if prompt == [30522] else {"input_ids": torch.cat([first, torch.tensor([[102]])], dim=1)}
    said = model.generate(
        pixel_values=pixels,
        num_beams=beams,
        do_sample=False,
        min_new_tokens=NEW_TOKENS,
        max_new_tokens=NEW_TOKENS,
        **given,
    )[0].tolist()
    return said[len(prompt) :]


@torch.inference_mode()
def logits(embeds, said):
    fed = torch.tensor([said])
    return model.text_decoder(input_ids=fed, encoder_hidden_states=embeds).logits[0]


found = []
for index, path in enumerate(pictures):
    image = ImageOps.exif_transpose(Image.open(path)).convert("RGB")
    pixels = processor([image], return_tensors="pt")["pixel_values"]
    with torch.inference_mode():
        embeds = model.vision_model(pixels).last_hidden_state
    greedy = ids(pixels, [30522], 1)
    pixels.numpy().astype("<f4").tofile(out / f"{index}.pixels.f32")
    embeds.numpy().astype("<f4").tofile(out / f"{index}.embeds.f32")
    logits(embeds, [30522, *greedy][:NEW_TOKENS]).numpy().astype("<f4").tofile(out / f"{index}.logits.f32")
    found.append(
        {
            "picture": path,
            "greedy": greedy,
            "beam3": ids(pixels, [30522], 3),
            "prompted": ids(pixels, PROMPT, 1),
            "promptedBeam3": ids(pixels, PROMPT, 3),
        }
    )
(out / "found.json").write_text(json.dumps({"prompt": PROMPT, "newTokens": NEW_TOKENS, "found": found}))
