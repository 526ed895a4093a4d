"""Draws what no pack holds: charts, codes, placeholders – and pictures that must stay uncaptioned."""
import json
import random
from multiprocessing import Pool

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from concepts import CACHE, UNKNOWN

SIZE, BIG = 96, 288


def colour(rng, low=0, high=255):
    return tuple(rng.randint(low, high) for _ in range(3))


def page(rng):
    tone = rng.random()
    return (255, 255, 255) if tone < 0.6 else colour(rng, 225, 255) if tone < 0.85 else colour(rng, 10, 50)


def ink(rng, back):
    return colour(rng, 0, 140) if sum(back) > 380 else colour(rng, 150, 255)


def palette(rng, back, count):
    if rng.random() < 0.35:
        return [ink(rng, back)] * count
    return [tuple(max(0, min(255, part + (40 if sum(back) < 380 else -10))) for part in colour(rng, 20, 235)) for _ in range(count)]


def axes(draw, rng, back, box):
    left, top, right, bottom = box
    line = tuple((a + b) // 2 for a, b in zip(ink(rng, back), back))
    if rng.random() < 0.6:
        for i in range(rng.randint(2, 6)):
            y = top + (bottom - top) * i / 6
            draw.line((left, y, right, y), fill=tuple((3 * b + l) // 4 for b, l in zip(back, line)), width=2)
    if rng.random() < 0.75:
        draw.line((left, bottom, right, bottom), fill=line, width=rng.randint(2, 5))
        if rng.random() < 0.7:
            draw.line((left, top, left, bottom), fill=line, width=rng.randint(2, 5))
    if rng.random() < 0.5:  # labels, too small to read
        for i in range(rng.randint(3, 7)):
            x = left + (right - left) * (i + 0.3) / 7
            draw.rectangle((x, bottom + 8, x + rng.randint(8, 22), bottom + 14), fill=line)
    if rng.random() < 0.4:
        draw.rectangle((left, max(4, top - 22), left + rng.randint(50, 160), max(10, top - 12)), fill=line)


def frame(rng):
    back = page(rng)
    image = Image.new("RGB", (BIG, BIG), back)
    box = (rng.randint(12, 50), rng.randint(14, 50), BIG - rng.randint(12, 40), BIG - rng.randint(14, 50))
    return image, ImageDraw.Draw(image), back, box


def bar_chart(rng):
    image, draw, back, box = frame(rng)
    axes(draw, rng, back, box)
    left, top, right, bottom = box
    count = rng.randint(3, 12)
    inks = palette(rng, back, count)
    gap = rng.uniform(0.1, 0.5)
    sideways = rng.random() < 0.2
    trend = rng.choice([0, 0, 1, -1])
    for i in range(count):
        share = min(1, max(0.08, rng.uniform(0.15, 1) if not trend else (i + 1) / count * rng.uniform(0.7, 1.1) if trend > 0 else (count - i) / count * rng.uniform(0.7, 1.1)))
        if sideways:
            step = (bottom - top) / count
            spot = (left, top + step * (i + gap / 2), left + (right - left) * share, top + step * (i + 1 - gap / 2))
        else:
            step = (right - left) / count
            spot = (left + step * (i + gap / 2), bottom - (bottom - top) * share, left + step * (i + 1 - gap / 2), bottom)
        draw.rounded_rectangle(spot, radius=rng.choice([0, 0, 4]), fill=inks[i])
    return image


def curve(rng, points):
    start = rng.uniform(0.2, 0.8)
    walk = [start]
    drift = rng.uniform(-0.06, 0.06)
    for _ in range(points - 1):
        walk.append(walk[-1] + drift + rng.gauss(0, 0.14))
    low, high = min(walk), max(walk)
    return [(value - low) / (high - low + 1e-6) * rng.uniform(0.85, 0.95) + 0.04 for value in walk]


def line_chart(rng, filled=False):
    image, draw, back, box = frame(rng)
    axes(draw, rng, back, box)
    left, top, right, bottom = box
    series = 1 if filled else rng.randint(1, 3)
    inks = palette(rng, back, series)
    for i in range(series):
        values = curve(rng, rng.randint(4, 16))
        spots = [(left + (right - left) * j / (len(values) - 1), bottom - (bottom - top) * value) for j, value in enumerate(values)]
        if filled:
            light = tuple((a + b) // 2 for a, b in zip(inks[i], back))
            draw.polygon([(left, bottom), *spots, (right, bottom)], fill=light)
        draw.line(spots, fill=inks[i], width=rng.randint(4, 10), joint="curve")
        if rng.random() < 0.4:
            for x, y in spots:
                draw.ellipse((x - 7, y - 7, x + 7, y + 7), fill=inks[i])
    return image


def scatter_plot(rng):
    image, draw, back, box = frame(rng)
    axes(draw, rng, back, box)
    left, top, right, bottom = box
    slope = rng.uniform(-1, 1)
    for dot in palette(rng, back, rng.randint(1, 3)):
        size = rng.randint(4, 9)
        for _ in range(rng.randint(12, 40)):
            x = rng.random()
            y = min(1, max(0, 0.5 + slope * (x - 0.5) + rng.gauss(0, 0.18)))
            cx, cy = left + (right - left) * x, bottom - (bottom - top) * y
            draw.ellipse((cx - size, cy - size, cx + size, cy + size), fill=dot)
    return image


def pie_chart(rng, hole=False):
    image, draw, back, _ = frame(rng)
    radius = rng.randint(70, 130)
    x, y = BIG // 2 + rng.randint(-20, 20), BIG // 2 + rng.randint(-15, 15)
    count = rng.randint(2, 7)
    cuts = [rng.uniform(0.3, 1) for _ in range(count)]
    angle = rng.choice([-90, 0, rng.uniform(0, 360)])
    inks = palette(rng, back, count)
    if len(set(inks)) == 1:
        inks = [tuple((ink * (count - i) + b * i) // count for ink, b in zip(inks[0], back)) for i in range(count)]
    for cut, fill in zip(cuts, inks):
        end = angle + 360 * cut / sum(cuts)
        draw.pieslice((x - radius, y - radius, x + radius, y + radius), angle, end, fill=fill, outline=back if rng.random() < 0.5 else None, width=3)
        angle = end
    if hole:
        inner = radius * rng.uniform(0.4, 0.72)
        draw.ellipse((x - inner, y - inner, x + inner, y + inner), fill=back)
    return image


def qr_code(rng):
    modules = rng.choice([21, 25, 29, 33, 37, 41])
    grid = np.array([[rng.random() < 0.5 for _ in range(modules)] for _ in range(modules)])
    finder = np.zeros((8, 8), bool)
    finder[:7, :7] = True
    finder[1:6, 1:6] = False
    finder[2:5, 2:5] = True
    grid[:8, :8] = finder
    grid[:8, -8:] = finder[:, ::-1]
    grid[-8:, :8] = finder[::-1]
    dark, light = ((0, 0, 0), (255, 255, 255)) if rng.random() < 0.7 else (colour(rng, 0, 110), colour(rng, 220, 255))
    quiet = rng.randint(0, 4)
    art = Image.fromarray(np.where(np.pad(grid, quiet)[..., None], dark, light).astype(np.uint8))
    image = art.resize((BIG, BIG), Image.NEAREST)
    if rng.random() < 0.2:
        half = rng.randint(24, 40)
        ImageDraw.Draw(image).rounded_rectangle((BIG // 2 - half, BIG // 2 - half, BIG // 2 + half, BIG // 2 + half), 8, fill=light)
    return image


def bar_code(rng):
    light = (255, 255, 255)
    image = Image.new("RGB", (BIG, BIG), light)
    draw = ImageDraw.Draw(image)
    top, bottom = rng.randint(0, 70), BIG - rng.randint(0, 80)
    x = rng.randint(4, 30)
    unit = rng.uniform(1.6, 4.5)
    while x < BIG - rng.randint(6, 30):
        wide = unit * rng.choice([1, 1, 2, 3])
        draw.rectangle((x, top, x + wide - 1, bottom), fill=(0, 0, 0))
        x += wide + unit * rng.choice([1, 1, 2, 3])
    if rng.random() < 0.5:
        font = ImageFont.load_default(rng.randint(20, 34))
        draw.text((BIG // 2, min(BIG - 20, bottom + 16)), "".join(str(rng.randint(0, 9)) for _ in range(12)), fill=(0, 0, 0), font=font, anchor="mm")
    return image


def avatar_placeholder(rng):
    back = page(rng)
    disc = colour(rng, 150, 235) if rng.random() < 0.4 else (rng.randint(185, 232),) * 3
    body = (255, 255, 255) if rng.random() < 0.5 else tuple(max(0, part - rng.randint(40, 110)) for part in disc)
    image = Image.new("RGB", (BIG, BIG), back)
    art = Image.new("RGB", (BIG, BIG), disc)
    draw = ImageDraw.Draw(art)
    head, middle = rng.randint(42, 62), rng.randint(95, 120)
    draw.ellipse((BIG // 2 - head, middle - head, BIG // 2 + head, middle + head), fill=body)
    wide, top = rng.randint(85, 125), middle + head + rng.randint(4, 24)
    draw.ellipse((BIG // 2 - wide, top, BIG // 2 + wide, top + rng.randint(150, 260)), fill=body)
    mask = Image.new("L", (BIG, BIG), 0)
    shape = ImageDraw.Draw(mask)
    inset = rng.randint(0, 30)
    box = (inset, inset, BIG - inset, BIG - inset)
    if rng.random() < 0.65:
        shape.ellipse(box, fill=255)
    else:
        shape.rounded_rectangle(box, rng.choice([0, 12, 40]), fill=255)
    image.paste(art, mask=mask)
    return image


def image_placeholder(rng):
    grey = rng.randint(190, 240)
    back = (grey,) * 3 if rng.random() < 0.8 else colour(rng, 190, 240)
    mark = tuple(max(0, part - rng.randint(30, 110)) for part in back) if rng.random() < 0.8 else (255, 255, 255)
    image = Image.new("RGB", (BIG, BIG), back)
    draw = ImageDraw.Draw(image)
    kind = rng.random()
    if kind < 0.55:  # the mountains and the sun, small in a grey box
        wide = rng.randint(90, 200)
        high = wide * rng.uniform(0.65, 0.9)
        left, top = BIG / 2 - wide / 2, BIG / 2 - high / 2
        if rng.random() < 0.5:
            draw.rounded_rectangle((left, top, left + wide, top + high), 10, outline=mark, width=rng.randint(5, 10))
        base = top + high * 0.88
        draw.polygon([(left + wide * 0.1, base), (left + wide * 0.38, top + high * 0.4), (left + wide * 0.6, base)], fill=mark)
        draw.polygon([(left + wide * 0.4, base), (left + wide * 0.66, top + high * 0.55), (left + wide * 0.9, base)], fill=mark)
        sun, x, y = wide * rng.uniform(0.06, 0.1), left + wide * rng.choice([0.3, 0.7]), top + high * 0.25
        draw.ellipse((x - sun, y - sun, x + sun, y + sun), fill=mark)
    elif kind < 0.8:  # "300 × 200"
        font = ImageFont.load_default(rng.randint(36, 58))
        text = f"{rng.choice([64, 100, 150, 200, 300, 400, 600, 800, 1200])} {rng.choice(['x', '×', 'X'])} {rng.choice([64, 100, 150, 200, 300, 400, 600])}"
        draw.text((BIG / 2, BIG / 2), text, fill=mark, font=font, anchor="mm")
    else:  # a box crossed from corner to corner
        draw.rectangle((2, 2, BIG - 3, BIG - 3), outline=mark, width=rng.randint(3, 7))
        draw.line((0, 0, BIG, BIG), fill=mark, width=rng.randint(3, 7))
        draw.line((0, BIG, BIG, 0), fill=mark, width=rng.randint(3, 7))
    return image


# -- pictures to stay silent on ------------------------------------------------------------------

def noise(source, octaves=6, rough=0.55):
    field = np.zeros((SIZE * 2, SIZE * 2), np.float32)
    for octave in range(octaves):
        cells = 2 ** (octave + 1)
        small = Image.fromarray(source.standard_normal((cells, cells)).astype(np.float32), "F")
        field += rough**octave * np.asarray(small.resize((SIZE * 2, SIZE * 2), Image.BICUBIC))
    return (field - field.mean()) / (field.std() + 1e-6)


def photo_like(rng):
    """Shaded surfaces, soft light, texture: the statistics of a photo, not its subject."""
    source = np.random.default_rng(rng.getrandbits(32))
    high = wide = SIZE * 2
    y, x = np.mgrid[0:1:high * 1j, 0:1:wide * 1j]
    def surface():
        base = source.uniform(20, 235, 3)
        light = noise(source, rng.randint(2, 6), rng.uniform(0.35, 0.75))[..., None] * source.uniform(8, 45)
        slope = ((x * source.uniform(-1, 1) + y * source.uniform(-1, 1)) * source.uniform(0, 110))[..., None]
        return base + light + slope + noise(source, 6, 0.8)[..., None] * source.uniform(0, 18) * source.uniform(0.5, 1.2, 3)
    canvas = surface()
    for _ in range(rng.randint(1, 9)):
        cx, cy, rx, ry, turn = source.uniform(0, 1), source.uniform(0, 1), source.uniform(0.05, 0.5), source.uniform(0.05, 0.5), source.uniform(0, 3.14)
        u, v = (x - cx) * np.cos(turn) + (y - cy) * np.sin(turn), -(x - cx) * np.sin(turn) + (y - cy) * np.cos(turn)
        kind = rng.random()
        reach = (np.abs(u / rx) ** 2 + np.abs(v / ry) ** 2) ** 0.5 if kind < 0.6 else np.maximum(np.abs(u / rx), np.abs(v / ry)) if kind < 0.85 else u / rx + 1
        edge = reach - 1 + noise(source, 4) * source.uniform(0, 0.25)
        mask = (1 / (1 + np.exp(np.clip(edge * source.uniform(6, 60), -50, 50))))[..., None]
        shade = (1 - 0.35 * np.clip(np.hypot(u / rx + 0.4, v / ry + 0.4), 0, 1.5))[..., None]
        canvas = canvas * (1 - mask) + surface() * shade * mask
    image = Image.fromarray(np.clip(canvas, 0, 255).astype(np.uint8))
    return image.filter(ImageFilter.GaussianBlur(rng.choice([0, 0, 0.7, 1.5])))


def screenshot_like(rng):
    image, draw, back, _ = frame(rng)
    for _ in range(rng.randint(4, 18)):
        x, y = rng.randint(0, BIG), rng.randint(0, BIG)
        wide, high = rng.randint(10, 150), rng.randint(6, 60)
        draw.rounded_rectangle((x, y, x + wide, y + high), rng.choice([0, 4, 10]), fill=colour(rng) if rng.random() < 0.6 else None, outline=ink(rng, back))
    for _ in range(rng.randint(0, 20)):
        x, y = rng.randint(0, 200), rng.randint(0, BIG)
        draw.line((x, y, x + rng.randint(20, 200), y), fill=ink(rng, back), width=rng.randint(2, 7))
    return image


LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789&!?"


def words(rng):
    image, draw, back, _ = frame(rng)
    for line in range(rng.randint(1, 6)):
        font = ImageFont.load_default(rng.randint(26, 90))
        text = "".join(rng.choice(LETTERS + "   ") for _ in range(rng.randint(2, 14)))
        draw.text((rng.randint(-10, 60), rng.randint(0, 250)), text, fill=ink(rng, back), font=font)
    return image


def pattern(rng):
    image, draw, back, _ = frame(rng)
    step, kind, tone = rng.randint(12, 60), rng.randint(0, 4), ink(rng, back)
    for i in range(-BIG, 2 * BIG, step):
        if kind == 0:
            draw.line((i, 0, i + BIG, BIG), fill=tone, width=step // 3)
        elif kind == 1:
            draw.line((i, 0, i, BIG), fill=tone, width=step // 3)
        elif kind == 2:
            draw.line((0, i, BIG, i), fill=tone, width=step // 3)
        else:
            for j in range(0, BIG, step):
                draw.ellipse((i, j, i + step // 2, j + step // 2), fill=tone) if kind == 3 else draw.rectangle((i, j, i + step // 2, j + step // 2), fill=colour(rng))
    return image


def blank(rng):
    one, two = np.array(colour(rng)), np.array(colour(rng) if rng.random() < 0.6 else (255, 255, 255))
    if rng.random() < 0.3:
        two = one
    t = np.linspace(0, 1, SIZE)[:, None, None] * np.ones((1, SIZE, 1))
    return Image.fromarray((one * (1 - t) + two * t).astype(np.uint8)).rotate(rng.choice([0, 90, 180]))


def scribble(rng):
    image, draw, back, _ = frame(rng)
    for _ in range(rng.randint(1, 7)):
        kind, tone = rng.randint(0, 3), ink(rng, back)
        spots = [(rng.randint(0, BIG), rng.randint(0, BIG)) for _ in range(rng.randint(3, 7))]
        if kind == 0:
            draw.polygon(spots, fill=tone)
        elif kind == 1:
            draw.line(spots, fill=tone, width=rng.randint(4, 24), joint="curve")
        else:
            (a, b), (c, d) = spots[:2]
            draw.arc((min(a, c), min(b, d), max(a, c) + 9, max(b, d) + 9), rng.randint(0, 180), rng.randint(180, 360), fill=tone, width=rng.randint(4, 24))
    return image


DRAWN = {
    "bar chart": bar_chart,
    "line chart": line_chart,
    "area chart": lambda rng: line_chart(rng, filled=True),
    "scatter plot": scatter_plot,
    "pie chart": pie_chart,
    "donut chart": lambda rng: pie_chart(rng, hole=True),
    "QR code": qr_code,
    "barcode": bar_code,
    "avatar placeholder": avatar_placeholder,
    "image placeholder": image_placeholder,
}
SILENT = [(photo_like, 0.5), (screenshot_like, 0.12), (words, 0.14), (pattern, 0.06), (blank, 0.06), (scribble, 0.12)]


def draw(job):
    caption, seed = job
    rng = random.Random(f"{caption} {seed}")
    maker = DRAWN.get(caption) or rng.choices([m for m, _ in SILENT], [w for _, w in SILENT])[0]
    if caption == "photo-like":
        maker = photo_like
    return np.asarray(maker(rng).convert("RGB").resize((SIZE, SIZE), Image.BICUBIC))


def draw_all(name, each, silent, offset, photos=0):
    jobs = [(caption, offset + i) for caption in DRAWN for i in range(each)]
    jobs += [(UNKNOWN, offset + i) for i in range(silent)] + [("photo-like", offset + i) for i in range(photos)]
    with Pool(2) as pool:
        pictures = np.stack(pool.map(draw, jobs, chunksize=64))
    np.save(CACHE / f"{name}.npy", pictures)
    (CACHE / f"{name}.json").write_text(json.dumps([UNKNOWN if caption == "photo-like" else caption for caption, _ in jobs]))
    print(name, pictures.shape)


if __name__ == "__main__":
    draw_all("made", each=300, silent=5000, offset=0)
    draw_all("made-held", each=40, silent=0, offset=10_000_000, photos=400)
