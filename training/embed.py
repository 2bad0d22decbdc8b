"""Embedding many texts at once."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from batches import Texts
from encoder import Encoder

BATCH_TOKENS = 65_536


def _chunks(texts: Texts, rows: np.ndarray) -> list[np.ndarray]:
    """Rows in order of length, in batches of about BATCH_TOKENS tokens with their padding."""
    rows = rows[np.argsort(texts.lengths[rows], kind="stable")]
    chunks, at = [], 0
    while at < len(rows):
        count = max(1, BATCH_TOKENS // int(texts.lengths[rows[min(len(rows) - 1, at + 512)]]))
        chunks.append(rows[at : at + count])
        at += count
    return chunks


@torch.no_grad()
def embed_all(encoder: Encoder, texts: Texts) -> Tensor:
    """The unit embedding of every text, in order."""
    out: Tensor | None = None
    for rows in _chunks(texts, np.arange(len(texts))):
        found = encoder(*texts.pad(rows))
        if out is None:
            out = torch.empty(len(texts), found.shape[1], device=found.device)
        out[torch.from_numpy(rows).to(found.device)] = found
    if out is None:
        raise ValueError("no texts")
    return out


@torch.no_grad()
def mean_states(encoder: Encoder, texts: Texts, rows: np.ndarray) -> Tensor:
    """The mean token state of some texts, before any projection."""
    found = []
    for chunk in _chunks(texts, rows):
        ids, mask = texts.pad(chunk)
        weights = mask.float().unsqueeze(-1)
        found.append((encoder.states(ids, mask)[-1] * weights).sum(1) / weights.sum(1))
    return torch.cat(found)
