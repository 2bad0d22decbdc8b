import { shorten } from "../text/shorten.ts";
import { redactSecrets } from "../workspace/redact-secrets.ts";

/** A text as it is remembered: bounded, and without what looks like a credential. */
export function memoryText(text: string, maxChars: number): string {
  const clean = redactSecrets(text, { holdsKey: text.includes("PRIVATE KEY") });
  return shorten(clean.replace(/\s+/gu, " ").trim(), maxChars);
}
