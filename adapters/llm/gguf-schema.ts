/** A JSON schema as far as it is looked at here. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** A grammar has no notion of enough; without bounds a small model may write until it is cut off. */
export interface GrammarBounds {
  /** Characters of one text. */
  readonly text: number;
  /** Entries of one list. */
  readonly items: number;
}

const ROOMY: GrammarBounds = { text: 400, items: 4 };
const TIGHT_TOKENS = 1_000;
/** A whole report has about so many texts. */
const TEXTS = 6;

/** Bounds that let a whole report fit into so many tokens. */
export function boundsFor(outputTokens: number | undefined): GrammarBounds {
  if (outputTokens === undefined || outputTokens > TIGHT_TOKENS) return ROOMY;
  return { text: Math.max(40, Math.floor(outputTokens / TEXTS)), items: 1 };
}

const TENTHS = Array.from({ length: 11 }, (_, index) => index / 10);

function isSchema(value: unknown): value is JsonSchema {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function numberOf(value: unknown, otherwise: number): number {
  return typeof value === "number" ? value : otherwise;
}

function schemasOf(value: unknown): readonly JsonSchema[] {
  return Array.isArray(value) ? value.filter(isSchema) : [];
}

function propertiesOf(schema: JsonSchema): readonly (readonly [string, JsonSchema])[] {
  const properties = isSchema(schema["properties"]) ? schema["properties"] : {};
  return Object.entries(properties).filter((entry): entry is [string, JsonSchema] => isSchema(entry[1]));
}

function requiredOf({ required }: JsonSchema): ReadonlySet<unknown> {
  return new Set(Array.isArray(required) ? required : []);
}

function objectGrammar(schema: JsonSchema, bounds: GrammarBounds): JsonSchema {
  const required = requiredOf(schema);
  return {
    type: "object",
    // Grammars know no optional keys: such a key is there with null, and taken out again afterwards.
    properties: Object.fromEntries(
      propertiesOf(schema).map(([name, property]) => {
        const inner = toGrammarSchema(property, bounds);
        const isOptional = !required.has(name) && property["type"] !== "array";
        return [name, isOptional ? { oneOf: [inner, { type: "null" }] } : inner];
      }),
    ),
  };
}

/** A JSON schema in the words that grammars of node-llama-cpp know, with bounds on all that could go on for ever. */
export function toGrammarSchema(schema: JsonSchema, bounds: GrammarBounds = ROOMY): JsonSchema {
  const options = [...schemasOf(schema["anyOf"]), ...schemasOf(schema["oneOf"])];
  if (options.length > 0) return { oneOf: options.map((one) => toGrammarSchema(one, bounds)) };
  if (Array.isArray(schema["enum"])) return { enum: schema["enum"] };
  if ("const" in schema) return { const: schema["const"] };
  switch (schema["type"]) {
    case "object":
      return objectGrammar(schema, bounds);
    case "array":
      return {
        type: "array",
        items: toGrammarSchema(isSchema(schema["items"]) ? schema["items"] : { type: "string" }, bounds),
        minItems: Math.min(numberOf(schema["minItems"], 0), bounds.items),
        maxItems: Math.min(numberOf(schema["maxItems"], bounds.items), bounds.items),
      };
    case "number":
      return schema["maximum"] === 1 ? { enum: TENTHS } : { type: "number" };
    case "integer":
    case "boolean":
    case "null":
      return { type: schema["type"] };
    default:
      return {
        type: "string",
        minLength: numberOf(schema["minLength"], 0),
        maxLength: Math.min(numberOf(schema["maxLength"], bounds.text), bounds.text),
      };
  }
}

function clamp(value: number, schema: JsonSchema): number {
  const isInteger = schema["type"] === "integer";
  const above = numberOf(schema["exclusiveMinimum"], -Infinity) + (isInteger ? 1 : Number.EPSILON);
  const least = Math.max(above, numberOf(schema["minimum"], -Infinity));
  return Math.min(Math.max(value, least), numberOf(schema["maximum"], Number.MAX_SAFE_INTEGER));
}

/** What a grammar could not hold a model to: no key for what is left out, numbers within their limits. */
export function fitToSchema(value: unknown, schema: JsonSchema): unknown {
  if (typeof value === "number") return clamp(value, schema);
  if (Array.isArray(value)) {
    const items = isSchema(schema["items"]) ? schema["items"] : {};
    return value.map((item: unknown) => fitToSchema(item, items));
  }
  if (!isSchema(value)) return value;
  const properties = new Map(propertiesOf(schema));
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, inner]) =>
      inner === null ? [] : [[name, fitToSchema(inner, properties.get(name) ?? {})]],
    ),
  );
}
