import { listEffects } from "../../effects/effect-store.ts";
import type { Store } from "../../store/store.ts";
import { BY_ITSELF } from "../escalations.ts";
import type { NewMatter } from "../escalation.ts";
import { afterWorkingTime } from "../working-time.ts";
import type { TriggerDeps } from "./trigger-deps.ts";

const LOOKED_AT = 2_000;

interface Waiting {
  readonly taskId: string;
  readonly stageId?: string;
  readonly key: string;
  readonly what: string;
  readonly sinceMs: number;
}

async function waitingStages(store: Store, nowMs: number): Promise<Waiting[]> {
  const tasks = await store.tasks.listOpen(LOOKED_AT);
  const found = tasks.map(async ({ id, plan, title, round }) => {
    const stages = plan.stages.filter(({ state }) => state === "awaiting_approval");
    if (stages.length === 0) return [];
    const events = await store.events.ofTask(id);
    return stages.map((stage) => {
      const asked = events.findLast(
        ({ type, data }) => type === "stage.approval_asked" && data["stage"] === stage.id,
      );
      return {
        taskId: id,
        stageId: stage.id,
        key: `${id}.${stage.id}.approval.${stage.round}.r${round}`,
        what: `“${stage.title}” of ${title || id}`,
        sinceMs: asked === undefined ? nowMs : Date.parse(asked.at),
      };
    });
  });
  return (await Promise.all(found)).flat();
}

async function waitingEffects(store: Store, nowMs: number): Promise<Waiting[]> {
  const all = (await listEffects(store)).map(({ effect }) => effect);
  return all
    .filter(({ state, expiresMs }) => state === "proposed" && expiresMs >= nowMs)
    .map(({ id, taskId, title, proposedMs }) => ({
      taskId,
      key: `${taskId}.${id}.approval`,
      what: title,
      sinceMs: proposedMs,
    }));
}

function matterOf({ taskId, stageId, key, what, sinceMs }: Waiting, nowMs: number): NewMatter {
  return {
    key,
    matter: key,
    taskId,
    ...(stageId === undefined ? {} : { stageId }),
    type: "approval",
    target: "approver",
    problem: `An approval is unanswered: ${what}`,
    attempts: [],
    needs: ["somebody who may approves or refuses it"],
    openForMs: nowMs - sinceMs,
    severity: "medium",
  };
}

/**
 * Approvals that nobody has answered within the time of the first level, and those that were answered since: the one
 * is raised, the other settled.
 */
export async function askAboutApprovals(deps: TriggerDeps): Promise<void> {
  const { store, escalations } = deps;
  const nowMs = deps.clock.now();
  const { levels, types } = deps.rules();
  const [first] = levels;
  const own = types.find(({ id }) => id === "approval")?.times.find(({ level }) => level === first?.id);
  const until = own?.until ?? first?.until;
  const waiting = [...(await waitingStages(store, nowMs)), ...(await waitingEffects(store, nowMs))];
  const keys = new Set(waiting.map(({ key }) => key));
  for (const { id, type, matter } of await escalations.open())
    if (type === "approval" && matter.includes(".approval") && !keys.has(matter))
      await escalations.act(id, { type: "resolved", by: BY_ITSELF, cause: "it was answered" });
  if (until === undefined) return;
  const clock = await deps.workClock();
  const target = { kind: "organisation" } as const;
  for (const one of waiting)
    if (afterWorkingTime(one.sinceMs, until, { target, clock }) <= nowMs)
      await escalations.raise(matterOf(one, nowMs));
}
