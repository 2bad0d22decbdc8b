/** Whose calendar counts; a person is known by the configured id, else by `platform:userId`. */
export type CalendarTarget =
  | { readonly kind: "organisation" }
  | { readonly kind: "team"; readonly id: string }
  | { readonly kind: "person"; readonly id: string };

/** Time as somebody's working calendar sees it. Moments are milliseconds since the epoch, dates `2026-11-28`. */
export interface WorkClock {
  /**
   * When so much working time has passed. Time that is up with the end of a working day is up then, not in the next
   * morning; no time at all is up at once.
   */
  after(fromMs: number, workingMs: number, target: CalendarTarget): number;
  /** How much working time there is between two moments; none where the second comes first. */
  between(fromMs: number, toMs: number, target: CalendarTarget): number;
  isWorking(atMs: number, target: CalendarTarget): boolean;
  /** The first working moment from then on: `atMs` itself while working. */
  nextWorking(atMs: number, target: CalendarTarget): number;
  /** From the first to the last working moment of a date; undefined: off. */
  workingDay(
    date: string,
    target: CalendarTarget,
  ): { readonly startMs: number; readonly endMs: number } | undefined;
  localDate(atMs: number, target: CalendarTarget): string;
  /** When the clocks there first reach `time` ("09:30") of that date: a time that daylight saving leaves out is reached when it leaps. */
  atLocal(date: string, time: string, target: CalendarTarget): number;
  /** IANA name. */
  zoneOf(target: CalendarTarget): string;
}
