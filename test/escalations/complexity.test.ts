import { expect, test } from "vitest";
import { Config } from "../../src/config/config.ts";
import { createEmergencies } from "../../src/emergency/create-emergencies.ts";
import type { NewMatter } from "../../src/escalations/escalation.ts";
import { lookForTriggers } from "../../src/escalations/triggers/look-for-triggers.ts";
import type { NewEvent } from "../../src/events/event.ts";
import { silentLogger } from "../../src/log/logger.ts";
import type { Complexity } from "../../src/router/route.ts";
import { takeDeliveries } from "../conversation/conversation-kit.ts";
import type { Task } from "../../src/tasks/task.ts";
import { teamTask } from "../execution/execution-kit.ts";
import { nextVersion } from "../store-contract/samples.ts";
import { shipped } from "../orchestration/shipped.ts";
import { aMatter, createLadderKit } from "./ladder-kit.ts";
import type { LadderKitOptions } from "./ladder-kit.ts";

/** T1 of a complexity, which `debug` leads and `code` supports. */
async function setUp(complexity: Complexity, options: LadderKitOptions = {}) {
  const kit = createLadderKit(options);
  const { store, deps, escalations } = kit;
  const task = teamTask("T1", "code");
  await store.commit({ task: { ...task, state: "running", route: { ...task.route, complexity } } });
  const emergencies = createEmergencies({
    ...deps,
    escalations,
    config: Config.parse({}).escalation.emergency,
    nameOf: (id) => id,
  });
  const triggers = () => shipped.playbook.triggers.triggers;
  const looking = { ...deps, escalations, emergencies, triggers, keepDays: 90, log: silentLogger };
  return {
    ...kit,
    raise: async (more: Partial<NewMatter> = {}) => {
      const { escalation } = await escalations.raise({ ...aMatter, ...more });
      await kit.ring();
      return escalation;
    },
    async look(...events: readonly NewEvent[]) {
      await store.commit({ events });
      await lookForTriggers(looking);
      await kit.ring();
    },
    /** The card in the channel as it reads now, and its buttons. */
    async card() {
      const all = await takeDeliveries(store);
      const found = all.findLast((each) => each.kind === "live" && each.to.channel === "#help");
      if (found?.kind !== "live") return { text: "", buttons: [] };
      const { text, choices } = found.message;
      return { text, buttons: (choices?.options ?? []).map(({ label }) => label) };
    },
  };
}

// seed: rules.yaml#complexity_routing
test.each<[Complexity, string, string | undefined, string[]]>([
  ["simple", "coordination (orchestrator): another agent or another order of the work", undefined, []],
  ["medium", "a design review (architect): ", "Ask for a design review", ["architect", "ines"]],
  [
    "high",
    "a joint decision (architect, orchestrator): ",
    "Decide together",
    ["architect", "ines", "orchestrator"],
  ],
  ["critical", "advice from outside (external_expert): ", "Ask somebody outside", ["external_expert", "bo"]],
])(
  "the card of a stuck task that is %s names what would help, and offers it from the second level on",
  async (complexity, help, offer, asked) => {
    const escalation = { targets: { architect: ["ines"], external_expert: ["bo"] } };
    const { raise, card, escalations } = await setUp(complexity, { config: { escalation } });
    await raise();
    const first = await card();
    if (complexity !== "critical") await escalations.act("E1", { type: "raised_up", by: "ada" });
    const second = await card();

    const { targets, title } = (await escalations.ladderOf(await raise())).help ?? { targets: [], title: "" };
    await escalations.act("E1", { type: "convened", by: "ada", to: targets, what: title });

    const after = await escalations.find("E1");
    expect(first.text).toContain(`What would help:\n- access to the server\n- ${help}`);
    const buttons = (complexity === "critical" ? first : second).buttons;
    expect(buttons).toEqual(
      offer === undefined
        ? ["Acknowledge", "Snooze", "Resolve", "Reassign", "Raise"]
        : ["Acknowledge", "Snooze", "Resolve", "Raise", offer],
    );
    expect(after?.askedOf).toEqual(expect.arrayContaining(asked));
    expect((await card()).buttons).not.toContain(offer);
  },
);

test("at the first level nothing is offered yet", async () => {
  const { raise, card } = await setUp("medium");

  await raise();

  expect((await card()).buttons).toEqual(["Acknowledge", "Snooze", "Resolve", "Reassign", "Raise"]);
});

test("whoever asks for what would help calls all who are asked then, whoever has the matter in hand", async () => {
  const { raise, store, escalations } = await setUp("high");
  await raise();
  await escalations.act("E1", { type: "acknowledged", by: "ada" });
  await takeDeliveries(store);

  await escalations.act("E1", { type: "convened", by: "ada", to: ["architect"], what: "a joint decision" });
  const again = await escalations.act("E1", { type: "convened", by: "bo", to: ["architect"], what: "x" });

  const said = await takeDeliveries(store);
  expect(said.flatMap((each) => (each.kind === "live" ? [each.to.channel] : []))).toContain("@U2");
  expect(said.flatMap((each) => (each.kind === "post" ? [each.message.text] : []))).toContain(
    "**E1** asks for a joint decision, says Ada. Asked now: debug, Ada, architect, Ines.",
  );
  expect(await escalations.find("E1")).toMatchObject({ state: "acknowledged", owner: "ada" });
  expect(again).toMatchObject({ kind: "refused", why: "already_so" });
});

// seed: rules.yaml#coordination_strategies
test.each<[Complexity, string, string[]]>([
  ["simple", "individual", ["debug", "ada"]],
  ["medium", "individual", ["debug", "ada"]],
  ["high", "individual", ["debug", "ada"]],
  ["critical", "team", ["code", "debug", "ada", "external_expert"]],
])("a problem of a task that is %s begins at the level %s", async (complexity, level, askedOf) => {
  const { raise } = await setUp(complexity);

  expect(await raise()).toMatchObject({ level, askedOf });
});

test("a level that somebody names, and the times of an approval, count for critical tasks too", async () => {
  const { raise } = await setUp("critical");

  expect((await raise({ key: "a", matter: "a", level: "cross_team" })).level).toBe("cross_team");
  expect((await raise({ key: "b", matter: "b", type: "approval" })).level).toBe("individual");
});

test.each<[Complexity, boolean]>([
  ["high", false],
  ["critical", true],
])("in the quiet hours people hear of a problem of a task that is %s: %s", async (complexity, hears) => {
  const { raise, clock, store } = await setUp(complexity);
  clock.advance(Date.parse("2031-03-03T23:00Z") - clock.now());

  await raise();

  const channels = (await takeDeliveries(store)).flatMap((each) =>
    each.kind === "live" ? [each.to.channel] : [],
  );
  expect(channels.includes("@U1")).toBe(hears);
});

const judged = (outcome: string, verdict: string): NewEvent => ({
  type: "stage.judged",
  taskId: "T1",
  data: { stage: "s1", outcome, reports: [{ id: "testing", verdict }] },
});

test.each<[Complexity, readonly string[]]>([
  ["high", []],
  ["critical", ["“Work” of Find the failing allocator test has not passed testing"]],
])("the first failed gate of a task that is %s is raised: %j", async (complexity, problems) => {
  const { look, escalations } = await setUp(complexity);

  await look(judged("failed", "failed"));
  await look();

  expect((await escalations.open()).map(({ problem }) => problem)).toEqual(problems);
});

test("gates that fail again are the same matter, which is settled when they are passed", async () => {
  const { look, escalations } = await setUp("critical");
  await look(judged("failed", "failed"));

  await look(judged("failed", "failed"));
  const before = await escalations.find("E1");
  await look(judged("passed", "passed"));

  expect([before?.count, before?.type, before?.level]).toEqual([2, "failed_gate", "team"]);
  expect((await escalations.find("E1"))?.settled?.cause).toBe("the gates are passed");
});

test("the first agent of a critical task that fails is raised, and not only the third", async () => {
  const { look, escalations } = await setUp("critical");

  await look({ type: "assignment.failed", taskId: "T1", data: { agent: "debug", code: "x.y" } });

  expect(await escalations.open()).toMatchObject([
    { problem: "debug has failed once", trigger: "quality_concern" },
  ]);
});

test("a critical task that is blocked is raised within a minute, and settled when it is free again", async () => {
  const { look, escalations } = await setUp("critical");

  await look({ type: "task.blocked", taskId: "T1", data: { reason: "no access" } });
  const open = await escalations.open();
  await look({ type: "task.unblocked", taskId: "T1" });

  // Those of the level hear of it, the architect only after a day as for every task.
  expect(open).toMatchObject([{ level: "team", askedOf: ["code", "debug", "ada", "external_expert"] }]);
  expect(open[0]?.problem).toContain("is blocked: no access");
  await look();
  expect((await escalations.find("E1"))?.settled?.cause).toBe("it is not blocked any more");
});

// seed: rules.yaml#multi_agent_task_patterns
test.each([
  ["orchestrator", ["console:U9"]],
  ["architect", ["architect", "ines"]],
])(
  "a stage that is stuck without an owner asks the coordinator %s of its pattern first",
  async (name, first) => {
    const { store, escalations } = await setUp("high");
    const task = await store.tasks.get("T1");
    if (task === undefined) throw new Error("no task");
    const { agent: _agent, ...ofStage } = aMatter;
    // The orchestrator is the bot itself, so whoever asked for the task is told.
    const plan = { ...task.plan, ...(name === "orchestrator" ? {} : { coordinator: name }) };
    const source = { ...task.source, platform: "console" };
    const free: Task = { ...task, plan, source, requester: { id: "U9" }, version: 2 };
    await store.commit({ task: free });

    const stuck = await escalations.raise(ofStage);
    const ofAgent = await escalations.raise({ ...aMatter, key: "agent", matter: "agent" });
    const owner = { person: "bo", name: "Bo", at: "2031-03-03T09:00:00.000Z" };
    await store.commit({ task: nextVersion(free, { owner }) });
    const owned = await escalations.raise({ ...ofStage, key: "owned", matter: "owned" });

    expect(stuck.escalation.askedOf.slice(0, first.length)).toEqual(first);
    expect(stuck.escalation.askedOf).toContain("code");
    expect(ofAgent.escalation.askedOf).toEqual(["debug", "ada"]);
    expect(owned.escalation.askedOf[0]).toBe("code");
  },
);
