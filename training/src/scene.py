"""Turns cached glyphs into the pictures that a web page shows: coloured, placed, badged, scaled, compressed.

Everything works on a batch. `strength` goes from 0 (clean glyphs on plain pages) to 1.
"""
import io

import numpy as np
import torch
from PIL import Image
from torch.nn import functional as F

MEAN = torch.tensor([0.48145466, 0.4578275, 0.40821073]).view(1, 3, 1, 1)
STD = torch.tensor([0.26862954, 0.26130258, 0.27577711]).view(1, 3, 1, 1)
LUMA = torch.tensor([0.299, 0.587, 0.114])
SIZE = 96


def normalise(rgb):
    return (rgb - MEAN) / STD


def chance(count, probability):
    return torch.rand(count) < probability


def pick(condition, one, other):
    return torch.where(condition.view(-1, *[1] * (one.dim() - 1)), one, other)


def grey(count, low, high):
    return (low + (high - low) * torch.rand(count, 1)).expand(-1, 3)


def vivid(count):
    """Random hues of strong to medium saturation."""
    hue, saturation, value = torch.rand(count, 1), 0.45 + 0.55 * torch.rand(count, 1), 0.35 + 0.65 * torch.rand(count, 1)
    wheel = ((hue * 6 + torch.tensor([0.0, 4.0, 2.0])) % 6 - 3).abs().sub(1).clamp(0, 1)
    return value * (1 - saturation * (1 - wheel))


def page_colours(count, strength):
    """What lies behind the picture: mostly white, as the engine flattens transparency on white."""
    page = torch.ones(count, 3)
    page = pick(chance(count, 0.18 * strength), grey(count, 0.88, 1), page)
    page = pick(chance(count, 0.14 * strength), grey(count, 0, 0.22), page)
    page = pick(chance(count, 0.16 * strength), vivid(count), page)
    return pick(chance(count, 0.08 * strength), torch.rand(count, 3), page)


def ink_for(page, brand, has_brand, strength):
    count = len(page)
    dark = (page @ LUMA) < 0.5
    ink = pick(dark, grey(count, 0.85, 1), grey(count, 0, 0.25))
    ink = pick(chance(count, 0.4 + 0.2 * (1 - strength)), pick(dark, torch.ones(count, 3), torch.zeros(count, 3)), ink)
    ink = pick(chance(count, 0.38 * strength), vivid(count), ink)
    ink = pick(has_brand & chance(count, 0.5), brand, ink)
    low = ((ink - page) @ LUMA).abs() < 0.14
    return pick(low, pick(dark, torch.ones(count, 3), torch.zeros(count, 3)), ink)


def ramp(count):
    """A unit gradient across the picture in a random direction."""
    angle = torch.rand(count, 1, 1) * 6.2832
    y, x = torch.meshgrid(torch.linspace(-0.5, 0.5, SIZE), torch.linspace(-0.5, 0.5, SIZE), indexing="ij")
    return (x * angle.cos() + y * angle.sin() + 0.5).clamp(0, 1)[:, None]


def place(layers, strength, smaller, stretch=0.2):
    count = len(layers)
    spread = lambda low, high: low + (high - low) * torch.rand(count)
    scale = spread(1 - 0.42 * strength, 1 + 0.28 * strength) * torch.where(smaller, 0.62, 1.0)
    aspect = torch.exp((torch.rand(count) - 0.5) * 2 * stretch * strength * chance(count, 0.5))
    turn = torch.randn(count) * 0.06 * strength * chance(count, 0.35)
    slack = (1 - scale).abs() * 0.35 + 0.05 * strength
    dx, dy = ((torch.rand(2, count) - 0.5) * 2 * slack).unbind()
    cos, sin = turn.cos(), turn.sin()
    sx, sy = 1 / (scale * aspect), aspect / scale
    theta = torch.stack([torch.stack([cos * sx, -sin * sx, -dx * sx], 1), torch.stack([sin * sy, cos * sy, -dy * sy], 1)], 1)
    grid = F.affine_grid(theta, (count, 1, SIZE, SIZE), align_corners=False)
    return F.grid_sample(layers, grid, mode="bilinear", padding_mode="zeros", align_corners=False)


def badge(count):
    """A disc, a rounded or a plain square, as an alpha mask."""
    y, x = torch.meshgrid(torch.linspace(-1, 1, SIZE), torch.linspace(-1, 1, SIZE), indexing="ij")
    half = (0.78 + 0.22 * torch.rand(count, 1, 1))
    corner = half * torch.where(torch.rand(count, 1, 1) < 0.45, 1.0, torch.rand(count, 1, 1) * 0.5)
    qx, qy = x.abs() - (half - corner), y.abs() - (half - corner)
    outside = (qx.clamp(min=0) ** 2 + qy.clamp(min=0) ** 2).sqrt() - corner
    return (0.5 - outside * SIZE / 2).clamp(0, 1)[:, None]


def weigh_strokes(alpha, strength):
    count = len(alpha)
    thick, thin = F.max_pool2d(alpha, 3, 1, 1), -F.max_pool2d(-alpha, 3, 1, 1)
    amount = torch.rand(count, 1, 1, 1)
    alpha = pick(chance(count, 0.2 * strength), alpha + (thick - alpha) * amount, alpha)
    return pick(chance(count, 0.06 * strength), alpha + (thin - alpha) * amount * 0.6, alpha)


def mono_scene(masks, brand, has_brand, strength):
    """masks [B, 96, 96] uint8 → RGB [B, 3, 96, 96] in 0..1."""
    count = len(masks)
    alpha = weigh_strokes(masks[:, None].float() / 255, strength)
    badged = chance(count, 0.22 * strength)
    alpha = place(alpha, strength, badged)
    page = page_colours(count, strength)
    tile = pick(has_brand & chance(count, 0.5), brand, vivid(count))
    tile = pick(chance(count, 0.3), grey(count, 0, 1), tile)
    under = pick(badged, tile, page)
    ink = ink_for(under, brand, has_brand & ~badged, strength)
    shade = ramp(count) * (0.35 * strength * chance(count, 0.15)).view(-1, 1, 1, 1)
    colour = lambda value: value[..., None, None]
    ground = colour(page).expand(-1, -1, SIZE, SIZE)
    disc = badge(count) * badged.view(-1, 1, 1, 1)
    ground = ground + (colour(tile) * (1 - shade) - ground) * disc
    return ground + (colour(ink) * (1 - 0.5 * shade.flip(-1)) - ground) * alpha


def colour_scene(pictures, strength):
    """pictures [B, 96, 96, 4] uint8 → RGB [B, 3, 96, 96] in 0..1."""
    count = len(pictures)
    rgba = pictures.permute(0, 3, 1, 2).float() / 255
    alpha = rgba[:, 3:]
    placed = place(torch.cat([rgba[:, :3] * alpha, alpha], 1), strength, torch.zeros(count, dtype=torch.bool), stretch=0.3)
    page = page_colours(count, strength)[..., None, None]
    rgb = placed[:, :3] + page * (1 - placed[:, 3:])
    return tint(rgb, strength)


def tint(rgb, strength):
    count = len(rgb)
    one = lambda spread: 1 + (torch.rand(count, 1, 1, 1) - 0.5) * spread * strength
    rgb = rgb * one(0.2) + (one(0.1) - 1)
    tone = (rgb * LUMA.view(1, 3, 1, 1)).sum(1, keepdim=True)
    rgb = tone + (rgb - tone) * one(0.5)
    return pick(chance(count, 0.04 * strength), tone.expand(-1, 3, -1, -1), rgb).clamp(0, 1)


def picture_scene(pictures, strength):
    """Opaque RGB pictures: cropped a little, stretched, on the page of their own."""
    count = len(pictures)
    rgb = pictures.permute(0, 3, 1, 2).float() / 255
    zoom = 1 - 0.12 * strength * torch.rand(count)
    shift = (torch.rand(2, count) - 0.5) * (1 - zoom)
    zero = torch.zeros(count)
    theta = torch.stack([torch.stack([zoom, zero, shift[0]], 1), torch.stack([zero, zoom, shift[1]], 1)], 1)
    rgb = F.grid_sample(rgb, F.affine_grid(theta, rgb.shape, align_corners=False), padding_mode="border", align_corners=False)
    return tint(rgb, strength)


def fragments(rgb):
    """Collages and close cuts of other scenes: nothing that a caption would fit."""
    count = len(rgb)
    half = (count + int(torch.randint(2, (1,)))) // 2
    tiles = torch.randint(2, 4, (1,)).item()
    side = SIZE // tiles
    small = F.interpolate(rgb, size=(side, side), mode="area")
    collage = [torch.cat([torch.cat([small[torch.randint(count, (1,)).item()] for _ in range(tiles)], 2) for _ in range(tiles)], 1) for _ in range(half)]
    cuts = []
    for picture in rgb[half:]:
        part = int(SIZE * (0.22 + 0.16 * torch.rand(1).item()))
        y, x = torch.randint(SIZE - part, (2,)).tolist()
        cuts.append(F.interpolate(picture[None, :, y : y + part, x : x + part], size=(SIZE, SIZE), mode="bilinear")[0])
    return torch.stack(collage + cuts)


def jpeg(rgb, quality):
    stream = io.BytesIO()
    Image.fromarray((rgb.permute(1, 2, 0) * 255).round().byte().numpy()).save(stream, "JPEG", quality=quality)
    return torch.from_numpy(np.array(Image.open(stream))).permute(2, 0, 1).float() / 255


def degrade(rgb, strength):
    """Small originals scaled up, compression, noise."""
    count = len(rgb)
    order = torch.randperm(count)
    taken = 0
    for size, share in ((16, 0.06), (20, 0.06), (24, 0.1), (32, 0.12), (40, 0.06), (48, 0.1), (64, 0.1)):
        some = order[taken : taken + int(share * strength * count)]
        taken += len(some)
        if len(some):
            small = F.interpolate(rgb[some], size=(size, size), mode="bilinear", antialias=True, align_corners=False)
            small = (small * 255).round() / 255
            rgb[some] = F.interpolate(small, size=(SIZE, SIZE), mode="bicubic", align_corners=False).clamp(0, 1)
    for i in torch.randperm(count)[: int(0.08 * strength * count)].tolist():
        rgb[i] = jpeg(rgb[i].clamp(0, 1), int(torch.randint(25, 95, (1,))))
    noisy = torch.randperm(count)[: int(0.06 * strength * count)]
    rgb[noisy] += torch.randn_like(rgb[noisy]) * torch.rand(len(noisy), 1, 1, 1) * 0.06
    return rgb.clamp_(0, 1)
