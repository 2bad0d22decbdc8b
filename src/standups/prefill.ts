import type { MeetingPerson } from "./meetings-deps.ts";
import { plainTitle } from "./format-lines.ts";
import { projectWork } from "./project-work.ts";
import type { TaskHistory } from "./project-work.ts";

const MOST = 5;

function lines(items: readonly string[]): string {
  const left = items.length - MOST;
  return [...items.slice(0, MOST), ...(left > 0 ? [`and ${left} more`] : [])].join("\n");
}

/** Whether a task is somebody's: they asked for it, or stand behind an agent that worked on it. */
function isOf({ id, agents }: Pick<MeetingPerson, "id" | "agents">, { task, events }: TaskHistory): boolean {
  if (task.requester === id) return true;
  return events.some(({ type, data }) => {
    const agent = data["agent"];
    return type === "assignment.started" && typeof agent === "string" && agents.includes(agent);
  });
}

/**
 * What somebody could say today, from what the log knows of their tasks: what was done and is in hand as progress,
 * what cannot go on as blockers, whom it waits for as needs. Fields of which nothing is known are absent.
 */
export function prefillFor(
  person: Pick<MeetingPerson, "id" | "agents">,
  histories: readonly TaskHistory[],
  { sinceMs, nameOf }: { readonly sinceMs: number; readonly nameOf: (who: string) => string },
): Record<string, string> {
  const own = histories.filter((history) => isOf(person, history));
  const { done, doing, blocked } = projectWork(own, sinceMs);
  const progress = [
    ...done.map(({ taskId, title }) => `${taskId} done: ${plainTitle(title)}`),
    ...doing.map(({ taskId, title }) => `${taskId} in hand: ${plainTitle(title)}`),
  ];
  const blockers = blocked.map(({ taskId, title, what }) => `${taskId} ${plainTitle(title)}: ${what}`);
  const needs = blocked.flatMap(({ taskId, waitsOn }) => {
    const others = waitsOn.filter((who) => who !== person.id);
    return others.length === 0 ? [] : [`${taskId} waits on ${others.map(nameOf).join(", ")}`];
  });
  const all = { progress: lines(progress), blockers: lines(blockers), needs: lines(needs) };
  return Object.fromEntries(Object.entries(all).filter(([, text]) => text !== ""));
}
