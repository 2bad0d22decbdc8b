const DAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

/** The next `Mon 09:00` (UTC) from a time on, that time included. */
export function nextMoment(moment: string, fromMs: number): number {
  const [day = "", time = ""] = moment.split(" ");
  const [hours = 0, minutes = 0] = time.split(":").map(Number);
  const from = new Date(fromMs);
  const days = (DAYS.indexOf(day) - from.getUTCDay() + DAYS.length) % DAYS.length;
  const midnight = Date.UTC(from.getUTCFullYear(), from.getUTCMonth(), from.getUTCDate());
  const at = midnight + days * DAY_MS + (hours * 60 + minutes) * MINUTE_MS;
  return at < fromMs ? at + DAYS.length * DAY_MS : at;
}

/** `Mon 03-03 09:00`, in UTC. */
export function formatMoment(ms: number): string {
  const date = new Date(ms);
  const text = date.toISOString();
  return `${DAYS[date.getUTCDay()] ?? ""} ${text.slice(5, 10)} ${text.slice(11, 16)}`;
}
