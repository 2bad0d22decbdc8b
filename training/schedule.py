"""Learning rate over a run counted in tokens."""

from __future__ import annotations

import math


def rate_at(done: float, peak: float, warm_up: float = 0.03, floor: float = 0.02) -> float:
    """Linear warm-up, then a cosine down to `floor * peak`; `done` is the share of the run, 0 to 1."""
    if done < warm_up:
        return peak * max(done, warm_up / 20) / warm_up
    along = min(1.0, (done - warm_up) / (1 - warm_up))
    return peak * (floor + (1 - floor) * (1 + math.cos(math.pi * along)) / 2)
