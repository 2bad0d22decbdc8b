import type { AgentProblem } from "../../agents/agent-problem.ts";
import type { KeyPath } from "../../agents/create-line-finder.ts";
import { suggestName } from "../../config/nearest-name.ts";
import { keyOfPath } from "../../config/zod-problems.ts";
import type { Rules } from "../rules.ts";
import { findNames } from "./find-names.ts";
import { knownNames, type Known } from "./known-names.ts";
import type { LoadedRuleFiles } from "./load-rule-files.ts";
import type { NameKind } from "./name-places.ts";
import { findUnjudged } from "./find-unjudged.ts";
import { AgentSelector } from "./pattern-rules.ts";
import type { PlaybookPart } from "./playbook.ts";

const WHAT: Readonly<Record<NameKind, string>> = {
  agent: "which no agent file has",
  agentOrPseudo: "which no agent file has",
  agentOrSelector: "which is neither an agent nor a selector",
  asked: "which is neither an agent nor a part of the task",
  hook: "which the hook catalogue does not have",
  hookOrAlias: "which the hook catalogue does not have",
  gateHook: "which is no hook of the phase gate",
  gate: "which gates.yaml does not have",
  checklist: "which checklists.yaml does not have",
  trigger: "which triggers.yaml does not have",
  requestType: "which is no row of taskAssignment",
  component: "which is no component of orchestrator.md",
  supportRule: "which is no support rule of orchestrator.md",
  signal: "which is no complexity signal of orchestrator.md",
  kpi: "which kpis.yaml does not have",
};

interface Finding {
  readonly message: string;
  readonly remedy: string;
}

function toProblem(
  loaded: LoadedRuleFiles,
  [part, path]: readonly [PlaybookPart, KeyPath],
  finding: Finding,
): AgentProblem {
  const { file, lineOf } = loaded.places[part];
  const line = lineOf(path);
  const key = keyOfPath(loaded.parts[part], path);
  return { severity: "error", file, key, ...finding, ...(line === undefined ? {} : { line }) };
}

function checkNames(loaded: LoadedRuleFiles, known: Known): AgentProblem[] {
  return findNames(loaded.parts).flatMap(({ part, path, kind, name }) => {
    const names = known[kind];
    if (names === undefined || names.includes(name)) return [];
    const message = `names "${name}", ${WHAT[kind]}.`;
    return [toProblem(loaded, [part, path], { message, remedy: suggestName(name, names) })];
  });
}

/** Each hook of the phase `gate` says pass or fail, so there must be a gate that knows how. */
function checkGateHooks(loaded: LoadedRuleFiles, rules: Rules): AgentProblem[] {
  const { gates } = loaded.parts;
  if (gates === undefined) return [];
  const carried = gates.gates.map((gate) => gate.hook);
  const idle = rules.hooks.filter((hook) => hook.phase === "gate" && !carried.includes(hook.id));
  return idle.map((hook) =>
    toProblem(loaded, ["gates", ["gates"]], {
      message: `has no gate for the hook "${hook.id}".`,
      remedy: "Add one, or give the hook another phase in orchestrator.md.",
    }),
  );
}

/** Selectors stand where agents stand, so an agent may not be called like one. */
function checkSelectors(loaded: LoadedRuleFiles, agentIds: readonly string[]): AgentProblem[] {
  return AgentSelector.options
    .filter((selector) => agentIds.includes(selector))
    .map((selector) =>
      toProblem(loaded, ["patterns", []], {
        message: `uses "${selector}" as a selector, and an agent has that id.`,
        remedy: "Rename the agent.",
      }),
    );
}

/**
 * What only shows when the rule files are seen together with the agents and the rules of orchestrator.md: names that
 * nothing has, gate hooks without a gate, and work whose gates leave nobody to judge it. Without rules (because
 * those are broken) only the selectors are checked.
 */
export function checkPlaybook(
  loaded: LoadedRuleFiles,
  agentIds: readonly string[],
  rules: Rules | undefined,
): AgentProblem[] {
  const problems = checkSelectors(loaded, agentIds);
  if (rules === undefined) return problems;
  const unjudged = findUnjudged(loaded.parts).map(({ path, gate }) =>
    toProblem(loaded, ["patterns", path], {
      message: `leaves nobody to judge: all reviewers of the gate "${gate}" work on it.`,
      remedy: "Add a reviewer to the gate in gates.yaml.",
    }),
  );
  const known = knownNames(loaded.parts, agentIds, rules);
  return [...problems, ...checkNames(loaded, known), ...checkGateHooks(loaded, rules), ...unjudged];
}
