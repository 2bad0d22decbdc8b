import type { NewEvent } from "../../events/event.ts";
import { threadDelivery } from "../../tasks/task-deliveries.ts";
import { isTerminal, type Task } from "../../tasks/task.ts";
import { updateTask } from "../../tasks/update-task.ts";
import { NOT_YOURS } from "../commands/steer-plan.ts";
import type { ConversationDeps } from "../conversation-deps.ts";
import { maySteer, nameOf } from "../may-steer.ts";
import { done, notDone, type TaskOutcome, type TaskWish } from "./outcome.ts";

const MAX_REASON = 200;

interface BlockChange {
  readonly name: string;
  /** The task as it is then; undefined: it is like that already. */
  change(task: Task): Task | undefined;
  readonly told: string;
  event(task: Task): NewEvent;
}

async function change(
  { task, said }: TaskWish,
  wanted: BlockChange,
  deps: ConversationDeps,
): Promise<TaskOutcome | "same"> {
  if (!maySteer(said, task, deps)) return notDone(NOT_YOURS);
  let isSame = false;
  const after = await updateTask(
    deps.store,
    task.id,
    (current) => {
      const next = isTerminal(current.state) ? undefined : wanted.change(current);
      isSame = next === undefined;
      if (next === undefined) return undefined;
      const name = `${wanted.name}-${current.version + 1}`;
      return {
        task: next,
        events: [wanted.event(current)],
        deliveries: [threadDelivery(next, name, { text: wanted.told })],
      };
    },
    { known: task, nowMs: deps.clock.now() },
  );
  if (after === undefined) return notDone(`I know no task ${task.id} any more.`);
  if (isTerminal(after.state)) return notDone(`**${task.id}** is ${after.state} already.`);
  return isSame ? "same" : done(wanted.told);
}

/** A person says that a task cannot go on, and why; what runs of it goes on until somebody stops it. */
export async function blockTask(
  wish: TaskWish & { readonly reason: string },
  deps: ConversationDeps,
): Promise<TaskOutcome> {
  const reason = wish.reason.trim().slice(0, MAX_REASON);
  if (reason === "") return notDone(`What blocks it? \`/block ${wish.task.id} waits for the key\`.`);
  const { task, said } = wish;
  const by = deps.people.of({ platform: said.platform, userId: said.from.id });
  const at = new Date(deps.clock.now()).toISOString();
  const outcome = await change(
    wish,
    {
      name: "blocked",
      change: (current) =>
        current.blocked?.reason === reason
          ? undefined
          : { ...current, blocked: { reason, by: nameOf(said), at } },
      told: `**${task.id}** is blocked, says ${nameOf(said)}: ${reason}`,
      event: () => ({ type: "task.blocked", taskId: task.id, data: { by, reason } }),
    },
    deps,
  );
  return outcome === "same" ? done(`**${task.id}** is blocked by that already.`) : outcome;
}

/** What blocked a task is out of the way. */
export async function unblockTask(wish: TaskWish, deps: ConversationDeps): Promise<TaskOutcome> {
  const { task, said } = wish;
  const by = deps.people.of({ platform: said.platform, userId: said.from.id });
  const outcome = await change(
    wish,
    {
      name: "unblocked",
      change: ({ blocked, ...rest }) => (blocked === undefined ? undefined : rest),
      told: `**${task.id}** can go on, says ${nameOf(said)}.`,
      event: ({ blocked }) => ({
        type: "task.unblocked",
        taskId: task.id,
        data: { by, ...(blocked === undefined ? {} : { since: blocked.at }) },
      }),
    },
    deps,
  );
  return outcome === "same" ? done(`Nothing blocks **${task.id}**.`) : outcome;
}
