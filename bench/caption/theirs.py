"""Hugging Face's side of the benchmark: stock transformers on torch, told over stdin what to do, line by line."""

import json
import resource
import sys
import time

import torch
from PIL import Image, ImageOps
from transformers import BlipForConditionalGeneration
from transformers.models.blip.image_processing_pil_blip import BlipImageProcessorPil

folder, dtype, threads, tokens = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
torch.set_num_threads(threads)
model = BlipForConditionalGeneration.from_pretrained(folder, dtype=getattr(torch, dtype)).eval()
processor = BlipImageProcessorPil()


def read(path):
    return ImageOps.exif_transpose(Image.open(path)).convert("RGB")


@torch.inference_mode()
def caption(files, beams):
    pixels = processor([read(f) for f in files], return_tensors="pt")["pixel_values"].to(model.dtype)
    ids = model.generate(pixels, num_beams=beams, do_sample=False, min_new_tokens=tokens, max_new_tokens=tokens)
    # A vocabulary look-up per id stands for the tokenizer: these weights have no words.
    return [" ".join(str(i) for i in row) for row in ids.tolist()]


def memory():
    status = open("/proc/self/status").read()
    megabytes = lambda key: round(int(status.split(key + ":")[1].split()[0]) / 1024)
    return {"peak": megabytes("VmHWM"), "anonymous": megabytes("RssAnon")}


print(json.dumps({"ready": True, "attention": model.config._attn_implementation}), flush=True)
for line in sys.stdin:
    job = json.loads(line)
    files, batch, beams = job["files"], job.get("batch", 1), job.get("beams", 1)
    usage = resource.getrusage(resource.RUSAGE_SELF)
    start = time.perf_counter()
    each = []
    for i in range(0, len(files), batch):
        began = time.perf_counter()
        words = caption(files[i : i + batch], beams)
        each.append(time.perf_counter() - began)
    seconds = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_SELF)
    cpu = after.ru_utime + after.ru_stime - usage.ru_utime - usage.ru_stime
    print(json.dumps({"seconds": seconds, "cpu": cpu, "each": each, **memory()}), flush=True)
