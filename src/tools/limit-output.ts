import { stripVTControlCharacters } from "node:util";
import { redactSecrets } from "../workspace/redact-secrets.ts";

const KEPT = new Set(["\n", "\t", "\r"]);
const PRIVATE_KEY = /-----BEGIN [A-Z ]*PRIVATE KEY-----/u;

/**
 * What a tool may say to a model: without what looks like a credential, without control characters that would move
 * what stands around it, and cut in the middle when it is too long, since both ends tell the most.
 */
export function limitOutput(text: string, maxChars: number): string {
  const plain = stripVTControlCharacters(text)
    .replace(/\p{Cc}/gu, (character) => (KEPT.has(character) ? character : ""))
    .replace(/[\u202a-\u202e\u2066-\u2069]/gu, "");
  const clean = redactSecrets(plain, { holdsKey: PRIVATE_KEY.test(plain) });
  if (clean.length <= maxChars) return clean;
  const half = Math.floor(maxChars / 2);
  const left = clean.length - 2 * half;
  return `${clean.slice(0, half)}\n[… ${left} characters left out …]\n${clean.slice(-half)}`;
}
