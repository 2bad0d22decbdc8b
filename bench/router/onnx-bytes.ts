/** Element types of ONNX tensors, as the format numbers them. */
export const ONNX_TYPE = { float32: 1, uint8: 2, int8: 3, int32: 6, int64: 7 } as const;

export interface OnnxTensor {
  readonly name: string;
  readonly type: number;
  readonly dims: readonly number[];
  readonly data: Uint8Array;
}

export interface OnnxNode {
  readonly operator: string;
  readonly inputs: readonly string[];
  readonly output: string;
  /** Whole numbers only. */
  readonly attributes?: Readonly<Record<string, number>>;
}

/** What goes in: any number of rows, each this wide. */
export interface OnnxInput {
  readonly name: string;
  readonly type: number;
  readonly width: number;
}

export interface OnnxGraph {
  readonly nodes: readonly OnnxNode[];
  readonly constants: readonly OnnxTensor[];
  readonly inputs: readonly OnnxInput[];
  readonly output: { readonly name: string; readonly type: number };
}

const IR_VERSION = 8;
const OPSET = 17;
const INTEGER_ATTRIBUTE = 2;

/** A small graph as the bytes of a model file; field numbers are those of onnx.proto3. */
export function toOnnxBytes({ nodes, constants, inputs, output }: OnnxGraph): Uint8Array {
  const graph = join(
    ...nodes.map((node) => field(1, toNode(node))),
    field(2, text("bench")),
    ...constants.map((tensor) => field(5, toTensor(tensor))),
    ...inputs.map(({ name, type, width }) => field(11, toValue(name, type, ["rows", width]))),
    field(12, toValue(output.name, output.type, undefined)),
  );
  return join(number(1, IR_VERSION), field(7, graph), field(8, number(2, OPSET)));
}

function toNode({ operator, inputs, output, attributes = {} }: OnnxNode): Uint8Array {
  return join(
    ...inputs.map((name) => field(1, text(name))),
    field(2, text(output)),
    field(4, text(operator)),
    ...Object.entries(attributes).map(([name, value]) =>
      field(5, join(field(1, text(name)), number(3, value), number(20, INTEGER_ATTRIBUTE))),
    ),
  );
}

function toTensor({ name, type, dims, data }: OnnxTensor): Uint8Array {
  return join(...dims.map((size) => number(1, size)), number(2, type), field(8, text(name)), field(9, data));
}

function toValue(name: string, type: number, dims: readonly (number | string)[] | undefined): Uint8Array {
  const shape = dims?.map((size) =>
    field(1, typeof size === "number" ? number(1, size) : field(2, text(size))),
  );
  const tensor = join(number(1, type), ...(shape === undefined ? [] : [field(2, join(...shape))]));
  return join(field(1, text(name)), field(2, field(1, tensor)));
}

function field(id: number, bytes: Uint8Array): Uint8Array {
  return join(varint(id * 8 + 2), varint(bytes.length), bytes);
}

function number(id: number, value: number): Uint8Array {
  return join(varint(id * 8), varint(value));
}

function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 0x80) {
    bytes.push((rest % 0x80) + 0x80);
    rest = Math.floor(rest / 0x80);
  }
  return Uint8Array.of(...bytes, rest);
}

function text(value: string): Uint8Array {
  return new TextEncoder().encode(value);
}

function join(...parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}
