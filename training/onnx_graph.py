"""Writing ONNX graphs by hand: nodes, small constants inside the file, weights in one binary file beside it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

MICROSOFT = "com.microsoft"
OPSET = 21
IR_VERSION = 10
ALIGNMENT = 64


class WeightFile:
    """The bytes that several graphs refer to; an array is written once, under its name."""

    def __init__(self, name: str):
        self.name = name
        self._parts: list[bytes] = []
        self._size = 0
        self._places: dict[str, tuple[int, int]] = {}

    def place(self, name: str, array: np.ndarray) -> tuple[int, int]:
        """Offset and length in bytes of an array; a second call with the same name gives the first one's place."""
        if name not in self._places:
            data = np.ascontiguousarray(array).tobytes()
            self._places[name] = (self._size, len(data))
            padding = -len(data) % ALIGNMENT
            self._parts.append(data + bytes(padding))
            self._size += len(data) + padding
        if self._places[name][1] != array.nbytes:
            raise ValueError(f"{name} was written with another size")
        return self._places[name]

    def write(self, folder: Path) -> None:
        (folder / self.name).write_bytes(b"".join(self._parts))


class Graph:
    """A graph under construction; every method that adds something returns the name of its value."""

    def __init__(self, weights: WeightFile):
        self.weights = weights
        self._nodes: list[onnx.NodeProto] = []
        self._initializers: dict[str, TensorProto] = {}

    def constant(self, name: str, array: np.ndarray) -> str:
        """A value that is stored in the graph itself."""
        if name not in self._initializers:
            self._initializers[name] = numpy_helper.from_array(array, name)
        return name

    def weight(self, name: str, array: np.ndarray) -> str:
        """A value that is stored in the weight file."""
        offset, length = self.weights.place(name, array)
        tensor = TensorProto(name=name, dims=array.shape, data_location=TensorProto.EXTERNAL)
        tensor.data_type = helper.np_dtype_to_tensor_dtype(array.dtype)
        for key, value in (("location", self.weights.name), ("offset", offset), ("length", length)):
            tensor.external_data.add(key=key, value=str(value))
        self._initializers[name] = tensor
        return name

    def add(self, operator: str, *inputs: str, name: str, domain: str = "", **attributes: object) -> str:
        """A node with one output, which carries the node's name."""
        return self.add_many(operator, *inputs, names=[name], domain=domain, **attributes)[0]

    def add_many(
        self, operator: str, *inputs: str, names: list[str], domain: str = "", **attributes: object
    ) -> list[str]:
        self._nodes.append(
            helper.make_node(operator, list(inputs), names, name=names[0], domain=domain, **attributes)
        )
        return names

    def fused(self, operator: str, *inputs: str, name: str, **attributes: object) -> str:
        """A node of ONNX Runtime's own operator set."""
        return self.add(operator, *inputs, name=name, domain=MICROSOFT, **attributes)

    def save(self, path: Path, inputs: list[onnx.ValueInfoProto], outputs: list[onnx.ValueInfoProto]) -> None:
        graph = helper.make_graph(self._nodes, path.stem, inputs, outputs, list(self._initializers.values()))
        domains = [helper.make_opsetid("", OPSET), helper.make_opsetid(MICROSOFT, 1)]
        model = helper.make_model(graph, opset_imports=domains, ir_version=IR_VERSION, producer_name="switchyard")
        path.write_bytes(model.SerializeToString(deterministic=True))
