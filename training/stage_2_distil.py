"""Stage 2: general distillation. The student starts from the teacher's weights, rounded to ternary with the data in
view, and then learns with BitNet arithmetic to give the teacher's token states and embeddings on unlabelled text.

With fewer layers than the teacher's, a full-precision encoder of that depth learns from the teacher first.
"""

from __future__ import annotations

import argparse
import copy
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import torch

from batches import Texts, by_length, tokenise
from device import DEVICE
from encoder import Encoder, shortened
from files import load_checkpoint, load_tokenizer, read_labelled, read_lines, save_checkpoint
from losses import hidden_loss, relation_loss, sentence_loss
from run_state import Limit, Run
from schedule import rate_at
from ternary_start import start_ternary

CALIBRATION_TEXTS = 1600
CALIBRATION_TOKENS = 28
SHOW_EVERY = 50


def general_texts(data: Path, corpus_lines: int, random: np.random.Generator) -> list[str]:
    """A random part of the corpus and the texts of every public train split."""
    lines = read_lines(data / "corpus.txt.xz")
    chosen = [lines[row] for row in random.choice(len(lines), min(corpus_lines, len(lines)), replace=False)]
    for path in sorted((data / "labelled").glob("*/train.tsv")):
        if not path.parent.name.endswith("_fs"):
            chosen += [text for text, _ in read_labelled(path)]
    for line in read_lines(data / "pairs-tldr_task_command.tsv.xz"):
        chosen.append(line.split("\t")[0])
    return list(dict.fromkeys(chosen))


def round_to_ternary(encoder: Encoder, texts: Texts, random: np.random.Generator) -> Encoder:
    """A copy of `encoder`, rounded to ternary with some short texts in view."""
    student = copy.deepcopy(encoder)
    short = np.flatnonzero(texts.lengths <= CALIBRATION_TOKENS)
    start_ternary(student, encoder, *texts.pad(random.choice(short, CALIBRATION_TEXTS, replace=False)))
    return student


def endless(texts: Texts, tokens: int, random: np.random.Generator) -> Iterator[np.ndarray]:
    while True:
        yield from by_length(texts, np.arange(len(texts)), tokens, random)


def distil(run: Run, teacher: Encoder, texts: Texts, batch_tokens: int, peak: float, random: np.random.Generator) -> None:
    began, shown = time.monotonic(), run.tokens
    for rows in endless(texts, batch_tokens, random):
        if run.done >= 1:
            return
        ids, mask = texts.pad(rows)
        with torch.no_grad():
            wanted = teacher.states(ids, mask)
            target = teacher.pool(wanted[-1], mask)
        states = run.encoder.states(ids, mask)
        embedding = run.encoder.pool(states[-1], mask)
        hidden, sentence = hidden_loss(states, wanted, mask), sentence_loss(embedding, target)
        relation = relation_loss(embedding, target)
        (hidden + 2 * sentence + 0.5 * relation).backward()
        run.take_step(rate_at(run.done, peak), int(mask.sum()))
        if run.step % SHOW_EVERY == 0:
            speed = (run.tokens - shown) / (time.monotonic() - began)
            print(
                f"{run.step} {run.done:.3f} hidden {hidden.item():.4f} cosine {1 - sentence.item():.4f} "
                f"relation {relation.item():.4f} {speed:.0f} tokens/s",
                flush=True,
            )


def full_precision(given: argparse.Namespace, teacher: Encoder, texts: Texts, random: np.random.Generator) -> Encoder:
    """`start.safetensors`: the teacher itself, or an encoder of fewer layers that learned from it."""
    path = given.out / "start.safetensors"
    if path.exists():
        return load_checkpoint(path)[0]
    if given.layers == teacher.shape.layers:
        save_checkpoint(path, teacher)
        return teacher
    run = Run(path, frozen_tables(shortened(teacher, given.layers).to(DEVICE)), Limit(minutes=given.shorten_minutes))
    distil(run, teacher, texts, given.batch_tokens, given.rate, random)
    run.finish(seed=given.seed)
    return run.encoder


def frozen_tables(encoder: Encoder) -> Encoder:
    """The same encoder; its embedding tables, which are rounded already, are not trained."""
    encoder.words.requires_grad_(False)
    encoder.positions.requires_grad_(False)
    return encoder


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=Path("work"))
    parser.add_argument("--layers", type=int, default=6)
    parser.add_argument("--minutes", type=float, default=6)
    parser.add_argument("--shorten-minutes", type=float, default=2, help="of full precision, when layers are left out")
    parser.add_argument("--batch-tokens", type=int, default=32_768)
    parser.add_argument("--corpus-lines", type=int, default=2_000_000)
    parser.add_argument("--max-tokens", type=int, default=40)
    parser.add_argument("--rate", type=float, default=8e-4)
    parser.add_argument("--seed", type=int, default=7)
    given = parser.parse_args()
    torch.manual_seed(given.seed)
    random = np.random.default_rng(given.seed)
    teacher, _, _ = load_checkpoint(given.out / "teacher.safetensors")
    tokenizer = load_tokenizer(given.out / "tokenizer.json", given.max_tokens)
    texts = tokenise(tokenizer, general_texts(given.data, given.corpus_lines, random))
    print(f"{len(texts):,} texts, {len(texts.ids):,} tokens", flush=True)
    started = given.out / "ternary-start.safetensors"
    if not started.exists():
        save_checkpoint(started, round_to_ternary(full_precision(given, teacher, texts, random), texts, random))
    student = frozen_tables(load_checkpoint(started)[0])
    student.set_mix(1)
    run = Run(given.out / "general.safetensors", student, Limit(minutes=given.minutes))
    if run.step > 0:
        random = np.random.default_rng([given.seed, run.step])
    distil(run, teacher, texts, given.batch_tokens, given.rate, random)
    run.finish(seed=given.seed)


if __name__ == "__main__":
    main()
