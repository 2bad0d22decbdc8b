import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import {
  findNearAcross,
  findNearWithin,
  formatSplitCheck,
  readSplits,
} from "../../../src/router/evaluation/check-splits.ts";
import { shipped } from "../../orchestration/shipped.ts";

test("nothing that the routers are measured on is near what they are taught", async () => {
  const splits = await readSplits("agent-config", shipped);

  const across = findNearAcross(splits);

  expect(splits.training.length).toBeGreaterThan(4_000);
  expect(splits.validation.length).toBeGreaterThan(250);
  expect(across.map(({ one, other }) => `${one.place}: ${one.text} = ${other.place}: ${other.text}`)).toEqual(
    [],
  );
});

test("a validation line among the requests is found with both places, one that a rule decides is not", async () => {
  const dir = await mkdtemp(join(tmpdir(), "switchyard-splits-"));
  const write = async (name: string, ...texts: readonly string[]): Promise<void> => {
    const file = join(dir, "routing", name);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, texts.map((text) => `${JSON.stringify({ text })}\n`).join(""));
  };
  await write(
    "validation/one.jsonl",
    "/help",
    "Yank bitnet-quant 0.3.2 from the registry, it panics at start",
  );
  await write(
    "requests/publishing_expert.jsonl",
    "yank {component} 0.3.2 from the registry: it panics at start",
  );
  await write(
    "front-door-3.jsonl",
    "/help",
    "what is for lunch in the canteen",
    "What's for lunch in the canteen",
  );

  const splits = await readSplits(dir, shipped);
  const [across, within] = [findNearAcross(splits), findNearWithin(splits)];
  await rm(dir, { recursive: true, force: true });

  expect(across.map(({ one, other }) => [one.place, other.place])).toEqual([
    [join(dir, "routing/validation/one.jsonl:2"), join(dir, "routing/requests/publishing_expert.jsonl:1")],
  ]);
  expect(within.map(({ one }) => one.place)).toContain(join(dir, "routing/front-door-3.jsonl:2"));
  expect(formatSplitCheck(splits, { across, within })).toContain("Validation texts near a training text: 1");
});
