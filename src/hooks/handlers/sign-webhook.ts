import { createHmac, timingSafeEqual } from "node:crypto";

/** `v1=` and the HMAC-SHA256 over `timestamp.body` in hex. */
export function signWebhook(secret: string, timestamp: string, body: string): string {
  return `v1=${createHmac("sha256", secret).update(`${timestamp}.${body}`).digest("hex")}`;
}

export interface SignedRequest {
  readonly timestamp: string;
  readonly body: string;
  readonly signature: string;
}

const TOLERANCE_MS = 5 * 60_000;

/** For whoever receives: true when the signature fits and is not older than five minutes, so that none is replayed. */
export function isSignedBy(secret: string, request: SignedRequest, nowMs: number): boolean {
  const sentMs = Number(request.timestamp) * 1_000;
  if (!Number.isFinite(sentMs) || Math.abs(nowMs - sentMs) > TOLERANCE_MS) return false;
  const expected = Buffer.from(signWebhook(secret, request.timestamp, request.body));
  const given = Buffer.from(request.signature);
  return expected.length === given.length && timingSafeEqual(expected, given);
}
