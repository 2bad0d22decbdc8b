import type { Ladder } from "./ladder-event.ts";

/** Those who are asked, as people call them, in one line. */
export function namesOf(asked: readonly string[], { nameOf }: Pick<Ladder, "nameOf">): string {
  return asked.map((name) => nameOf(name)).join(", ") || "nobody";
}
