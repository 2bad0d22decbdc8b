"""Stage 4: the shipped files. Writes the encoder as ONNX for CPUs and for GPUs over one weight file, the tokenizer,
reference vectors for the tests and a manifest.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer

from encoder import Encoder, round_embeddings
from files import MAX_TOKENS, load_checkpoint, load_tokenizer
from onnx_arithmetic import TernaryOnCpu, TernaryOnGpu
from onnx_encoder import write_encoder
from onnx_graph import Graph, WeightFile
from reference_texts import reference_texts

VERSION = 1
WEIGHTS = "encoder.bin"
SHIPPED = {"encoder.onnx": TernaryOnCpu, "encoder-webgpu.onnx": TernaryOnGpu}
TOKENIZER = "tokenizer.json"
LARGEST_ENCODER = 10_000_000


def write_graphs(encoder: Encoder, folder: Path) -> None:
    weights = WeightFile(WEIGHTS)
    for name, arithmetic in SHIPPED.items():
        write_encoder(encoder, arithmetic(), Graph(weights), folder / name)
    weights.write(folder)
    size = sum((folder / name).stat().st_size for name in ("encoder.onnx", WEIGHTS))
    print(f"encoder.onnx and {WEIGHTS}: {size:,} bytes")
    if size > LARGEST_ENCODER:
        raise SystemExit(f"the encoder takes {size:,} bytes; at most {LARGEST_ENCODER:,} may be shipped")


def write_manifest(folder: Path, width: int) -> None:
    """Sizes and hashes of the files that decide a text's vector; the id is the hash over their hashes."""
    files = {}
    for name in (*SHIPPED, WEIGHTS, TOKENIZER):
        data = (folder / name).read_bytes()
        files[name] = {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
    lines = "".join(f"{entry['sha256']}  {name}\n" for name, entry in sorted(files.items()))
    identity = hashlib.sha256(lines.encode()).hexdigest()
    manifest = {"version": VERSION, "id": identity, "width": width, "maxTokens": MAX_TOKENS, "files": files}
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n", "utf8")


@torch.no_grad()
def write_vectors(encoder: Encoder, tokenizer: Tokenizer, texts: list[str], path: Path) -> None:
    """Token ids and PyTorch's embedding of each text, one text at a time: float16, little-endian, base64."""
    encoder.eval()
    encoder.set_mix(1)
    lines = []
    for text in texts:
        ids = tokenizer.encode(text).ids
        row = torch.tensor([ids])
        embedding = encoder(row, torch.ones_like(row, dtype=torch.bool))[0].numpy().astype("<f2")
        entry = {"text": text, "ids": ids, "embedding": base64.b64encode(embedding.tobytes()).decode()}
        lines.append(json.dumps(entry, ensure_ascii=False, separators=(",", ":")))
    path.write_text("[\n" + ",\n".join(lines) + "\n]\n", "utf8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--checkpoint", type=Path, required=True)
    parser.add_argument("--tokenizer", type=Path, default=Path("work/tokenizer.json"))
    parser.add_argument("--requests", type=Path, default=Path("../agent-config/routing"))
    parser.add_argument("--out", type=Path, default=Path("../models/router"))
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    encoder, _, _ = load_checkpoint(given.checkpoint)
    round_embeddings(encoder)
    write_graphs(encoder, given.out)
    (given.out / TOKENIZER).write_bytes(given.tokenizer.read_bytes())
    write_manifest(given.out, encoder.shape.width)
    texts = reference_texts(given.requests)
    write_vectors(encoder, load_tokenizer(given.tokenizer), texts, given.out / "vectors.json")
    print(f"{len(texts)} reference vectors")


if __name__ == "__main__":
    main()
