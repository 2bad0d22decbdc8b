import type { CalendarTarget, WorkClock } from "../../calendar/work-clock.ts";

const UNITS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };
const FOR = /^(?:for\s+)?(\d{1,4})\s*(m|h|d|w)(?:in|ins|ours?|ays?|eeks?)?$/iu;
const UNTIL = /^(?:until\s+)?(\d{4}-\d\d-\d\d)(?:[T\s]+(\d\d:\d\d))?$/iu;
const USUAL_TIME = "09:00";

/** `2h`, `until 2031-03-05 14:00`: the moment at which a rest ends, by somebody's clock; undefined for anything else. */
export function parseRest(
  text: string,
  {
    nowMs,
    clock,
    target,
  }: { readonly nowMs: number; readonly clock: WorkClock; readonly target: CalendarTarget },
): number | undefined {
  const [, amount, unit = ""] = FOR.exec(text.trim()) ?? [];
  if (amount !== undefined) return nowMs + Number(amount) * (UNITS[unit.toLowerCase()] ?? 0);
  const [, date, time = USUAL_TIME] = UNTIL.exec(text.trim()) ?? [];
  if (date === undefined || Number.isNaN(Date.parse(`${date}T${time}:00Z`))) return undefined;
  return clock.atLocal(date, time, target);
}
