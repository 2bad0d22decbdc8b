import type { KeyPath } from "../agents/create-line-finder.ts";
import type { AgentProblem } from "../agents/agent-problem.ts";
import { suggestName } from "../config/nearest-name.ts";
import { keyOfPath } from "../config/zod-problems.ts";
import type { RulesFile } from "./load-rules.ts";
import type { Rules } from "./rules.ts";

interface Mention {
  readonly id: string;
  readonly path: KeyPath;
  /** Whether `orchestrator` and the like may stand here. */
  readonly pseudo: boolean;
}

function mentions(rules: Rules): Mention[] {
  const found: Mention[] = [];
  const add = (id: string, path: KeyPath, pseudo = false): void => {
    found.push({ id, path, pseudo });
  };
  for (const [index, row] of rules.taskAssignment.entries()) {
    add(row.primary, ["taskAssignment", index, "primary"]);
    add(row.secondary, ["taskAssignment", index, "secondary"], true);
  }
  for (const [index, row] of rules.components.entries()) {
    add(row.primary, ["components", index, "primary"]);
    add(row.secondary, ["components", index, "secondary"], true);
  }
  for (const [index, level] of rules.complexity.levels.entries()) {
    for (const [at, id] of level.escalation.entries()) {
      add(id, ["complexity", "levels", index, "escalation", at], true);
    }
  }
  for (const id of Object.keys(rules.complexity.startingPoints))
    add(id, ["complexity", "startingPoints", id]);
  for (const [index, rule] of rules.supportRules.entries()) {
    for (const [at, id] of (rule.add ?? []).entries()) add(id, ["supportRules", index, "add", at]);
    for (const [at, id] of (rule.exceptFor ?? []).entries())
      add(id, ["supportRules", index, "exceptFor", at]);
  }
  return found;
}

/** Every agent the rules name must have a file, every hook alias must mean hooks that exist. */
export function checkRules(source: RulesFile, agentIds: readonly string[]): AgentProblem[] {
  const { rules, file, lineOf } = source;
  const at = (path: KeyPath): { file: string; line?: number; key: string } => {
    const line = lineOf(path);
    return { file, key: keyOfPath(rules, path), ...(line === undefined ? {} : { line }) };
  };
  const pseudo = rules.pseudoAgents.map((agent) => agent.id);
  const problems: AgentProblem[] = [];
  for (const mention of mentions(rules)) {
    const known = mention.pseudo ? [...agentIds, ...pseudo] : agentIds;
    if (known.includes(mention.id)) continue;
    const message = `names "${mention.id}", which no agent file has.`;
    problems.push({
      ...at(mention.path),
      severity: "error",
      message,
      remedy: suggestName(mention.id, known),
    });
  }
  for (const [index, agent] of rules.pseudoAgents.entries()) {
    if (!agentIds.includes(agent.id)) continue;
    const message = `"${agent.id}" is also the id of an agent file.`;
    const remedy = "Rename the agent; this name is kept for the orchestrator's own use.";
    problems.push({ ...at(["pseudoAgents", index, "id"]), severity: "error", message, remedy });
  }
  const hookIds = rules.hooks.map((hook) => hook.id);
  for (const [index, alias] of rules.hookAliases.entries()) {
    for (const [place, id] of alias.means.entries()) {
      if (hookIds.includes(id)) continue;
      const message = `means "${id}", which the hook catalogue does not have.`;
      const remedy = suggestName(id, hookIds);
      problems.push({ ...at(["hookAliases", index, "means", place]), severity: "error", message, remedy });
    }
  }
  return problems;
}
