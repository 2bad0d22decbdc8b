"""A training run that can be stopped and gone on with: optimiser state and progress beside the weights."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

import torch

from encoder import Encoder
from files import load_checkpoint, save_checkpoint

SAVE_EVERY_SECONDS = 240


@dataclass(frozen=True)
class Limit:
    """How long a run goes on; minutes are those of every sitting together."""

    tokens: int | None = None
    minutes: float | None = None


class Run:
    """Weights, heads, AdamW and what was done so far; saved now and then as `<out>.run`.

    A run ends after `limit`, a number of tokens or of minutes.
    """

    def __init__(self, out: Path, encoder: Encoder, limit: Limit, heads: dict[str, torch.nn.Parameter] | None = None):
        self.out, self.encoder, self.limit, self.heads = out, encoder, limit, heads or {}
        self.resume_file = out.with_suffix(".run")
        self.tokens, self.step, self._seconds_before = 0, 0, 0.0
        self._began = time.monotonic()
        self._named = {name: p for name, p in encoder.named_parameters() if p.requires_grad}
        self._named |= {f"head.{name}": p for name, p in self.heads.items()}
        self.optimiser = torch.optim.AdamW(self._named.values(), lr=1e-4, betas=(0.9, 0.98), weight_decay=0, fused=True)
        self._saved = time.monotonic()
        if self.resume_file.exists():
            self._resume()

    def _resume(self) -> None:
        encoder, extra, notes = load_checkpoint(self.resume_file)
        self.encoder.load_state_dict(encoder.state_dict())
        self.tokens, self.step, self._seconds_before = notes["tokens"], notes["step"], notes["seconds"]
        for name, head in self.heads.items():
            head.data.copy_(extra[f"head.{name}"])
        for name, parameter in self._named.items():
            self.optimiser.state[parameter] = {
                "step": torch.tensor(float(self.step)),
                "exp_avg": extra[f"first.{name}"].float().to(parameter.device),
                "exp_avg_sq": extra[f"second.{name}"].float().to(parameter.device),
            }
        print(f"went on at step {self.step}, {self.tokens} tokens", flush=True)

    @property
    def seconds(self) -> float:
        return self._seconds_before + time.monotonic() - self._began

    @property
    def done(self) -> float:
        """The share of the run that is behind; 1 and more: the end."""
        if self.limit.minutes is not None:
            return self.seconds / (60 * self.limit.minutes)
        return self.tokens / (self.limit.tokens or 1)

    def save_now_and_then(self) -> None:
        if time.monotonic() - self._saved < SAVE_EVERY_SECONDS:
            return
        extra = self._head_tensors()
        for name, parameter in self._named.items():
            state = self.optimiser.state[parameter]
            extra[f"first.{name}"] = state["exp_avg"].bfloat16()
            extra[f"second.{name}"] = state["exp_avg_sq"].bfloat16()
        save_checkpoint(self.resume_file, self.encoder, extra, tokens=self.tokens, step=self.step, seconds=self.seconds)
        self._saved = time.monotonic()

    def take_step(self, rate: float, tokens: int) -> None:
        """One optimiser step with the gradients at hand."""
        torch.nn.utils.clip_grad_norm_(self._named.values(), 1.0)
        for group in self.optimiser.param_groups:
            group["lr"] = rate
        self.optimiser.step()
        self.optimiser.zero_grad(set_to_none=True)
        self.step += 1
        self.tokens += tokens
        self.save_now_and_then()

    def _head_tensors(self) -> dict[str, torch.Tensor]:
        return {f"head.{name}": head.data for name, head in self.heads.items()}

    def finish(self, **notes: object) -> None:
        save_checkpoint(self.out, self.encoder, self._head_tensors(), tokens=self.tokens, step=self.step, **notes)
        self.resume_file.unlink(missing_ok=True)
