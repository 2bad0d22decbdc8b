"""The labelled texts of the task stage: public intent sets, our own requests, and pairs that belong together."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor

from batches import Texts, tokenise
from device import DEVICE
from files import read_jsonl, read_labelled, read_lines

OWN = "requests"
PRIMARY_SHARE = 0.8
# One line in ten of our own requests stays unseen, so that the heads can be calibrated on it.
HELD_OUT_EVERY = 10
# And so does all of this folder.
UNSEEN = "requests-unseen"
COMPONENTS = (
    "core cli api gateway worker scheduler parser tokenizer billing-api auth-service web-app dashboard sdk runtime "
    "storage cache ingest exporter bitnet-core bitnet-quant bitnet-inference bitnet-training bitnet-metal bitnet-cli"
).split()
PROJECTS = ("our project", "the platform", "BitNet-Rust", "the workspace", "the product", "Atlas", "the repo")


@dataclass(frozen=True)
class LabelledTexts:
    """Texts with a distribution over classes each, [texts, classes]."""

    name: str
    texts: Texts
    targets: Tensor
    classes: list[str]

    @property
    def labels(self) -> Tensor:
        return self.targets.argmax(1)


def train_file(folder: Path, shots: int | None) -> Path:
    """The train split of a public set, or its few-shot split, which may lie in `<set>_fs`."""
    if shots is None:
        return folder / "train.tsv"
    own = folder / f"train_{shots}.tsv"
    return own if own.exists() else folder.parent / f"{folder.name}_fs" / own.name


def public_set(tokenizer: Tokenizer, folder: Path, shots: int | None) -> LabelledTexts:
    rows = read_labelled(train_file(folder, shots))
    classes = sorted({label for _, label in rows})
    index = torch.tensor([classes.index(label) for _, label in rows])
    targets = torch.nn.functional.one_hot(index, len(classes)).float().to(DEVICE)
    return LabelledTexts(folder.name, tokenise(tokenizer, [text for text, _ in rows]), targets, classes)


def filled(text: str, random: np.random.Generator) -> str:
    """The text with names in place of {component} and {project}."""
    while "{component}" in text:
        text = text.replace("{component}", str(random.choice(COMPONENTS)), 1)
    return text.replace("{project}", str(random.choice(PROJECTS)))


def own_rows(routing: Path, *, unseen: bool) -> list[dict]:
    """The lines below agent-config/routing that encoders are trained with, or those that are kept from them."""
    rows = []
    for path in [*sorted(routing.glob("requests*/*.jsonl")), *sorted(routing.glob("front-door*.jsonl"))]:
        for number, row in enumerate(read_jsonl(path)):
            kept = path.parent.name == UNSEEN or number % HELD_OUT_EVERY == HELD_OUT_EVERY - 1
            if kept == unseen:
                rows.append(row)
    return rows


def own_requests(tokenizer: Tokenizer, routing: Path, random: np.random.Generator) -> LabelledTexts:
    """Our own training requests, primary and acceptable agents as soft targets; front-door lines as further classes."""
    rows: list[tuple[str, str, list[str]]] = [
        (row["text"], row.get("primary") or row["frontDoor"], row.get("acceptable", []))
        for row in own_rows(routing, unseen=False)
    ]
    classes = sorted({label for _, label, _ in rows})
    targets = torch.zeros(len(rows), len(classes))
    for at, (_, label, acceptable) in enumerate(rows):
        others = [classes.index(agent) for agent in acceptable if agent in classes]
        targets[at, classes.index(label)] = PRIMARY_SHARE if others else 1.0
        for other in others:
            targets[at, other] = (1 - PRIMARY_SHARE) / len(others)
    texts = tokenise(tokenizer, [filled(text, random) for text, _, _ in rows])
    return LabelledTexts(OWN, texts, targets.to(DEVICE), classes)


def pairs(tokenizer: Tokenizer, data: Path, limit: int, random: np.random.Generator) -> tuple[Texts, Texts]:
    """Commit subject with body and task with command, left and right."""
    rows: list[list[str]] = []
    for path in sorted(data.glob("pairs-*.tsv.xz")):
        lines = read_lines(path)
        chosen = random.choice(len(lines), min(limit, len(lines)), replace=False)
        rows += [lines[row].split("\t")[:2] for row in chosen]
    return tokenise(tokenizer, [row[0] for row in rows]), tokenise(tokenizer, [row[1] for row in rows])
