"""Measures an exported model on what it was never trained on, beside a nearest-neighbour baseline.

  python src/evaluate.py ../packages/core/models/graphics [--photos FOLDER] [--write] [--json FILE]

octicons choose the threshold; heroicons and carbon only report. `--write` stores the threshold in altwright.json, `--json` the
figures that seeds.py compares.
"""
import argparse
import json
import math
import random
from pathlib import Path

import numpy as np
import torch
from PIL import Image

import scene
import words
from concepts import CACHE, ROOT, UNKNOWN
from data import load, nearest, shrunk

DUPLICATE = 0.985  # cosine of 24×24 copies: the same drawing, for our purpose
PRECISION = 0.95
FLAT = 0.97  # the engine asks the model about pictures of at least this flatness


# -- pictures ------------------------------------------------------------------------------------

def held_glyphs(pack):
    mono, _, _, masks, _ = load()
    chosen = [i for i, g in enumerate(mono) if g["pack"] == pack and g["caption"]]
    return [mono[i]["caption"] for i in chosen], torch.from_numpy(np.stack([masks[i] for i in chosen]))


def trained():
    """Small copies of the drawings that the model may have learnt, to compare with, and their captions."""
    mono, _, _, masks, _ = load()
    train = [i for i, g in enumerate(mono) if not g["held"] and (g["caption"] or (g["kind"] == "icon" and g["pack"] != "simple" and not g["refused"]))]
    return shrunk(masks[train]), [merged(mono[i]["caption"] or UNKNOWN) for i in train]


def glyphs_of(pack, keys):
    """A whole pack: captions, None where the concept table has none; masks; which are no near-duplicates of `keys`."""
    mono, _, _, masks, _ = load()
    own = [i for i, g in enumerate(mono) if g["pack"] == pack]
    drawn = torch.from_numpy(np.stack([masks[i] for i in own]))
    like, _ = nearest(shrunk(drawn.numpy()), keys)
    return [mono[i]["caption"] for i in own], drawn, like < DUPLICATE


def clean(masks):
    return (1 - masks[:, None].float() / 255).expand(-1, 3, -1, -1).contiguous()


def augmented(make, pictures, seed=1):
    """The training distribution's scenes, 160 at a time, from a fixed seed."""
    torch.manual_seed(seed)
    random.seed(seed)
    return torch.cat([scene.degrade(make(part), 1.0) for part in pictures.split(160)])


def mono_scenes(masks):
    return augmented(lambda part: scene.mono_scene(part, torch.zeros(len(part), 3), torch.zeros(len(part), dtype=torch.bool), 1.0), masks)


def colour_on_white(pictures):
    rgba = pictures.permute(0, 3, 1, 2).float() / 255
    return rgba[:, :3] * rgba[:, 3:] + 1 - rgba[:, 3:]


def flatness(rgb, inks=6, near=14):
    """Share of the pixels in, or on the way between, two of the six commonest colours; as the engine's flatnessOf."""
    out = []
    for picture in (rgb * 255).byte().permute(0, 2, 3, 1).flatten(1, 2):
        code = (picture.long() >> 4) @ torch.tensor([256, 16, 1])
        counts = torch.bincount(code, minlength=4096)
        bins = counts.argsort(descending=True, stable=True)[:inks]
        pixels = picture.float()
        colours = [pixels[code == b].mean(0) for b in bins if counts[b]]
        closest = torch.full((len(pixels),), torch.inf)
        for i, start in enumerate(colours):
            for end in colours[i:]:
                way = end - start
                at = ((pixels - start) @ way / (way @ way).clamp(min=1)).clamp(0, 1)
                closest = torch.minimum(closest, (pixels - start - at[:, None] * way).norm(dim=1))
        out.append((closest < near).float().mean())
    return torch.stack(out)


def photos_in(folder):
    """Every picture of the folder as the engine sees it, plus nine cuts of each: there are few files."""
    out = []
    for path in sorted(Path(folder).rglob("*")):
        if path.suffix.lower() not in (".jpg", ".jpeg", ".png"):
            continue
        image = Image.open(path).convert("RGB")
        if min(image.size) < 120:
            continue
        boxes = [(0, 0, 1, 1)] + [(x / 4, y / 4, x / 4 + 0.5, y / 4 + 0.5) for x in range(3) for y in range(3)]
        for box in boxes:
            cut = image.crop([round(part * side) for part, side in zip(box, image.size * 2)])
            out.append(np.asarray(cut.resize((96, 96), Image.BICUBIC)))
    return torch.from_numpy(np.stack(out)).permute(0, 3, 1, 2).float() / 255 if out else None


# -- answers -------------------------------------------------------------------------------------

def exact_share(model, tokenizer, held):
    """A quick look during training."""
    captions, masks = held
    out = model.caption(scene.normalise(clean(masks)), words.DEC, words.SEP)
    said = [tokenizer.decode(ids) for ids, _ in out]
    return f"exact {sum(s == c for s, c in zip(said, captions)) / len(said):.3f} unknown {sum(s == UNKNOWN for s in said) / len(said):.3f} of {len(said)}"


GATES = {"sumLogProb": sum, "meanLogProb": lambda scores: sum(scores) / len(scores), "minLogProb": min}


# Captions that the engine gives instead of others, because the drawings do not tell them apart.
INSTEAD = json.loads((ROOT / "data" / "instead.json").read_text())


def merged(caption):
    return INSTEAD.get(caption, caption)


class Answers:
    """What the model said about a set of pictures, and how sure it was."""

    def __init__(self, model, tokenizer, rgb, truth):
        out = [row for part in rgb.split(256) for row in model.caption(scene.normalise(part), words.DEC, words.SEP)]
        self.said = [merged(tokenizer.decode(ids)) for ids, _ in out]
        self.truth = truth = [merged(true) for true in truth]
        self.sure = {gate: np.array([measure(scores) for _, scores in out]) for gate, measure in GATES.items()}
        self.right = np.array([said == true for said, true in zip(self.said, truth)])
        self.near = np.array([related(said, true) for said, true in zip(self.said, truth)])
        self.spoke = np.array([said != UNKNOWN for said in self.said])
        self.mapped = np.array([bool(true) for true in truth])
        # Where it says that it does not know: what it would have said.
        self.guessed = self.right.copy()
        silent = np.flatnonzero(self.mapped & ~self.spoke & (np.array(truth) != UNKNOWN))
        if len(silent):
            unknown = tokenizer.encode(UNKNOWN, add_special_tokens=False).ids[:1]
            forced = [row for part in rgb[silent].split(256) for row in model.caption(scene.normalise(part), words.DEC, words.SEP, never=unknown)]
            self.guessed[silent] = [merged(tokenizer.decode(ids)) == truth[i] for (ids, _), i in zip(forced, silent)]

    def some(self, keep):
        part = object.__new__(Answers)
        part.said = [said for said, k in zip(self.said, keep) if k]
        part.truth = [true for true, k in zip(self.truth, keep) if k]
        part.sure = {gate: values[keep] for gate, values in self.sure.items()}
        for name in ("right", "near", "spoke", "mapped", "guessed"):
            setattr(part, name, getattr(self, name)[keep])
        return part


def together(parts):
    """The answers of several packs, as if they were one."""
    whole = object.__new__(Answers)
    whole.said, whole.truth = ([one for part in parts for one in getattr(part, name)] for name in ("said", "truth"))
    whole.sure = {gate: np.concatenate([part.sure[gate] for part in parts]) for gate in GATES}
    for name in ("right", "near", "spoke", "mapped", "guessed"):
        setattr(whole, name, np.concatenate([getattr(part, name) for part in parts]))
    return whole


def related(said, true):
    """The same thing, seen more or less closely: the words of one caption hold those of the other."""
    if not true or said == UNKNOWN:
        return False
    one, two = set(said.split()), set(true.split())
    return one <= two or two <= one


def coverage(answers, gate, precision):
    """The largest share captioned with at least this precision, and the threshold that gives it."""
    return mixed(answers, gate, precision, np.ones(len(answers.said)))


def half_and_half(answers):
    """Weights with which the glyphs of no known concept are as many as the mapped ones."""
    mapped = answers.mapped
    return np.where(mapped, 1 / max(1, mapped.sum()), 1 / max(1, (~mapped).sum()))


def mixed(answers, gate, precision, weights):
    """The same for weighted glyphs; the share is of the mapped ones where there are others."""
    order = np.argsort(-answers.sure[gate], kind="stable")
    order = order[answers.spoke[order]]
    all_said = np.cumsum(weights[order])
    good = np.flatnonzero(np.cumsum(weights[order] * answers.right[order]) / all_said >= precision)
    if not len(good):
        return 0.0, 0.0
    last = good[-1]
    some = answers.mapped if answers.mapped.any() else np.ones(len(weights), bool)
    share = weights[order[: last + 1]] @ some[order[: last + 1]] / weights[some].sum()
    return float(share), float(answers.sure[gate][order[last]])


def upper(count, total):
    """Wilson's upper bound of a share, 95 % two-sided."""
    z, share = 1.96, count / total
    return (share + z * z / (2 * total) + z * math.sqrt(share * (1 - share) / total + z * z / (4 * total * total))) / (1 + z * z / total)


def percent(values):
    return f"{100 * float(np.mean(values)):5.1f}" if len(values) else "    –"


# -- the table -----------------------------------------------------------------------------------

def main():
    from export import load_model

    ask = argparse.ArgumentParser()
    ask.add_argument("folder", type=Path)
    ask.add_argument("--photos", type=Path)
    ask.add_argument("--write", action="store_true")
    ask.add_argument("--json", type=Path)
    args = ask.parse_args()
    model, tokenizer = load_model(args.folder), words.load(args.folder)
    _, colour, _, _, pictures = load()
    answer = lambda rgb, truth: Answers(model, tokenizer, rgb, truth)

    keys, key_captions = trained()

    print("Icon packs never trained on. Share of the mapped glyphs (name in the concept table, near-duplicates of a trained glyph left out).")
    print(f"{'pack':10} {'view':9} {'glyphs':>6} {'mapped':>6} {'twins':>5} | {'exact':>5} {'related':>7} {'silent':>6} {'wrong':>5} | {'guess':>5} | {'cov@95 mapped':>13} | {'1-NN exact':>10} {'agree: cov':>10} {'prec':>5}")
    packs, figures = {}, {}
    for pack in ("octicons", "heroicons", "carbon"):
        truth, drawn, fresh = glyphs_of(pack, keys)
        for view, rgb in (("clean", clean(drawn)), ("augmented", mono_scenes(drawn))):
            result = answer(rgb, truth)
            # The baseline: how far each pixel is from the picture's corner, compared with the trained glyphs.
            away = (rgb - rgb[:, :, :1, :1]).abs().amax(1)
            away = (away / away.amax((1, 2), keepdim=True).clamp(min=1e-3) * 255).numpy()
            _, where = nearest(shrunk(away), keys)
            neighbour = [key_captions[place] for place in where]
            use = fresh & result.mapped
            part = result.some(use)
            close = [neighbour[i] for i in np.flatnonzero(use)]
            hit = np.array([a == b for a, b in zip(close, part.truth)])
            agree = np.array([a == b and a != UNKNOWN for a, b in zip(close, part.said)])
            cover, _ = coverage(part, "sumLogProb", PRECISION)
            print(
                f"{pack:10} {view:9} {len(truth):6} {int(result.mapped.sum()):6} {int((~fresh & result.mapped).sum()):5} | {percent(part.right)} {percent(part.near):>7} "
                f"{percent(~part.spoke):>6} {percent(part.spoke & ~part.right)} | {percent(part.guessed)} | {100 * cover:13.1f} | {percent(hit):>10} {percent(agree):>10} {percent(part.right[agree])}"
            )
            packs[pack, view] = result.some(fresh)
            figures[f"{pack} {view}: exact"] = 100 * float(part.right.mean())

    print("\nGates where glyphs of unknown concepts are as many as the mapped ones: share of the mapped captioned, and the threshold.")
    tuning = packs["octicons", "clean"]
    for gate in GATES:
        line = []
        for precision in (0.8, 0.85, 0.9, 0.95):
            cover, threshold = mixed(tuning, gate, precision, half_and_half(tuning))
            line.append(f"{100 * precision:.0f} %: {100 * cover:4.1f} at {threshold:7.3f}")
        print(f"  {gate:11} " + "   ".join(line))
    gate = "sumLogProb"
    both = together([packs["octicons", view] for view in ("clean", "augmented")])
    # Rounded towards silence.
    threshold = math.ceil(1000 * mixed(both, gate, PRECISION, half_and_half(both))[1]) / 1000
    print(f"  chosen: {gate} >= {threshold}, for {100 * PRECISION:.0f} % precision in that mix of octicons, clean and augmented together")

    passes = lambda result: result.spoke & (result.sure[gate] >= threshold)
    print(f"\nBehind the gate, half and half ({gate} >= {threshold}): what a glyph of an unknown concept costs.")
    print(f"{'pack':10} {'view':9} {'mapped captioned':>16} {'precision':>9} | {'best at 95 %':>12}")
    final = {("both final", view): together([packs["heroicons", view], packs["carbon", view]]) for view in ("clean", "augmented")}
    for (pack, view), result in {**packs, **final}.items():
        on, weights = passes(result), half_and_half(result)
        precision = float(weights[on] @ result.right[on] / max(1e-9, weights[on].sum()))
        best, _ = mixed(result, gate, PRECISION, weights)
        print(f"{pack:10} {view:9} {percent(on[result.mapped]):>16} {100 * precision:9.1f} | {100 * best:12.1f}")
        figures[f"{pack} {view}: mix precision"] = 100 * precision
        figures[f"{pack} {view}: mix coverage"] = 100 * float(np.mean(on[result.mapped]))

    print(f"\nBehind the gate, over whole packs ({gate} >= {threshold}). Leak: a caption on a glyph whose name is not in the table.")
    print(f"{'pack':10} {'view':9} {'captioned':>9} {'right of all':>12} {'precision':>9} {'precision mapped':>16} {'leak unmapped':>13} {'ungated leak':>12}")
    for (pack, view), result in packs.items():
        on = passes(result)
        print(
            f"{pack:10} {view:9} {percent(on):>9} {percent(on & result.right):>12} {percent(result.right[on]):>9} {percent(result.right[on & result.mapped]):>16} "
            f"{percent(on[~result.mapped]):>13} {percent(result.spoke[~result.mapped]):>12}"
        )

    print("\nOther kinds, all in a drawing style or a pack never trained on, but for the charts (the same program, other seeds).")
    print(f"{'kind':34} {'count':>5} | {'exact':>5} {'silent':>6} | gated: {'captioned':>9} {'precision':>9}")
    def kind(name, rgb, truth):
        result = answer(rgb, truth)
        on = passes(result)
        print(f"{name:34} {len(truth):5} | {percent(result.right)} {percent(~result.spoke):>6} |        {percent(on):>9} {percent(result.right[on]):>9}")
        return result
    for name, pack in (("flags (country-flag-icons)", "country-flag-icons"), ("logos in colour (devicon)", "devicon"), ("emoji (Fluent)", "fluent-emoji")):
        own = [i for i, g in enumerate(colour) if g["pack"] == pack and g["caption"]]
        drawn = torch.from_numpy(np.stack([pictures[i] for i in own]))
        truth = [colour[i]["caption"] for i in own]
        kind(f"{name}, clean", colour_on_white(drawn), truth)
        kind(f"{name}, augmented", augmented(lambda part: scene.colour_scene(part, 1.0), drawn), truth)
    made = np.load(CACHE / "made-held.npy")
    made_truth = json.loads((CACHE / "made-held.json").read_text())
    drawn = [i for i, true in enumerate(made_truth) if true != UNKNOWN]
    kind("charts, codes, placeholders", augmented(lambda part: scene.picture_scene(part, 1.0), torch.from_numpy(made[drawn])), [made_truth[i] for i in drawn])

    print("\nPictures that must stay silent: share captioned.")
    silent = {"photo-like textures": torch.from_numpy(made[[i for i, true in enumerate(made_truth) if true == UNKNOWN]]).permute(0, 3, 1, 2).float() / 255}
    if args.photos:
        silent["photos (whole and nine cuts of each)"] = photos_in(args.photos)
    for name, rgb in silent.items():
        result = answer(rgb, [UNKNOWN] * len(rgb))
        on, flat = passes(result), flatness(rgb).numpy() >= FLAT
        print(f"{name:38} {len(rgb):5} | ungated {percent(result.spoke)}  gated {percent(on)}  gated and flat {percent(on & flat)}, at most {100 * upper(int((on & flat).sum()), len(rgb)):.2f} (95 %)")
        figures[f"{name}: leak"] = 100 * float((on & flat).mean())

    if args.json:
        args.json.write_text(json.dumps(figures, indent=1) + "\n")
    if args.write:
        settings = {"kind": "graphics", "unknown": UNKNOWN, "threshold": {gate: threshold}, "flatness": FLAT, "license": "MIT; see NOTICE", "instead": INSTEAD}
        # What people added there by hand stays.
        notes = args.folder / "altwright.json"
        kept = json.loads(notes.read_text()) if notes.exists() else {}
        notes.write_text(json.dumps({**kept, **settings}, indent=2, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
