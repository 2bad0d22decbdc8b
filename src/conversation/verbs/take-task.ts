import { threadDelivery } from "../../tasks/task-deliveries.ts";
import { isTerminal, type Task } from "../../tasks/task.ts";
import { updateTask } from "../../tasks/update-task.ts";
import { NOT_YOURS } from "../commands/steer-plan.ts";
import type { ConversationDeps } from "../conversation-deps.ts";
import { explainRefusal } from "../explain-refusal.ts";
import { maySteer, nameOf } from "../may-steer.ts";
import { done, notDone, type TaskOutcome, type TaskWish } from "./outcome.ts";

interface NewOwner {
  readonly person: string;
  readonly name: string;
}

interface Handover extends TaskWish {
  readonly to: NewOwner;
}

type Deps = Pick<ConversationDeps, "store" | "clock" | "people" | "permissions">;

function toldOf(task: Task, { to, said }: Handover, by: string): string {
  const before = task.owner === undefined ? "" : ` before it was **${task.owner.name}**`;
  const self = by === to.person;
  const who = self
    ? `**${to.name}** has taken **${task.id}**`
    : `**${nameOf(said)}** gives **${task.id}** to **${to.name}**`;
  return before === "" ? `${who}.` : `${who};${before}.`;
}

/** Writes who answers for a task, says so in its thread and in the log, all at once; twice changes nothing. */
async function handOver(wish: Handover, deps: Deps): Promise<TaskOutcome> {
  const { task, said, to } = wish;
  const by = deps.people.of({ platform: said.platform, userId: said.from.id });
  const nowMs = deps.clock.now();
  let isTheirs = false;
  const after = await updateTask(
    deps.store,
    task.id,
    (current) => {
      isTheirs = current.owner?.person === to.person;
      if (isTheirs || isTerminal(current.state)) return undefined;
      const owner = { ...to, at: new Date(nowMs).toISOString() };
      const next = { ...current, owner };
      const text = toldOf(current, wish, by);
      const from = current.owner?.person;
      const data = { owner: to.person, by, ...(from === undefined ? {} : { from }) };
      return {
        task: next,
        events: [{ type: "task.taken", taskId: current.id, data }],
        deliveries: [threadDelivery(next, `taken-${current.version + 1}`, { text })],
      };
    },
    { known: task, nowMs },
  );
  if (after === undefined) return notDone(`I know no task ${task.id} any more.`);
  const whose = by === to.person ? "yours" : `**${to.name}**'s`;
  if (isTheirs) return done(`**${task.id}** is ${whose} already.`);
  if (isTerminal(after.state))
    return notDone(explainRefusal(after.state === "done" ? "task_done" : "task_over", after));
  return done(`**${task.id}** is ${whose} now. Its agents go on; \`/done ${task.id}\` ends it.`);
}

/** Somebody answers for a task from now on. Whoever has it already hears of it in the thread. */
export async function takeTask(wish: TaskWish, deps: Deps): Promise<TaskOutcome> {
  const { platform, from } = wish.said;
  const person = deps.people.of({ platform, userId: from.id });
  return handOver({ ...wish, to: { person, name: nameOf(wish.said) } }, deps);
}

/** Somebody gives a task to a person, by the id that `People` knows them by. It takes a say in the task. */
export async function assignTask(
  wish: TaskWish & { readonly to: string },
  deps: ConversationDeps,
): Promise<TaskOutcome> {
  if (!maySteer(wish.said, wish.task, deps)) return notDone(NOT_YOURS);
  return handOver({ ...wish, to: { person: wish.to, name: deps.people.nameOf(wish.to) } }, deps);
}
