import { z } from "zod";

type Schema = z.core.$ZodType;

/** What may stand directly inside a value: named keys, and `rest` for list entries and free names. */
interface Contents {
  readonly named: Readonly<Record<string, Schema>>;
  readonly rest?: Schema | undefined;
}

const WRAPPERS = [
  z.ZodOptional,
  z.ZodNullable,
  z.ZodDefault,
  z.ZodPrefault,
  z.ZodNonOptional,
  z.ZodReadonly,
  z.ZodCatch,
];

/** The contents that a schema allows; several where it is a union, none where it holds a plain value. */
function contentsOf(schema: Schema): Contents[] {
  if (schema instanceof z.ZodObject) {
    const rest: Schema | undefined = schema.def.catchall;
    return [{ named: schema.shape, ...(rest instanceof z.ZodNever ? {} : { rest }) }];
  }
  if (schema instanceof z.ZodArray) return [{ named: {}, rest: schema.element }];
  if (schema instanceof z.ZodRecord) return [{ named: {}, rest: schema.valueType }];
  if (schema instanceof z.ZodUnion) return schema.options.flatMap(contentsOf);
  if (schema instanceof z.ZodIntersection) {
    return [...contentsOf(schema.def.left), ...contentsOf(schema.def.right)];
  }
  if (schema instanceof z.ZodPipe) return contentsOf(schema.in);
  if (schema instanceof z.ZodLazy) return contentsOf(schema.unwrap());
  for (const Wrapper of WRAPPERS) {
    if (schema instanceof Wrapper) return contentsOf(schema.unwrap());
  }
  return [];
}

function enter(schema: Schema, segment: PropertyKey): Schema[] {
  return contentsOf(schema).flatMap(({ named, rest }) => named[String(segment)] ?? rest ?? []);
}

/** The keys that a schema knows at a path, in the order they were declared; empty where any key goes. */
export function knownKeys(schema: Schema, path: readonly PropertyKey[]): readonly string[] {
  let schemas: Schema[] = [schema];
  for (const segment of path) schemas = schemas.flatMap((each) => enter(each, segment));
  return [...new Set(schemas.flatMap(contentsOf).flatMap(({ named }) => Object.keys(named)))];
}

/** Every key that a schema knows, as dotted paths; list entries and free names are `*` (`teams.*.id`). */
export function allKeyPaths(schema: Schema, prefix: readonly string[] = []): readonly string[] {
  const paths = contentsOf(schema).flatMap(({ named, rest }) => [
    ...Object.entries(named).flatMap(([key, inner]) => {
      const path = [...prefix, key];
      return [path.join("."), ...allKeyPaths(inner, path)];
    }),
    ...(rest === undefined ? [] : allKeyPaths(rest, [...prefix, "*"])),
  ]);
  return [...new Set(paths)];
}
