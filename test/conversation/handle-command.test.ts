import { expect, test } from "vitest";
import { Plan } from "../../src/tasks/task.ts";
import { aTask, nextVersion, aPost } from "../store-contract/samples.ts";
import { createConversation, textsOf } from "./conversation-kit.ts";
import type { KitOptions } from "./conversation-kit.ts";

type Kit = ReturnType<typeof createConversation>;

async function answerTo(kit: Kit, name: string, args = ""): Promise<string> {
  const seen = await kit.command(`c-${name}-${args.length}`, name, args);
  return textsOf(seen).join("\n");
}

async function endTask(kit: Kit, state: "dead" | "failed" | "done") {
  const task = aTask("T1", { createdAt: new Date(kit.clock.now()).toISOString() });
  await kit.store.commit({ task });
  const error = { code: "agents.crashed", message: "It broke.", ref: "R-77" };
  const assignments = task.plan.stages[0]?.assignments.map((each) => ({ ...each, state: "failed" as const }));
  const plan = Plan.parse({ stages: [{ id: "s1", title: "Work", state: "failed", assignments }] });
  await kit.store.commit({
    task: nextVersion(task, { state, plan, ...(state === "done" ? {} : { error }) }),
    ...(state === "dead" ? { deadLetter: { add: { kind: "task", id: "T1" } } } : {}),
  });
}

test("answers a command for the eyes of its asker only", async () => {
  const kit = createConversation();

  const seen = await kit.command("1", "help");

  expect(seen).toMatchObject([{ kind: "private", userId: "U1" }]);
});

test("lists every command in the help", async () => {
  const help = await answerTo(createConversation(), "help");

  for (const name of ["ask", "tasks", "status", "why", "agents", "dead", "retry", "help"]) {
    expect(help).toContain(`/${name}`);
  }
});

test.each([
  ["retyr", "/retry"],
  ["tsks", "/tasks"],
])("offers the nearest command for /%s", async (typed, meant) => {
  const answer = await answerTo(createConversation(), typed);

  expect(answer).toContain(`\`${meant}\``);
});

test("does not guess at a command that is like none", async () => {
  const answer = await answerTo(createConversation(), "frobnicate");

  expect(answer).toContain("/help");
  expect(answer).not.toContain("Did you mean");
});

test("gives /ask to the agent that was named, whatever the router thinks", async () => {
  const kit = createConversation();

  const seen = await kit.command("1", "ask", "@architect: design a cache\nwith two levels");

  const [task] = await kit.store.tasks.listRecent(1);
  expect(task).toMatchObject({ text: "design a cache\nwith two levels", route: { decidedBy: "override" } });
  expect(kit.jobs.jobs().map(({ id }) => id)).toEqual(["T1-r1-s1-architect"]);
  expect(textsOf(seen)[0]).toContain("architect");
});

test.each(["", "debug", "nobody look at this"])("explains /ask when it gets %j", async (args) => {
  const kit = createConversation();

  const answer = await answerTo(kit, "ask", args);

  expect(answer).toContain("/ask");
  expect(kit.jobs.jobs()).toEqual([]);
});

test("/ask says which agent there is not, and who may have been meant", async () => {
  const answer = await answerTo(createConversation(), "ask", "debgu why is it red");

  expect(answer).toContain('I know no agent "debgu". Did you mean **debug**?');
});

test("explains a task: agents, scores and the terms of its priority", async () => {
  const kit = createConversation();
  await kit.say("1", "the allocator test fails, look together");

  const answer = await answerTo(kit, "why", "t1");

  for (const part of ["debug", "code", "knows the code", "91 %", "impact 2", "urgency 2", "risk 2"]) {
    expect(answer).toContain(part);
  }
});

test("shows the training requests that the model went by, each on one short line", async () => {
  const nearest = [
    { text: `the test\nfails ${"again ".repeat(50)}`, label: "debug", similarity: 0.876 },
    { text: "speed it up", label: "code", similarity: 0.5 },
  ];
  const kit = createConversation({ route: () => ({ nearest, decidedBy: "bitnet" }) });
  await kit.say("1", "the allocator test fails");

  const answer = await answerTo(kit, "why", "T1");

  expect(answer).toContain("decided by bitnet");
  expect(answer).toMatch(/^- 88 % like "the test fails again [^\n]{40,80}…" \(debug\)$/mu);
  expect(answer).toContain('- 50 % like "speed it up" (code)');
});

test.each(["why", "status", "retry"])("/%s says so when it knows no such task", async (name) => {
  expect(await answerTo(createConversation(), name, "T99")).toMatch(/T99/u);
});

test("lists the newest tasks first", async () => {
  const kit = createConversation();
  const empty = await answerTo(kit, "tasks");
  await kit.say("1", "the first thing");
  kit.clock.advance(60_000);
  await kit.say("2", "the second thing");

  const seen = textsOf(await kit.command("list", "tasks"));

  expect(empty).toMatch(/no tasks/iu);
  expect(seen[0]).toMatch(/T2[^\n]*the second thing\n[^\n]*T1[^\n]*1 min[^\n]*the first thing/u);
});

test("shows what its asker has open, and not what others have", async () => {
  const kit = createConversation();
  await kit.say("1", "my own thing");
  await kit.say("2", "a thing of somebody else", { from: { id: "U2" } });

  const answer = await answerTo(kit, "status");

  expect(answer).toContain("T1");
  expect(answer).not.toContain("T2");
});

test("shows a failed task with the reference to quote", async () => {
  const kit = createConversation();
  await endTask(kit, "dead");

  expect(await answerTo(kit, "status", "T1")).toMatch(/T1.*dead.*R-77/u);
});

test("lists dead letters with what they are and how old", async () => {
  const kit = createConversation();
  const empty = await answerTo(kit, "dead");
  await endTask(kit, "dead");
  kit.clock.advance(120_000);

  const answer = textsOf(await kit.command("again", "dead"))[0];

  expect(empty).toMatch(/no dead letters/iu);
  expect(answer).toMatch(/task.*T1.*2 min/u);
});

test("starts a dead task again by its id", async () => {
  const kit = createConversation();
  await endTask(kit, "dead");

  const answer = await answerTo(kit, "retry", "t1");

  expect(answer).toMatch(/again/u);
  expect(kit.jobs.jobs().map(({ id }) => id)).toEqual(["T1-r2-a1"]);
  expect(await kit.store.deadLetters.list(10)).toEqual([]);
});

test("says when there is nothing to retry", async () => {
  const kit = createConversation();
  await endTask(kit, "done");

  expect(await answerTo(kit, "retry", "T1")).toMatch(/not failed/u);
  expect(await answerTo(kit, "retry", "all")).toMatch(/nothing to retry/u);
  expect(await answerTo(kit, "retry")).toContain("/retry T12");
});

test("starts everything again with /retry all and counts it", async () => {
  const kit = createConversation();
  await endTask(kit, "dead");
  await kit.store.commit({ deliveries: [aPost("lost")] });
  const [lane] = await kit.store.deliveries.claim("console-acme~2d~inc", {
    lanes: 1,
    perLane: 1,
    leaseMs: 1_000,
  });
  if (lane === undefined) throw new Error("nothing was claimed");
  await kit.store.deliveries.fail({
    lane: lane.lane,
    fence: lane.fence,
    deliveryId: "lost",
    unsure: false,
    retryAtMs: "never",
  });

  const answer = await answerTo(kit, "retry", "all");

  expect(answer).toContain("2");
  expect(await kit.store.deadLetters.list(10)).toEqual([]);
});

test("lets only those retry who may", async () => {
  const kit = createConversation({ deny: ["retry"] });
  await endTask(kit, "dead");

  const answer = await answerTo(kit, "retry", "T1");

  expect(answer).toContain("permissions.retry");
  expect(kit.jobs.jobs()).toEqual([]);
  expect(await answerTo(kit, "dead")).toContain("T1");
});

const COMMAND: KitOptions = { route: () => ({ frontDoor: "command", primary: null }) };

test.each(["/retry T1", "please retry T1"])("understands the typed command %j", async (text) => {
  const kit = createConversation(COMMAND);
  await endTask(kit, "dead");

  await kit.say("1", text);

  expect(kit.jobs.jobs().map(({ id }) => id)).toEqual(["T1-r2-a1"]);
});
