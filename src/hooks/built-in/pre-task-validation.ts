import type { HookPorts } from "../hook-ports.ts";
import { outcomeOf } from "./built-in.ts";
import type { BuiltIn } from "./built-in.ts";

function normalise(need: string): string {
  return need.trim().replace(/\s+/gu, " ").toLowerCase();
}

/** What the agent's file says it needs is there, or is listed as missing; nothing else changes the same things. */
export function createPreTaskValidation(ports: HookPorts): BuiltIn<"PRE_TASK_VALIDATION"> {
  return (input) => {
    const provided = new Set(input.provided.map(({ need }) => normalise(need)));
    const needs = ports.agents.get(input.agent)?.handoffNeeds ?? [];
    const missing = [
      ...(input.specification.trim() === "" ? ["what is to be done"] : []),
      ...(input.acceptanceCriteria.length === 0 ? ["how to tell that it is done"] : []),
      ...needs.filter((need) => !provided.has(normalise(need))),
    ];
    const conflicts = [...input.conflictsWith];
    const problems = [
      ...(missing.length === 0 ? [] : [`Missing: ${missing.join("; ")}.`]),
      ...(conflicts.length === 0 ? [] : [`Runs at the same time: ${conflicts.join(", ")}.`]),
    ];
    const output = { ready: problems.length === 0, missing, conflicts };
    return outcomeOf(problems, "Everything that the agent needs is there.", output);
  };
}
