import type { StageReport } from "../tasks/task.ts";
import type { StageJudgement } from "../workflow/stage-checks.ts";
import { runInOrder } from "./run-in-order.ts";
import type { DueHook } from "./run-in-order.ts";
import { subjectOf, workOf } from "./scene.ts";
import { sceneOfStage, toReport } from "./stage-hooks.ts";
import type { StageHookDeps } from "./stage-hooks.ts";

/** Those above hear of a stage that a hook has stopped, as they do of an agent that one has stopped. */
export async function escalateBlock(
  judgement: StageJudgement,
  note: string,
  deps: StageHookDeps,
): Promise<StageReport[]> {
  const { task, stage, attempt } = judgement;
  const scene = { ...sceneOfStage(judgement, deps.agents), occasion: `blocked.${stage.round}.${attempt}` };
  const attempts = workOf(scene).map(({ agent, result }) => `${agent}: ${result.summary}`);
  const due: DueHook = {
    hook: "BLOCKER_ESCALATION",
    input: {
      ...subjectOf(scene),
      problem: `${task.title || task.id}: “${stage.title}” is stopped. ${note}`.trim(),
      attempts: attempts.filter((text) => text.trim() !== ""),
      needs: [],
      openForMs: 0,
      severity: "high",
    },
  };
  const ran = await runInOrder([due], { ...deps, known: new Map(), after: deps.rules().hookFlow.after });
  deps.late.follow(task.id, ran);
  return ran.map((one) => toReport(one, attempt));
}
