"""Stage 1: the teachers as checkpoints of our own shape, with the vocabulary cut to what the texts use.

The small teacher, all-MiniLM-L6-v2, is what the encoder starts from. The large one, all-mpnet-base-v2, learns the task
and is what the encoder learns it from; its embeddings end in a projection to the small one's width.

Words seen fewer than MIN_COUNT times are dropped: WordPiece then spells them with shorter pieces. Special tokens and
single characters always stay.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file

from batches import tokenise
from encoder import Shape, from_bert, round_embeddings
from large_teacher import from_mpnet
from files import load_tokenizer, read_labelled, read_lines, save_checkpoint

MIN_COUNT = 6
SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")


def kept_rows(vocabulary: list[str], counts: np.ndarray) -> list[int]:
    """Rows of the vocabulary that stay, in their old order."""
    plain = {row for row, word in enumerate(vocabulary) if len(word.removeprefix("##")) == 1 and ord(word[-1]) < 0x250}
    special = {vocabulary.index(word) for word in SPECIAL}
    return [row for row in range(len(vocabulary)) if row in plain or row in special or counts[row] >= MIN_COUNT]


def write_tokenizer(source: Path, target: Path, words: list[str]) -> None:
    tokenizer = json.loads(source.read_text("utf8"))
    ids = {word: row for row, word in enumerate(words)}
    tokenizer["model"]["vocab"] = ids
    tokenizer["added_tokens"] = [{**token, "id": ids[token["content"]]} for token in tokenizer["added_tokens"]]
    specials = tokenizer["post_processor"].get("special_tokens", {})
    for word, entry in specials.items():
        entry["ids"] = [ids[word]]
    for key in ("cls", "sep"):
        if key in tokenizer["post_processor"]:
            word = tokenizer["post_processor"][key][0]
            tokenizer["post_processor"][key] = [word, ids[word]]
    tokenizer["truncation"] = tokenizer["padding"] = None
    target.write_text(json.dumps(tokenizer, ensure_ascii=False, separators=(",", ":")), "utf8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--teacher", type=Path, required=True, help="model.safetensors of all-MiniLM-L6-v2")
    parser.add_argument("--large", type=Path, help="the folder of all-mpnet-base-v2, with model.safetensors and vocab.txt")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=Path("work"))
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    source = given.data / "tokenizer.json"
    vocabulary = json.loads(source.read_text("utf8"))["model"]["vocab"]
    words = sorted(vocabulary, key=vocabulary.get)
    texts = read_lines(given.data / "corpus.txt.xz")
    for path in sorted((given.data / "labelled").glob("*/train.tsv")):
        texts += [text for text, _ in read_labelled(path)]
    counts = np.bincount(tokenise(load_tokenizer(source), texts).ids, minlength=len(words))
    keep = kept_rows(words, counts)
    write_tokenizer(source, given.out / "tokenizer.json", [words[row] for row in keep])
    encoder = from_bert(load_file(given.teacher), Shape(vocabulary=len(keep)), torch.tensor(keep))
    round_embeddings(encoder)
    save_checkpoint(given.out / "teacher.safetensors", encoder, teacher="all-MiniLM-L6-v2")
    if given.large is not None:
        large = from_mpnet(given.large, [words[row] for row in keep])
        save_checkpoint(given.out / "large-start.safetensors", large, teacher="all-mpnet-base-v2")
    print(f"{len(keep)} of {len(words)} words kept")


if __name__ == "__main__":
    main()
