import type { Evidence } from "../../gates/evidence.ts";
import type { ModelAnswer, ModelUsage } from "../model/chat-model.ts";
import { addUsage, NO_USAGE, tokensOf } from "../model/usage.ts";
import type { ToolOutcome } from "../tool.ts";

export interface WorkStep {
  readonly tool: string;
  /** What was done, in a few words. */
  readonly text: string;
  readonly isError: boolean;
}

/** What an agent really did: counted here, whatever the model says about it. Grows while the agent works. */
export interface WorkRecord {
  readonly steps: readonly WorkStep[];
  /** Files that its tools changed, sorted. */
  readonly changed: readonly string[];
  /** What its tools gave as evidence. */
  readonly evidence: readonly Evidence[];
  readonly turns: number;
  readonly usage: ModelUsage;
  /** By the model that answered. */
  readonly usageOf: ReadonlyMap<string, ModelUsage>;
  readonly tokens: number;
  noteAnswer(answer: ModelAnswer): void;
  noteStep(step: WorkStep, outcome?: ToolOutcome): void;
}

/** Evidence beyond this would fill the task's record without telling anybody more. */
const MAX_EVIDENCE = 60;

export function createWorkRecord(): WorkRecord {
  const steps: WorkStep[] = [];
  const changed = new Set<string>();
  const evidence: Evidence[] = [];
  const usageOf = new Map<string, ModelUsage>();
  let usage = NO_USAGE;
  let turns = 0;
  return {
    steps,
    evidence,
    usageOf,
    get changed() {
      return [...changed].sort();
    },
    get turns() {
      return turns;
    },
    get usage() {
      return usage;
    },
    get tokens() {
      return tokensOf(usage);
    },
    noteAnswer(answer) {
      turns += 1;
      usage = addUsage(usage, answer.usage);
      usageOf.set(answer.model, addUsage(usageOf.get(answer.model) ?? NO_USAGE, answer.usage));
    },
    noteStep(step, outcome) {
      steps.push(step);
      for (const path of outcome?.changed ?? []) changed.add(path);
      evidence.push(...(outcome?.evidence ?? []).slice(0, MAX_EVIDENCE - evidence.length));
    },
  };
}
