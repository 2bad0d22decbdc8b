import { dateAt, timeAt, weekdayOf } from "./local-time.ts";

const DAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/** `Tue 2026-12-01`, or `Tue 2026-12-01 14:30` where it is not the beginning of the day; `zone` is an IANA name. */
export function formatMoment(ms: number, zone: string): string {
  const date = dateAt(ms, zone);
  const time = timeAt(ms, zone);
  return `${DAYS[weekdayOf(date) - 1] ?? ""} ${date}${time === "00:00" ? "" : ` ${time}`}`;
}
