import { expect, test } from "vitest";
import { createConversation, textsOf } from "./conversation-kit.ts";

const config = {
  people: [
    { id: "ada", name: "Ada Blum", accounts: { console: "U1" } },
    { id: "ben", name: "Ben Ode", accounts: { console: "U2" } },
  ],
};

/** A task of Ada's, in the thread of message 1. */
async function opened(options: Parameters<typeof createConversation>[0] = {}) {
  const kit = createConversation({ config, ...options });
  await kit.say("1", "the allocator test fails");
  const task = async () => {
    const found = await kit.store.tasks.get("T1");
    if (found === undefined) throw new Error("there is no T1");
    return found;
  };
  const events = async () => (await kit.store.events.ofTask("T1")).map(({ type, data }) => ({ type, data }));
  return { ...kit, task, events };
}

test("/take makes whoever asks the owner, and says so to them and in the thread", async () => {
  const kit = await opened();

  const seen = await kit.command("2", "take", "T1");

  expect((await kit.task()).owner).toMatchObject({ person: "ada", name: "Ada" });
  expect(seen).toMatchObject([
    { kind: "post", to: { thread: "1" }, message: { text: "**Ada** has taken **T1**." } },
    { kind: "private", userId: "U1", message: { text: expect.stringContaining("is yours now") as string } },
  ]);
  expect((await kit.events()).at(-1)).toEqual({ type: "task.taken", data: { owner: "ada", by: "ada" } });
});

test("taking twice changes nothing", async () => {
  const kit = await opened();
  await kit.command("2", "take", "T1");
  const before = await kit.task();

  const seen = await kit.command("3", "take", "T1");

  expect(textsOf(seen)).toEqual(["**T1** is yours already."]);
  expect(await kit.task()).toEqual(before);
});

test.each(["@ben", "ben", "Ben Ode", "<@U2>"])("/assign gives a task to %s", async (word) => {
  const kit = await opened();
  await kit.command("2", "take", "T1");

  const seen = await kit.command("3", "assign", `T1 ${word}`);

  expect((await kit.task()).owner).toMatchObject({ person: "ben", name: "Ben Ode" });
  expect(textsOf(seen)[0]).toBe("**Ada** gives **T1** to **Ben Ode**; before it was **Ada**.");
});

test("a blocked task says so wherever it is listed, until it is unblocked", async () => {
  const kit = await opened();

  await kit.command("2", "block", "T1 waits for the signing key");
  const blocked = textsOf(await kit.command("3", "tasks", "mine"));
  await kit.command("4", "unblock", "T1");
  const free = textsOf(await kit.command("5", "tasks", "mine"));

  expect(blocked[0]).toContain("blocked: waits for the signing key");
  expect(free[0]).not.toContain("blocked");
  expect((await kit.events()).map(({ type }) => type)).toEqual(
    expect.arrayContaining(["task.blocked", "task.unblocked"]),
  );
});

test("/done ends a task as done, with what came out, and takes its jobs back", async () => {
  const kit = await opened();

  const seen = await kit.command("2", "done", "T1 it was the cache");

  expect((await kit.task()).state).toBe("done");
  expect(textsOf(seen)).toContain("**T1 is done**, says Ada: it was the cache");
  expect((await kit.events()).at(-1)).toMatchObject({ type: "task.done", data: { by: "Ada" } });
  expect(kit.jobs.jobs()).toEqual([]);
});

test.each([
  ["take", "take"],
  ["done", "done"],
  ["block T1 no key yet.", "blocked"],
])("takes “%s” as the command in the thread of the task", async (text, told) => {
  const kit = await opened();

  const seen = await kit.say("2", text, { thread: "1" });

  expect(textsOf(seen).join("\n").toLowerCase()).toContain(told === "take" ? "has taken" : told);
});

test("takes a plain word for a request where nobody is alone with the bot", async () => {
  const kit = await opened();

  await kit.say("2", "take");

  expect((await kit.task()).owner).toBeUndefined();
});

test.each([
  ["take", "T99", "I know no task T99"],
  ["take", "", "Which task?"],
  ["assign", "T1", "Who should have it?"],
  ["assign", "T1 bem", "Did you mean `@ben`?"],
  ["block", "T1", "What blocks it?"],
  ["done", "T99", "I know no task T99"],
  ["tasks", "opem", "Did you mean `/tasks open`?"],
  ["status", "debgu", "Did you mean `/status debug`?"],
  ["settings", "zone Atlantis", "no time zone"],
  ["bump", "T99 now", "I know no task T99"],
  ["frobnicate", "", "I have no command for that"],
])("/%s %s answers in private with what to do", async (name, args, told) => {
  const kit = await opened();

  const seen = await kit.command("2", name, args);

  expect(seen).toMatchObject([{ kind: "private", userId: "U1" }]);
  expect(textsOf(seen)[0]).toContain(told);
});

test("bad input that was typed in a thread is answered in private as well", async () => {
  const kit = await opened({ route: () => ({ frontDoor: "command" }) });

  const seen = await kit.say("2", "/take T99", { thread: "1" });

  expect(seen[0]).toMatchObject({ kind: "private", userId: "U1" });
});

test.each(["assign", "block", "unblock", "done"])("/%s takes a say in the task", async (name) => {
  const route = (text: string) => (text.startsWith("/") ? ({ frontDoor: "command" } as const) : {});
  const kit = await opened({ deny: ["command"], route });
  const from = { id: "U9", name: "Eve" };

  const seen = await kit.say("2", `/${name} T1 ${name === "assign" ? "ben" : "because"}`, {
    from,
    thread: "1",
  });

  expect(seen[0]).toMatchObject({ kind: "private", userId: "U9" });
  expect(textsOf(seen)[0]).toContain("Only whoever asked for it");
  expect((await kit.task()).version).toBe(1);
});

test.each([
  ["done", "**T1** is done already."],
  ["cancel", "**T1** has ended (cancelled). `/retry T1` starts it again."],
])("after /%s a task cannot be taken, and only what may be retried says so", async (ending, told) => {
  const kit = await opened();
  await kit.command("2", ending, "T1");

  const seen = await kit.command("3", "take", "T1");

  expect(textsOf(seen)).toEqual([told]);
});

test("what a person says of a result is kept once, and counts for the agent that led", async () => {
  const kit = await opened();
  await kit.command("2", "done", "T1");
  const press = { prompt: "feedback.T1.r1", value: "not_helpful", thread: "1" };

  const seen = await kit.press("3", press);
  await kit.press("4", press);

  expect(seen[0]).toMatchObject({ kind: "private" });
  const said = (await kit.events()).filter(({ type }) => type === "feedback.given");
  expect(said).toEqual([
    {
      type: "feedback.given",
      data: { round: 1, helpful: false, by: "ada", agent: "debug", isFirst: true },
    },
  ]);
  const snapshot = await kit.deps.load.snapshot();
  expect(snapshot.of("debug").outcomes).toMatchObject([{ ok: false }]);
});

test("the press Why? answers whoever pressed, Stop ends the task", async () => {
  const kit = await opened();
  const press = { prompt: "task.T1.r1", thread: "1" };

  const why = await kit.press("2", { ...press, value: "why" });
  const stop = await kit.press("3", { ...press, value: "stop" });

  expect(why).toMatchObject([{ kind: "private" }]);
  expect(textsOf(why)[0]).toContain("**T1**, decided by");
  expect(textsOf(stop).join("\n")).toContain("**T1 is stopped** by Ada.");
  expect((await kit.task()).state).toBe("cancelled");
});
