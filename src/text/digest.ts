import { createHash } from "node:crypto";

/** A short name for a text: two texts with the same one are the same. */
export function digest(text: string): string {
  return createHash("sha256").update(text).digest("base64url").slice(0, 22);
}
