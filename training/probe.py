"""How good an encoder is for a linear head, in seconds: our own validation batches and the public test sets.

For watching training; the figures of the model card come from `switchyard route eval` and `npm run bench`.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from batches import tokenise
from embed import embed_all
from encoder import Encoder
from files import load_checkpoint, load_tokenizer, read_jsonl, read_labelled
from task_data import filled, own_requests, own_rows, public_set

RIDGE = 2e-5
SCALE = 12.0


def fit(vectors: Tensor, targets: Tensor, ridge: float = RIDGE) -> Tensor:
    """Weights [classes, width + 1] of multinomial logistic regression."""
    rows = F.pad(vectors * SCALE, (0, 1), value=1.0)
    weights = torch.zeros(targets.shape[1], rows.shape[1], device=rows.device, requires_grad=True)
    optimiser = torch.optim.LBFGS([weights], max_iter=150, history_size=20, line_search_fn="strong_wolfe")

    def loss() -> Tensor:
        optimiser.zero_grad()
        value = F.cross_entropy(rows @ weights.T, targets) + ridge * weights.square().sum()
        value.backward()
        return value

    optimiser.step(loss)
    return weights.detach()


def scores(weights: Tensor, vectors: Tensor) -> Tensor:
    return F.pad(vectors * SCALE, (0, 1), value=1.0) @ weights.T


def own(encoder: Encoder, tokenizer, routing: Path) -> str:
    random = np.random.default_rng(1)
    train = own_requests(tokenizer, routing, random)
    weights = fit(embed_all(encoder, train.texts), train.targets)
    agents = [at for at, name in enumerate(train.classes) if (routing / "requests" / f"{name}.jsonl").exists()]
    shown = []
    batches = {path.stem: read_jsonl(path) for path in sorted((routing / "validation").glob("*.jsonl"))}
    for batch, rows in {**batches, "unseen": own_rows(routing, unseen=True)}.items():
        items = [row for row in rows if row.get("primary")]
        found = scores(weights, embed_all(encoder, tokenise(tokenizer, [filled(x["text"], random) for x in items])))
        ranked = found[:, agents].argsort(1, descending=True).cpu().numpy()
        names = [[train.classes[agents[at]] for at in row[:3]] for row in ranked]
        good = [{item["primary"], *item.get("acceptable", [])} for item in items]
        first = np.mean([row[0] in right for row, right in zip(names, good, strict=True)])
        three = np.mean([bool(right & set(row)) for row, right in zip(names, good, strict=True)])
        shown.append(f"{batch} {100 * first:.1f}/{100 * three:.1f}")
    return "  ".join(shown)


def public(encoder: Encoder, tokenizer, data: Path, name: str, shots: int | None) -> str:
    train = public_set(tokenizer, data / "labelled" / name, shots)
    weights = fit(embed_all(encoder, train.texts), train.targets)
    test = read_labelled(data / "labelled" / name / "test.tsv")
    found = scores(weights, embed_all(encoder, tokenise(tokenizer, [text for text, _ in test]))).argmax(1).cpu().numpy()
    right = np.mean([train.classes[at] == label for at, (_, label) in zip(found, test, strict=True)])
    return f"{name}{'' if shots is None else f'@{shots}'} {100 * right:.1f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkpoint", type=Path, nargs="+")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--routing", type=Path, required=True)
    parser.add_argument("--tokenizer", type=Path, default=Path("work/tokenizer.json"))
    parser.add_argument("--ternary", action="store_true")
    given = parser.parse_args()
    tokenizer = load_tokenizer(given.tokenizer)
    for path in given.checkpoint:
        encoder, _, _ = load_checkpoint(path)
        encoder.set_mix(1 if given.ternary else 0)
        parts = [own(encoder, tokenizer, given.routing)]
        for shots in (None, 10):
            parts += [public(encoder, tokenizer, given.data, name, shots) for name in ("clinc150", "banking77", "hwu64")]
        print(f"{path.stem}: {'  '.join(parts)}", flush=True)


if __name__ == "__main__":
    main()
