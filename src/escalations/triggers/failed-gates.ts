import { z } from "zod";
import type { LoggedEvent } from "../../events/event.ts";
import { isTerminal } from "../../tasks/task.ts";
import { stageOf } from "../../workflow/stage-state.ts";
import { BY_ITSELF } from "../escalations.ts";
import type { NewMatter } from "../escalation.ts";
import { gatesMatter } from "../gates-matter.ts";
import { openOfMatter } from "../matter-index.ts";
import { escalatesAtOnce } from "./trigger-deps.ts";
import type { TriggerDeps } from "./trigger-deps.ts";

const Judged = z.looseObject({
  stage: z.string(),
  outcome: z.string(),
  reports: z.array(z.looseObject({ id: z.string(), verdict: z.string() })).catch([]),
});

const PASSED: ReadonlySet<string> = new Set(["passed", "not_run"]);

interface JudgedStage {
  readonly taskId: string;
  readonly judged: z.infer<typeof Judged>;
  readonly matter: string;
}

function judgedOf({ type, taskId, data }: LoggedEvent): JudgedStage | undefined {
  if (type !== "stage.judged" || taskId === undefined) return undefined;
  const judged = Judged.safeParse(data).data;
  return judged === undefined ? undefined : { taskId, judged, matter: gatesMatter(taskId, judged.stage) };
}

/** A stage has failed its gates, and its task is of a complexity whose problems do not wait for a limit. */
export async function failedGateMatter(
  event: LoggedEvent,
  deps: TriggerDeps,
): Promise<NewMatter | undefined> {
  const found = judgedOf(event);
  const task = found === undefined ? undefined : await deps.store.tasks.get(found.taskId);
  if (found === undefined || task === undefined || isTerminal(task.state)) return undefined;
  const { outcome, stage, reports } = found.judged;
  if ((outcome !== "failed" && outcome !== "blocked") || !escalatesAtOnce(task, deps)) return undefined;
  const failed = reports.filter(({ verdict }) => !PASSED.has(verdict)).map(({ id }) => id);
  const gates = failed.length === 0 ? "its gates" : failed.join(", ");
  return {
    key: `${task.id}.gates.${stage}.${event.id}`,
    matter: found.matter,
    occasion: event.id,
    taskId: task.id,
    stageId: stage,
    type: "failed_gate",
    problem: `“${stageOf(task, stage)?.title ?? stage}” of ${task.title || task.id} has not passed ${gates}`,
    attempts: [`${event.at.slice(0, 16)}: ${gates}`],
    needs: [],
    openForMs: 0,
    severity: "high",
  };
}

/** What was raised about the gates of a stage is settled when it passes them. */
export async function settlePassed(event: LoggedEvent, { store, escalations }: TriggerDeps): Promise<void> {
  const found = judgedOf(event);
  if (found?.judged.outcome !== "passed") return;
  const id = await openOfMatter(found.matter, store);
  if (id !== undefined)
    await escalations.act(id, { type: "resolved", by: BY_ITSELF, cause: "the gates are passed" });
}
