/**
 * Slack knows a message by its time, `1700000000.000100`. What is no message has an id that says what it is and, where
 * it is about a message, that message's time: `request.<ts>` (a shortcut used on it), `edit.<ts>.<when>`,
 * `deletion.<ts>`, `reaction.<ts>.<who>.<emoji>.<when>`; `command.…`, `action.…` and `form.…` are about none.
 */
const ABOUT = /^(?:(?:request|edit|deletion|reaction)\.)?(\d{6,}\.\d{1,6})(?:\.|$)/u;

/** The time of the message that an id, or the id of a thread, stands for; undefined where nothing in Slack has it. */
export function tsOf(id: string | undefined): string | undefined {
  return id === undefined ? undefined : ABOUT.exec(id)?.[1];
}

/** ISO 8601 of a message's time; `nowMs` stands in for ids that are no times. */
export function sentAtOf(ts: string | undefined, nowMs: number): string {
  const seconds = Number(tsOf(ts) ?? Number.NaN);
  return new Date(Number.isFinite(seconds) ? Math.floor(seconds * 1_000) : nowMs).toISOString();
}
