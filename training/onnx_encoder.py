"""The encoder as an ONNX graph. What differs between the shipped files and the ones for comparison is the
arithmetic of the linear layers, how attention is masked and how the word table is stored; see onnx_arithmetic.py.

Token states are kept as one matrix [batch * length, width]; attention alone sees batches.
"""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

import numpy as np
from onnx import TensorProto, helper
from torch import Tensor, nn

from encoder import BitLinear, Block, Encoder
from files import MAX_TOKENS
from onnx_graph import Graph

LAYER_NORM_EPSILON = 1e-12


class Arithmetic(Protocol):
    """How one kind of file computes."""

    fused_norm: bool
    """Whether adding and normalising is one operator: one launch on a GPU, but slower than its parts on a CPU."""

    def table(self, graph: Graph, name: str, rows: Tensor, ids: str) -> str:
        """Rows of an embedding table, as floats."""

    def linear(self, graph: Graph, name: str, layer: BitLinear, x: str) -> str:
        """x [rows, in] times the layer's weights, without its bias."""

    def mask(self, graph: Graph, mask: str) -> tuple[str, str]:
        """The key padding mask and the additive bias that attention is given; one of them is empty."""


def numbers(tensor: Tensor) -> np.ndarray:
    return tensor.detach().float().cpu().numpy()


def integers(*values: int) -> np.ndarray:
    return np.asarray(values, dtype=np.int64)


def write_encoder(encoder: Encoder, arithmetic: Arithmetic, graph: Graph, path: Path) -> None:
    """Adds the whole encoder to `graph` and saves it. Inputs: input_ids and attention_mask, int64 [batch, length];
    output: embedding, float32 [batch, width], unit length."""
    width = encoder.shape.width
    flat = graph.constant("flat_shape", integers(-1, width))
    batch_shape = graph.add("Concat", graph.add("Shape", "input_ids", name="shape"),
                            graph.constant("rest", integers(-1)), name="batch_shape", axis=0)
    masks = arithmetic.mask(graph, "attention_mask")
    x = graph.add("Reshape", _embedded(encoder, arithmetic, graph), flat, name="tokens")
    for number, block in enumerate(encoder.blocks):
        x = _block(graph, f"block{number}", block, arithmetic, x, (batch_shape, flat, *masks))
    _pool(graph, graph.add("Reshape", x, batch_shape, name="states"))
    sizes = ["batch", "length"]
    inputs = [helper.make_tensor_value_info(name, TensorProto.INT64, sizes) for name in ("input_ids", "attention_mask")]
    output = helper.make_tensor_value_info("embedding", TensorProto.FLOAT, ["batch", width])
    graph.save(path, inputs, [output])


def _embedded(encoder: Encoder, arithmetic: Arithmetic, graph: Graph) -> str:
    words = arithmetic.table(graph, "words", encoder.words.weight, "input_ids")
    length = graph.add("Shape", "input_ids", name="length", start=1, end=2)
    zero, one = graph.constant("zero", np.int64(0)[None]), graph.constant("one", np.int64(1)[None])
    every = graph.constant("position_ids", np.arange(MAX_TOKENS, dtype=np.int64))
    positions = arithmetic.table(graph, "positions", encoder.positions.weight[:MAX_TOKENS], every)
    used = graph.add("Slice", positions, zero, length, zero, one, name="positions_used")
    both = graph.add("Add", words, used, name="embedded")
    return graph.add("LayerNormalization", both, *_norm(graph, "norm", encoder.norm), name="norm",
                     epsilon=LAYER_NORM_EPSILON)


def _block(graph: Graph, name: str, block: Block, arithmetic: Arithmetic, x: str, flow: tuple[str, ...]) -> str:
    """`flow`: the shapes of token states as [batch, length, width] and as rows, and the two masks for attention."""
    batch_shape, flat, padding, bias = flow

    def linear(part: str, inputs: str) -> str:
        return arithmetic.linear(graph, f"{name}.{part}", getattr(block, part), inputs)

    def close(part: str, norm: nn.LayerNorm, result: str, before: str) -> str:
        step = f"{name}.{part}"
        layer_bias = graph.weight(f"{step}.bias", numbers(getattr(block, part).bias))
        scale_and_shift = _norm(graph, f"{step}.norm", norm)
        if arithmetic.fused_norm:
            return graph.fused("SkipLayerNormalization", result, before, *scale_and_shift, layer_bias,
                               name=f"{step}.closed", epsilon=LAYER_NORM_EPSILON)
        whole = graph.add("Add", result, layer_bias, name=f"{step}.biased")
        whole = graph.add("Add", whole, before, name=f"{step}.sum")
        return graph.add("LayerNormalization", whole, *scale_and_shift, name=f"{step}.closed",
                         epsilon=LAYER_NORM_EPSILON)

    qkv = graph.add("Reshape", linear("qkv", x), batch_shape, name=f"{name}.qkv.batch")
    parts = graph.add_many("Split", qkv, names=[f"{name}.{part}" for part in ("query", "key", "value")], axis=-1,
                           num_outputs=3)
    qkv_bias = graph.weight(f"{name}.qkv.bias", numbers(block.qkv.bias))
    mixed = graph.fused("MultiHeadAttention", *parts, qkv_bias, padding, bias, name=f"{name}.attention",
                        num_heads=block.heads)
    x = close("out", block.norm_attention, linear("out", graph.add("Reshape", mixed, flat, name=f"{name}.mixed")), x)
    up_bias = graph.weight(f"{name}.up.bias", numbers(block.up.bias))
    inner = graph.fused("BiasGelu", linear("up", x), up_bias, name=f"{name}.gelu")
    return close("down", block.norm_feed, linear("down", inner), x)


def _norm(graph: Graph, name: str, norm: nn.LayerNorm) -> tuple[str, str]:
    return (graph.weight(f"{name}.weight", numbers(norm.weight)), graph.weight(f"{name}.bias", numbers(norm.bias)))


def _pool(graph: Graph, states: str) -> str:
    """The sum over real tokens, scaled to unit length: the same direction as their mean."""
    weights = graph.add("Cast", "attention_mask", name="pool_weights", to=TensorProto.FLOAT)
    weights = graph.add("Unsqueeze", weights, graph.constant("one", integers(1)), name="pool_rows")
    total = graph.add("MatMul", weights, states, name="pool_total")
    total = graph.add("Squeeze", total, graph.constant("one", integers(1)), name="pooled")
    return graph.add("LpNormalization", total, name="embedding", axis=-1, p=2)
