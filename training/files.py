"""Reading data and reading and writing checkpoints."""

from __future__ import annotations

import json
import lzma
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from tokenizers import Tokenizer

from device import DEVICE
from encoder import Encoder, Shape

MAX_TOKENS = 128


def read_lines(path: Path) -> list[str]:
    """Lines of a text file, plain or .xz, without their line ends."""
    opened = lzma.open(path, "rt", encoding="utf8") if path.suffix == ".xz" else open(path, encoding="utf8")
    with opened as file:
        return [line.rstrip("\n") for line in file]


def read_labelled(path: Path) -> list[tuple[str, str]]:
    """`text TAB label` lines."""
    rows = (line.rpartition("\t") for line in read_lines(path) if line)
    return [(text, label) for text, _, label in rows]


def read_jsonl(path: Path) -> list[dict]:
    return [json.loads(line) for line in read_lines(path) if line.strip()]


def load_tokenizer(path: Path, max_tokens: int = MAX_TOKENS) -> Tokenizer:
    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.no_padding()
    tokenizer.enable_truncation(max_tokens)
    return tokenizer


def save_checkpoint(path: Path, encoder: Encoder, extra: dict[str, torch.Tensor] | None = None, **notes: object) -> None:
    """Writes weights (and `extra` tensors) with the shape and notes as metadata; replaces the file in one step."""
    path.parent.mkdir(parents=True, exist_ok=True)
    tensors = {name: tensor.detach().contiguous().cpu() for name, tensor in encoder.state_dict().items()}
    tensors |= {f"extra.{name}": tensor.detach().contiguous().cpu() for name, tensor in (extra or {}).items()}
    metadata = {"shape": json.dumps(encoder.shape.as_dict()), "notes": json.dumps(notes)}
    part = path.with_suffix(".part")
    save_file(tensors, part, metadata)
    part.replace(path)


def load_checkpoint(path: Path) -> tuple[Encoder, dict[str, torch.Tensor], dict]:
    """The encoder (on the device that trains), the extra tensors and the notes of a checkpoint."""
    from safetensors import safe_open

    with safe_open(path, "pt") as file:
        metadata = file.metadata()
    tensors = load_file(path)
    extra = {name.removeprefix("extra."): tensors.pop(name) for name in list(tensors) if name.startswith("extra.")}
    encoder = Encoder(Shape(**json.loads(metadata["shape"])))
    encoder.load_state_dict({name: tensor.float() for name, tensor in tensors.items()})
    return encoder.to(DEVICE), extra, json.loads(metadata["notes"])
