"""Stage 3: task training of the large teacher, then of the full-precision twin, then of the ternary student.

All of them learn to tell the classes of the public intent sets and of our own requests (one linear head for each set
on the unit embedding) and to put pairs together. Twin and student besides match the large teacher's embeddings, on
labelled and on unlabelled texts; the student also matches the twin's token states.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from batches import Texts, by_length, tokenise
from device import DEVICE
from embed import embed_all, mean_states
from encoder import Encoder
from files import load_checkpoint, load_tokenizer
from large_teacher import fit_projection
from losses import class_contrast_loss, hidden_loss, pair_loss, relation_loss, sentence_loss
from run_state import Limit, Run
from schedule import rate_at
from stage_2_distil import general_texts
from task_data import OWN, LabelledTexts, own_requests, pairs, public_set, train_file

PUBLIC = ("banking77", "clinc150", "hwu64", "snips", "stackoverflow20")
# Share of the batches that each source gives.
SHARES = {"banking77": 0.11, "clinc150": 0.11, "hwu64": 0.1, "snips": 0.01, "stackoverflow20": 0.03, OWN: 0.45}
PAIRS_SHARE = 0.04
GENERAL_SHARE = 0.3
LOGIT_SCALE = 20.0
CONTRAST_WEIGHT = 0.3
HIDDEN_WEIGHT = 0.5
# Share of the tokens of a labelled text that are hidden at random, so that no single word decides.
HIDDEN_TOKENS = 0.1
TEXTS_FOR_HEAD = 8
PROJECTION_TEXTS = 20_000
SHOW_EVERY = 50
START = {"large": "large-start", "twin": "start", "student": "general"}

Source = Iterator[np.ndarray]


def endless(texts: Texts, tokens: int, random: np.random.Generator) -> Source:
    while True:
        yield from by_length(texts, np.arange(len(texts)), tokens, random)


class Task:
    """Draws a batch from one of the sources and gives its loss."""

    def __init__(self, given: argparse.Namespace, random: np.random.Generator):
        tokenizer = load_tokenizer(given.out / "tokenizer.json", given.max_tokens)
        labelled = given.data / "labelled"
        # Sets without a few-shot split play no part in a few-shot run.
        used = [name for name in PUBLIC if train_file(labelled / name, given.shots).exists()]
        self.sets = {name: public_set(tokenizer, labelled / name, given.shots) for name in used}
        self.sets[OWN] = own_requests(tokenizer, given.routing, random)
        self.left, self.right = pairs(tokenizer, given.data, given.pairs, random)
        self.general = tokenise(tokenizer, general_texts(given.data, given.corpus_lines, random))
        self.heads: dict[str, nn.Parameter] = {}
        self.class_weight = given.class_weight
        self.random = random
        self.twin: Encoder | None = None
        self.wanted: dict[str, Tensor] = {}
        self._sources = {name: endless(one.texts, given.batch_tokens, random) for name, one in self.sets.items()}
        self._sources["pairs"] = endless(self.right, given.batch_tokens // 2, random)
        self._sources["general"] = endless(self.general, given.batch_tokens, random)

    def learn_from(self, large: Encoder) -> None:
        """Embeds every text once with the large teacher."""
        texts = {name: one.texts for name, one in self.sets.items()} | {"general": self.general}
        self.wanted = {name: embed_all(large, one) for name, one in texts.items()}

    def _draw(self) -> str:
        """A source; texts without labels only when there is a teacher to match."""
        shares = SHARES | {"pairs": PAIRS_SHARE, "general": GENERAL_SHARE if self.wanted else 0.0}
        weights = np.asarray([shares[name] for name in self._sources])
        return str(self.random.choice(list(self._sources), p=weights / weights.sum()))

    def next_loss(self, encoder: Encoder) -> tuple[Tensor, int, str]:
        """Loss, tokens and what to print of one batch."""
        name = self._draw()
        rows = next(self._sources[name])
        if name == "pairs":
            left, right = (self._embed(encoder, texts, rows) for texts in (self.left, self.right))
            return pair_loss(left[0], right[0]) * 0.5, left[1] + right[1], name
        if name == "general":
            ids, mask = self.general.pad(rows)
            embedding, matched = self._matched(encoder, name, rows, (ids, mask))
            return matched, int(mask.sum()), f"general match {matched.item():.3f}"
        return self._class_loss(encoder, self.sets[name], rows)

    @staticmethod
    def _embed(encoder: Encoder, texts: Texts, rows: np.ndarray) -> tuple[Tensor, int]:
        ids, mask = texts.pad(rows)
        return encoder(ids, mask), int(mask.sum())

    def _matched(
        self, encoder: Encoder, name: str, rows: np.ndarray, padded: tuple[Tensor, Tensor]
    ) -> tuple[Tensor, Tensor]:
        """Embeddings of a batch, and how far they and the token states are from the teachers' (0 without teachers)."""
        states = encoder.states(*padded)
        embedding = encoder.pool(states[-1], padded[1])
        loss = embedding.sum() * 0
        if name in self.wanted:
            target = self.wanted[name][torch.from_numpy(rows).to(DEVICE)]
            loss = loss + 2 * sentence_loss(embedding, target) + 0.5 * relation_loss(embedding, target)
        if self.twin is not None:
            with torch.no_grad():
                wanted = self.twin.states(*padded)
            loss = loss + HIDDEN_WEIGHT * hidden_loss(states, wanted, padded[1])
        return embedding, loss

    def _class_loss(self, encoder: Encoder, one: LabelledTexts, rows: np.ndarray) -> tuple[Tensor, int, str]:
        ids, mask = one.texts.pad(rows)
        kept = mask & ((torch.rand(mask.shape, device=mask.device) > HIDDEN_TOKENS) | (ids == ids[:, :1]))
        embedding, matched = self._matched(encoder, one.name, rows, (ids, kept))
        logits = LOGIT_SCALE * embedding @ F.normalize(self.heads[one.name], dim=-1).T
        targets = one.targets[rows]
        right = (logits.argmax(1) == targets.argmax(1)).float().mean().item()
        classes = F.cross_entropy(logits, targets, label_smoothing=0.05)
        contrast = class_contrast_loss(embedding, one.labels[rows])
        shown = f"{one.name} {right:.3f} match {matched.item():.3f}"
        loss = self.class_weight * (classes + CONTRAST_WEIGHT * contrast) + matched
        return loss, int(mask.sum()), shown


def train(run: Run, task: Task, peak: float) -> None:
    began, first = time.monotonic(), run.tokens
    while run.done < 1:
        loss, tokens, shown = task.next_loss(run.encoder)
        loss.backward()
        run.take_step(rate_at(run.done, peak), tokens)
        if run.step % SHOW_EVERY == 0:
            speed = (run.tokens - first) / (time.monotonic() - began)
            print(f"{run.step} {run.done:.3f} loss {loss.item():.3f} {shown} {speed:.0f} tokens/s", flush=True)


@torch.no_grad()
def new_heads(encoder: Encoder, sets: dict[str, LabelledTexts], random: np.random.Generator) -> dict[str, nn.Parameter]:
    """One row for each class: the mean embedding of a few of its texts."""
    heads = {}
    for name, one in sets.items():
        rows, labels = [], one.labels.cpu().numpy()
        for label in range(len(one.classes)):
            embeddings = encoder(*one.texts.pad(random.permutation(np.flatnonzero(labels == label))[:TEXTS_FOR_HEAD]))
            rows.append(F.normalize(embeddings.mean(0), dim=-1))
        heads[name] = nn.Parameter(torch.stack(rows))
    return heads


def prepare(given: argparse.Namespace, task: Task) -> Encoder:
    """The encoder to train, and the teachers that it has."""
    encoder, _, _ = load_checkpoint(given.start or given.out / f"{START[given.which]}.safetensors")
    if given.which == "large":
        some = task.random.permutation(len(task.general))[:PROJECTION_TEXTS]
        fit_projection(encoder, mean_states(encoder, task.general, some))
    else:
        task.learn_from(load_checkpoint(given.out / "large.safetensors")[0])
        encoder.words.requires_grad_(False)
        encoder.positions.requires_grad_(False)
    if given.which == "student":
        task.twin = load_checkpoint(given.out / "twin.safetensors")[0]
        encoder.set_mix(1)
    else:
        # Full precision: the scales of the ternary rounding play no part.
        for layer in encoder.bit_linears().values():
            layer.scale.requires_grad_(False)
    task.heads = new_heads(encoder, task.sets, task.random)
    return encoder


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("which", choices=list(START))
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--routing", type=Path, required=True, help="the folder agent-config/routing")
    parser.add_argument("--out", type=Path, default=Path("work"))
    parser.add_argument("--minutes", type=float, default=4)
    parser.add_argument("--start", type=Path, help="go on from this checkpoint, with what has been learned so far")
    parser.add_argument("--batch-tokens", type=int, default=16_384)
    parser.add_argument("--corpus-lines", type=int, default=2_000_000)
    parser.add_argument("--pairs", type=int, default=40_000, help="pairs of each file")
    parser.add_argument("--max-tokens", type=int, default=64)
    parser.add_argument("--rate", type=float, default=3e-4)
    parser.add_argument("--class-weight", type=float, default=1.0, help="of telling classes, beside matching teachers")
    parser.add_argument("--shots", type=int, default=None, help="use the few-shot splits, for few-shot figures")
    parser.add_argument("--seed", type=int, default=11)
    given = parser.parse_args()
    torch.manual_seed(given.seed)
    task = Task(given, np.random.default_rng(given.seed))
    encoder = prepare(given, task)
    run = Run(given.out / f"{given.which}.safetensors", encoder, Limit(minutes=given.minutes), task.heads)
    train(run, task, given.rate)
    classes = {name: one.classes for name, one in task.sets.items()}
    run.finish(seed=given.seed, shots=given.shots, classes=classes)


if __name__ == "__main__":
    main()
