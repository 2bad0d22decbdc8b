import { DateTime } from "luxon";
import type { NewMatter } from "../../src/escalations/escalation.ts";
import type { PersonsWord } from "../../src/escalations/escalations.ts";
import type { NewEvent } from "../../src/events/event.ts";
import { Plan } from "../../src/tasks/task.ts";
import type { Task } from "../../src/tasks/task.ts";
import { aConversation, aRef, aTask } from "../store-contract/samples.ts";
import { accountOf, AGENT_OF, DAY_MS, FIRST_DAY, TEAMS } from "./quarter-setting.ts";
import type { TeamFacts } from "./quarter-setting.ts";
import type { World } from "./quarter-world.ts";

const HOUR_MS = 3_600_000;

export interface StoryOptions {
  readonly world: World;
  readonly random: () => number;
  readonly days: number;
  readonly tasks: number;
}

/** Tasks with everything that may happen to them, all at moments that chance has picked. */
export function planStory({ world, random, days, tasks }: StoryOptions): ReadonlyMap<string, TeamFacts> {
  const teams = new Map<string, TeamFacts>();
  const { store, clock, byABot } = world;

  function pick<T>(items: readonly T[]): T {
    const found = items[Math.floor(random() * items.length)];
    if (found === undefined) throw new RangeError("nothing to pick from");
    return found;
  }
  const between = (from: number, to: number): number => Math.round(from + random() * (to - from));
  const soon = (hours: number): number => between(60_000, hours * HOUR_MS);

  function at(atMs: number, run: () => Promise<void>): void {
    world.plan({ atMs, run });
  }

  /** A step of a task that has not ended. */
  async function step(id: string, change: Partial<Task>, ...events: readonly NewEvent[]): Promise<void> {
    const task = await store.tasks.get(id);
    if (task === undefined || ["done", "failed", "cancelled"].includes(task.state)) return;
    await store.commit({
      task: { ...task, ...change, version: task.version + 1 },
      events: events.map((event) => ({ ...event, taskId: id })),
    });
  }

  function aWord(people: readonly string[]): PersonsWord {
    const by = pick(people);
    const chance = random();
    if (chance < 0.4) return { type: "acknowledged", by };
    if (chance < 0.5) return { type: "taken_over", by };
    if (chance < 0.6) return { type: "snoozed", by, untilMs: clock.now() + soon(48) };
    if (chance < 0.7) return { type: "reassigned", by, to: pick(people) };
    if (chance < 0.8) return { type: "raised_up", by };
    return { type: "resolved", by, cause: "it was settled" };
  }

  function planWords(key: string, fromMs: number, people: readonly string[]): void {
    for (let words = between(0, 4); words > 0; words -= 1)
      at(fromMs + soon(40), async () => {
        const word = aWord(people);
        await byABot(async ({ escalations }) => escalations.act(key, word));
      });
  }

  function planMatter(taskId: string | undefined, fromMs: number, { members, id: team }: TeamFacts): void {
    const name = `${taskId ?? `${team}.${fromMs}`}.matter`;
    const type = pick([
      "decision",
      "decision",
      "missing_resource",
      "external",
      "approval",
      "incident",
    ] as const);
    const { agent, raisedBy } = { agent: AGENT_OF[pick(members)] ?? "", raisedBy: pick(members) };
    const matter: NewMatter = {
      key: name,
      ...(taskId === undefined ? { team, raisedBy, thread: aConversation() } : { taskId, agent }),
      type,
      matter: name,
      problem: "it does not go on",
      attempts: ["tried it"],
      needs: [],
      openForMs: random() < 0.2 ? soon(3) : 0,
      severity: type === "incident" ? "critical" : pick(["low", "medium", "high"] as const),
    };
    at(fromMs, async () => void (await byABot(async ({ escalations }) => escalations.raise(matter))));
    if (random() < 0.2)
      at(fromMs + soon(5), async () => {
        const again = { ...matter, key: `${name}.again`, occasion: `${name}.again` };
        await byABot(async ({ escalations }) => escalations.raise(again));
      });
    planWords(name, fromMs, members);
  }

  function aStoredTask(id: string, team: TeamFacts, agents: readonly string[]): Task {
    const channel = { channel: `#${team.id}-requests` };
    return aTask(id, {
      title: `Work ${id} of ${team.id}`,
      requester: { id: accountOf(pick(team.members)) },
      thread: aConversation({ ...channel, thread: id }),
      source: aRef(`source.${id}`, channel),
      sourceKey: `source.${id}`,
      createdAt: new Date(clock.now()).toISOString(),
      plan: Plan.parse({
        stages: agents.map((agent, nth) => ({
          id: `s${nth + 1}`,
          title: "Work",
          assignments: [
            { id: `a${nth + 1}`, agent, role: "primary", reason: "routed", state: "waiting", starts: 0 },
          ],
        })),
      }),
    });
  }

  function planApproval(id: string, fromMs: number): void {
    const stagesAs = (task: Task, state: "awaiting_approval" | "running"): Plan => ({
      ...task.plan,
      stages: task.plan.stages.map((stage, nth) => (nth === 0 ? { ...stage, state } : stage)),
    });
    const change = async (state: "awaiting_approval" | "running", type: NewEvent["type"]): Promise<void> => {
      const task = await store.tasks.get(id);
      if (task !== undefined)
        await step(id, { plan: stagesAs(task, state) }, { type, data: { stage: "s1" } });
    };
    at(fromMs, async () => change("awaiting_approval", "stage.approval_asked"));
    at(fromMs + soon(30), async () => change("running", "stage.approved"));
  }

  function planTask(id: string, startMs: number, team: TeamFacts): void {
    teams.set(id, team);
    const agents = [pick(team.members), pick(team.members)].map((person) => AGENT_OF[person] ?? "");
    const [first = "", second = ""] = agents;
    at(startMs, async () => {
      const data = { isProposed: false };
      await store.commit({
        task: aStoredTask(id, team, agents),
        events: [{ type: "task.created", taskId: id, data }],
      });
    });
    const begun = (agent: string): NewEvent => ({
      type: "assignment.started",
      data: { agent, assignment: "a1" },
    });
    const endMs = startMs + between(2 * HOUR_MS, 5 * DAY_MS);
    at(startMs + soon(1), async () => step(id, { state: "running" }, begun(first)));
    if (random() < 0.5) {
      const handover: NewEvent = { type: "assignment.done", data: { agent: first, assignment: "a1" } };
      at(startMs + soon(20) + HOUR_MS, async () => step(id, {}, handover, begun(second)));
    }
    if (random() < 0.15)
      for (let nth = 1; nth <= 3; nth += 1) {
        const data = { agent: first, code: "agents.crashed" };
        at(startMs + nth * HOUR_MS, async () => step(id, {}, { type: "assignment.failed", data }));
      }
    if (random() < 0.15) planApproval(id, startMs + soon(6));
    if (random() < 0.1) at(startMs + soon(9), async () => step(id, {}, { type: "stage.sent_back" }));
    if (random() < 0.4) planMatter(id, startMs + soon(8), team);
    const end = pick(["done", "done", "done", "done", "failed", "cancelled"] as const);
    at(endMs, async () => step(id, { state: end }, { type: `task.${end}` }));
  }

  for (let nth = 1; nth <= tasks; nth += 1) {
    const team = pick(TEAMS);
    const day = DateTime.fromISO(FIRST_DAY, { zone: team.zone }).plus({ days: between(0, days - 1) });
    const startMs = day.plus({ hours: 7, minutes: between(0, 13 * 60) }).toMillis() + between(0, 60_000);
    planTask(`T${nth}`, startMs, team);
    if (random() < 0.08) planMatter(undefined, startMs + soon(5), team);
  }
  return teams;
}
