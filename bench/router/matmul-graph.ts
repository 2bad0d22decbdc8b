import { ONNX_TYPE, toOnnxBytes, type OnnxNode, type OnnxTensor } from "./onnx-bytes.ts";

/** Inputs and outputs of one linear layer. */
export type LayerShape = readonly [inputs: number, outputs: number];

export type Precision = "int8" | "float32";

const WIDTH = 384;
const INNER = 1536;
const LAYERS = 6;

/** The linear layers of the encoders that are compared: all have the same shape. */
export const ENCODER_LAYERS: readonly LayerShape[] = Array.from({ length: LAYERS }, () => [
  [WIDTH, 3 * WIDTH] as const,
  [WIDTH, WIDTH] as const,
  [WIDTH, INNER] as const,
  [INNER, WIDTH] as const,
]).flat();

/** Multiply-accumulates of these layers for one token; also their number of weights. */
export function weightsOf(layers: readonly LayerShape[]): number {
  return layers.reduce((sum, [inputs, outputs]) => sum + inputs * outputs, 0);
}

/**
 * A graph that multiplies its inputs by one constant matrix a layer and does nothing else: `rows_<inputs>` [rows,
 * inputs] for every width of input, and as output the first number of each product, so that no product can be left
 * out and hardly anything is copied. In eight bits the inputs are unsigned around 128, the weights signed: the
 * combination that ONNX Runtime is quick at.
 */
export function matmulGraph(layers: readonly LayerShape[], precision: Precision): Uint8Array {
  const isInteger = precision === "int8";
  const widths = [...new Set(layers.map(([inputs]) => inputs))];
  const nodes: OnnxNode[] = [];
  const constants: OnnxTensor[] = [
    { name: "first", type: ONNX_TYPE.int64, dims: [1], data: new Uint8Array(8) },
    { name: "zero", type: ONNX_TYPE.uint8, dims: [], data: Uint8Array.of(128) },
  ];
  layers.forEach(([inputs, outputs], index) => {
    constants.push({
      name: `weights_${index}`,
      type: isInteger ? ONNX_TYPE.int8 : ONNX_TYPE.float32,
      dims: [inputs, outputs],
      data: isInteger ? ternaryBytes(inputs * outputs) : floatBytes(inputs * outputs),
    });
    nodes.push(
      {
        operator: isInteger ? "MatMulInteger" : "MatMul",
        inputs: [`rows_${inputs}`, `weights_${index}`, ...(isInteger ? ["zero"] : [])],
        output: `product_${index}`,
      },
      {
        operator: "Gather",
        inputs: [`product_${index}`, "first"],
        output: `row_${index}`,
        attributes: { axis: 0 },
      },
      {
        operator: "Gather",
        inputs: [`row_${index}`, "first"],
        output: `number_${index}`,
        attributes: { axis: 1 },
      },
    );
  });
  nodes.push({
    operator: "Concat",
    inputs: layers.map((_, index) => `number_${index}`),
    output: "numbers",
    attributes: { axis: 0 },
  });
  return toOnnxBytes({
    nodes,
    constants: isInteger ? constants : constants.filter(({ name }) => name !== "zero"),
    inputs: widths.map((width) => ({
      name: `rows_${width}`,
      type: isInteger ? ONNX_TYPE.uint8 : ONNX_TYPE.float32,
      width,
    })),
    output: { name: "numbers", type: isInteger ? ONNX_TYPE.int32 : ONNX_TYPE.float32 },
  });
}

/** -1, 0 and 1 in turn, out of step with the rows. */
function ternaryBytes(length: number): Uint8Array {
  const values = new Int8Array(length);
  for (let at = 0; at < length; at += 1) values[at] = ((at * 7 + (at >> 5)) % 3) - 1;
  return new Uint8Array(values.buffer);
}

function floatBytes(length: number): Uint8Array {
  const values = new Float32Array(length);
  for (let at = 0; at < length; at += 1) values[at] = (((at * 7 + (at >> 5)) % 3) - 1) / 16;
  return new Uint8Array(values.buffer);
}
