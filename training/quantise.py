"""BitNet b1.58 arithmetic: ternary weights and eight-bit activations, with straight-through gradients.

Weights: `w_q = clip(round(w / s), -1, 1) * s` as in BitNet b1.58 (arXiv 2402.17764), with one scale s for each output
channel that is learned like a step size (arXiv 1902.08153) from the least-squares ternary scale (arXiv 1605.04711).
Activations: one scale a token, 127 / max|x|.
"""

from __future__ import annotations

import torch
from torch import Tensor

ACTIVATION_LEVELS = 127
EPSILON = 1e-6


def ternary_codes(weight: Tensor, scale: Tensor) -> Tensor:
    """The codes -1, 0 and 1 of a matrix [out, in] with scales [out, 1], as floats."""
    return (weight / scale).round_().clamp_(-1, 1)


def least_squares_scale(weight: Tensor, rounds: int = 12) -> Tensor:
    """The scale of each row, [out, 1], that makes its ternary rounding nearest to it; found by alternation."""
    scale = weight.abs().mean(1, keepdim=True).clamp_min(EPSILON) * 1.5
    for _ in range(rounds):
        used = ternary_codes(weight, scale).abs()
        scale = ((weight.abs() * used).sum(1, keepdim=True) / used.sum(1, keepdim=True).clamp_min(1)).clamp_min(EPSILON)
    return scale


class _Ternary(torch.autograd.Function):
    @staticmethod
    def forward(ctx, weight: Tensor, scale: Tensor, mix: float) -> Tensor:
        codes = ternary_codes(weight, scale)
        ctx.save_for_backward(codes)
        quantised = codes * scale
        return quantised if mix >= 1 else torch.lerp(weight, quantised, mix)

    @staticmethod
    def backward(ctx, gradient: Tensor) -> tuple[Tensor, Tensor, None]:
        (codes,) = ctx.saved_tensors
        return gradient, (gradient * codes).sum(1, keepdim=True), None


class _EightBit(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x: Tensor, mix: float) -> Tensor:
        scale = ACTIVATION_LEVELS / x.abs().amax(-1, keepdim=True).clamp_min(EPSILON)
        quantised = (x * scale).round_().div_(scale)
        return quantised if mix >= 1 else torch.lerp(x, quantised, mix)

    @staticmethod
    def backward(ctx, gradient: Tensor) -> tuple[Tensor, None]:
        return gradient, None


def ternary(weight: Tensor, scale: Tensor, mix: float = 1.0) -> Tensor:
    """The matrix rounded to ternary; `mix` from 0 (untouched) to 1 eases training in. The gradient passes through."""
    return _Ternary.apply(weight, scale, mix)


def eight_bit(x: Tensor, mix: float = 1.0) -> Tensor:
    """Activations rounded to eight bits, one scale for each last-axis vector. The gradient passes through."""
    return _EightBit.apply(x, mix)
