"""What the student is asked to match."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor

RELATION_TEMPERATURE = 0.05
CONTRAST_TEMPERATURE = 0.05


def hidden_loss(student: list[Tensor], teacher: list[Tensor], mask: Tensor) -> Tensor:
    """Mean squared error of the token states after each block, relative to the teacher's variance there."""
    parts = []
    for mine, theirs in zip(student[1:], teacher[1:], strict=True):
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
    off = ~torch.eye(rows, dtype=torch.bool)
    mine, theirs = ((x @ x.T)[off].view(rows, rows - 1) / RELATION_TEMPERATURE for x in (student, teacher))
    return F.kl_div(mine.log_softmax(-1), theirs.log_softmax(-1), log_target=True, reduction="batchmean")


def class_contrast_loss(embeddings: Tensor, labels: Tensor) -> Tensor:
    """Supervised contrastive loss (arXiv 2004.11362): texts of one label attract, all others repel."""
    rows = len(embeddings)
    same = labels[:, None] == labels[None, :]
    own = torch.eye(rows, dtype=torch.bool)
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
    target = torch.arange(len(left))
    return (F.cross_entropy(logits, target) + F.cross_entropy(logits.T, target)) / 2
