/** Reads the parts of an ONNX file that tests ask for: its nodes and its stored tensors. */

export interface OnnxNode {
  readonly operator: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
}

export interface OnnxTensor {
  readonly name: string;
  /** ONNX's number for the element type: 1 float32, 2 uint8, 3 int8, 6 int32, 7 int64. */
  readonly type: number;
  readonly shape: readonly number[];
  /** The bytes, from the file itself or from the weight file beside it. */
  readonly bytes: Uint8Array;
}

export interface OnnxGraph {
  readonly nodes: readonly OnnxNode[];
  readonly tensors: ReadonlyMap<string, OnnxTensor>;
}

/** Nodes and tensors of an ONNX model; `weightFile` gives the bytes of a file that the model names. */
export function readOnnx(model: Uint8Array, weightFile: (name: string) => Uint8Array): OnnxGraph {
  const graph = messageAt(fieldsOf(model), 7);
  const tensors = blocksAt(graph, 5).map((block) => toTensor(fieldsOf(block), weightFile));
  return {
    nodes: blocksAt(graph, 1).map((block) => toNode(fieldsOf(block))),
    tensors: new Map(tensors.map((tensor) => [tensor.name, tensor])),
  };
}

function toNode(fields: Fields): OnnxNode {
  return { operator: textAt(fields, 4), inputs: textsAt(fields, 1), outputs: textsAt(fields, 2) };
}

function toTensor(fields: Fields, weightFile: (name: string) => Uint8Array): OnnxTensor {
  return {
    name: textAt(fields, 8),
    type: numbersAt(fields, 2)[0] ?? 0,
    shape: numbersAt(fields, 1),
    bytes: blocksAt(fields, 9)[0] ?? outsideBytes(fields, weightFile),
  };
}

function outsideBytes(fields: Fields, weightFile: (name: string) => Uint8Array): Uint8Array {
  const place = new Map(
    blocksAt(fields, 13).map((block) => [textAt(fieldsOf(block), 1), textAt(fieldsOf(block), 2)]),
  );
  const offset = Number(place.get("offset"));
  return weightFile(place.get("location") ?? "").subarray(offset, offset + Number(place.get("length")));
}

/** Values of a Protocol Buffers message by field number: numbers, or the bytes of strings and inner messages. */
type Fields = ReadonlyMap<number, readonly (number | Uint8Array)[]>;

const VARINT = 0;
const EIGHT_BYTES = 1;
const BLOCK = 2;
const FOUR_BYTES = 5;

function fieldsOf(bytes: Uint8Array): Fields {
  const fields = new Map<number, (number | Uint8Array)[]>();
  let at = 0;
  while (at < bytes.length) {
    const tag = readVarint(bytes, at);
    const { value, next } = readValue(bytes, tag.next, tag.value % 8);
    const number = Math.floor(tag.value / 8);
    const before = fields.get(number);
    if (before === undefined) fields.set(number, [value]);
    else before.push(value);
    at = next;
  }
  return fields;
}

interface Read<T> {
  readonly value: T;
  readonly next: number;
}

function readValue(bytes: Uint8Array, at: number, wireType: number): Read<number | Uint8Array> {
  switch (wireType) {
    case VARINT:
      return readVarint(bytes, at);
    case BLOCK: {
      const length = readVarint(bytes, at);
      const next = length.next + length.value;
      if (next > bytes.length) throw new Error("a field reaches beyond the end of its message");
      return { value: bytes.subarray(length.next, next), next };
    }
    case EIGHT_BYTES:
      return { value: bytes.subarray(at, at + 8), next: at + 8 };
    case FOUR_BYTES:
      return { value: bytes.subarray(at, at + 4), next: at + 4 };
    default:
      throw new Error(`wire type ${wireType} at byte ${at} is none of Protocol Buffers 3`);
  }
}

/** An unsigned number; negative ones, which no test asks for, come out too large. */
function readVarint(bytes: Uint8Array, start: number): Read<number> {
  let value = 0;
  let factor = 1;
  for (let at = start; ; at += 1, factor *= 128) {
    const byte = bytes[at];
    if (byte === undefined) throw new Error("the file ends inside a number");
    value += (byte % 128) * factor;
    if (byte < 128) return { value, next: at + 1 };
  }
}

function messageAt(fields: Fields, number: number): Fields {
  const [block] = blocksAt(fields, number);
  if (block === undefined) throw new Error(`field ${number} is missing: no ONNX model`);
  return fieldsOf(block);
}

function blocksAt(fields: Fields, number: number): readonly Uint8Array[] {
  return (fields.get(number) ?? []).filter((value) => typeof value !== "number");
}

function textsAt(fields: Fields, number: number): readonly string[] {
  return blocksAt(fields, number).map((block) => Buffer.from(block).toString("utf8"));
}

function textAt(fields: Fields, number: number): string {
  return textsAt(fields, number)[0] ?? "";
}

/** Repeated numbers, whether each was written by itself or all in one block. */
function numbersAt(fields: Fields, number: number): readonly number[] {
  return (fields.get(number) ?? []).flatMap((value) => (typeof value === "number" ? [value] : unpack(value)));
}

function unpack(block: Uint8Array): readonly number[] {
  const values: number[] = [];
  for (let at = 0; at < block.length;) {
    const { value, next } = readVarint(block, at);
    values.push(value);
    at = next;
  }
  return values;
}
