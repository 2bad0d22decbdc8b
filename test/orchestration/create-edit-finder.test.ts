import { rm, writeFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { createEditFinder } from "../../src/orchestration/create-edit-finder.ts";
import { copyShipped, editFile } from "../agents/agent-folder.ts";

test("finds each edit once: of an agent, of a rule, a file that came and one that went", async () => {
  const dir = await copyShipped();
  const isEdited = await createEditFinder(dir);
  const found: boolean[] = [];
  const look = async () => found.push(await isEdited());

  await look();
  await editFile(dir, "debug.md", ["title: Debugging", "title: Detection"]);
  await look();
  await look();
  await editFile(dir, "rules/gates.yaml", ["failAbove: 25", "failAbove: 30"]);
  await look();
  await writeFile(`${dir}/baker.md`, "");
  await look();
  await rm(`${dir}/baker.md`);
  await look();
  await look();

  expect(found).toEqual([false, true, false, true, true, true, false]);
});

test("takes a folder that cannot be read for edited", async () => {
  const dir = await copyShipped();
  const isEdited = await createEditFinder(dir);
  await rm(`${dir}/rules`, { recursive: true });

  expect([await isEdited(), await isEdited()]).toEqual([true, true]);
});
