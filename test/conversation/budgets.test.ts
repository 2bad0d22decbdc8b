import { expect, test } from "vitest";
import { openBudgets, used } from "../budgets/budget-kit.ts";
import { createConversation, takeDeliveries, textsOf } from "./conversation-kit.ts";
import type { KitOptions } from "./conversation-kit.ts";
import { MINUTE } from "../store-contract/contract-kit.ts";
import { assignmentJob } from "../../src/tasks/assignment-job.ts";
import { runAssignment } from "../../src/execution/run-assignment.ts";
import { makeAgent, makeCatalogue } from "../execution/brief-kit.ts";

const KEY = "user/ana/tokens";
const PROMPT = `budget/${KEY}@1000`;

/** A task of Ada's that her budget keeps from starting. */
async function paused(options: KitOptions & { readonly hasApprovers?: boolean } = {}) {
  const kit = createConversation(options);
  const book = openBudgets(kit.store, kit.clock.now, [{ scope: "user", what: "tokens", limit: 1_000 }]);
  const { hasApprovers = false } = options;
  Object.assign(kit.deps, { budgets: { book, currency: "EUR" }, hasApprovers });
  await kit.say("m1", "the stream breaks off");
  await kit.store.commit({ events: [used("T1"), used("T1")] });
  const ran: string[] = [];
  const work = async () =>
    runAssignment(
      { taskId: "T1", assignmentId: "s1-debug", round: 1 },
      {
        ...kit.deps,
        agents: () => makeCatalogue(makeAgent({ id: "debug" })),
        mayStart: async (wanted) => (await book.check(wanted)) === undefined,
        runner: {
          name: "test",
          run: async ({ agent }) => {
            ran.push(agent.id);
            return { summary: "done", body: "done", madeBy: "test" };
          },
        },
      },
      { attempt: 1, maxAttempts: 1, signal: new AbortController().signal },
    );
  await work();
  const job = kit.jobs.takeNext("agent.run");
  if (job !== undefined) kit.jobs.finish("agent.run", job.id, "completed");
  await takeDeliveries(kit.store);
  kit.clock.advance(MINUTE);
  return { ...kit, ran, work };
}

test("a press on Raise lets the paused work start; a second press says that it is settled", async () => {
  const { press, store, jobs, ran, work } = await paused();
  expect(ran).toEqual([]);

  const said = textsOf(await press("p1", { prompt: PROMPT, value: "raise" }));

  expect(said.at(-1)).toBe("Ada raised `user/ana/tokens` to 2,000 tokens for today.");
  const task = await store.tasks.get("T1");
  const assignment = task?.plan.stages[0]?.assignments[0];
  if (task === undefined || assignment === undefined) throw new Error("there is no task");
  expect(await jobs.standing("agent.run", assignmentJob(task, assignment).id)).toBe("waiting");
  await work();
  expect(ran).toEqual(["debug"]);
  expect(textsOf(await press("p2", { prompt: PROMPT, value: "raise" })).at(-1)).toContain("settled already");
});

test("only those who may approve decide, where somebody has that permission", async () => {
  const { press, command, ran, work } = await paused({ hasApprovers: true, deny: ["approve"] });

  const pressed = textsOf(await press("p1", { prompt: PROMPT, value: "go_on" })).at(-1);
  const [typed] = textsOf(await command("c1", "budget", `raise ${KEY} 5000`));

  expect([pressed, typed]).toEqual(Array(2).fill("Raising a budget takes the permission `approve`."));
  await work();
  expect(ran).toEqual([]);
});

test.each([
  ["", "- `user/ana/tokens`: 1,400 tokens of 1,000 tokens (140 %), **paused**"],
  [`raise ${KEY} 800`, "is at 1,000 tokens already"],
  [`raise ${KEY} 1,200`, "to 1,200 tokens for today. That is used up as well"],
  [`go ${KEY}`, "Ada lets `user/ana/tokens` go on for today."],
  ["raise user/nobody/money 10", "There is no budget `user/nobody/money`"],
  ["spend it", "What about budgets?"],
])("/budget %s", async (args, answer) => {
  const { command } = await paused();

  expect(textsOf(await command("c1", "budget", args))[0]).toContain(answer);
});

test("/status has the budgets of whoever asks", async () => {
  const { command } = await paused();

  expect(textsOf(await command("c1", "status"))[0]).toContain(
    "Budgets of today:\n- `user/ana/tokens`: 1,400",
  );
});
