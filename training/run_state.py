"""A training run that can be stopped and gone on with: optimiser state and progress beside the weights."""

from __future__ import annotations

import time
from pathlib import Path

import torch

from encoder import Encoder
from files import load_checkpoint, save_checkpoint

SAVE_EVERY_SECONDS = 240


class Run:
    """Weights, heads, AdamW and the number of tokens seen; saved now and then as `<out>.run`."""

    def __init__(self, out: Path, encoder: Encoder, total_tokens: int, heads: dict[str, torch.nn.Parameter] | None = None):
        self.out, self.encoder, self.total, self.heads = out, encoder, total_tokens, heads or {}
        self.resume_file = out.with_suffix(".run")
        self.tokens, self.step = 0, 0
        self._named = {name: p for name, p in encoder.named_parameters() if p.requires_grad}
        self._named |= {f"head.{name}": p for name, p in self.heads.items()}
        self.optimiser = torch.optim.AdamW(self._named.values(), lr=1e-4, betas=(0.9, 0.98), weight_decay=0, fused=True)
        self._saved = time.monotonic()
        if self.resume_file.exists():
            self._resume()

    def _resume(self) -> None:
        encoder, extra, notes = load_checkpoint(self.resume_file)
        self.encoder.load_state_dict(encoder.state_dict())
        self.tokens, self.step = notes["tokens"], notes["step"]
        for name, head in self.heads.items():
            head.data.copy_(extra[f"head.{name}"])
        for name, parameter in self._named.items():
            self.optimiser.state[parameter] = {
                "step": torch.tensor(float(self.step)),
                "exp_avg": extra[f"first.{name}"].float(),
                "exp_avg_sq": extra[f"second.{name}"].float(),
            }
        print(f"went on at step {self.step}, {self.tokens} tokens", flush=True)

    @property
    def done(self) -> float:
        return self.tokens / self.total

    def save_now_and_then(self) -> None:
        if time.monotonic() - self._saved < SAVE_EVERY_SECONDS:
            return
        extra = self._head_tensors()
        for name, parameter in self._named.items():
            state = self.optimiser.state[parameter]
            extra[f"first.{name}"] = state["exp_avg"].bfloat16()
            extra[f"second.{name}"] = state["exp_avg_sq"].bfloat16()
        save_checkpoint(self.resume_file, self.encoder, extra, tokens=self.tokens, step=self.step)
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
