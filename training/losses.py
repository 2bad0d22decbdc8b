"""What the student is asked to match."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor

RELATION_TEMPERATURE = 0.05
CONTRAST_TEMPERATURE = 0.05


def matched_states(count: int, of: int) -> list[int]:
    """Which of the teacher's `of` blocks each of the student's `count` blocks is held against, evenly spread."""
    return [-(-(block + 1) * of // count) for block in range(count)]


def hidden_loss(student: list[Tensor], teacher: list[Tensor], mask: Tensor) -> Tensor:
    """Mean squared error of the token states after each block, relative to the teacher's variance there."""
    parts = []
    wanted = [teacher[at] for at in matched_states(len(student) - 1, len(teacher) - 1)]
    for mine, theirs in zip(student[1:], wanted, strict=True):
        mine, theirs = (mine, theirs) if bool(mask.all()) else (mine[mask], theirs[mask])
        parts.append(F.mse_loss(mine, theirs) / theirs.var())
    return torch.stack(parts).mean()


def sentence_loss(student: Tensor, teacher: Tensor) -> Tensor:
    """One minus the cosine of unit embeddings, [rows, width] each."""
    return 1 - (student * teacher).sum(-1).mean()


def relation_loss(student: Tensor, teacher: Tensor) -> Tensor:
    """Divergence between the similarity distributions inside the batch, the row itself left out."""
    rows = len(student)
    if rows < 3:
        return student.sum() * 0
    off = ~torch.eye(rows, dtype=torch.bool, device=student.device)
    mine, theirs = ((x @ x.T)[off].view(rows, rows - 1) / RELATION_TEMPERATURE for x in (student, teacher))
    return F.kl_div(mine.log_softmax(-1), theirs.log_softmax(-1), log_target=True, reduction="batchmean")


def class_contrast_loss(embeddings: Tensor, labels: Tensor) -> Tensor:
    """Supervised contrastive loss (arXiv 2004.11362): texts of one label attract, all others repel."""
    rows = len(embeddings)
    same = labels[:, None] == labels[None, :]
    own = torch.eye(rows, dtype=torch.bool, device=embeddings.device)
    logits = (embeddings @ embeddings.T / CONTRAST_TEMPERATURE).masked_fill(own, -1e9)
    positive = same & ~own
    counted = positive.any(1)
    if not bool(counted.any()):
        return embeddings.sum() * 0
    log_share = logits.log_softmax(-1)
    return -((log_share * positive).sum(1)[counted] / positive.sum(1)[counted]).mean()


def pair_loss(left: Tensor, right: Tensor) -> Tensor:
    """InfoNCE in both directions: text i of the left belongs to text i of the right."""
    logits = left @ right.T / CONTRAST_TEMPERATURE
    target = torch.arange(len(left), device=left.device)
    return (F.cross_entropy(logits, target) + F.cross_entropy(logits.T, target)) / 2
