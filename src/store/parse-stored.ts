import type { z } from "zod";
import { BotError, messageOf } from "../errors.ts";

/** Parses what the store gave back; a record that does not fit its schema is `store.corrupt`, named by its key. */
export function parseStored<T>(schema: z.ZodType<T>, json: string, key: string): T {
  return checkStored(schema, readStored(json, key), key);
}

/** `parseStored` for values that are put together from several stored fields. */
export function checkStored<T>(schema: z.ZodType<T>, value: unknown, key: string): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw corrupt(key, `${issue?.path.join(".") ?? ""}: ${issue?.message ?? "does not fit"}`, parsed.error);
}

/** JSON of a part that is checked together with the rest later. */
export function readStored(json: string, key: string): unknown {
  try {
    return JSON.parse(json);
  } catch (error) {
    throw corrupt(key, messageOf(error), error);
  }
}

function corrupt(key: string, detail: string, cause: unknown): BotError {
  return new BotError(
    "store.corrupt",
    `The stored record ${key} cannot be read (${detail}). It was changed outside Switchyard or by a newer version.`,
    { cause },
  );
}
