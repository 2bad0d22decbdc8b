/** Discord's epoch: the first second of 2015. */
const EPOCH_MS = 1_420_070_400_000n;

/** When a thing with this id was made, milliseconds since the epoch. */
export function timeOf(id: string): number {
  return Number((BigInt(id) >> 22n) + EPOCH_MS);
}

/** The smallest id of what is made at this time or later. */
export function idAt(ms: number): string {
  const since = BigInt(Math.max(0, Math.floor(ms))) - EPOCH_MS;
  return ((since > 0n ? since : 0n) << 22n).toString();
}

/** Whether the first id is younger than the second. */
export function isAfter(id: string, other: string): boolean {
  return BigInt(id) > BigInt(other);
}

/** Whether a text can be an id of Discord's. */
export function isId(text: string): boolean {
  return /^\d{5,20}$/u.test(text);
}
