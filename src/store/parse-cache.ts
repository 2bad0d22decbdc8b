import { LRUCache } from "lru-cache";
import type { z } from "zod";
import { parseStored } from "./parse-stored.ts";

/** Freezes a value and all it holds: whoever reads it has it in common with others. */
function frozen<T>(value: T): T {
  if (typeof value !== "object" || value === null || Object.isFrozen(value)) return value;
  Object.freeze(value);
  for (const inner of Object.values(value)) frozen(inner);
  return value;
}

/**
 * `parseStored` that remembers the records read last by their key: reading one again that has not changed since costs
 * no more than comparing its text. What comes back is frozen.
 */
export function createParseCache<T extends object>(
  schema: z.ZodType<T>,
  size: number,
): (json: string, key: string) => T {
  const known = new LRUCache<string, { readonly json: string; readonly value: T }>({ max: size });
  return (json, key) => {
    const before = known.get(key);
    if (before?.json === json) return before.value;
    const value = frozen(parseStored(schema, json, key));
    known.set(key, { json, value });
    return value;
  };
}
