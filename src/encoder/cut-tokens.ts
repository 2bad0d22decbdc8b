/** How many tokens of a long text are read at its start and at its end. */
export const HEAD_TOKENS = 96;
export const TAIL_TOKENS = 32;

/**
 * The tokens that an encoder of `maxTokens` positions reads: all, or the first and the last ones of a longer text,
 * three quarters at its start, since a request is stated at either end and what lies between is mostly a paste. The
 * marks that open and close the text are tokens like others, and stay.
 */
export function cutTokens(ids: readonly number[], maxTokens: number): readonly number[] {
  if (ids.length <= maxTokens) return ids;
  const tail = Math.floor((maxTokens * TAIL_TOKENS) / (HEAD_TOKENS + TAIL_TOKENS));
  return [...ids.slice(0, maxTokens - tail), ...ids.slice(ids.length - tail)];
}
