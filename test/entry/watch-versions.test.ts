import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { createReloadingRouter } from "../../src/entry/create-reloading-router.ts";
import { readLearned } from "../../src/entry/open-versions.ts";
import { watchVersions } from "../../src/entry/watch-versions.ts";
import { silentLogger } from "../../src/log/logger.ts";
import type { DefinitionSet } from "../../src/orchestration/read-definitions.ts";
import type { LocalExample } from "../../src/router/learning/local-example.ts";
import { createRouterVersions } from "../../src/router/learning/router-versions.ts";
import { createWordRouter } from "../fakes/word-router.ts";
import { aFolder } from "../router/learning/data-folder.ts";

const SET = {} as DefinitionSet;
const TEXT = "nightly pipeline red";

/** A running bot's router that learns from a folder, and another process that refits. */
async function setUp() {
  const dir = join(await aFolder(), "router", "versions");
  const options = { dir, keep: 10, now: () => 0 };
  const versions = createRouterVersions(options);
  const warnings: object[] = [];
  const log = { ...silentLogger, warn: (fields: object) => void warnings.push(fields) };
  const source = {
    async routerFor() {
      const learned = await readLearned(versions, log);
      return createWordRouter(learned.map(({ text, primary }) => ({ text, agent: primary ?? "" })));
    },
  };
  const router = await createReloadingRouter(SET, source);
  const watch = await watchVersions({ dir, versions, onChange: async () => router.reload(SET), log });
  onTestFinished(async () => watch.close());
  const other = createRouterVersions(options);
  return {
    dir,
    warnings,
    answer: async () => (await router.route(TEXT)).primary,
    use: async (version: number) => other.use(version, { isHeld: true }),
    async accept(...learned: readonly Pick<LocalExample, "text" | "agent">[]) {
      const at = "2031-03-03T09:00:00.000Z";
      const examples = learned.map((each) => ({ ...each, backers: ["ada"], at }));
      const { version: from } = await other.current();
      const version = await other.keep({
        report: {
          outcome: "accepted",
          why: "",
          at,
          from,
          labels: 1,
          examples,
          added: 1,
          removed: 0,
          leftOut: [],
        },
      });
      await other.use(version, { isHeld: false });
    },
  };
}

const WITHIN = { timeout: 60_000 };

test("takes up what another process has learned, and takes back what it rolled back, without a restart", async () => {
  const { accept, use, answer } = await setUp();
  expect(await answer()).toBe("ask");

  await accept({ text: "nightly pipeline broken", agent: "debug" });
  await expect.poll(answer, WITHIN).toBe("debug");

  await accept({ text: "nightly pipeline broken", agent: "code" });
  await expect.poll(answer, WITHIN).toBe("code");

  await use(1);
  await expect.poll(answer, WITHIN).toBe("debug");

  await use(0);
  await expect.poll(answer, WITHIN).toBe("ask");
});

test("falls back to the version before when the files of the new one are broken, and says so", async () => {
  const { dir, accept, use, answer, warnings } = await setUp();
  await accept({ text: "nightly pipeline broken", agent: "debug" });
  await expect.poll(answer, WITHIN).toBe("debug");
  await accept({ text: "nightly pipeline broken", agent: "code" });
  await expect.poll(answer, WITHIN).toBe("code");

  await writeFile(join(dir, "0002", "examples.jsonl"), "half a li");
  // Somebody touches the pointer: the version is read again.
  await expect(use(2)).rejects.toMatchObject({ code: "router.no_version" });
  await writeFile(
    join(dir, "current.json"),
    JSON.stringify({ version: 2, isHeld: false, at: "2031-03-03T09:00:00.000Z" }),
  );

  await expect.poll(answer, WITHIN).toBe("debug");
  expect(warnings).toEqual([expect.objectContaining({ code: "router.version_broken", version: 1 })]);
});
