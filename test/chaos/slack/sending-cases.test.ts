import { expect, test } from "vitest";
import { case21 } from "./case-21.ts";
import { case22 } from "./case-22.ts";
import { case23 } from "./case-23.ts";
import { case24 } from "./case-24.ts";

test.each([case21, case22, case23, case24])("case $number of the fault plan: $title", async ({ run }) => {
  const { held, facts } = await run("short");

  expect(held ? "held" : JSON.stringify(facts)).toBe("held");
});
