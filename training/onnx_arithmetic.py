"""The ways in which the exported files compute their linear layers.

Ternary codes are stored once, two bits each, as MatMulNBits reads them: row by row over the output channels, four
input channels a byte, the lowest bits first, codes 1, 2 and 3 for -1, 0 and 1. The file for CPUs turns the same
bytes into an eight-bit matrix with operations that ONNX Runtime carries out once, when the model is loaded.
"""

from __future__ import annotations

import numpy as np
from onnx import TensorProto
from torch import Tensor

from encoder import BitLinear
from onnx_encoder import integers, numbers
from onnx_graph import Graph
from quantise import ACTIVATION_LEVELS, EPSILON, ternary_codes

BLOCK = 128
BITS = 2
CODES_PER_BYTE = 8 // BITS
CODE_ZERO = 2
UINT8_ZERO = 128
MASKED = -1e9


def pack_codes(layer: BitLinear) -> np.ndarray:
    """The layer's ternary codes, uint8 [out, in / 128, 32]."""
    codes = ternary_codes(layer.weight.detach(), layer.scale.detach()).cpu().numpy().astype(np.int64) + CODE_ZERO
    outputs, inputs = codes.shape
    if inputs % BLOCK:
        raise ValueError(f"{inputs} inputs are no multiple of {BLOCK}")
    shifts = np.arange(CODES_PER_BYTE) * BITS
    packed = (codes.reshape(outputs, inputs // CODES_PER_BYTE, CODES_PER_BYTE) << shifts).sum(-1)
    return packed.astype(np.uint8).reshape(outputs, inputs // BLOCK, BLOCK // CODES_PER_BYTE)


def code_table() -> np.ndarray:
    """The four values that each byte stands for, int8 [256, 4]."""
    shifts = np.arange(CODES_PER_BYTE) * BITS
    return (((np.arange(256)[:, None] >> shifts) & 3) - CODE_ZERO).astype(np.int8)


def eight_bit_rows(rows: Tensor) -> tuple[np.ndarray, np.ndarray]:
    """A table as int8 rows and a float scale for each, [rows, 1]."""
    table = numbers(rows)
    scale = np.maximum(np.abs(table).max(1, keepdims=True), EPSILON) / ACTIVATION_LEVELS
    return np.rint(table / scale).astype(np.int8), scale.astype(np.float32)


class TernaryOnCpu:
    """BitNet arithmetic in integers: activations as uint8 around 128 with a scale for each token, weights as int8."""

    fused_norm = False

    def table(self, graph: Graph, name: str, rows: Tensor, ids: str) -> str:
        codes, scale = eight_bit_rows(rows)
        found = graph.add("Gather", graph.weight(f"{name}.codes", codes), ids, name=f"{name}.found")
        found = graph.add("Cast", found, name=f"{name}.float", to=TensorProto.FLOAT)
        scales = graph.add("Gather", graph.weight(f"{name}.scale", scale), ids, name=f"{name}.scales")
        return graph.add("Mul", found, scales, name=f"{name}.rows")

    def linear(self, graph: Graph, name: str, layer: BitLinear, x: str) -> str:
        largest = graph.add("Abs", x, name=f"{name}.absolute")
        largest = graph.add("ReduceMax", largest, graph.constant("last_axis", integers(-1)), name=f"{name}.largest")
        largest = graph.add("Max", largest, graph.constant("epsilon", np.float32(EPSILON)), name=f"{name}.range")
        step = graph.constant("step", np.float32(1 / ACTIVATION_LEVELS))
        zero = graph.constant("activation_zero", np.uint8(UINT8_ZERO))
        share = graph.add("Div", x, largest, name=f"{name}.share")
        product = graph.fused(
            "MatMulIntegerToFloat",
            graph.add("QuantizeLinear", share, step, zero, name=f"{name}.eight_bit"),
            self._matrix(graph, name, layer),
            step,
            graph.weight(f"{name}.scale", numbers(layer.scale[:, 0])),
            zero,
            name=f"{name}.product",
        )
        return graph.add("Mul", product, largest, name=f"{name}.scaled")

    def _matrix(self, graph: Graph, name: str, layer: BitLinear) -> str:
        """The packed codes as int8 [in, out]. Everything here is constant, so it is computed when the model loads."""
        packed = graph.weight(f"{name}.codes", pack_codes(layer))
        index = graph.add("Cast", packed, name=f"{name}.index", to=TensorProto.INT32)
        spread = graph.add("Gather", graph.constant("code_table", code_table()), index, name=f"{name}.spread")
        shape = graph.constant(f"{layer.out_features}x{layer.in_features}", integers(*layer.weight.shape))
        rows = graph.add("Reshape", spread, shape, name=f"{name}.matrix")
        return graph.add("Transpose", rows, name=f"{name}.columns", perm=[1, 0])

    def mask(self, graph: Graph, mask: str) -> tuple[str, str]:
        return graph.add("Cast", mask, name="padding", to=TensorProto.INT32), ""


class TernaryOnGpu:
    """MatMulNBits on the packed codes themselves. Activations are rounded to eight bits inside the operator."""

    fused_norm = True

    def table(self, graph: Graph, name: str, rows: Tensor, ids: str) -> str:
        codes, scale = eight_bit_rows(rows)
        floats = graph.add("Cast", graph.weight(f"{name}.codes", codes), name=f"{name}.float", to=TensorProto.FLOAT)
        table = graph.add("Mul", floats, graph.weight(f"{name}.scale", scale), name=f"{name}.table")
        return graph.add("Gather", table, ids, name=f"{name}.rows")

    def linear(self, graph: Graph, name: str, layer: BitLinear, x: str) -> str:
        outputs, inputs = layer.weight.shape
        row = graph.weight(f"{name}.scale", numbers(layer.scale[:, 0]))
        row = graph.add("Unsqueeze", row, graph.constant("one", integers(1)), name=f"{name}.scale_rows")
        shape = graph.constant(f"{outputs}_scales_{inputs}", integers(outputs, inputs // BLOCK))
        scales = graph.add("Expand", row, shape, name=f"{name}.scales")
        codes = graph.weight(f"{name}.codes", pack_codes(layer))
        return graph.fused("MatMulNBits", x, codes, scales, name=f"{name}.product", K=inputs, N=outputs, bits=BITS,
                           block_size=BLOCK, accuracy_level=4)

    def mask(self, graph: Graph, mask: str) -> tuple[str, str]:
        """0 where attention may look, far below it on padding: [batch, 1, length, length]."""
        real = graph.add("Cast", mask, name="mask_float", to=TensorProto.FLOAT)
        padded = graph.add("Sub", real, graph.constant("float_one", np.float32(1)), name="mask_padded")
        bias = graph.add("Mul", padded, graph.constant("masked", np.float32(-MASKED)), name="mask_bias")
        bias = graph.add("Unsqueeze", bias, graph.constant("middle", integers(1, 2)), name="mask_rows")
        one, length = graph.constant("one", integers(1)), graph.add("Shape", mask, name="keys", start=1, end=2)
        batch = graph.add("Shape", mask, name="batches", start=0, end=1)
        shape = graph.add("Concat", batch, one, length, length, name="mask_shape", axis=0)
        return "", graph.add("Expand", bias, shape, name="attention_bias")


class FullPrecision:
    """Plain float32 matrices, for comparison."""

    fused_norm = False

    def table(self, graph: Graph, name: str, rows: Tensor, ids: str) -> str:
        return graph.add("Gather", graph.weight(f"{name}.table", numbers(rows)), ids, name=f"{name}.rows")

    def linear(self, graph: Graph, name: str, layer: BitLinear, x: str) -> str:
        return graph.add("MatMul", x, graph.weight(f"{name}.matrix", numbers(layer.weight.T)), name=f"{name}.product")

    def mask(self, graph: Graph, mask: str) -> tuple[str, str]:
        return graph.add("Cast", mask, name="padding", to=TensorProto.INT32), ""
