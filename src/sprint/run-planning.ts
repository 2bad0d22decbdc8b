import { channelKey } from "../chat/message-key.ts";
import { addDays } from "../calendar/local-time.ts";
import type { NewDelivery } from "../outbox/delivery.ts";
import { countEnded } from "../reports/week-figures.ts";
import type { Occasion } from "../standups/occasion.ts";
import { projectWork } from "../standups/project-work.ts";
import { readHistories } from "../standups/read-team-work.ts";
import type { MeetingTeam } from "../standups/meeting-team.ts";
import type { Changes } from "../store/store.ts";
import { capacityOf, proposeWeek } from "./plan-week.ts";
import type { Capacity, OpenTask } from "./plan-week.ts";
import { countWeeks, itemsByTask } from "./read-week.ts";
import { renderPlanning } from "./render-meetings.ts";
import type { SprintDeps, TeamAndBook } from "./sprint-deps.ts";
import { readSprint, sprintChange } from "./sprint-plan.ts";
import type { SprintPlan } from "./sprint-plan.ts";

const WEEKS_TO_GO_BY = 4;
const MOST_OPEN = 10_000;

/** The week that an occasion belongs to: what follows the colon of its key. */
export function weekOfOccasion({ key }: Pick<Occasion, "key">): string {
  return key.slice(key.indexOf(":") + 1);
}

/** Days on which members work, over all members. */
async function presence(
  first: string,
  days: number,
  { team, deps }: { readonly team: MeetingTeam; readonly deps: SprintDeps },
): Promise<number> {
  const workClock = await deps.workClock();
  const dates = Array.from({ length: days }, (_, at) => addDays(first, at));
  const people =
    team.members.length === 0
      ? [{ kind: "team", id: team.id } as const]
      : team.members.map((id) => ({ kind: "person", id }) as const);
  return dates.flatMap((date) => people.filter((who) => workClock.workingDay(date, who) !== undefined))
    .length;
}

async function capacityFor(week: string, team: MeetingTeam, deps: SprintDeps): Promise<Capacity> {
  const first = addDays(week, -7 * WEEKS_TO_GO_BY);
  const counted = await countWeeks(addDays(week, -7), WEEKS_TO_GO_BY, { team, deps });
  const done = counted.reduce((sum, { figures }) => sum + countEnded(figures, "done"), 0);
  const lately = {
    done,
    weeks: WEEKS_TO_GO_BY,
    presentDays: await presence(first, 7 * WEEKS_TO_GO_BY, { team, deps }),
  };
  return capacityOf(lately, await presence(week, 7, { team, deps }));
}

async function openTasks(team: MeetingTeam, deps: SprintDeps): Promise<OpenTask[]> {
  const open = (await deps.store.tasks.listOpen(MOST_OPEN)).filter((task) =>
    deps.teamsOf(task).includes(team.id),
  );
  const items = await itemsByTask(open, deps);
  return open.map(({ id, title, priority }) => ({
    id,
    title,
    score: priority.score,
    items: items.get(id) ?? [],
  }));
}

export interface ProposedWeek {
  readonly plan: SprintPlan;
  readonly because: string;
}

/** What the week could bring, from roadmap, priorities and presence; writes nothing. */
export async function proposeSprint(
  week: string,
  team: MeetingTeam,
  deps: SprintDeps,
): Promise<ProposedWeek> {
  const capacity = await capacityFor(week, team, deps);
  const tasks = await openTasks(team, deps);
  const goals = proposeWeek({ tasks, items: deps.roadmap(), until: addDays(week, 6) }, capacity.tasks);
  const proposedAt = new Date(deps.clock.now()).toISOString();
  const plan = { team: team.id, week, proposedAt, goals, capacity: capacity.tasks };
  return { plan, because: capacity.because };
}

/** The posts of a plan: the same ones before and after somebody agreed to it. */
export function planningDeliveries(
  plan: SprintPlan,
  facts: { readonly teamName: string; readonly because: string; readonly blocked: number },
  deps: Pick<SprintDeps, "places">,
): NewDelivery[] {
  const message = renderPlanning(plan, facts);
  return deps.places.for("standup", plan.team).map((to) => ({
    id: `planning.${plan.team}.${plan.week}.${channelKey(to)}`,
    content: { kind: "live", to, message },
  }));
}

/** What belongs into the write that proposes the week; nothing where there is nothing to plan. */
export async function runPlanning(
  occasion: Occasion,
  { team, book }: TeamAndBook,
  deps: SprintDeps,
): Promise<Pick<Changes, "documents" | "deliveries" | "events">> {
  const week = weekOfOccasion(occasion);
  if ((await readSprint({ team: team.id, week }, deps.store)) !== undefined) return {};
  const { plan, because } = await proposeSprint(week, team, deps);
  if (plan.goals.length === 0) return {};
  const { histories } = await readHistories(team.id, book.cursor, deps);
  const blocked = projectWork(histories, book.sinceMs).blocked.length;
  const data = { team: team.id, week, goals: plan.goals.length, capacity: plan.capacity };
  return {
    documents: [sprintChange(plan, null)],
    deliveries: planningDeliveries(plan, { teamName: team.name, because, blocked }, deps),
    events: [{ type: "sprint.proposed", data }],
  };
}
