import { expect, test } from "vitest";
import type { Actor } from "../../src/permissions/permissions.ts";
import { openHome } from "../../src/board/publish-homes.ts";
import { refreshBoards } from "../../src/board/refresh-board.ts";
import { BotError } from "../../src/errors.ts";
import { updateTask } from "../../src/tasks/update-task.ts";
import { applyPlanEvent } from "../../src/workflow/apply-plan-event.ts";
import type { PlanEvent } from "../../src/workflow/plan-event.ts";
import { takeDeliveries, textsOf } from "../conversation/conversation-kit.ts";
import { aPlan, createBoardKit } from "./board-kit.ts";

type Kit = ReturnType<typeof createBoardKit>;

const MINUTE_MS = 60_000;
const PERSON = { platform: "console", workspace: "acme-inc", userId: "U1" };

async function happen(kit: Kit, taskId: string, event: PlanEvent): Promise<void> {
  const clock = { ...kit.clock, sleep: async () => undefined };
  await applyPlanEvent({ taskId, event }, { ...kit.deps, jobs: kit.jobs, clock });
}

/** The boards that changed, the latest text of each by channel. */
async function refreshed(kit: Kit): Promise<Readonly<Record<string, string>>> {
  await refreshBoards(kit.deps);
  const seen = await takeDeliveries(kit.store);
  return Object.fromEntries(
    seen.flatMap((each) => (each.kind === "live" ? [[each.to.channel, each.message.text]] : [])),
  );
}

/** A task of each kind, as of a busy afternoon. */
async function busy(kit: Kit): Promise<void> {
  await kit.open("T1", { title: "Rewrite the pool", plan: aPlan({ isProposed: true }) });
  await kit.open("T2", { title: "Find the leak", plan: aPlan({ approval: true }) });
  await kit.open("T3", { title: "Write the notes", requester: { id: "U2" } });
  await kit.open("T4", { title: "Old matter" });
  await kit.jobs.add({ name: "agent.run", id: "T3-r1-a1", payload: {}, priority: 5 });
  await happen(kit, "T2", { type: "assignment.started", assignment: "a1", round: 1 });
  await happen(kit, "T4", { type: "task.finished", by: "Ada" });
  const owner = { person: "ben", name: "Ben", at: new Date(kit.clock.now()).toISOString() };
  const blocked = { reason: "no key yet", by: "Ben", at: owner.at };
  await updateTask(kit.store, "T3", (task) => ({ task: { ...task, owner, blocked } }), {
    nowMs: kit.clock.now(),
  });
  const escalation = {
    id: "T2.x",
    taskId: "T2",
    problem: "The gate failed three times",
    attempts: [],
    needs: [],
    severity: "high",
    since: owner.at,
    raisedAt: owner.at,
    askedOf: ["architect", "ada"],
    state: "open",
  };
  await kit.store.commit({
    documents: [{ kind: "escalations", id: "T2.x", value: JSON.stringify(escalation) }],
    events: [{ type: "escalation.raised", taskId: "T2" }],
  });
  kit.clock.advance(12 * MINUTE_MS);
}

test("shows what needs people first, then what runs and waits, and what was done", async () => {
  const kit = createBoardKit();
  await busy(kit);

  const { board } = await refreshed(kit);

  expect(board).toMatchInlineSnapshot(`
    "**Board**, Monday 3 March

    **Waiting for people (1)**
    - **T1** plan to start: Rewrite the pool (Ada, 12 min)

    **Escalated (1)**
    - **T2** The gate failed three times (asked architect, Ada, 12 min)

    **Running (1)**
    - **T2** Find the leak (debug, 12 min, 1 of 2: Work)

    **Queued (1)**
    - **T3** Write the notes (debug, next, with Ben, blocked: no key yet)

    **Done today (1)**: **T4** Old matter"
  `);
});

test("the board of a team shows what its people asked for or answer for, by their own day", async () => {
  const kit = createBoardKit();
  await busy(kit);

  const { core } = await refreshed(kit);

  expect(core).toMatchInlineSnapshot(`
    "**Board of Core**, Monday 3 March

    **Queued (1)**
    - **T3** Write the notes (debug, next, with Ben, blocked: no key yet)"
  `);
});

test("is one pinned message a channel, edited in place and only when it changes", async () => {
  const kit = createBoardKit();
  await kit.open("T1");
  await refreshBoards(kit.deps);
  const first = await takeDeliveries(kit.store);
  await refreshBoards(kit.deps);
  const idle = await takeDeliveries(kit.store);

  await happen(kit, "T1", { type: "assignment.started", assignment: "a1", round: 1 });
  await happen(kit, "T1", { type: "task.finished", by: "Ada" });
  await refreshBoards(kit.deps);
  const second = (await takeDeliveries(kit.store)).filter(({ kind }) => kind === "live");

  expect(first).toMatchObject([
    { id: "board.console-acme~2d~inc-board", kind: "live", isPinned: true, to: { channel: "board" } },
    { id: "board.console-acme~2d~inc-core", kind: "live", isPinned: true, to: { channel: "core" } },
  ]);
  expect(idle).toEqual([]);
  expect(second.map(({ id }) => id)).toEqual(["board.console-acme~2d~inc-board"]);
  expect(textsOf(second)[0]).toContain("**Done today (1)**: **T1** Task T1");
});

test("ages grow while nothing happens, every few minutes", async () => {
  const kit = createBoardKit();
  await kit.open("T1");
  await happen(kit, "T1", { type: "assignment.started", assignment: "a1", round: 1 });
  await refreshed(kit);
  await refreshed(kit);

  kit.clock.advance(MINUTE_MS);
  const soon = await refreshed(kit);
  kit.clock.advance(5 * MINUTE_MS);
  const later = await refreshed(kit);

  expect(soon).toEqual({});
  expect(later["board"]).toContain("(debug, 6 min)");
});

test("a home shows what waits for its person, with what they may press, and is published once for a change", async () => {
  const kit = createBoardKit();
  await busy(kit);

  await openHome(PERSON, kit.deps);
  await refreshBoards(kit.deps);
  await refreshBoards(kit.deps);

  expect(kit.published).toHaveLength(1);
  expect(kit.published[0]?.person).toMatchObject(PERSON);
  const home = kit.published[0]?.home;
  const lines = home?.sections.map(({ title, items, empty }) => [
    title,
    ...(items.length === 0 ? [empty] : items.map(({ text }) => text)),
  ]);
  expect(lines).toMatchInlineSnapshot(`
    [
      [
        "Waiting for you (2)",
        "**T2** The gate failed three times (asked architect, Ada, 12 min)",
        "**T1** plan to start: Rewrite the pool (\`/start T1\`, 12 min)",
      ],
      [
        "Yours (1)",
        "**T2** Find the leak (debug, 12 min, 1 of 2: Work)",
      ],
      [
        "Escalated to others",
        "Nothing.",
      ],
      [
        "Running for others",
        "Nothing.",
      ],
      [
        "Queued for others (1)",
        "**T3** Write the notes (debug, next, with Ben, blocked: no key yet)",
      ],
      [
        "Done today (1)",
        "**T4** Old matter",
      ],
      [
        "Your settings",
        "Time zone Europe/Lisbon (not set by you), standup at your team's time, no quiet hours, mentions on",
      ],
    ]
  `);
  expect(home?.sections[0]?.items.map(({ choices }) => choices?.prompt)).toEqual([undefined, "plan.T1.r1"]);
  expect(home?.choices?.options.map(({ value }) => value)).toEqual(["catchup", "ask", "settings"]);
});

test("homes follow what happens, for some days after somebody looked", async () => {
  const kit = createBoardKit();
  await openHome(PERSON, kit.deps);
  await kit.open("T1");
  await refreshBoards(kit.deps);
  kit.clock.advance(4 * 24 * 60 * MINUTE_MS);
  await kit.open("T2");
  await refreshBoards(kit.deps);

  expect(kit.published).toHaveLength(2);
  expect(await kit.store.documents.list("homes")).toEqual(new Map());
});

test("a home that could not be published is tried again, unless it cannot ever be", async () => {
  const kit = createBoardKit();
  kit.failures.push(new BotError("chat.unreachable", "no network", { retryable: true }));
  await openHome(PERSON, kit.deps);
  await kit.open("T1");
  await refreshBoards(kit.deps);
  kit.failures.push(new BotError("chat.message_not_found", "nobody there"));
  await kit.open("T2");
  await refreshBoards(kit.deps);

  expect(kit.published).toHaveLength(1);
  expect(await kit.store.documents.list("homes")).toEqual(new Map());
});

test("a home is shown as what its platform knows of the person, and not at all while that cannot be asked", async () => {
  const kit = createBoardKit({ hasApprovers: true });
  const seen: Actor[] = [];
  const permissions = {
    may(actor: Actor) {
      seen.push(actor);
      return true;
    },
  };
  const guest = async () => ({ id: "U1", groups: ["S1"], isGuest: true });
  const away = async () => Promise.reject(new BotError("people.unknown_yet", "away", { retryable: true }));
  await kit.open("T2", { plan: aPlan({ approval: true }) });
  await happen(kit, "T2", { type: "assignment.started", assignment: "a1", round: 1 });
  await happen(kit, "T2", { type: "assignment.finished", assignment: "a1", round: 1, result: "1.a1" });
  const verdict = { outcome: "passed", note: "", reports: [] } as const;
  await happen(kit, "T2", { type: "gate.verdict", stage: "s1", round: 1, verdict });

  await openHome(PERSON, { ...kit.deps, permissions, whoIs: away });
  await openHome(PERSON, { ...kit.deps, permissions, whoIs: guest });

  expect(kit.published).toHaveLength(1);
  expect(seen[0]).toEqual({ platform: "console", userId: "U1", groups: ["S1"], isGuest: true });
});

test("whoever has not the permission does not wait for an approval, whoever has it does", async () => {
  const kit = createBoardKit({ hasApprovers: true });
  await kit.open("T1", { plan: aPlan({ approval: true }) });
  await happen(kit, "T1", { type: "assignment.started", assignment: "a1", round: 1 });
  await happen(kit, "T1", { type: "assignment.finished", assignment: "a1", round: 1, result: "1.a1" });
  const verdict = { outcome: "passed", note: "", reports: [] } as const;
  await happen(kit, "T1", { type: "gate.verdict", stage: "s1", round: 1, verdict });

  await openHome(PERSON, kit.deps);
  await openHome({ ...PERSON, userId: "U2" }, kit.deps);

  const [ada, ben] = kit.published.map(({ home }) => home.sections[0]?.items.map(({ text }) => text));
  expect(ada).toEqual([]);
  expect(ben).toEqual(["**T1** approve “Work”: Task T1 (`/approve T1`, now)"]);
});
