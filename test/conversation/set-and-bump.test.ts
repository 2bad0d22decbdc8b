import { expect, test } from "vitest";
import type { AgentStanding } from "../../src/orchestration/load/agent-load.ts";
import { createPlanner } from "../../src/orchestration/create-planner.ts";
import { agePriorities } from "../../src/tasks/age-priorities.ts";
import { assignmentsOf } from "../../src/tasks/assignment-job.ts";
import type { Task } from "../../src/tasks/task.ts";
import type { Route } from "../../src/router/route.ts";
import type { Action } from "../../src/permissions/permissions.ts";
import { stateOf } from "../orchestration/load-kit.ts";
import { shipped } from "../orchestration/shipped.ts";
import { DAY, MINUTE } from "../store-contract/contract-kit.ts";
import { aCommand, createConversation, textsOf } from "./conversation-kit.ts";

interface Options {
  readonly deny?: readonly Action[];
  readonly standings?: Readonly<Record<string, Partial<AgentStanding>>>;
  readonly route?: (text: string) => Partial<Route>;
}

/** A conversation that plans by the shipped rules. */
function open({ deny = [], standings, route = () => ({}) }: Options = {}) {
  const kit = createConversation({ deny, route });
  const load =
    standings === undefined ? kit.deps.load : { ...kit.deps.load, snapshot: async () => stateOf(standings) };
  const plan = createPlanner({ definitions: () => shipped, load });
  Object.assign(kit.deps, { plan, load, agents: () => shipped.agents });
  const task = async (id = "T1"): Promise<Task> => {
    const found = await kit.store.tasks.get(id);
    if (found === undefined) throw new Error(`There is no ${id}.`);
    return found;
  };
  let last = 100;
  const command = async (name: string, args: string): Promise<string> => {
    last += 1;
    return textsOf(await kit.command(String(last), name, args)).join("\n");
  };
  const waiting = async () => (await kit.jobs.waitingJobs("agent.run", 100)).map(({ id }) => id);
  return { ...kit, task, command, waiting };
}

function teamOf(task: Task): string[] {
  return assignmentsOf(task).map(({ agent, role }) => `${agent} ${role}`);
}

test("/set changes what a task is taken for, and team, priority and queue follow", async () => {
  const kit = open();
  await kit.say("1", "find out why it hangs");
  const before = await kit.task();

  const answer = await kit.command("set", "T1 security on");

  const after = await kit.task();
  expect(answer).toContain("security_sensitive on, set by Ada");
  expect(answer).toContain("**security_reviewer**");
  expect(teamOf(before)).toEqual(["debug primary"]);
  expect(teamOf(after)).toEqual(["debug primary", "security_reviewer support"]);
  expect(after.analysis?.flags.security_sensitive).toMatchObject({ value: true, decidedBy: "person" });
  // Those who take turns wait for each other, not for a worker.
  expect(await kit.waiting()).toEqual(["T1-r1-work-debug"]);
  expect(await kit.jobs.standing("agent.run", "T1-r1-work-security_reviewer")).toBe("waiting");
  expect((await kit.jobs.waitingJobs("agent.run", 1))[0]?.priority).toBe(after.priority.queuePriority);
});

test("auto gives a decision back to the rules, and jobs that are no longer planned go", async () => {
  const kit = open();
  await kit.say("1", "find out why it hangs");
  await kit.command("set", "T1 security on");

  await kit.command("set", "T1 security auto");

  expect(teamOf(await kit.task())).toEqual(["debug primary"]);
  expect(await kit.waiting()).toEqual(["T1-r1-work-debug"]);
});

test("a kind that a person sets brings its leader", async () => {
  const kit = open();
  await kit.say("1", "find out why it hangs");

  await kit.command("set", "T1 type security_review");

  expect(teamOf(await kit.task())).toEqual(["security_reviewer primary"]);
  expect(await kit.waiting()).toEqual(["T1-r1-work-security_reviewer"]);
});

test("what has begun is left alone", async () => {
  const kit = open();
  await kit.say("1", "find out why it hangs");
  const started = await kit.task();
  const stages = started.plan.stages.map((stage) => ({
    ...stage,
    assignments: stage.assignments.map((each) => ({ ...each, state: "running" as const })),
  }));
  await kit.store.commit({
    task: { ...started, version: started.version + 1, state: "running", plan: { ...started.plan, stages } },
  });

  const answer = await kit.command("set", "T1 type security_review");

  expect(teamOf(await kit.task())[0]).toBe("debug primary");
  expect(answer).toContain("What has begun goes on as it was.");
});

test.each([
  ["complexity complex", "complexity high"],
  ["complexity cross-cutting", "cross_cutting on"],
  ["urgency 5", "urgency 5"],
  ["domain architect", "domain architect on"],
  ["component BITNET-CORE on", "component bitnet-core on"],
  ["user-facing", "user_facing on"],
  ["emergency off", "emergency off"],
])("/set T1 %s is understood as %s", async (words, told) => {
  const kit = open();
  await kit.say("1", "find out why it hangs");

  expect(await kit.command("set", `T1 ${words}`)).toContain(`**T1**: ${told}, set by Ada`);
});

test.each([
  ["complexity huge", "A complexity is"],
  ["type gardening", "I know no kind of request"],
  ["urgency 6", "from 1 to 5"],
  ["urgency", "from 1 to 5"],
  ["security maybe", "on, off or auto"],
  ["domain gardener", "I know no domain"],
  ["mood good", "What may be set"],
  ["", "What may be set"],
])("/set T1 %j is refused with what to write instead", async (words, text) => {
  const kit = open();
  await kit.say("1", "find out why it hangs");
  const before = await kit.task();

  expect(await kit.command("set", `T1 ${words}`)).toContain(text);
  expect(await kit.task()).toEqual(before);
});

test("setting what is set already changes nothing", async () => {
  const kit = open();
  await kit.say("1", "find out why it hangs");
  await kit.command("set", "T1 complexity high");
  const before = await kit.task();

  expect(await kit.command("set", "T1 complexity high")).toBe("Nothing changes for **T1**.");
  expect(await kit.task()).toEqual(before);
});

test("only whoever asked for a task may change it where others may not use commands", async () => {
  const kit = open({
    deny: ["command"],
    route: (text) => (text.startsWith("/") ? { frontDoor: "command" } : {}),
  });
  await kit.say("1", "find out why it hangs");
  const typed = async (id: string, user: string) =>
    textsOf(await kit.say(id, "/set T1 complexity high", { from: { id: user, name: user } })).join();

  expect(await typed("2", "U2")).toContain("Only whoever asked for it");
  expect((await kit.task()).settings).toBeUndefined();
  expect(await typed("3", "U1")).toContain("complexity high");
});

test("/set says so when there is no such task, and when it has ended", async () => {
  const kit = open();
  await kit.say("1", "find out why it hangs");
  const task = await kit.task();

  const unknown = await kit.command("set", "T9 complexity high");
  await kit.store.commit({ task: { ...task, version: task.version + 1, state: "done" } });
  const ended = await kit.command("set", "T1 complexity high");

  expect([unknown, ended]).toEqual([
    'I know no task "T9". `/tasks` lists the recent ones.',
    "**T1** is done; there is nothing left to plan.",
  ]);
});

test("a changed team is told in the task's thread, a changed priority is not", async () => {
  const kit = open();
  await kit.say("1", "find out why it hangs");

  const team = await kit.command("set", "T1 security on");
  const term = await kit.command("set", "T1 urgency 5");

  expect(team).toContain("It is now with **debug**, and **security_reviewer** in support.");
  expect(term).not.toContain("It is now");
});

test("/bump moves a task one band up, keeps the reason, and counts a message once", async () => {
  const kit = open();
  await kit.say("1", "find out why it hangs");
  await kit.say("2", "find out why it hangs too");

  const answer = await kit.command("bump", "T2 the customer waits");
  const bumped = await kit.task("T2");
  const again = aCommand("101", "bump", "T2 the customer waits");
  await kit.take(again);

  expect(answer).toContain("bumped by Ada: the customer waits");
  expect(bumped.priority).toMatchObject({ band: "high", queuePriority: 100 });
  expect((await kit.task("T2")).settings?.bumps).toHaveLength(1);
  expect((await kit.waiting())[0]).toBe("T2-r1-work-debug");
  const events = await kit.store.events.ofTask("T2");
  expect(events.find(({ type }) => type === "task.bumped")?.data).toEqual({
    by: "console:U1",
    reason: "the customer waits",
    from: "normal",
    to: "high",
  });
});

test("/bump needs a reason and the permission", async () => {
  const kit = open();
  await kit.say("1", "find out why it hangs");
  const denied = open({ deny: ["bump"] });
  await denied.say("1", "find out why it hangs");

  expect(await kit.command("bump", "T1")).toContain("and why?");
  expect(await denied.command("bump", "T1 because")).toContain("permissions.bump");
  expect((await kit.task()).settings).toBeUndefined();
});

test("a bump survives a later change, and ageing moves the job on", async () => {
  const kit = open();
  await kit.say("1", "find out why it hangs");
  await kit.command("bump", "T1 the customer waits");
  await kit.command("set", "T1 risk 3");
  kit.clock.advance(DAY);

  await agePriorities({
    store: kit.store,
    jobs: kit.jobs,
    rules: shipped.rules.priority,
    nowMs: kit.clock.now(),
  });

  expect((await kit.task()).priority.band).toBe("high");
  expect((await kit.jobs.waitingJobs("agent.run", 1))[0]?.priority).toBe(1);
});

test("/why tells what the request was taken for, who was weighed, and who bumped it", async () => {
  const kit = open({ standings: { debug: { open: 3 } } });
  await kit.say("1", "find out why bitnet-core hangs");
  await kit.command("bump", "T1 the customer waits");

  const why = await kit.command("why", "T1");

  expect(why).toContain(
    "Leader: code instead of debug, which has 3 of 3 tasks open; second for Bug Fixes & Debugging.",
  );
  expect(why).toMatch(
    /- debug 0\.\d+: first by domain, but has 3 of 3 tasks open \(domain 1, availability 1, load 0,/u,
  );
  expect(why).toContain('- component bitnet-core (component:bitnet-core: named: "bitnet-core")');
  expect(why).toContain(
    "- kind bug_fixes_debugging (rule:bug_fixes_debugging: debug leads Bug Fixes & Debugging)",
  );
  expect(why).toContain("Bumped by Ada: the customer waits.");
});

test("the acknowledgement says who stands in for whom, and thanks for a stand-in teach nothing", async () => {
  const kit = open({ standings: { debug: { open: 3 } } });

  const [acknowledgement = ""] = textsOf(await kit.say("1", "find out why it hangs"));
  await kit.command("right", "T1");

  expect(acknowledgement).toContain("**T1** is with **code**");
  expect(acknowledgement).toContain("Why code instead of debug, which has 3 of 3 tasks open");
  expect(await kit.store.labels.since("0", 10)).toEqual([]);
});

test("a task that waits is told its place and when it probably begins", async () => {
  const minutes = (count: number) => count * MINUTE;
  const kit = open({
    standings: { debug: { durations: { simple: [minutes(10), minutes(12), minutes(14)] } } },
  });
  await kit.say("1", "find out why it hangs");
  await kit.say("2", "no rush: find out why it hangs");

  const [acknowledgement = ""] = textsOf(await kit.say("3", "find out why it hangs, asap"));
  const status = await kit.command("status", "T2");
  const first = await kit.command("status", "T3");

  expect(acknowledgement).toContain("It starts now.");
  expect(status).toContain("2 ahead of it in the queue; it should start in about 24 min.");
  expect(first).toContain("It is next in the queue.");
});

test("/agent takes an agent out of new work until a time, and /agents shows it", async () => {
  const kit = open();
  const seen = [
    await kit.command("agent", "debug off until 2031-03-05 on leave"),
    textsOf(await kit.say("1", "find out why it hangs")).join("\n"),
  ];
  const listed = await kit.command("agents", "");
  kit.clock.advance(2 * DAY);
  const after = await kit.command("agent", "debug");

  expect(seen[0]).toContain("away until 2031-03-05 00:00 UTC (on leave)");
  expect(seen[1]).toContain("**T1** is with **code**");
  expect(listed).toMatch(/\*\*code\*\*: .* \*1 of 3 tasks open\*/u);
  expect(listed).toMatch(/\*\*debug\*\*: .* \*away until/u);
  expect(after).not.toContain("away");
});

test.each([
  ["ghost off", 'no agent "ghost"'],
  ["debug off until yesterday", "no time to come"],
  ["debug off until 2020-01-01", "no time to come"],
  ["debug off for 3y", "no time to come"],
  ["", "/agent debug off"],
])("/agent %j is refused", async (args, text) => {
  const kit = open();

  expect(await kit.command("agent", args)).toContain(text);
  expect(await kit.eventTypes()).not.toContain("agent.away");
});

test("/agent debug on brings it back, and needs the permission to configure", async () => {
  const kit = open();
  await kit.command("agent", "debug off for 3d");
  const back = await kit.command("agent", "debug on");
  const denied = open({ deny: ["configure"] });

  expect(back).not.toContain("away");
  expect(await denied.command("agent", "debug off")).toContain("permissions.configure");
  expect(await kit.eventTypes()).toEqual(expect.arrayContaining(["agent.away", "agent.back"]));
});
