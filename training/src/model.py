"""A small BLIP captioner whose parameter names are Hugging Face's, so that its state dict is the published layout.

The decoder is BERT (post-norm) with cross-attention over the image tokens; the encoder is a pre-norm ViT.
Attention is written out: at 37 tokens it trains faster on a CPU than the fused kernel.
"""
import math

import torch
from torch import nn
from torch.nn import functional as F

VISION = dict(hidden=192, layers=5, heads=3, mlp=576, image=96, patch=16, eps=1e-5)
TEXT = dict(hidden=192, layers=2, heads=3, ffn=384, positions=32, eps=1e-12)


def attend(q, k, v, heads, mask=None):
    split = lambda x: x.unflatten(-1, (heads, -1)).transpose(1, 2)
    q, k, v = split(q), split(k), split(v)
    scores = q @ k.transpose(-1, -2) / math.sqrt(q.shape[-1])
    if mask is not None:
        scores = scores + mask
    return (scores.softmax(-1).to(v.dtype) @ v).transpose(1, 2).flatten(2)


class Holder(nn.Module):
    """A named place for parameters and modules."""

    def __init__(self, /, **members):
        super().__init__()
        for name, member in members.items():
            setattr(self, name, member)


def vision_layer(size):
    hidden = size["hidden"]
    return Holder(
        layer_norm1=nn.LayerNorm(hidden, eps=size["eps"]),
        self_attn=Holder(qkv=nn.Linear(hidden, 3 * hidden), projection=nn.Linear(hidden, hidden)),
        layer_norm2=nn.LayerNorm(hidden, eps=size["eps"]),
        mlp=Holder(fc1=nn.Linear(hidden, size["mlp"]), fc2=nn.Linear(size["mlp"], hidden)),
    )


def text_attention(size, source):
    hidden = size["hidden"]
    return Holder(
        **{"self": Holder(query=nn.Linear(hidden, hidden), key=nn.Linear(source, hidden), value=nn.Linear(source, hidden))},
        output=Holder(dense=nn.Linear(hidden, hidden), LayerNorm=nn.LayerNorm(hidden, eps=size["eps"])),
    )


def text_layer(size, source):
    hidden = size["hidden"]
    return Holder(
        attention=text_attention(size, hidden),
        crossattention=text_attention(size, source),
        intermediate=Holder(dense=nn.Linear(hidden, size["ffn"])),
        output=Holder(dense=nn.Linear(size["ffn"], hidden), LayerNorm=nn.LayerNorm(hidden, eps=size["eps"])),
    )


class Blip(nn.Module):
    def __init__(self, vocabulary, vision=VISION, text=TEXT):
        super().__init__()
        self.vision, self.text = vision, text
        width, tokens = vision["hidden"], (vision["image"] // vision["patch"]) ** 2 + 1
        embeddings = Holder(patch_embedding=nn.Conv2d(3, width, vision["patch"], vision["patch"]))
        embeddings.class_embedding = nn.Parameter(torch.randn(1, 1, width) * 0.02)
        embeddings.position_embedding = nn.Parameter(torch.randn(1, tokens, width) * 0.02)
        self.vision_model = Holder(
            embeddings=embeddings,
            encoder=Holder(layers=nn.ModuleList(vision_layer(vision) for _ in range(vision["layers"]))),
            post_layernorm=nn.LayerNorm(width, eps=vision["eps"]),
        )
        hidden = text["hidden"]
        self.text_decoder = Holder(
            bert=Holder(
                embeddings=Holder(
                    word_embeddings=nn.Embedding(vocabulary, hidden, padding_idx=0),
                    position_embeddings=nn.Embedding(text["positions"], hidden),
                    LayerNorm=nn.LayerNorm(hidden, eps=text["eps"]),
                ),
                encoder=Holder(layer=nn.ModuleList(text_layer(text, width) for _ in range(text["layers"]))),
            ),
            cls=Holder(
                predictions=Holder(
                    transform=Holder(dense=nn.Linear(hidden, hidden), LayerNorm=nn.LayerNorm(hidden, eps=text["eps"])),
                )
            ),
        )
        self.text_decoder.cls.predictions.bias = nn.Parameter(torch.zeros(vocabulary))
        for module in self.modules():
            if isinstance(module, (nn.Linear, nn.Embedding)):
                nn.init.normal_(module.weight, std=0.02)
                if getattr(module, "bias", None) is not None:
                    nn.init.zeros_(module.bias)

    def see(self, pixels):
        """Image tokens [B, 37, D]; the first is the class token."""
        part = self.vision_model.embeddings
        size = self.vision["patch"]
        # The convolution as a matrix product: the patches do not overlap.
        patches = pixels.unfold(2, size, size).unfold(3, size, size).permute(0, 2, 3, 1, 4, 5).flatten(3).flatten(1, 2)
        x = F.linear(patches, part.patch_embedding.weight.flatten(1), part.patch_embedding.bias)
        x = torch.cat([part.class_embedding.expand(len(x), -1, -1).to(x.dtype), x], 1) + part.position_embedding.to(x.dtype)
        for layer in self.vision_model.encoder.layers:
            q, k, v = layer.self_attn.qkv(layer.layer_norm1(x)).chunk(3, -1)
            x = x + layer.self_attn.projection(attend(q, k, v, self.vision["heads"]))
            x = x + layer.mlp.fc2(F.gelu(layer.mlp.fc1(layer.layer_norm2(x))))
        return self.vision_model.post_layernorm(x)

    def say(self, ids, image, wanted=None):
        """Logits [B, T, V] of the next token after each of ids; with a mask `wanted` [B, T], only those, [N, V]."""
        bert, heads = self.text_decoder.bert, self.text["heads"]
        length = ids.shape[1]
        part = bert.embeddings
        x = part.LayerNorm(part.word_embeddings(ids) + part.position_embeddings.weight[:length])
        mask = torch.full((length, length), float("-inf")).triu(1)
        for layer in bert.encoder.layer:
            for attention, source, causal in ((layer.attention, x, mask), (layer.crossattention, image, None)):
                own = getattr(attention, "self")
                mixed = attend(own.query(x), own.key(source), own.value(source), heads, causal)
                x = attention.output.LayerNorm(attention.output.dense(mixed) + x)
            x = layer.output.LayerNorm(layer.output.dense(F.gelu(layer.intermediate.dense(x))) + x)
        x = x if wanted is None else x[wanted]
        head = self.text_decoder.cls.predictions
        x = head.transform.LayerNorm(F.gelu(head.transform.dense(x)))
        return F.linear(x, bert.embeddings.word_embeddings.weight, head.bias)

    @torch.no_grad()
    def caption(self, pixels, start, stop, longest=20, never=()):
        """Greedy ids (start and stop stripped) and the log-probability of each generated token, the stop included.

        A caption does not begin with a token of `never`.
        """
        image = self.see(pixels)
        ids = torch.full((len(pixels), 1), start)
        rows = torch.arange(len(pixels))
        out = [([], []) for _ in rows]
        for _ in range(longest - 1):
            scores = self.say(ids, image)[:, -1].float().log_softmax(-1)
            if ids.shape[1] == 1:
                scores[:, list(never)] = float("-inf")
            best, token = scores.max(-1)
            for row, score, word in zip(rows.tolist(), best.tolist(), token.tolist()):
                kept, sure = out[row]
                sure.append(score)
                if word != stop:
                    kept.append(word)
            # Rows that have ended leave.
            on = token != stop
            if not on.any():
                break
            rows, image, ids = rows[on], image[on], torch.cat([ids, token[:, None]], 1)[on]
        return out
