"""Batches of token ids of about equal length, so that little is computed on padding."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor

from device import DEVICE


@dataclass(frozen=True)
class Texts:
    """Tokenised texts: all ids in one row, `starts[i]` to `starts[i + 1]` are text i."""

    ids: np.ndarray
    starts: np.ndarray

    def __len__(self) -> int:
        return len(self.starts) - 1

    @property
    def lengths(self) -> np.ndarray:
        return np.diff(self.starts)

    def pad(self, rows: np.ndarray) -> tuple[Tensor, Tensor]:
        """Ids and mask of some texts, padded to the longest, [rows, length] each."""
        lengths = self.lengths[rows]
        at = np.arange(lengths.max())[None, :]
        mask = at < lengths[:, None]
        ids = np.where(mask, self.ids[np.minimum(self.starts[rows][:, None] + at, len(self.ids) - 1)], 0)
        return torch.from_numpy(ids.astype(np.int64)).to(DEVICE), torch.from_numpy(mask).to(DEVICE)


def tokenise(tokenizer: Tokenizer, texts: list[str]) -> Texts:
    parts: list[np.ndarray] = []
    for begin in range(0, len(texts), 20_000):
        encoded = tokenizer.encode_batch(texts[begin : begin + 20_000])
        parts.extend(np.asarray(item.ids, dtype=np.int32) for item in encoded)
    starts = np.concatenate([[0], np.cumsum([len(part) for part in parts])])
    return Texts(np.concatenate(parts), starts.astype(np.int64))


def by_length(texts: Texts, rows: np.ndarray, tokens: int, random: np.random.Generator) -> Iterator[np.ndarray]:
    """One pass over `rows` in batches of about `tokens` tokens: shuffled, sorted by length within large chunks."""
    rows = random.permutation(rows)
    batches: list[np.ndarray] = []
    for begin in range(0, len(rows), 20_000):
        chunk = rows[begin : begin + 20_000]
        chunk = chunk[np.argsort(texts.lengths[chunk], kind="stable")]
        at = 0
        while at < len(chunk):
            # Lengths ascend, so a first guess from the shortest is corrected by the longest taken.
            count = max(1, tokens // int(texts.lengths[chunk[at]]))
            while count > 1 and count * int(texts.lengths[chunk[min(at + count, len(chunk)) - 1]]) > tokens:
                count -= max(1, count // 20)
            batches.append(chunk[at : at + count])
            at += count
    for index in random.permutation(len(batches)):
        yield batches[index]
