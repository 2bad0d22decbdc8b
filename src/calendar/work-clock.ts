/** Whose working time counts. */
export type CalendarTarget =
  | { readonly kind: "organisation" }
  | { readonly kind: "team"; readonly id: string }
  | { readonly kind: "person"; readonly id: string };

/** Working time of people: zones, days, hours, holidays and absences. All moments are milliseconds since the epoch. */
export interface WorkClock {
  /** When so much working time has passed. */
  after(fromMs: number, workingMs: number, target: CalendarTarget): number;
  isWorking(atMs: number, target: CalendarTarget): boolean;
  /** `atMs` itself while working. */
  nextWorking(atMs: number, target: CalendarTarget): number;
  /** Of a date such as "2026-11-28"; undefined on a day off. */
  workingDay(
    date: string,
    target: CalendarTarget,
  ): { readonly startMs: number; readonly endMs: number } | undefined;
  localDate(atMs: number, target: CalendarTarget): string;
  /** "09:30" on that date, daylight saving counted. */
  atLocal(date: string, time: string, target: CalendarTarget): number;
  /** IANA name. */
  zoneOf(target: CalendarTarget): string;
}
