import type { LoggedEvent } from "../events/event.ts";
import type { Store } from "../store/store.ts";
import type { Task } from "../tasks/task.ts";
import type { MeetingsDeps } from "./meetings-deps.ts";
import { projectWork } from "./project-work.ts";
import type { TaskHistory } from "./project-work.ts";
import type { TeamWork } from "./team-work.ts";

const PAGE = 500;
const MOST_OPEN = 10_000;
const ENDS: ReadonlySet<string> = new Set(["task.done", "task.failed", "task.dead"]);

/** Everything after an event of the log ("0": from the beginning), and the last event there is. */
export async function eventsAfter(
  cursor: string,
  { events }: Pick<Store, "events">,
  visit: (page: readonly LoggedEvent[]) => void,
): Promise<string> {
  let last = cursor;
  for (;;) {
    const page = await events.since(last, PAGE);
    visit(page);
    last = page.at(-1)?.id ?? last;
    if (page.length < PAGE) return last;
  }
}

type Reader = Pick<MeetingsDeps, "store" | "teamsOf" | "personOf" | "linkTo">;

export interface ReadWork {
  readonly histories: readonly TaskHistory[];
  /** The last event that was seen. */
  readonly cursor: string;
}

async function historyOf(task: Task, { store, personOf, linkTo }: Reader): Promise<TaskHistory> {
  const { id, title, thread, requester } = task;
  const person = personOf({ platform: thread.platform, userId: requester.id });
  const [events, link] = await Promise.all([store.events.ofTask(id), linkTo(task.source)]);
  return { task: { id, title, requester: person, ...(link === undefined ? {} : { link }) }, events };
}

/** The histories of a team's tasks that are open or have ended after an event of the log, by the number of the task. */
export async function readHistories(team: string, cursor: string, deps: Reader): Promise<ReadWork> {
  const { store, teamsOf } = deps;
  const ended = new Set<string>();
  const last = await eventsAfter(cursor, store, (page) => {
    for (const { type, taskId } of page) if (taskId !== undefined && ENDS.has(type)) ended.add(taskId);
  });
  const open = await store.tasks.listOpen(MOST_OPEN);
  const openIds = new Set(open.map(({ id }) => id));
  const over = await Promise.all(
    [...ended].filter((id) => !openIds.has(id)).map(async (id) => store.tasks.get(id)),
  );
  const tasks = [...open, ...over.filter((task) => task !== undefined)].filter((task) =>
    teamsOf(task).includes(team),
  );
  const histories = await Promise.all(tasks.map(async (task) => historyOf(task, deps)));
  return { histories: histories.toSorted((a, b) => numberOf(a) - numberOf(b)), cursor: last };
}

function numberOf({ task }: TaskHistory): number {
  return Number(task.id.slice(1));
}

/** The agents' half of a standup. */
export async function readTeamWork(
  team: string,
  since: { readonly cursor: string; readonly sinceMs: number },
  deps: Reader,
): Promise<{ readonly work: TeamWork; readonly cursor: string }> {
  const { histories, cursor } = await readHistories(team, since.cursor, deps);
  return { work: projectWork(histories, since.sinceMs), cursor };
}
