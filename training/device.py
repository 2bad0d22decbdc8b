"""Where training runs: a CUDA device when there is one, else the CPU."""

from __future__ import annotations

import torch

DEVICE = torch.device("cuda" if torch.cuda.is_available() else "cpu")
# TF32 keeps eleven bits of each factor and adds up in float32: eight-bit activations times ternary codes stay exact.
torch.backends.cuda.matmul.allow_tf32 = True
torch.backends.cudnn.allow_tf32 = True
