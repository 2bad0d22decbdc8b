import { expect, test } from "vitest";
import { aCommand, createConversation, textsOf } from "./conversation-kit.ts";

const config = {
  people: [
    { id: "ada", name: "Ada", accounts: { console: "U1" } },
    { id: "ben", name: "Ben", accounts: { console: "U2" } },
  ],
  teams: [{ id: "core", name: "Core", members: ["ben"] }],
};
const BEN = { from: { id: "U2", name: "Ben" } };
const HOUR_MS = 3_600_000;

/** Ada was away while Ben worked. */
async function afternoon() {
  const kit = createConversation({ config });
  await kit.say("1", "rewrite the pool");
  await kit.say("2", "find the leak");
  await kit.command("3", "catchup");
  kit.clock.advance(2 * HOUR_MS);
  await kit.say("4", "write the notes", BEN);
  await kit.say("5", "tidy the docs", BEN);
  await kit.command("6", "done", "T3");
  await kit.command("7", "block", "T1 waits for the key");
  await kit.command("8", "done", "T2");
  kit.clock.advance(HOUR_MS);
  return kit;
}

test("/catchup tells what has happened since the last look: what is theirs, the rest as numbers", async () => {
  const kit = await afternoon();

  const seen = await kit.command("9", "catchup");

  expect(seen).toMatchObject([{ kind: "private", userId: "U1" }]);
  expect(textsOf(seen)[0]).toMatchInlineSnapshot(`
    "Since your last look 3 h ago:

    **Yours**
    - **T1** rewrite the pool: blocked: waits for the key
    - **T2** find the leak: done

    **Others**: 1 done, 1 new"
  `);
});

test("asked again, it begins where the last answer ended", async () => {
  const kit = await afternoon();
  await kit.command("9", "catchup");
  kit.clock.advance(HOUR_MS);

  const seen = await kit.command("10", "catchup");

  expect(textsOf(seen)).toEqual([
    "Since your last look 1 h ago:\n\nNothing has happened, and nothing waits for you.",
  ]);
});

test("the first time it tells of the last day, and everybody has a look of their own", async () => {
  const kit = createConversation({ config });
  await kit.say("1", "rewrite the pool");
  kit.clock.advance(30 * HOUR_MS);
  await kit.say("2", "find the leak");
  await kit.command("3", "catchup");

  const seen = await kit.take({
    ...aCommand("4", "catchup"),
    ...BEN,
  });

  expect(textsOf(seen)).toEqual(["The last 1 d:\n\n**Others**: 1 new"]);
});

test("an answer that a crash has swallowed is given again in full", async () => {
  const kit = await afternoon();
  const { commit } = kit.store;
  kit.store.commit = async (changes) => {
    kit.store.commit = commit;
    throw new Error(`killed before ${String(changes.inbox?.key)}`);
  };
  await kit.command("9", "catchup").catch(() => undefined);
  kit.store.commit = commit;

  const seen = await kit.command("10", "catchup");

  expect(textsOf(seen)[0]).toContain("**T2** find the leak: done");
});

test("puts what waits for a person before everything else", async () => {
  const kit = createConversation({ config, route: () => ({ band: "ask", primary: null, confidence: 0.4 }) });
  await kit.say("1", "something about the pool");

  const seen = await kit.command("2", "catchup");

  expect(textsOf(seen)[0]).toContain(
    "**Waiting for you (1)**\n- say which agent should have: something about the pool (in its thread, now)",
  );
});

test("/status tells of an agent, of a team, and of everything that somebody has open", async () => {
  const kit = await afternoon();

  const agent = textsOf(await kit.command("9", "status", "debug"));
  const team = textsOf(await kit.command("10", "status", "core"));
  const mine = textsOf(await kit.command("11", "status"));

  expect(agent[0]).toMatchInlineSnapshot(`
    "- **debug**: Does the work of debug. *2 of 3 tasks open*
    - **T1** queued, debug, blocked: waits for the key, 3 h: rewrite the pool
    - **T4** queued, debug, 1 h: tidy the docs"
  `);
  expect(team[0]).toMatchInlineSnapshot(`
    "**Board of Core**, Monday 3 March

    **Queued (1)**
    - **T4** tidy the docs (debug, 2. in the queue)

    **Done today (1)**: **T3** write the notes"
  `);
  expect(mine[0]).toMatchInlineSnapshot(
    `"- **T1** queued, debug, blocked: waits for the key, 3 h: rewrite the pool"`,
  );
});

test("/tasks lists those of an agent, one's own, open and ended ones", async () => {
  const kit = await afternoon();
  const list = async (id: string, word: string) =>
    [...(textsOf(await kit.command(id, "tasks", word))[0] ?? "").matchAll(/\*\*(T\d+)\*\*/gu)].map(
      ([, found]) => found,
    );

  expect(await list("10", "mine")).toEqual(["T1"]);
  expect(await list("11", "open")).toEqual(["T1", "T4"]);
  expect(await list("12", "done")).toEqual(["T3", "T2"]);
  expect(await list("13", "debug")).toEqual(["T1", "T4"]);
  expect(textsOf(await kit.command("14", "tasks", "architect"))).toEqual(["**architect** has nothing open."]);
});

test("a task is of whoever took it, else of whoever asked for it; lists and status agree", async () => {
  const kit = await afternoon();
  const ids = (text: string | undefined) =>
    [...(text ?? "").matchAll(/\*\*(T\d+)\*\*/gu)].map(([, id]) => id);
  const mine = async (id: string) => {
    const listed = ids(textsOf(await kit.command(`${id}l`, "tasks", "mine"))[0]);
    const status = ids(textsOf(await kit.command(`${id}s`, "status"))[0]);
    return [listed, status];
  };

  await kit.command("20", "take", "T4");
  expect(await mine("21")).toEqual([
    ["T1", "T4"],
    ["T1", "T4"],
  ]);

  await kit.take({ ...aCommand("22", "take", "T1"), from: { id: "U2", name: "Ben" } });
  expect(await mine("23")).toEqual([["T4"], ["T4"]]);
});
