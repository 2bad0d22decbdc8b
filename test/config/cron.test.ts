import { expect, test } from "vitest";
import { Cron } from "../../src/config/cron.ts";

test.each(["30 3 * * *", "*/15 * * * *", "0 0 1 1 0", "5,35 8-18/2 * * 1-5", " 0 3 * * 7 "])(
  "takes %j",
  (text) => {
    expect(Cron.safeParse(text).success).toBe(true);
  },
);

test.each([
  "",
  "03:30",
  "30 3 * *",
  "60 3 * * *",
  "30 24 * * *",
  "0 0 0 * *",
  "5-3 * * * *",
  "* * * * * *",
  "*/0 * * * *",
  "a b c d e",
])("refuses %j", (text) => {
  expect(Cron.safeParse(text).success).toBe(false);
});
