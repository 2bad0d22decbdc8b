import { expect, test } from "vitest";
import { checkRouterVersions } from "../../src/doctor/check-router-versions.ts";
import type { LoadedVersion } from "../../src/router/learning/router-version.ts";

const EXAMPLE = { text: "fix it", agent: "debug", backers: ["ada"], at: "2031-03-03T09:00:00.000Z" };

async function linesFor(current: Partial<LoadedVersion>, isHeld = false) {
  return checkRouterVersions({
    current: async () => ({ version: 0, examples: [], problems: [], ...current }),
    isHeld: async () => isHeld,
  }).run();
}

test("says what is in force", async () => {
  expect(await linesFor({})).toMatchObject([
    { verdict: "ok", message: expect.stringContaining("shipped") as string },
  ]);
  expect(await linesFor({ version: 3, examples: [EXAMPLE] })).toMatchObject([
    { verdict: "ok", message: "Version 3 of the router is in force; it has learned 1 request here." },
  ]);
});

test("says that a rollback holds", async () => {
  const [line] = await linesFor({ version: 2 }, true);

  expect(line).toMatchObject({
    verdict: "ok",
    message: expect.stringContaining("since a rollback") as string,
  });
});

test("warns of a damaged version, and says what is used instead", async () => {
  const problems = ["Version 4 of the router cannot be used: heads.bin was changed."];

  const [line] = await linesFor({ version: 3, examples: [EXAMPLE], problems });

  expect(line).toMatchObject({
    verdict: "warning",
    remedy: expect.stringContaining("route refit") as string,
  });
  expect(line?.message).toMatch(/^Version 4 .* Version 3 /u);
});
