import { redactSecrets } from "../workspace/redact-secrets.ts";

const PRIVATE_KEY = /-----BEGIN [A-Z ]*PRIVATE KEY-----/u;

/**
 * What a tool may say to a model: without what looks like a credential, without control characters that would move
 * what stands around it, and cut in the middle when it is too long, since both ends tell the most.
 */
export function limitOutput(text: string, maxChars: number): string {
  const plain = text
    .replace(/\u001b\[[0-9;?]*[ -/]*[@-~]/gu, "")
    // eslint-disable-next-line no-control-regex
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u202a-\u202e\u2066-\u2069]/gu, "");
  const clean = redactSecrets(plain, { holdsKey: PRIVATE_KEY.test(plain) });
  if (clean.length <= maxChars) return clean;
  const half = Math.floor(maxChars / 2);
  const left = clean.length - 2 * half;
  return `${clean.slice(0, half)}\n[… ${left} characters left out …]\n${clean.slice(-half)}`;
}
