"""Reads the concept table and says what each glyph is called.

A glyph has a caption, or it is "unknown" (trained to be left alone), or None (not used in training).
"""
import json
import re
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CACHE = ROOT / ".cache"
MODULES = ROOT / "node_modules"
HELD_OUT = ("heroicons", "octicons", "carbon")
UNKNOWN = "unknown"
TRAINED = "every pack that is trained on"


def read_index(name):
    return json.loads((CACHE / f"{name}.json").read_text())


# -- icons ---------------------------------------------------------------------------------------

BOXED = ("{n}", "{n}-circle", "circle-{n}", "{n}-square", "square-{n}", "{n}-box", "{n}-circled")


def read_table():
    """[(concept, [(pack or None, style or None, name)], [excluded])], in the file's order."""
    rows = []
    lines = [(line, name == "more-names.txt") for name in ("icons.txt", "held-out.txt", "more-names.txt") for line in (ROOT / "data" / name).read_text().splitlines()]
    for line, trained_only in lines:
        if not line.strip() or line.startswith("#"):
            continue
        concept, names = re.match(r"([^:]+): (.*)", line).groups()
        take, leave = [], set()
        for item in names.split():
            if item.startswith("!"):
                leave.add(tuple(item[1:].split("/")))
                continue
            pack = style = None
            if "/" in item:
                pack, item = item.split("/", 1)
                if ":" in pack:
                    pack, style = pack.split(":")
            forms = [form.format(n=item[:-1]) for form in BOXED] if item.endswith("*") else [item]
            take += [(pack or (TRAINED if trained_only else None), style, form) for form in forms]
        rows.append((concept, take, leave))
    return rows


def icon_lookup():
    """A function (pack, style, name) → concept or None, and the names that two concepts claim."""
    exact, general, left = {}, {}, defaultdict(set)
    clashes = []
    for concept, take, leave in read_table():
        for pair in leave:
            left[concept].add(pair)
        for pack, style, name in take:
            table, key = (exact, (pack, style, name)) if pack else (general, name)
            if table is general:
                table.setdefault(key, [])
                if concept not in table[key]:
                    table[key].append(concept)
            elif exact.setdefault(key, concept) != concept:
                clashes.append((key, exact[key], concept))
    for name, concepts in general.items():
        if len(concepts) > 1:
            clashes.append((name, *concepts))

    def look(pack, style, name):
        for key in ((pack, style, name), (pack, None, name), *([] if pack in HELD_OUT else [(TRAINED, None, name)])):
            if key in exact:
                return None if exact[key] == "-" else exact[key]
        for concept in general.get(name, ()):
            if (pack, name) not in left[concept]:
                return concept
        return None

    refused = set().union(*left.values())
    return look, refused, clashes


# -- logos ---------------------------------------------------------------------------------------

def slug(text):
    text = text.lower().replace("+", "plus").replace("&", "and").replace("#", "sharp")
    return re.sub(r"[^a-z0-9]", "", text.translate(str.maketrans("éèüöáíóçà", "eeuoaioca")))


# Packs without a folder of brands: only these names are brands there.
MIXED_PACK_BRANDS = set(
    "github gitlab twitter twitter-x facebook instagram linkedin youtube twitch slack discord dribbble figma chrome codepen "
    "codesandbox google android windows dropbox whatsapp telegram pinterest reddit snapchat spotify tiktok medium mastodon "
    "bluesky skype wechat paypal wordpress trello vimeo behance stackoverflow stack-overflow npm docker html5 amazon microsoft "
    "opera firefox yelp quora steam messenger strava substack ubuntu nodejs react vuejs svelte angular bootstrap "
    "language-typescript language-javascript language-python language-java language-php language-ruby language-go language-rust "
    "language-html5 language-css3 language-swift language-kotlin language-markdown tailwind sass firebase kubernetes jira "
    "bitbucket git alipay weibo zhihu taobao dingtalk yuque aliyun qq ie skype xbox playstation netflix evernote google-drive "
    "google-play microsoft-teams nvidia amd hulu lastfm deviantart digital-ocean gatsby graphql wikipedia "
    "vk mailchimp notion airtable stripe shopify soundcloud patreon foursquare drupal"
    .split()
)
APPLE_LOGO_PACKS = {"mdi", "bootstrap", "ant", "material", "ionicons"}
BRAND_AFFIX = re.compile(
    r"^(brand|logo|language|square|microsoft)-(?=.)|-(logo|icon|square|original|plain|line|alt|circle|brand|fill|wordmark|simple|f|in|p|g|v|t|k|box|outline|x-logo)$"
)


PERMISSIVE = {"CC0-1.0", "CC-BY-2.5", "CC-BY-3.0", "CC-BY-4.0", "Apache-2.0", "MIT", "BSD-3-Clause", "Unlicense"}


def restricted_logos():
    """Slugs of the simple-icons drawings whose own licence is not permissive: they are left out altogether."""
    entries = json.loads((MODULES / "simple-icons/data/simple-icons.json").read_text())
    return {slug(e["title"]) for e in entries if e.get("license") and e["license"]["type"] not in PERMISSIVE}


def brand_titles():
    """slug → title with its own casing."""
    titles = {}
    for entry in json.loads((MODULES / "simple-icons/data/simple-icons.json").read_text()):
        titles[slug(entry["title"])] = entry["title"]
    for line in (ROOT / "data" / "brands.txt").read_text().splitlines():
        if line.strip() and line[0] not in "#+":
            title, *others = re.split(r"\s*[:,]\s*", line.strip())
            titles[slug(title)] = title
            for other in others:
                titles[slug(other)] = title
    return titles


def kept_brands():
    lines = (ROOT / "data" / "brands.txt").read_text().splitlines()
    return {slug(name) for line in lines if line.startswith("+") for name in line[1:].split(",")}


HELD_LOGOS = {("octicons", "mark-github"): "GitHub", ("octicons", "markdown"): "Markdown", ("octicons", "vscode"): "Visual Studio Code", ("octicons", "copilot"): "GitHub Copilot"}


def brand_of(glyph, titles):
    pack, style, name = glyph["pack"], glyph["style"], glyph["name"]
    if (pack, name) in HELD_LOGOS:
        return HELD_LOGOS[pack, name]
    if pack == "simple":
        name = name.replace("dot", ".") if slug(name) not in titles else name
        return titles.get(slug(name))
    if name == "apple" and pack in APPLE_LOGO_PACKS:
        return "Apple"
    marked = (
        style in ("brands", "logos") or name.startswith(("brand-", "logo-")) or pack in ("logos", "devicon")
        or (pack == "phosphor" and name.endswith("-logo")) or name in MIXED_PACK_BRANDS
    )
    if not marked or name.endswith("-off"):
        return None
    while True:
        if slug(name) in titles:
            return titles[slug(name)]
        shorter = BRAND_AFFIX.sub("", name, count=1)
        if shorter == name:
            return None
        name = shorter


# -- flags and emoji -----------------------------------------------------------------------------

def flag_names():
    return json.loads((ROOT / "data" / "flags.json").read_text())


def emoji_table():
    """code points ("1f600", variation selectors dropped) → (name, group)."""
    table = {}
    for emoji, entry in json.loads((MODULES / "unicode-emoji-json/data-by-emoji.json").read_text()).items():
        code = "-".join(f"{ord(c):x}" for c in emoji if ord(c) != 0xFE0F)
        table[code] = (entry["name"], entry["group"])
    return table


def emoji_codes(pack, file, _chars={}):
    if pack == "twemoji":
        return "-".join(part for part in file.split("-") if part != "fe0f")
    folder = {"noto": "noto", "fluent-emoji": "fluent-emoji-flat"}[pack]
    if pack not in _chars:
        chars = json.loads((MODULES / f"@iconify-json/{folder}/chars.json").read_text())
        _chars[pack] = {}
        for code, name in chars.items():
            plain = "-".join(part for part in code.split("-") if part != "fe0f")
            _chars[pack].setdefault(name, plain)
    return _chars[pack].get(file)


EMOJI_GROUPS = {"Smileys & Emotion"}
SKIN = re.compile(r"1f3f[b-f]")


def emoji_caption(pack, file, table, extra, flags):
    code = emoji_codes(pack, file)
    if not code or SKIN.search(code):
        return None
    letters = [int(part, 16) for part in code.split("-")]
    if len(letters) == 2 and all(0x1F1E6 <= letter <= 0x1F1FF for letter in letters):
        country = "".join(chr(letter - 0x1F1E6 + ord("a")) for letter in letters)
        return f"flag of {flags[country]}" if country in flags else None
    if code not in table:
        return None
    name, group = table[code]
    if group in EMOJI_GROUPS or name in extra:
        return f"{name} emoji"
    return None


# -- all together --------------------------------------------------------------------------------

def label_all(minimum_packs=3):
    """Adds "caption" to every glyph of both indexes, and returns them with the known captions."""
    look, refused, _ = icon_lookup()
    titles = brand_titles()
    flags = flag_names()
    emoji = emoji_table()
    extra = {line.strip() for line in (ROOT / "data" / "emoji.txt").read_text().splitlines() if line.strip()}
    mono, colour = read_index("mono"), read_index("colour")

    restricted = restricted_logos()
    allowed = lambda glyph: glyph["pack"] != "simple" or not {slug(glyph["name"]), slug(glyph["name"].replace("dot", "."))} & restricted
    packs_of = defaultdict(set)
    mono = [glyph if allowed(glyph) else {**glyph, "held": True, "restricted": True} for glyph in mono]
    for glyph in mono:
        concept = None if glyph["pack"] == "simple" else look(glyph["pack"], glyph["style"], glyph["name"])
        if glyph["style"] in ("brands", "logos") or glyph["name"].startswith(("brand-", "logo-")):
            concept = None
        brand = brand_of(glyph, titles)
        glyph["caption"] = f"{brand} logo" if brand else f"{concept} icon" if concept else None
        # A drawing that the table refuses may still show something known: it is trained neither way.
        glyph["refused"] = (glyph["pack"], glyph["name"]) in refused
        if glyph["caption"] and not glyph["held"]:
            packs_of[glyph["caption"]].add(glyph["pack"])
    for glyph in colour:
        if glyph["kind"] == "flag":
            code = glyph["file"].lower().replace("_", "-")
            glyph["caption"] = f"flag of {flags[code]}" if code in flags else None
        elif glyph["kind"] == "emoji":
            glyph["caption"] = emoji_caption(glyph["pack"], glyph["file"], emoji, extra, flags)
        else:
            brand = brand_of(glyph, titles)
            glyph["caption"] = f"{brand} logo" if brand else None
        if glyph["caption"] and not glyph["held"]:
            packs_of[glyph["caption"]].add(glyph["pack"])

    kept = kept_brands()

    def enough(caption):
        if caption.endswith(" logo") and slug(caption[:-5]) in kept:
            return True
        need = minimum_packs if caption.endswith((" icon", " logo")) else 2 if caption.endswith(" emoji") else 1
        return len(packs_of[caption]) >= need

    known = {caption for caption in packs_of if enough(caption)}
    for glyph in mono + colour:
        if glyph["caption"] not in known:
            glyph["rare"] = glyph["caption"]
            glyph["caption"] = None
    return mono, colour, known


if __name__ == "__main__":
    _, _, clashes = icon_lookup()
    mono, colour, known = label_all()
    print("clashes:", *clashes, sep="\n  ")
    for suffix in (" icon", " logo", " emoji"):
        print(suffix, sum(caption.endswith(suffix) for caption in known))
    print("flags", sum(caption.startswith("flag of") for caption in known))
    rare = defaultdict(set)
    for glyph in mono:
        if glyph.get("rare", "") and glyph["rare"].endswith(" icon"):
            rare[glyph["rare"]].add(glyph["pack"])
    print("too few packs:", sorted(rare))
    for pack in HELD_OUT:
        own = [glyph for glyph in mono if glyph["pack"] == pack]
        print(pack, len(own), "mapped", sum(bool(glyph["caption"]) for glyph in own))
