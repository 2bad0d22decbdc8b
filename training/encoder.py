"""The sentence encoder: a BERT-shaped transformer whose linear layers can be ternary.

Blocks are post-norm with biases so that a pretrained teacher of the same shape can start it; every projection reads
a layer-normalised input or follows one. The embedding of a text is the mean over its tokens, L2-normalised.
"""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass, replace

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from quantise import eight_bit, least_squares_scale, ternary


@dataclass(frozen=True)
class Shape:
    """Sizes of an encoder; lengths in tokens."""

    vocabulary: int
    positions: int = 256
    width: int = 384
    inner: int = 1536
    layers: int = 6
    heads: int = 12
    relative_buckets: int = 0
    """MPNet's relative position bias, shared by all blocks; 0: none."""
    output: int = 0
    """Width of the projection that embeddings end in; 0: none."""

    def as_dict(self) -> dict:
        return asdict(self)


class BitLinear(nn.Linear):
    """A linear layer that computes with ternary weights and eight-bit activations once `mix` is above 0."""

    mix: float = 0.0

    def __init__(self, inputs: int, outputs: int):
        super().__init__(inputs, outputs)
        self.scale = nn.Parameter(least_squares_scale(self.weight.detach()))

    def forward(self, x: Tensor) -> Tensor:
        if self.mix <= 0:
            return F.linear(x, self.weight, self.bias)
        return F.linear(eight_bit(x, self.mix), ternary(self.weight, self.scale, self.mix), self.bias)


class Block(nn.Module):
    def __init__(self, shape: Shape):
        super().__init__()
        self.heads = shape.heads
        self.qkv = BitLinear(shape.width, 3 * shape.width)
        self.out = BitLinear(shape.width, shape.width)
        self.up = BitLinear(shape.width, shape.inner)
        self.down = BitLinear(shape.inner, shape.width)
        self.norm_attention = nn.LayerNorm(shape.width, eps=1e-12)
        self.norm_feed = nn.LayerNorm(shape.width, eps=1e-12)

    def forward(self, x: Tensor, bias: Tensor | None) -> Tensor:
        batch, length, width = x.shape
        q, k, v = self.qkv(x).view(batch, length, 3, self.heads, width // self.heads).permute(2, 0, 3, 1, 4)
        mixed = F.scaled_dot_product_attention(q, k, v, attn_mask=bias)
        x = self.norm_attention(x + self.out(mixed.transpose(1, 2).reshape(batch, length, width)))
        return self.norm_feed(x + self.down(F.gelu(self.up(x))))


class Encoder(nn.Module):
    def __init__(self, shape: Shape):
        super().__init__()
        self.shape = shape
        self.words = nn.Embedding(shape.vocabulary, shape.width)
        self.positions = nn.Embedding(shape.positions, shape.width)
        self.norm = nn.LayerNorm(shape.width, eps=1e-12)
        self.blocks = nn.ModuleList(Block(shape) for _ in range(shape.layers))
        self.relative = nn.Embedding(shape.relative_buckets, shape.heads) if shape.relative_buckets else None
        self.project = nn.Linear(shape.width, shape.output, bias=False) if shape.output else None

    def set_mix(self, mix: float) -> None:
        """0: full precision; 1: BitNet arithmetic in every linear layer."""
        for module in self.modules():
            if isinstance(module, BitLinear):
                module.mix = mix

    def states(self, ids: Tensor, mask: Tensor) -> list[Tensor]:
        """Token states after the embedding and after each block, [batch, length, width] each."""
        bias = self.attention_bias(mask)
        out = [self.embedded(ids)]
        for block in self.blocks:
            out.append(block(out[-1], bias))
        return out

    def embedded(self, ids: Tensor) -> Tensor:
        return self.norm(self.words(ids) + self.positions.weight[: ids.shape[1]])

    def attention_bias(self, mask: Tensor) -> Tensor | None:
        """What keeps attention away from padding, and what relative positions add; None when there is neither."""
        if self.relative is None:
            return None if bool(mask.all()) else ((1.0 - mask.float()) * -1e9)[:, None, None, :]
        length = mask.shape[1]
        at = torch.arange(length, device=mask.device)
        buckets = relative_bucket(at[None, :] - at[:, None], self.shape.relative_buckets)
        bias = self.relative(buckets).permute(2, 0, 1)[None]
        return bias + ((1.0 - mask.float()) * -1e9)[:, None, None, :]

    def pool(self, states: Tensor, mask: Tensor) -> Tensor:
        weights = mask.to(states.dtype).unsqueeze(-1)
        mean = (states * weights).sum(1) / weights.sum(1)
        return F.normalize(mean if self.project is None else self.project(mean), dim=-1)

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        """Unit-length sentence embeddings, [batch, width]."""
        return self.pool(self.states(ids, mask)[-1], mask)

    def bit_linears(self) -> dict[str, BitLinear]:
        return {name: module for name, module in self.named_modules() if isinstance(module, BitLinear)}


def relative_bucket(distance: Tensor, buckets: int, farthest: int = 128) -> Tensor:
    """T5's buckets for signed distances: one for each near distance, logarithmic ones farther out."""
    half = buckets // 2
    exact = half // 2
    steps = (-distance).abs()
    far = torch.log(steps.clamp_min(1).float() / exact) / math.log(farthest / exact) * (half - exact)
    place = torch.where(steps < exact, steps, (exact + far.long()).clamp_max(half - 1))
    return place + (distance > 0).long() * half


def from_bert(tensors: dict[str, Tensor], shape: Shape, keep: Tensor) -> Encoder:
    """An encoder started from a BERT checkpoint of the same shape; `keep` lists the vocabulary rows that stay."""
    encoder = Encoder(shape)
    own = encoder.state_dict()
    take = {
        "words.weight": tensors["embeddings.word_embeddings.weight"][keep],
        "positions.weight": tensors["embeddings.position_embeddings.weight"][: shape.positions]
        + tensors["embeddings.token_type_embeddings.weight"][0],
        "norm.weight": tensors["embeddings.LayerNorm.weight"],
        "norm.bias": tensors["embeddings.LayerNorm.bias"],
    }
    names = {
        "out": "attention.output.dense",
        "up": "intermediate.dense",
        "down": "output.dense",
        "norm_attention": "attention.output.LayerNorm",
        "norm_feed": "output.LayerNorm",
    }
    for layer in range(shape.layers):
        old = f"encoder.layer.{layer}."
        for kind in ("weight", "bias"):
            parts = [tensors[f"{old}attention.self.{part}.{kind}"] for part in ("query", "key", "value")]
            take[f"blocks.{layer}.qkv.{kind}"] = torch.cat(parts)
            for mine, theirs in names.items():
                take[f"blocks.{layer}.{mine}.{kind}"] = tensors[f"{old}{theirs}.{kind}"]
    for name in own:
        if name.endswith(".scale"):
            take[name] = least_squares_scale(take[name.replace(".scale", ".weight")].float())
    assert own.keys() == take.keys(), own.keys() ^ take.keys()
    encoder.load_state_dict({name: tensor.float() for name, tensor in take.items()})
    return encoder


def shortened(encoder: Encoder, layers: int) -> Encoder:
    """An encoder of fewer layers, started from evenly spread blocks of `encoder`."""
    total = encoder.shape.layers
    blocks = [round(at * (total - 1) / (layers - 1)) for at in range(layers)]
    short = Encoder(replace(encoder.shape, layers=layers))
    for name, module in encoder.named_children():
        if name != "blocks":
            getattr(short, name).load_state_dict(module.state_dict())
    for at, block in enumerate(blocks):
        short.blocks[at].load_state_dict(encoder.blocks[block].state_dict())
    return short


def round_embeddings(encoder: Encoder) -> None:
    """Rounds word and position embeddings to eight bits a row, in place: what the shipped file stores."""
    with torch.no_grad():
        for table in (encoder.words, encoder.positions):
            table.weight.copy_(eight_bit(table.weight))
            table.weight.requires_grad_(False)
