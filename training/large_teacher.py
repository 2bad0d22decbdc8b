"""The large teacher: all-mpnet-base-v2 in our own shape, reading the small teacher's token ids."""

from __future__ import annotations

from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor

from encoder import Encoder, Shape, least_squares_scale

# MPNet calls the special tokens of BERT by RoBERTa's names.
NAMES = {"[CLS]": "<s>", "[SEP]": "</s>", "[PAD]": "<pad>", "[MASK]": "<mask>"}
FIRST_POSITION = 2
POSITIONS = 128


def from_mpnet(folder: Path, words: list[str], output: int = 384) -> Encoder:
    """The model of `folder` with an embedding row for each of `words`, and a projection to `output` to be fitted."""
    old = load_file(folder / "model.safetensors")
    rows = {word: row for row, word in enumerate((folder / "vocab.txt").read_text("utf8").split("\n"))}
    keep = torch.tensor([rows[NAMES.get(word, word)] for word in words])
    shape = Shape(len(words), POSITIONS, 768, 3072, 12, 12, old["encoder.relative_attention_bias.weight"].shape[0], output)
    encoder = Encoder(shape)
    take: dict[str, Tensor] = {
        "words.weight": old["embeddings.word_embeddings.weight"][keep],
        "positions.weight": old["embeddings.position_embeddings.weight"][FIRST_POSITION:][:POSITIONS],
        "norm.weight": old["embeddings.LayerNorm.weight"],
        "norm.bias": old["embeddings.LayerNorm.bias"],
        "relative.weight": old["encoder.relative_attention_bias.weight"],
        "project.weight": encoder.project.weight.data,
    }
    names = {"out": "attention.attn.o", "up": "intermediate.dense", "down": "output.dense",
             "norm_attention": "attention.LayerNorm", "norm_feed": "output.LayerNorm"}
    for layer in range(shape.layers):
        source = f"encoder.layer.{layer}."
        for kind in ("weight", "bias"):
            parts = [old[f"{source}attention.attn.{part}.{kind}"] for part in "qkv"]
            take[f"blocks.{layer}.qkv.{kind}"] = torch.cat(parts)
            for mine, theirs in names.items():
                take[f"blocks.{layer}.{mine}.{kind}"] = old[f"{source}{theirs}.{kind}"]
    for name in encoder.state_dict():
        if name.endswith(".scale"):
            take[name] = least_squares_scale(take[name.replace(".scale", ".weight")].float())
    encoder.load_state_dict({name: tensor.float() for name, tensor in take.items()})
    return encoder


@torch.no_grad()
def fit_projection(encoder: Encoder, vectors: Tensor) -> None:
    """Sets the projection to the main directions of `vectors`, the unprojected means of many texts [rows, width]."""
    _, _, directions = torch.linalg.svd(vectors - vectors.mean(0), full_matrices=False)
    encoder.project.weight.copy_(directions[: encoder.project.out_features])
