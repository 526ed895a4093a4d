"""Trains the captioner: clean glyphs first, Muon and AdamW, a constant rate and then a decay, all by the pictures seen.

  python src/train.py --pictures 1500000 --decay 0.33
  python src/train.py --pictures 200000 --warm-start ../packages/core/models/graphics    # from exported weights
  python src/train.py --resume --branch first --decay-pictures 60000     # a decayed copy of a running model
"""
import argparse
import os
import signal
import time
from pathlib import Path

import torch
from torch.nn import functional as F

import words
from concepts import CACHE
from data import Batches
from evaluate import exact_share, held_glyphs
from export import load_model
from model import Blip

RUNS = CACHE / "runs"
BATCH = 160


def orthogonal(matrices, steps=5):
    """Newton–Schulz: the nearest semi-orthogonal matrix, roughly; matrices [N, rows, columns], rows ≤ columns."""
    a, b, c = 3.4445, -4.7750, 2.0315
    x = (matrices / (matrices.norm(dim=(1, 2), keepdim=True) + 1e-7)).bfloat16()
    for _ in range(steps):
        gram = x @ x.mT
        x = a * x + (b * gram + c * gram @ gram) @ x
    return x.float()


class Muon(torch.optim.Optimizer):
    """Momentum, orthogonalised, for the hidden matrices; equal shapes go through one batched product."""

    def __init__(self, params, lr=0.02, momentum=0.95, decay=0.02):
        super().__init__(params, dict(lr=lr, momentum=momentum, decay=decay))

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            shapes = {}
            for p in group["params"]:
                state = self.state[p]
                if "momentum" not in state:
                    state["momentum"] = torch.zeros_like(p)
                state["momentum"].lerp_(p.grad, 1 - group["momentum"])
                update = p.grad.lerp(state["momentum"], group["momentum"])
                # One matrix for each of q, k and v.
                pieces = update.view(3, -1, update.shape[1]) if update.shape[0] == 3 * update.shape[1] and p.shape[1] == 192 else update[None]
                flat = pieces.mT if pieces.shape[1] > pieces.shape[2] else pieces
                shapes.setdefault(tuple(flat.shape[1:]), []).append((p, pieces.shape, flat))
            for items in shapes.values():
                done = orthogonal(torch.cat([flat for *_, flat in items]))
                for (p, shape, flat), part in zip(items, done.split([len(flat) for *_, flat in items])):
                    part = part.mT if shape[1] > shape[2] else part
                    p.mul_(1 - group["lr"] * group["decay"])
                    p.add_(part.reshape(p.shape), alpha=-group["lr"] * max(1, shape[1] / shape[2]) ** 0.5)


def build(captions, tokenizer):
    model = Blip(tokenizer.get_vocab_size())
    aux = torch.nn.Linear(model.vision["hidden"], len(captions))
    hidden = [p for name, p in model.named_parameters() if p.dim() == 2 and "embedding" not in name]
    chosen = {id(p) for p in hidden}
    rest = [p for p in model.parameters() if id(p) not in chosen] + list(aux.parameters())
    return model, aux, Muon(hidden), torch.optim.AdamW(rest, lr=2e-3, betas=(0.9, 0.98), weight_decay=0.01)


def learn(model, aux, drawn, coded, place, weight, freeze):
    """One step's gradients, in every parameter's .grad; returns the loss, the class token's own and how often that was right.

    `weight` is the share of the class token's loss; with `freeze` it teaches only its own head, which starts from nothing.
    """
    names, pixels = drawn
    length = max(len(coded[name]) for name in names)
    ids = torch.tensor([coded[name] + [0] * (length - len(coded[name])) for name in names])
    target = ids[:, 1:]
    with torch.autocast("cpu", torch.bfloat16):
        image = model.see(pixels)
        logits = model.say(ids[:, :-1], image, wanted=target != 0)
        guess = aux(image[:, 0].detach() if freeze else image[:, 0])
    loss = F.cross_entropy(logits.float(), target[target != 0])
    known = torch.tensor([place.get(name, -100) for name in names])
    concept = F.cross_entropy(guess.float(), known)
    (loss + weight * concept).backward()
    return loss.item(), concept.item(), (guess.argmax(-1) == known).float().mean().item()


def main():
    ask = argparse.ArgumentParser()
    ask.add_argument("--pictures", type=int, default=1_500_000)
    ask.add_argument("--decay", type=float, default=0.33, help="share of the pictures over which the rate falls")
    ask.add_argument("--decay-pictures", type=int, default=60_000)
    ask.add_argument("--resume", action="store_true")
    ask.add_argument("--run", default="main", help="the name of the run's file")
    ask.add_argument("--warm-start", metavar="FOLDER", help="begin with the weights and the vocabulary of an exported model; the optimisers start fresh")
    ask.add_argument("--branch", help="decay a copy to this name, leaving the main run as it is")
    ask.add_argument("--rate", type=float, default=1.0, help="the highest rate of this run or branch, as a share of the usual one")
    ask.add_argument("--concept", type=float, default=0.3, help="weight of the class token's own loss, whose head is not exported")
    ask.add_argument("--mild", type=float, default=0.5, help="how the strength of a batch's scenes is drawn, as a power of an even number: 0.5 mostly strong, 1 even, 2 mostly clean")
    ask.add_argument("--seed", type=int, default=0)
    ask.add_argument("--limit", type=int, default=0, help="stop after so many steps, to measure")
    args = ask.parse_args()
    # Seeds train beside each other, one thread each: threads of one run would wait for each other.
    torch.set_num_threads(1)
    torch.manual_seed(args.seed + int(args.resume) * int(time.time()))
    RUNS.mkdir(exist_ok=True)
    main_file = RUNS / f"{args.run}.pt"
    saved = torch.load(main_file, weights_only=False) if args.resume else None

    batches = Batches(args.seed if not args.resume else int(time.time()))
    captions = saved["captions"] if saved else batches.captions
    place = {caption: i for i, caption in enumerate(captions)}
    vocabulary = RUNS / f"{args.run}-words" if saved else args.warm_start
    tokenizer = words.load(vocabulary) if vocabulary else words.learn(captions, 2048)
    words.save(tokenizer, RUNS / f"{args.branch or args.run}-words")
    print("vocabulary", tokenizer.get_vocab_size(), flush=True)
    coded = {caption: [words.DEC, *tokenizer.encode(caption, add_special_tokens=False).ids, words.SEP] for caption in batches.captions}
    longest = max(map(len, coded.values()))
    print("longest caption in tokens", longest, flush=True)

    model, aux, muon, adam = build(captions, tokenizer)
    optimisers = (muon, adam)
    rates = [0.012, 1.2e-3]
    step = 0
    if args.warm_start and not saved:
        model.load_state_dict(load_model(args.warm_start).state_dict())
    if saved:
        model.load_state_dict(saved["model"])
        aux.load_state_dict(saved["aux"])
        for optimiser, state in zip(optimisers, saved["optimisers"]):
            optimiser.load_state_dict(state)
        step = saved["step"]
    print("parameters", sum(p.numel() for p in model.parameters()), flush=True)
    quick = held_glyphs("octicons")

    def save(path):
        state = dict(model=model.state_dict(), aux=aux.state_dict(), optimisers=[o.state_dict() for o in optimisers], captions=captions, step=step)
        torch.save(state, f"{path}.part")
        os.replace(f"{path}.part", path)

    stopping = []
    signal.signal(signal.SIGTERM, lambda *_: stopping.append(True))
    start = last = time.time()
    ran = 0
    while True:
        if args.branch:
            progress, strength = ran * BATCH / args.decay_pictures, 0.85
            rate = args.rate * (1 - progress**0.5)
        else:
            progress = step * BATCH / args.pictures
            strength = 1.0 if args.warm_start else min(1.0, max(0.0, 3 * (progress - 0.06)))
            rate = args.rate * min(1.0, step / 100) * (1.0 if progress < 1 - args.decay else max(0.0, (1 - progress) / args.decay))
        if progress >= 1 or (args.limit and ran >= args.limit):
            break
        # The strength is drawn, so that clean glyphs stay common to the end.
        drawn = batches.draw(strength * batches.rng.random() ** args.mild, BATCH)
        loss, concept, hit = learn(model, aux, drawn, coded, place, args.concept, freeze=bool(args.warm_start) and progress < 0.1)
        for optimiser, base in zip(optimisers, rates):
            for group in optimiser.param_groups:
                group["lr"] = base * rate
        torch.nn.utils.clip_grad_norm_(adam.param_groups[0]["params"], 1.0)
        for optimiser in optimisers:
            optimiser.step()
            optimiser.zero_grad()
        step, ran = step + 1, ran + 1
        if step % 100 == 0 or (args.limit and ran % 10 == 0):
            print(
                f"{time.strftime('%H:%M:%S')} step {step} progress {progress:.3f} rate {rate:.2f} strength {strength:.2f} loss {loss:.3f} "
                f"concept {concept:.3f} hit {hit:.2f} images/s {ran * BATCH / (time.time() - start):.0f}", flush=True,
            )
        if (stopping or time.time() - last > 300) and not args.branch:
            save(main_file)
            last = time.time()
            if stopping:
                return
            print("octicons", exact_share(model, tokenizer, quick), flush=True)
    if args.limit:
        return
    save(RUNS / f"{args.branch}.pt" if args.branch else main_file)
    print("octicons", exact_share(model, tokenizer, quick), flush=True)
    print("done", flush=True)


if __name__ == "__main__":
    main()
