"""Stage 5: encoders to compare with, for the benchmark only: the teacher in full precision and in eight bits, and the
student's full-precision twin. All of them are graphs of the same shape as the shipped one.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import onnx
from onnxruntime.quantization import QuantType, quantize_dynamic

from encoder import round_embeddings
from files import load_checkpoint
from onnx_arithmetic import FullPrecision
from onnx_encoder import write_encoder
from onnx_graph import Graph, WeightFile


def write_full_precision(checkpoint: Path, path: Path) -> None:
    """A checkpoint as float32 ONNX with its weights in `<name>.bin`; the embeddings are rounded as the shipped ones."""
    encoder, _, _ = load_checkpoint(checkpoint)
    round_embeddings(encoder)
    weights = WeightFile(path.with_suffix(".bin").name)
    write_encoder(encoder, FullPrecision(), Graph(weights), path)
    weights.write(path.parent)
    print(f"{path}: {path.stat().st_size + path.with_suffix('.bin').stat().st_size:,} bytes", flush=True)


def write_eight_bit(source: Path, path: Path) -> None:
    """ONNX Runtime's own dynamic quantisation: int8 weights, a scale for each output channel, int8 embeddings."""
    model = onnx.load(source)
    # The fused operators' types are unknown to the quantiser; all of them give floats.
    options = {"DefaultTensorType": onnx.TensorProto.FLOAT}
    quantize_dynamic(model, path, weight_type=QuantType.QInt8, per_channel=True, extra_options=options)
    print(f"{path}: {path.stat().st_size:,} bytes", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--teacher", type=Path, default=Path("work/teacher.safetensors"))
    parser.add_argument("--twin", type=Path, help="a full-precision checkpoint of stage 3")
    parser.add_argument("--out", type=Path, default=Path("work/peers"))
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    write_full_precision(given.teacher, given.out / "teacher.onnx")
    write_eight_bit(given.out / "teacher.onnx", given.out / "teacher-int8.onnx")
    if given.twin is not None:
        write_full_precision(given.twin, given.out / "twin.onnx")


if __name__ == "__main__":
    main()
