import { channelKey } from "../chat/message-key.ts";
import type { LoggedEvent } from "../events/event.ts";
import type { NewDelivery } from "../outbox/delivery.ts";
import type { Changes } from "../store/store.ts";
import { renderDailyStep } from "./daily-step.ts";
import type { MeetingBook } from "./meeting-book.ts";
import type { MeetingTeam } from "./meeting-team.ts";
import { nameOfPerson } from "./meetings-deps.ts";
import type { MeetingsDeps } from "./meetings-deps.ts";
import type { Occasion } from "./occasion.ts";
import { projectWork } from "./project-work.ts";
import type { TaskHistory } from "./project-work.ts";
import { readHistories } from "./read-team-work.ts";
import { standingOf } from "./task-standing.ts";
import type { WorkLine } from "./team-work.ts";

const MOST_WAITING = 6;

/** Tasks that nobody has begun and that wait for nobody, by their priority. */
async function waitingTasks(
  histories: readonly TaskHistory[],
  { store }: Pick<MeetingsDeps, "store">,
): Promise<WorkLine[]> {
  const idle = histories.filter(({ events }) => {
    const { state, waits } = standingOf(events);
    return state === "queued" && waits.length === 0;
  });
  const scored = await Promise.all(
    idle.map(async ({ task }) => ({ task, score: (await store.tasks.get(task.id))?.priority.score ?? 0 })),
  );
  return scored
    .toSorted((a, b) => b.score - a.score)
    .slice(0, MOST_WAITING)
    .map(({ task: { id, title, link } }) => ({
      taskId: id,
      title,
      agents: [],
      ...(link === undefined ? {} : { link }),
    }));
}

/** One message for each channel for standups of a team. */
export function teamPosts(
  id: string,
  text: string,
  { team, deps }: { readonly team: MeetingTeam; readonly deps: Pick<MeetingsDeps, "places"> },
): NewDelivery[] {
  return deps.places.for("standup", team.id).map((to) => ({
    id: `${id}.${channelKey(to)}`,
    content: { kind: "post", to, message: { text } },
  }));
}

/** What belongs into the write that posts a step of the day; nothing where there is nothing to say. */
export async function runDailyStep(
  { date, step = "", title }: Occasion,
  { team, book }: { readonly team: MeetingTeam; readonly book: MeetingBook },
  deps: MeetingsDeps,
): Promise<Pick<Changes, "deliveries">> {
  const workClock = await deps.workClock();
  const dayMs = workClock.atLocal(date, "00:00", { kind: "team", id: team.id });
  const { histories } = await readHistories(team.id, book.cursor, deps);
  const today = histories
    .flatMap(({ events }) => events)
    .filter((event: LoggedEvent) => Date.parse(event.at) >= dayMs);
  const text = renderDailyStep({
    step,
    title,
    teamName: team.name,
    work: projectWork(histories, dayMs),
    waiting: await waitingTasks(histories, deps),
    today,
    nameOf: (who) => nameOfPerson(deps, who),
    nowMs: deps.clock.now(),
  });
  if (text === undefined) return {};
  return { deliveries: teamPosts(`step.${team.id}.${step}.${date}`, text, { team, deps }) };
}
