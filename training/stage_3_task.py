"""Stage 3: task training, first of the full-precision twin, then of the ternary student that learns from it.

Both learn to tell the classes of the public intent sets and of our own requests (one linear head for each set on the
unit embedding) and to put pairs together. The student besides keeps matching the twin's token states and embeddings.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from batches import Texts, by_length, tokenise
from encoder import Encoder
from files import load_checkpoint, load_tokenizer
from losses import class_contrast_loss, hidden_loss, pair_loss, relation_loss, sentence_loss
from run_state import Run
from schedule import rate_at
from stage_2_distil import general_texts
from task_data import OWN, LabelledTexts, own_requests, pairs, public_set

PUBLIC = ("banking77", "clinc150", "hwu64", "snips", "stackoverflow20")
# Share of the batches that each source gives.
SHARES = {"banking77": 0.2, "clinc150": 0.2, "hwu64": 0.17, "snips": 0.03, "stackoverflow20": 0.05, OWN: 0.35}
PAIRS_SHARE = 0.04
GENERAL_SHARE = 0.06
LOGIT_SCALE = 20.0
CONTRAST_WEIGHT = 0.3
TEXTS_FOR_HEAD = 8

Source = Iterator[np.ndarray]


def endless(texts: Texts, tokens: int, random: np.random.Generator) -> Source:
    while True:
        yield from by_length(texts, np.arange(len(texts)), tokens, random)


class Task:
    """Draws a batch from one of the sources and gives its loss."""

    def __init__(self, given: argparse.Namespace, heads: dict[str, nn.Parameter], random: np.random.Generator):
        tokenizer = load_tokenizer(given.out / "tokenizer.json", given.max_tokens)
        labelled = given.data / "labelled"
        self.sets = {name: public_set(tokenizer, labelled / name, given.shots) for name in PUBLIC}
        self.sets[OWN] = own_requests(tokenizer, given.routing, random)
        self.left, self.right = pairs(tokenizer, given.data, 8000, random)
        self.general = tokenise(tokenizer, general_texts(given.data, 40_000, random))
        self.heads, self.random = heads, random
        self.teacher: Encoder | None = None
        self._sources = {name: endless(one.texts, given.batch_tokens, random) for name, one in self.sets.items()}
        self._sources["pairs"] = endless(self.right, given.batch_tokens // 2, random)
        self._sources["general"] = endless(self.general, given.batch_tokens, random)

    def _draw(self) -> str:
        """A source; texts without labels only when there is a teacher to match."""
        shares = SHARES | {"pairs": PAIRS_SHARE, "general": GENERAL_SHARE if self.teacher else 0.0}
        weights = np.asarray([shares[name] for name in self._sources])
        return str(self.random.choice(list(self._sources), p=weights / weights.sum()))

    def next_loss(self, encoder: Encoder) -> tuple[Tensor, int, str]:
        """Loss, tokens and what to print of one batch."""
        name = self._draw()
        rows = next(self._sources[name])
        if name == "pairs":
            left, used_left = self._embed(encoder, self.left, rows)
            right, used_right = self._embed(encoder, self.right, rows)
            return pair_loss(left, right) * 0.5, used_left + used_right, name
        if name == "general":
            return self._general_loss(encoder, rows)
        return self._class_loss(encoder, self.sets[name], rows)

    @staticmethod
    def _embed(encoder: Encoder, texts: Texts, rows: np.ndarray) -> tuple[Tensor, int]:
        ids, mask = texts.pad(rows)
        return encoder(ids, mask), int(mask.sum())

    def _match(self, states: list[Tensor], embedding: Tensor, ids: Tensor, mask: Tensor) -> Tensor:
        """How far the student is from its teacher; 0 where there is none."""
        if self.teacher is None:
            return embedding.sum() * 0
        with torch.no_grad():
            wanted = self.teacher.states(ids, mask)
            target = self.teacher.pool(wanted[-1], mask)
        relation = relation_loss(embedding, target)
        return hidden_loss(states, wanted, mask) + 2 * sentence_loss(embedding, target) + 0.5 * relation

    def _general_loss(self, encoder: Encoder, rows: np.ndarray) -> tuple[Tensor, int, str]:
        ids, mask = self.general.pad(rows)
        states = encoder.states(ids, mask)
        loss = self._match(states, encoder.pool(states[-1], mask), ids, mask)
        return loss, int(mask.sum()), "general"

    def _class_loss(self, encoder: Encoder, one: LabelledTexts, rows: np.ndarray) -> tuple[Tensor, int, str]:
        ids, mask = one.texts.pad(rows)
        states = encoder.states(ids, mask)
        embedding = encoder.pool(states[-1], mask)
        logits = LOGIT_SCALE * embedding @ F.normalize(self.heads[one.name.removesuffix("_fs")], dim=-1).T
        targets = one.targets[rows]
        right = (logits.argmax(1) == targets.argmax(1)).float().mean().item()
        classes = F.cross_entropy(logits, targets, label_smoothing=0.05)
        contrast = class_contrast_loss(embedding, one.labels[rows])
        matched = self._match(states, embedding, ids, mask)
        shown = f"{one.name} {right:.3f} match {matched.item():.3f}"
        return classes + CONTRAST_WEIGHT * contrast + matched, int(mask.sum()), shown


def train(run: Run, next_loss: Callable[[Encoder], tuple[Tensor, int, str]], peak: float) -> None:
    began, first = time.monotonic(), run.tokens
    while run.done < 1:
        loss, tokens, shown = next_loss(run.encoder)
        loss.backward()
        run.take_step(rate_at(run.done, peak), tokens)
        if run.step % 10 == 0:
            speed = (run.tokens - first) / (time.monotonic() - began)
            print(f"{run.step} {run.done:.3f} loss {loss.item():.3f} {shown} {speed:.0f} tokens/s", flush=True)


@torch.no_grad()
def new_heads(encoder: Encoder, sets: dict[str, LabelledTexts], random: np.random.Generator) -> dict[str, nn.Parameter]:
    """One row for each class: the mean embedding of a few of its texts."""
    heads = {}
    for name, one in sets.items():
        rows = []
        for label in range(len(one.classes)):
            own = np.flatnonzero((one.labels == label).numpy())
            embeddings = encoder(*one.texts.pad(random.permutation(own)[:TEXTS_FOR_HEAD]))
            rows.append(F.normalize(embeddings.mean(0), dim=-1))
        heads[name] = nn.Parameter(torch.stack(rows))
    return heads


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("which", choices=["twin", "student"])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--routing", type=Path, required=True, help="the folder agent-config/routing")
    parser.add_argument("--out", type=Path, default=Path("work"))
    parser.add_argument("--total-tokens", type=int, default=1_500_000)
    parser.add_argument("--batch-tokens", type=int, default=1536)
    parser.add_argument("--max-tokens", type=int, default=64)
    parser.add_argument("--rate", type=float, default=1e-4)
    parser.add_argument("--shots", type=int, default=None, help="use the few-shot splits, for few-shot figures")
    parser.add_argument("--seed", type=int, default=11)
    given = parser.parse_args()
    torch.manual_seed(given.seed)
    task = Task(given, {}, np.random.default_rng(given.seed))
    start = "teacher" if given.which == "twin" else "general"
    encoder, _, _ = load_checkpoint(given.out / f"{start}.safetensors")
    task.heads = new_heads(encoder, task.sets, task.random)
    encoder.words.requires_grad_(False)
    encoder.positions.requires_grad_(False)
    if given.which == "student":
        task.teacher, extra, _ = load_checkpoint(given.out / "twin.safetensors")
        encoder.set_mix(1)
        for name, head in task.heads.items():
            head.data.copy_(extra[f"head.{name}"])
    else:
        # Full precision: the scales of the ternary rounding play no part.
        for layer in encoder.bit_linears().values():
            layer.scale.requires_grad_(False)
    run = Run(given.out / f"{given.which}.safetensors", encoder, given.total_tokens, task.heads)
    train(run, task.next_loss, given.rate)
    classes = {name: one.classes for name, one in task.sets.items()}
    run.finish(seed=given.seed, shots=given.shots, classes=classes)


if __name__ == "__main__":
    main()
