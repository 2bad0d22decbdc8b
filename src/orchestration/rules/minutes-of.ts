const MINUTES = { W: 7 * 24 * 60, D: 24 * 60, H: 60, M: 1 } as const;

/** The minutes of wall-clock time in a duration of the rules, such as `PT2H` or `P1W`; 0 for anything else. */
export function minutesOf(duration: string): number {
  const [, amount = "0", unit = "M"] = /^PT?(\d+)([WDHM])$/u.exec(duration) ?? [];
  return Number(amount) * (MINUTES[unit as keyof typeof MINUTES] ?? 0);
}
