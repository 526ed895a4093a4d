"""The training set: which glyph may be drawn, how often, and the batches."""
import json
import random
import re
from collections import defaultdict

import numpy as np
import torch

import scene
from concepts import CACHE, MODULES, UNKNOWN, label_all, slug

# How many of a batch of 160 are of each kind.
SHARE = {"icon": 90, "logo": 17, "flag": 8, "emoji": 9, "made": 8, "odd icon": 20, "odd other": 3, "silent": 4, "fragment": 2}


def shrunk(masks, side=24):
    """Small blurred copies as unit vectors, to compare drawings by."""
    out = np.empty((len(masks), side * side), np.float32)
    for start in range(0, len(masks), 2000):
        part = np.asarray(masks[start : start + 2000], np.float32)
        out[start : start + 2000] = part.reshape(-1, side, 96 // side, side, 96 // side).mean((2, 4)).reshape(-1, side * side)
    return out / (np.linalg.norm(out, axis=1, keepdims=True) + 1e-6)


def nearest(queries, keys, batch=2000):
    """For each query: the similarity to, and the place of, the closest key."""
    best, where = [], []
    for start in range(0, len(queries), batch):
        value, place = torch.from_numpy(queries[start : start + batch] @ keys.T).max(1)
        best.append(value)
        where.append(place)
    return torch.cat(best).numpy(), torch.cat(where).numpy()


def load():
    mono, colour, known = label_all()
    masks = np.load(CACHE / "mono.npy", mmap_mode="r")
    pictures = np.load(CACHE / "colour.npy", mmap_mode="r")
    return mono, colour, known, masks, pictures


class Pool:
    """Caption → pack → glyphs; a draw takes a caption, then a pack, then a glyph."""

    def __init__(self, glyphs, power=0.3):
        self.tree = defaultdict(lambda: defaultdict(list))
        for place, glyph in glyphs:
            self.tree[glyph["caption"]][glyph["pack"]].append(place)
        self.captions = sorted(self.tree)
        self.packs = {caption: list(packs.values()) for caption, packs in self.tree.items()}
        self.weights = [len(self.packs[caption]) ** power for caption in self.captions]

    def draw(self, rng, count):
        for caption in rng.choices(self.captions, self.weights, k=count):
            yield caption, rng.choice(rng.choice(self.packs[caption]))


def without_doubts(mono):
    """Drawings on which a model contradicts the name: held back from training; see doubts.py."""
    file = CACHE / "doubts.json"
    doubts = {tuple(pair) for pair in json.loads(file.read_text())} if file.exists() else set()
    return [{**glyph, "held": True} if (glyph["pack"], glyph["file"]) in doubts else glyph for glyph in mono]


class Batches:
    def __init__(self, seed=0):
        self.rng = random.Random(seed)
        mono, colour, known, masks, pictures = load()
        mono = without_doubts(mono)
        made_names = json.loads((CACHE / "made.json").read_text())
        self.masks, self.pictures, self.made = masks, pictures, np.load(CACHE / "made.npy", mmap_mode="r")
        captions = known | set(made_names)
        self.captions = sorted(captions)

        own = lambda glyphs, test: [(i, g) for i, g in enumerate(glyphs) if not g["held"] and g["caption"] and test(g["caption"])]
        self.icons = Pool(own(mono, lambda c: c.endswith(" icon")))
        self.logos = Pool(own(mono, lambda c: c.endswith(" logo")), power=0.7)
        self.colour_logos = Pool(own(colour, lambda c: c.endswith(" logo")))
        self.flags = Pool(own(colour, lambda c: c.startswith("flag of ")))
        self.emoji = Pool(own(colour, lambda c: c.endswith(" emoji")))
        self.made_of = defaultdict(list)
        for i, name in enumerate(made_names):
            self.made_of[name].append(i)
        self.silent = self.made_of.pop(UNKNOWN)

        # Drawings without a concept are trained as unknown, but for those that look like a known one.
        odd = [i for i, g in enumerate(mono) if not g["held"] and not g["caption"] and g["pack"] != "simple" and g["style"] not in ("brands", "logos") and not g["refused"] and not g["name"].startswith("brand-")]
        named = [i for i, g in enumerate(mono) if g["caption"] and not g["held"]]
        likeness, _ = nearest(shrunk(masks[odd]), shrunk(masks[named]))
        tree = defaultdict(list)
        for i, like in zip(odd, likeness):
            if like < 0.92:
                tree[(mono[i]["pack"], mono[i]["name"])].append(i)
        by_pack = defaultdict(list)
        for (pack, _), places in tree.items():
            by_pack[pack].append(places)
        self.odd = by_pack
        self.odd_packs = sorted(by_pack)
        self.odd_weights = [len(by_pack[pack]) ** 0.5 for pack in self.odd_packs]
        self.odd_logos = [i for i, g in enumerate(mono) if g["pack"] == "simple" and not g["caption"]]
        skin = re.compile(r"1f3f[b-f]|skin-tone")
        self.odd_colour = [i for i, g in enumerate(colour) if not g["held"] and not g["caption"] and g["kind"] == "emoji" and not skin.search(g["file"])]

        hexes = {slug(e["title"]): e["hex"] for e in json.loads((MODULES / "simple-icons/data/simple-icons.json").read_text())}
        rgb = lambda text: [int(text[i : i + 2], 16) / 255 for i in (0, 2, 4)]
        self.brand = {caption: rgb(hexes[slug(caption[:-5])]) for caption in known if caption.endswith(" logo") and slug(caption[:-5]) in hexes}
        print(
            f"captions {len(self.captions)}; glyphs: icons {sum(map(len, (p for c in self.icons.packs.values() for p in c)))}, "
            f"logos {sum(map(len, (p for c in self.logos.packs.values() for p in c)))}, odd icons {sum(len(p) for n in by_pack.values() for p in n)} "
            f"of {len(odd)}, odd logos {len(self.odd_logos)}, odd emoji {len(self.odd_colour)}", flush=True,
        )

    def mono(self, drawn, strength):
        captions = [caption for caption, _ in drawn]
        masks = torch.from_numpy(np.stack([self.masks[place] for _, place in drawn]))
        has_brand = torch.tensor([caption in self.brand for caption in captions])
        brand = torch.tensor([self.brand.get(caption, (0, 0, 0)) for caption in captions], dtype=torch.float32)
        return captions, scene.mono_scene(masks, brand, has_brand, strength)

    def colour(self, drawn, strength):
        pictures = torch.from_numpy(np.stack([self.pictures[place] for _, place in drawn]))
        return [caption for caption, _ in drawn], scene.colour_scene(pictures, strength)

    def made_pictures(self, drawn, strength):
        pictures = torch.from_numpy(np.stack([self.made[place] for _, place in drawn]))
        return [caption for caption, _ in drawn], scene.picture_scene(pictures, strength)

    def draw(self, strength, batch=160):
        """Captions and normalised pixels."""
        rng = self.rng
        count = {kind: int(share * batch / 160 + rng.random()) for kind, share in SHARE.items()}
        plain = count["logo"] // 2
        odd = []
        for pack in rng.choices(self.odd_packs, self.odd_weights, k=count["odd icon"]):
            odd.append((UNKNOWN, rng.choice(rng.choice(self.odd[pack]))))
        odd += [(UNKNOWN, place) for place in rng.choices(self.odd_logos, k=count["odd other"] // 2)]
        odd_colour = [(UNKNOWN, place) for place in rng.choices(self.odd_colour, k=count["odd other"] - count["odd other"] // 2)]
        kinds = list(self.made_of)
        made = [(name, rng.choice(self.made_of[name])) for name in rng.choices(kinds, k=count["made"])]
        made += [(UNKNOWN, place) for place in rng.choices(self.silent, k=count["silent"])]
        parts = [
            self.mono([*self.icons.draw(rng, count["icon"]), *self.logos.draw(rng, count["logo"] - plain), *odd], strength),
            self.colour([*self.colour_logos.draw(rng, plain), *self.flags.draw(rng, count["flag"]), *self.emoji.draw(rng, count["emoji"]), *odd_colour], strength),
            self.made_pictures(made, strength),
        ]
        captions = [caption for names, _ in parts for caption in names]
        rgb = torch.cat([pixels for _, pixels in parts])
        if count["fragment"]:
            rgb = torch.cat([rgb, scene.fragments(rgb[torch.randperm(len(rgb))[: count["fragment"]]])])
            captions += [UNKNOWN] * count["fragment"]
        return captions, scene.normalise(scene.degrade(rgb, strength))
