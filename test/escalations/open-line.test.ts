import { expect, test } from "vitest";
import { openLine } from "../../src/escalations/open-line.ts";
import { aMatter, createLadderKit } from "./ladder-kit.ts";

const STRANGERS = { "slack:U34": "Mara Olsen" };

async function lineAfter(act?: { readonly by: string }) {
  const { escalations, ring } = createLadderKit();
  await escalations.raise({ ...aMatter, target: "slack:U34", names: STRANGERS });
  await ring();
  if (act !== undefined) await escalations.act("E1", { type: "acknowledged", ...act });
  const found = await escalations.find("E1");
  if (found === undefined) throw new Error("nothing is raised");
  return openLine(found, { nameOf: (await escalations.ladderOf(found)).nameOf, zone: "UTC" });
}

test("those who are asked are called by their names", async () => {
  expect(await lineAfter()).toMatch(
    /^E1 {2}T1 {2}high {2}individual, open, asks debug, Ada, Mara Olsen, then climb at 3 Mar \d\d:\d\d\n {4}the licence server is away$/u,
  );
});

test.each([
  ["ada", "Ada"],
  ["slack:U34", "Mara Olsen"],
  ["slack:U99", "U99"],
])("who has it in hand is called by their name: %s is %s", async (by, name) => {
  expect(await lineAfter({ by })).toContain(`individual, acknowledged, with ${name}, then remind at `);
});
