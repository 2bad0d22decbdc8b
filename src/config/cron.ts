import { z } from "zod";

/** What each of the five fields may hold: minute, hour, day of month, month, day of week (7 is Sunday as well). */
const FIELDS: readonly (readonly [least: number, most: number])[] = [
  [0, 59],
  [0, 23],
  [1, 31],
  [1, 12],
  [0, 7],
];

function isField(field: string, [least, most]: readonly [number, number]): boolean {
  return field.split(",").every((part) => {
    const match = /^(?:\*|(\d{1,2})(?:-(\d{1,2}))?)(?:\/(\d{1,2}))?$/u.exec(part);
    if (match === null) return false;
    const [from = least, to = from] = [match[1], match[2]].map((each) =>
      each === undefined ? undefined : Number(each),
    );
    const step = Number(match[3] ?? 1);
    return from >= least && to <= most && from <= to && step >= 1;
  });
}

/** A cron expression of five fields, such as `30 3 * * *` for half past three every night. */
export const Cron = z
  .string()
  .trim()
  .refine(
    (text) => {
      const fields = text.split(/\s+/u);
      return (
        fields.length === FIELDS.length && FIELDS.every((limits, at) => isField(fields[at] ?? "", limits))
      );
    },
    {
      error: "is not a cron expression.",
      params: {
        remedy: "Write five fields: minute, hour, day of month, month, day of week; `30 3 * * *` is 03:30.",
      },
    },
  );
