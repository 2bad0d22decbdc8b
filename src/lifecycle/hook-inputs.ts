import type { HookId } from "../hooks/hook-id.ts";
import type { HookInput } from "../hooks/hook-catalogue.ts";
import { isGateHook } from "../hooks/hook-ports.ts";
import { handoffDraft } from "../workflow/handoff.ts";
import { isWorker } from "../workflow/stage-state.ts";
import { collaborationOf, isOpener, syncOf } from "./collaboration-of.ts";
import { providedNeeds } from "./provided-needs.ts";
import type { DueHook } from "./run-in-order.ts";
import { evidenceOfWork, subjectOf, summaryOf, workOf } from "./scene.ts";
import type { Scene } from "./scene.ts";
import { stateInput } from "./state-inputs.ts";
import { textsOf } from "./texts-of.ts";

type Fields = Readonly<Record<string, unknown>>;

function readiness(scene: Scene): Fields {
  const { task, agents, received } = scene;
  const agent = agents.get(scene.agent);
  const sources = [
    { by: "the request", text: `${task.title}\n${task.text}` },
    ...received.map((one) => ({
      by: one.from,
      text: `${one.summary}\n${JSON.stringify(one.package ?? "")}`,
    })),
  ];
  return {
    specification: task.text,
    acceptanceCriteria: agent?.qualityCriteria ?? [],
    provided: providedNeeds(agent?.handoffNeeds ?? [], sources),
  };
}

function closing(scene: Scene): Fields {
  const handoffs = workOf(scene).map(({ result }) => result.handoff);
  return {
    summary: summaryOf(scene),
    startedAt: scene.startedAt,
    evidence: evidenceOfWork(scene),
    lessons: handoffs.flatMap((handoff) => textsOf(handoff?.["findings"])),
    notes: handoffs.flatMap((handoff) => [
      ...textsOf(handoff?.["nextSteps"]),
      ...textsOf(handoff?.["openQuestions"]),
    ]),
  };
}

function gating(scene: Scene): Fields {
  const authors = workOf(scene).map(({ agent }) => agent);
  return {
    authors: authors.length === 0 ? [scene.agent] : [...new Set(authors)],
    attempt: scene.attempt,
    claims: workOf(scene).flatMap(({ result }) =>
      result.isAdvice === true || result.summary.trim() === ""
        ? []
        : [{ text: result.summary, evidence: evidenceOfWork(scene) }],
    ),
  };
}

/** The packages that an agent starts with, each taken over by itself. */
function takeOvers(scene: Scene): DueHook[] {
  const subject = subjectOf(scene);
  return scene.received.flatMap(({ package: pack }): DueHook[] => {
    if (pack === undefined) return [];
    const restatement = `${scene.task.title}: ${pack.nextSteps.join("; ")}`;
    const input = {
      ...subject,
      occasion: `${scene.occasion}.${pack.stage}.${pack.from}`,
      package: pack,
      acceptance: { agent: scene.agent, restatement },
    };
    return [{ hook: "AGENT_HANDOFF_EXECUTE", input }];
  });
}

/** The package of one agent, or those of all that worked on a stage. */
function handoffs(scene: Scene): DueHook[] {
  const { task, stage, own } = scene;
  const givers = own === undefined ? stage.assignments : [own.assignment];
  return givers.flatMap((assignment): DueHook[] => {
    const result = own?.result ?? scene.results.get(assignment.result ?? "");
    const draft = result === undefined ? undefined : handoffDraft(task, { stage, assignment }, result);
    if (draft === undefined) return [];
    const occasion = own === undefined ? `${scene.occasion}.${assignment.id}` : scene.occasion;
    return [
      {
        hook: "AGENT_HANDOFF_PREPARE",
        input: { ...subjectOf(scene), agent: assignment.agent, occasion, draft },
      },
    ];
  });
}

function unfinished(scene: Scene): Fields {
  const { task, stage } = scene;
  const open = workOf(scene).flatMap(({ result }) => textsOf(result.handoff?.["openQuestions"]));
  const location = `${task.id}/${stage.id}`;
  return { items: open.map((title) => ({ title, kind: "unfinished", location })) };
}

function starting(scene: Scene): Fields {
  const support = scene.stage.assignments.filter(
    ({ agent, role }) => isWorker(role) && agent !== scene.agent,
  );
  return { support: support.map(({ agent }) => agent) };
}

function trouble(scene: Scene): Fields {
  const { task, attempt } = scene;
  const maxAttempts = Math.max(attempt, task.plan.limits.gateAttempts);
  return { kind: "other", message: summaryOf(scene), attempt, maxAttempts };
}

/** A stage names it where its kind of task is a matter for others from the start. */
function blocking(scene: Scene): Fields {
  const { task } = scene;
  const attempts = workOf(scene).map(({ agent, result }) => `${agent}: ${result.summary}`);
  return { problem: task.title || task.id, attempts, openForMs: 0, severity: "critical" };
}

/** Shared work begins once, with whoever opens the stage; further rounds of joint work are still the same. */
function beginsSharing({ stage, own }: Scene): boolean {
  if (stage.assignments.length < 2) return false;
  return own === undefined || (stage.isShared && stage.jointRounds === 0 && isOpener(stage, own.assignment));
}

function syncing({ task, stage, results }: Scene): Fields | undefined {
  return stage.assignments.length < 2 ? undefined : syncOf(task, stage, results);
}

const INPUTS: Readonly<Partial<Record<HookId, (scene: Scene) => Fields | undefined>>> = {
  PRE_TASK_SETUP: starting,
  PRE_TASK_VALIDATION: readiness,
  POST_TASK_VALIDATION: (scene) => ({ claim: summaryOf(scene), evidence: evidenceOfWork(scene) }),
  POST_TASK_CLEANUP: closing,
  COLLABORATION_INIT: (scene) =>
    beginsSharing(scene) ? collaborationOf(scene.task, scene.stage) : undefined,
  COLLABORATION_SYNC: syncing,
  ERROR_DETECTION: trouble,
  BLOCKER_ESCALATION: blocking,
  INCOMPLETE_WORK_DOCUMENTATION: unfinished,
};

function fieldsOf(hook: HookId, scene: Scene): Fields | undefined {
  if (isGateHook(hook)) return gating(scene);
  return INPUTS[hook]?.(scene) ?? stateInput(hook, scene);
}

/** Calls of a hook with what the scene can tell it: none where it has nothing to do, several for several packages. */
export function dueHooks(hook: HookId, scene: Scene): readonly DueHook[] {
  if (hook === "AGENT_HANDOFF_EXECUTE") return takeOvers(scene);
  if (hook === "AGENT_HANDOFF_PREPARE") return handoffs(scene);
  const fields = fieldsOf(hook, scene);
  if (fields === undefined) return [];
  // The runner parses every input with the schema of its hook; a field too many or too few is a failed hook.
  return [{ hook, input: { ...subjectOf(scene), ...fields } as unknown as HookInput<HookId> }];
}
