"""Trains the captioner: clean glyphs first, Muon and AdamW, a constant rate and then a decay, all by the clock.

  python src/train.py --minutes 90 --decay 0.33
  python src/train.py --minutes 60 --warm-start ../packages/core/models/graphics    # from exported weights
  python src/train.py --resume --branch first --decay-minutes 5     # a decayed copy of a running model
"""
import argparse
import os
import signal
import time
from pathlib import Path

import torch
import torch.multiprocessing as mp
from torch.nn import functional as F

import words
from concepts import CACHE
from data import Batches
from evaluate import exact_share, held_glyphs
from export import load_model
from model import Blip

RUNS = CACHE / "runs"
BATCH, MICRO = 160, 4


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


class Crew:
    """Processes of one thread each that share a step's micro-batches.

    Whoever is free takes the next one, so a core that other programs hold slows a step less than a shared loop would.
    """

    def __init__(self, count, model, aux, coded, batches, place, micro):
        self.count, self.model, self.aux, self.micro = count, model, aux, micro
        self.coded, self.batches, self.place = coded, batches, place
        self.params = [*model.parameters(), *aux.parameters()]
        for p in self.params:
            p.data.share_memory_()
        self.grads = torch.zeros(count, sum(p.numel() for p in self.params)).share_memory_()
        self.notes = torch.zeros(count, 3).share_memory_()
        self.strength = torch.zeros(1).share_memory_()
        self.ticket = mp.Value("i", 0)
        self.open, self.closed = mp.Barrier(count), mp.Barrier(count)
        self.helpers = [mp.Process(target=self.help, args=(rank,), daemon=True) for rank in range(1, count)]
        for helper in self.helpers:
            helper.start()

    def close(self):
        for helper in self.helpers:
            helper.kill()

    def help(self, rank):
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        torch.manual_seed(torch.initial_seed() + rank)
        self.batches.rng.seed(torch.initial_seed())
        self.drawn = None
        while True:
            # Drawn while the first process is still updating the weights.
            self.drawn = self.drawn or self.draw()
            self.open.wait()
            self.share(rank)
            self.closed.wait()

    def draw(self):
        """A micro-batch; its strength is drawn too, so that clean glyphs stay common to the end."""
        return self.batches.draw(float(self.strength) * self.batches.rng.random() ** 0.5, BATCH // self.micro)

    def share(self, rank):
        for p in self.params:
            p.grad = None
        notes = torch.zeros(3)
        while True:
            with self.ticket.get_lock():
                ticket = self.ticket.value
                self.ticket.value += 1
            if ticket >= self.micro:
                break
            names, pixels = self.drawn or self.draw()
            self.drawn = None
            notes += self.learn(names, pixels)
        flat = self.grads[rank]
        start = 0
        for p in self.params:
            part = flat[start : start + p.numel()]
            part.zero_() if p.grad is None else part.copy_(p.grad.flatten())
            start += p.numel()
        self.notes[rank] = notes

    def learn(self, names, pixels):
        length = max(len(self.coded[name]) for name in names)
        ids = torch.tensor([self.coded[name] + [0] * (length - len(self.coded[name])) for name in names])
        target = ids[:, 1:]
        with torch.autocast("cpu", torch.bfloat16):
            image = self.model.see(pixels)
            logits = self.model.say(ids[:, :-1], image, wanted=target != 0)
            guess = self.aux(image[:, 0])
        loss = F.cross_entropy(logits.float(), target[target != 0])
        known = torch.tensor([self.place.get(name, -100) for name in names])
        concept = F.cross_entropy(guess.float(), known)
        ((loss + 0.3 * concept) / self.micro).backward()
        return torch.tensor([loss.item(), concept.item(), (guess.argmax(-1) == known).float().mean().item()]) / self.micro

    def step(self, strength):
        """One step's gradients, in every parameter's .grad; returns loss, concept loss and concept hits."""
        self.drawn = None
        self.strength.fill_(strength)
        self.ticket.value = 0
        self.open.wait()
        self.share(0)
        self.closed.wait()
        total = self.grads.sum(0)
        start = 0
        for p in self.params:
            p.grad = total[start : start + p.numel()].view_as(p)
            start += p.numel()
        return self.notes.sum(0).tolist()


def main():
    ask = argparse.ArgumentParser()
    ask.add_argument("--minutes", type=float, default=90)
    ask.add_argument("--decay", type=float, default=0.33, help="share of the time over which the rate falls")
    ask.add_argument("--decay-minutes", type=float, default=5)
    ask.add_argument("--processes", type=int, default=2)
    ask.add_argument("--resume", action="store_true")
    ask.add_argument("--run", default="main", help="the name of the run's file")
    ask.add_argument("--warm-start", metavar="FOLDER", help="begin with the weights and the vocabulary of an exported model; the optimisers start fresh")
    ask.add_argument("--branch", help="decay a copy to this name, leaving the main run as it is")
    ask.add_argument("--rate", type=float, default=1.0, help="the highest rate of this run or branch, as a share of the usual one")
    ask.add_argument("--seed", type=int, default=0)
    ask.add_argument("--limit", type=int, default=0, help="stop after so many steps, to measure")
    args = ask.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(args.seed + int(args.resume) * int(time.time()))
    RUNS.mkdir(exist_ok=True)
    main_file = RUNS / f"{args.run}.pt"
    saved = torch.load(main_file, weights_only=False) if args.resume else None

    batches = Batches(args.seed if not args.resume else int(time.time()))
    captions = saved["captions"] if saved else batches.captions
    place = {caption: i for i, caption in enumerate(captions)}
    if not saved:
        words.save(words.load(args.warm_start) if args.warm_start else words.learn(captions, 2048), RUNS / "tokenizer")
    tokenizer = words.load(RUNS / "tokenizer")
    print("vocabulary", tokenizer.get_vocab_size(), flush=True)
    coded = {caption: [words.DEC, *tokenizer.encode(caption, add_special_tokens=False).ids, words.SEP] for caption in batches.captions}
    longest = max(map(len, coded.values()))
    print("longest caption in tokens", longest, flush=True)

    model, aux, muon, adam = build(captions, tokenizer)
    optimisers = (muon, adam)
    rates = [0.012, 1.2e-3]
    step, spent = 0, 0.0
    if args.warm_start and not saved:
        model.load_state_dict(load_model(args.warm_start).state_dict())
    if saved:
        model.load_state_dict(saved["model"])
        aux.load_state_dict(saved["aux"])
        for optimiser, state in zip(optimisers, saved["optimisers"]):
            optimiser.load_state_dict(state)
        step, spent = saved["step"], saved["spent"]
    print("parameters", sum(p.numel() for p in model.parameters()), flush=True)
    quick = held_glyphs("octicons")

    def save(path):
        state = dict(model=model.state_dict(), aux=aux.state_dict(), optimisers=[o.state_dict() for o in optimisers], captions=captions, step=step, spent=spent)
        torch.save(state, f"{path}.part")
        os.replace(f"{path}.part", path)

    crew = Crew(args.processes, model, aux, coded, batches, place, MICRO)
    stopping = []
    signal.signal(signal.SIGTERM, lambda *_: stopping.append(True))
    start = last = time.time()
    ran = 0
    while True:
        now = time.time()
        if args.branch:
            progress, strength = (now - start) / 60 / args.decay_minutes, 0.85
            rate = args.rate * (1 - progress**0.5)
        else:
            progress = (spent + now - start) / 60 / args.minutes
            strength = 1.0 if args.warm_start else min(1.0, max(0.0, 3 * (progress - 0.06)))
            rate = args.rate * min(1.0, step / 100) * (1.0 if progress < 1 - args.decay else max(0.0, (1 - progress) / args.decay))
        if progress >= 1 or (args.limit and ran >= args.limit):
            break
        loss, concept, hit = crew.step(strength)
        for optimiser, base in zip(optimisers, rates):
            for group in optimiser.param_groups:
                group["lr"] = base * rate
        torch.nn.utils.clip_grad_norm_(adam.param_groups[0]["params"], 1.0)
        for optimiser in optimisers:
            optimiser.step()
        step, ran = step + 1, ran + 1
        if step % 100 == 0 or (args.limit and ran % 10 == 0):
            print(
                f"{time.strftime('%H:%M:%S')} step {step} progress {progress:.3f} rate {rate:.2f} strength {strength:.2f} loss {loss:.3f} "
                f"concept {concept:.3f} hit {hit:.2f} images/s {ran * BATCH / (time.time() - start):.0f}", flush=True,
            )
        if (stopping or time.time() - last > 300) and not args.branch:
            base = spent
            spent = base + time.time() - start
            save(main_file)
            spent = base
            last = time.time()
            if stopping:
                crew.close()
                return
            print("octicons", exact_share(model, tokenizer, quick), flush=True)
    crew.close()
    spent += time.time() - start
    if args.limit:
        return
    save(RUNS / f"{args.branch}.pt" if args.branch else main_file)
    print("octicons", exact_share(model, tokenizer, quick), flush=True)
    print("done", flush=True)


if __name__ == "__main__":
    mp.set_start_method("fork")
    main()
