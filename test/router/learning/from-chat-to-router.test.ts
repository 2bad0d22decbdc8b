import { join } from "node:path";
import { expect, test } from "vitest";
import { refit } from "../../../src/router/learning/refit.ts";
import { createRouterVersions } from "../../../src/router/learning/router-versions.ts";
import { toLocalExamples } from "../../../src/router/learning/to-local-examples.ts";
import type { Router } from "../../../src/router/route.ts";
import { createConversation } from "../../conversation/conversation-kit.ts";
import { createWordRouter } from "../../fakes/word-router.ts";
import { aFolder } from "./data-folder.ts";
import { choosing } from "./learning-kit.ts";

const SHIPPED = [
  { text: "write parser code", agent: "code" },
  { text: "test fails crash", agent: "debug" },
];
const VALIDATION = Array.from({ length: 40 }, (_, at) => ({
  text: at % 2 === 0 ? `test ${at} fails` : `write parser ${at}`,
  primary: at % 2 === 0 ? "debug" : "code",
  acceptable: [],
  support: [],
}));

/** A chat whose router learns in a folder, as the bot's does. */
async function setUp() {
  let router: Router = createWordRouter(SHIPPED);
  const chat = createConversation({});
  const versions = createRouterVersions({
    dir: join(await aFolder(), "versions"),
    keep: 10,
    now: chat.clock.now,
  });
  const kit = { ...chat.deps, router: { route: async (text: string) => router.route(text) } };
  Object.assign(chat.deps, kit);
  const { rules, ...deps } = choosing();
  let said = 0;
  return {
    chat,
    versions,
    best: async (text: string) => (await router.route(text)).primary,
    /** Somebody asks for something, and says that another agent should have it. */
    async correct(text: string, agent: string, ...people: readonly string[]) {
      said += 1;
      const thread = `m${said}`;
      const [first = "", ...others] = people;
      await chat.say(thread, text, { from: { id: first } });
      await chat.say(`${thread}c`, `wrong agent: ${agent}`, { thread, from: { id: first } });
      for (const [at, id] of others.entries()) {
        await chat.say(`${thread}c${at}`, `wrong agent: ${agent}`, { thread, from: { id } });
      }
    },
    async learn() {
      const report = await refit({
        readLabels: async () => chat.store.labels.since("0", 10_000),
        choose: (labels) => toLocalExamples(labels, { ...deps, rules, nowMs: chat.clock.now() }),
        versions,
        fit: async (examples) => ({ router: createWordRouter([...SHIPPED, ...examples]) }),
        validation: VALIDATION,
        accept: rules.accept,
        now: chat.clock.now,
      });
      router = createWordRouter([...SHIPPED, ...(await versions.current()).examples]);
      return report;
    },
    async rollBack() {
      await versions.use(await versions.previous(), { isHeld: true });
      router = createWordRouter([...SHIPPED, ...(await versions.current()).examples]);
    },
  };
}

test("routes better after two people have corrected it, and as before after a rollback", async () => {
  const { best, correct, learn, rollBack } = await setUp();
  expect(await best("deploy the staging cluster")).toBe("ask");
  await correct("deploy the staging cluster again", "architect", "ada", "bob");

  expect(await learn()).toMatchObject({ outcome: "accepted", version: 1, labels: 2, added: 1 });
  expect(await best("deploy the staging cluster")).toBe("architect");

  await rollBack();
  expect(await best("deploy the staging cluster")).toBe("ask");
});

test("routes as before after five hundred wrong corrections by one person", async () => {
  const { chat, best, correct, learn, versions } = await setUp();
  for (let at = 0; at < 500; at += 1) await correct(`test ${at} fails, why`, "architect", "mallory");
  expect(await chat.store.labels.since("0", 1_000)).toHaveLength(500);

  const report = await learn();

  expect(report).toMatchObject({ outcome: "unchanged", labels: 500, examples: [] });
  expect((await versions.current()).version).toBe(0);
  expect(await Promise.all(VALIDATION.map(async ({ text }) => best(text)))).toEqual(
    VALIDATION.map(({ primary }) => primary),
  );
});
