"""A data-aware ternary start: rounds each linear layer so that its outputs, not its weights, stay near the teacher's.

Layer by layer, with the inputs that the already rounded layers really give: the weights are first refitted by ridge
regression to the teacher's outputs, then rounded column by column with the error of each column spread over the
columns that follow (GPTQ, arXiv 2210.17323, here with ternary codes and one scale a row).
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor

from encoder import BitLinear, Encoder
from quantise import eight_bit, least_squares_scale, ternary_codes

RIDGE = 0.02


def refit(inputs: Tensor, targets: Tensor, weight: Tensor) -> tuple[Tensor, Tensor]:
    """Weights and bias that map `inputs` to `targets` in the least-squares sense, drawn towards `weight`."""
    mean_in, mean_out = inputs.mean(0), targets.mean(0)
    x, y = inputs - mean_in, targets - mean_out
    gram = x.T @ x
    damp = RIDGE * gram.diagonal().mean() * torch.eye(len(gram), device=gram.device)
    solved = torch.linalg.solve(gram + damp, x.T @ y + damp @ weight.T).T
    return solved, mean_out - solved @ mean_in


def round_columns(weight: Tensor, gram: Tensor) -> tuple[Tensor, Tensor]:
    """Latent weights whose ternary rounding is the error-compensated one, and the scale of each row."""
    damped = gram + 0.01 * gram.diagonal().mean() * torch.eye(len(gram), device=gram.device)
    order = torch.argsort(damped.diagonal(), descending=True)
    inverse = torch.linalg.cholesky(torch.cholesky_inverse(torch.linalg.cholesky(damped[order][:, order])), upper=True)
    rest = weight[:, order].clone()
    scale = least_squares_scale(weight)
    latent = torch.empty_like(rest)
    codes = torch.empty_like(rest)
    for column in range(rest.shape[1]):
        latent[:, column] = rest[:, column]
        codes[:, column] = ternary_codes(rest[:, column : column + 1], scale)[:, 0]
        error = (rest[:, column] - codes[:, column] * scale[:, 0]) / inverse[column, column]
        rest[:, column:] -= error[:, None] * inverse[column, column:][None, :]
    back = torch.argsort(order)
    latent, codes = latent[:, back], codes[:, back]
    best = best_scale(weight, codes, gram).clamp_min(scale * 0.3)
    return latent / scale * best, best


def best_scale(weight: Tensor, codes: Tensor, gram: Tensor) -> Tensor:
    """The scale of each row that brings codes * scale nearest to the weights on the given inputs."""
    moved = codes @ gram
    return ((moved * weight).sum(1) / (moved * codes).sum(1).clamp_min(1e-9)).unsqueeze(1)


def _round_layer(layer: BitLinear, inputs: Tensor, targets: Tensor) -> None:
    inputs = eight_bit(inputs)
    weight, _ = refit(inputs, targets, layer.weight)
    centred = inputs - inputs.mean(0)
    latent, scale = round_columns(weight, centred.T @ centred)
    layer.weight.copy_(latent)
    layer.scale.copy_(scale)
    quantised = ternary_codes(latent, scale) * scale
    layer.bias.copy_((targets - inputs @ quantised.T).mean(0))


class _Watch:
    """Keeps what goes into and comes out of a layer, without the padding."""

    def __init__(self, layer: BitLinear, real: Tensor):
        self.inputs = self.outputs = torch.empty(0)
        self._real = real
        self._hook = layer.register_forward_hook(self._keep)

    def _keep(self, _layer: BitLinear, given: tuple[Tensor], result: Tensor) -> None:
        self.inputs, self.outputs = (x.reshape(len(self._real), -1)[self._real] for x in (given[0], result))

    def stop(self) -> None:
        self._hook.remove()


@torch.no_grad()
def start_ternary(student: Encoder, teacher: Encoder, ids: Tensor, mask: Tensor) -> None:
    """Rounds every linear layer of `student` (a copy of `teacher`), first to last, on calibration texts [rows, length]."""
    real, bias = mask.reshape(-1), student.attention_bias(mask)
    x_student = x_teacher = teacher.embedded(ids)
    for number, (mine, theirs) in enumerate(zip(student.blocks, teacher.blocks, strict=True)):
        names = ("qkv", "out", "up", "down")
        watches = {name: _Watch(getattr(theirs, name), real) for name in names}
        x_teacher = theirs(x_teacher, bias)
        for name in names:
            layer = getattr(mine, name)
            watch, wanted = _Watch(layer, real), watches[name]
            mine(x_student, bias)
            _round_layer(layer, watch.inputs, wanted.outputs)
            layer.mix = 1.0
            watch.stop()
            wanted.stop()
            left = F.mse_loss(layer(watch.inputs), wanted.outputs) / wanted.outputs.var()
            print(f"block {number} {name}: {left:.3f} of the output's variance lost", flush=True)
        x_student = mine(x_student, bias)
