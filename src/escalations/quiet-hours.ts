import type { CalendarTarget, WorkClock } from "../calendar/work-clock.ts";

/** Times of the day; `until` before `from` is that of the next morning, and the same time twice is never. */
export interface QuietHours {
  readonly from: string;
  readonly until: string;
}

function dayAfter(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

/** The end of the quiet hours that a moment lies in, for whom it is about; the moment itself outside of them. */
export function quietUntil(
  nowMs: number,
  { from, until }: QuietHours,
  { clock, target }: { readonly clock: WorkClock; readonly target: CalendarTarget },
): number {
  if (from === until) return nowMs;
  const today = clock.localDate(nowMs, target);
  for (const date of [dayAfter(today, -1), today]) {
    const startMs = clock.atLocal(date, from, target);
    const endMs = clock.atLocal(until > from ? date : dayAfter(date, 1), until, target);
    if (nowMs >= startMs && nowMs < endMs) return endMs;
  }
  return nowMs;
}
