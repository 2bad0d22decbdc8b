import { dayOf } from "../budgets/day-of.ts";
import type { People, Team } from "../people/people.ts";
import type { Action, Actor, Permissions } from "../permissions/permissions.ts";
import type { Store } from "../store/store.ts";
import type { Task } from "../tasks/task.ts";
import type { Board, BoardTask, EndedTask, WaitingMatter } from "./board.ts";
import { requesterOf } from "../people/requester-of.ts";

/** Who looks, as far as it decides what waits for them. */
export interface Viewer {
  readonly person: string;
  may(action: Action): boolean;
}

/** Somebody as they look, by an account of theirs. */
export function viewerOf(
  actor: Actor,
  { people, permissions }: { readonly people: People; readonly permissions: Permissions },
): Viewer {
  return { person: people.of(actor), may: (action) => permissions.may(actor, action) };
}

/** Whether a matter waits for this very person. */
export function waitsFor({ asked }: WaitingMatter, { person, may }: Viewer): boolean {
  return asked.kind === "person" ? asked.person === person : may(asked.action);
}

/** What has ended on this day at this place, the newest last. */
export function endedToday({ ended, atMs }: Pick<Board, "ended" | "atMs">, zone: string): EndedTask[] {
  const today = dayOf(atMs, zone);
  return ended.filter((end) => dayOf(end.atMs, zone) === today);
}

const MAX_READ = 200;

/** The tasks of the last of these ends, by id. */
export async function tasksOf(
  ended: readonly EndedTask[],
  { tasks }: Pick<Store, "tasks">,
): Promise<ReadonlyMap<string, Task>> {
  const ids = ended.slice(-MAX_READ).map(({ taskId }) => taskId);
  const read = await Promise.all(ids.map(async (id) => tasks.get(id)));
  return new Map(read.flatMap((task) => (task === undefined ? [] : [[task.id, task] as const])));
}

/** The board of one team: what its members asked for or answer for. */
export async function ofTeam(
  board: Board,
  team: Team,
  { store, people }: { readonly store: Pick<Store, "tasks">; readonly people: People },
): Promise<Board> {
  const isTeams = ({ requester, owner }: Pick<BoardTask, "requester" | "owner">): boolean =>
    team.members.includes(requester) || (owner !== undefined && team.members.includes(owner.person));
  const running = board.running.filter(isTeams);
  const queued = board.queued.filter(isTeams);
  const held = board.held.filter(isTeams);
  const ids = new Set([...running, ...queued, ...held].map(({ id }) => id));
  const today = endedToday(board, team.timeZone);
  const tasks = await tasksOf(today, store);
  const isEndTeams = ({ taskId }: EndedTask): boolean => {
    const task = tasks.get(taskId);
    if (task === undefined) return false;
    const requester = requesterOf(task, people);
    return isTeams({ requester, ...(task.owner === undefined ? {} : { owner: task.owner }) });
  };
  return {
    ...board,
    running,
    queued,
    held,
    waiting: board.waiting.filter(({ taskId, asked }) =>
      taskId === undefined ? asked.kind === "person" && team.members.includes(asked.person) : ids.has(taskId),
    ),
    escalated: board.escalated.filter(
      ({ taskId, askedOf }) =>
        (taskId !== undefined && ids.has(taskId)) || askedOf.some((id) => team.members.includes(id)),
    ),
    ended: today.filter(isEndTeams),
  };
}
