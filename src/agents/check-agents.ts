import { basename } from "node:path";
import type { Rules } from "../orchestration/rules.ts";
import type { AgentProblem } from "./agent-problem.ts";
import { checkBody } from "./check-body.ts";
import { checkExamples } from "./check-examples.ts";
import { checkIntersections } from "./check-intersections.ts";
import type { AgentFile, LoadedAgents } from "./load-agents.ts";
import { suggestName } from "../config/nearest-name.ts";
import { problemAt } from "./problem-at.ts";

function checkIds(files: readonly AgentFile[]): AgentProblem[] {
  const problems: AgentProblem[] = [];
  const owners = new Map<string, AgentFile>();
  for (const file of files) {
    const { id } = file.agent;
    const name = basename(file.agent.file, ".md");
    const owner = owners.get(id);
    owners.set(id, owner ?? file);
    if (owner !== undefined) {
      const message = `"${id}" is also the id of ${owner.agent.file}.`;
      problems.push(
        problemAt(file, ["id"], { message, remedy: "Give one of the two another id and file name." }),
      );
    }
    if (id === name) continue;
    const message = `is "${id}" but the file is called "${name}.md".`;
    const remedy = `Write "id: ${name}" or rename the file to "${id}.md".`;
    problems.push(problemAt(file, ["id"], { message, remedy }));
  }
  return problems;
}

/** Names that differ only in case are one file on some systems and two on others. */
function checkNames(loaded: LoadedAgents): AgentProblem[] {
  const seen = new Map<string, string>();
  const problems: AgentProblem[] = [];
  for (const name of loaded.names) {
    const folded = name.toLowerCase();
    const other = seen.get(folded);
    seen.set(folded, name);
    if (other === undefined) continue;
    const message = `differs from "${other}.md" only in upper and lower case.`;
    const remedy = "Rename one of the two files.";
    problems.push({ severity: "error", file: `${name}.md`, key: "", message, remedy });
  }
  return problems;
}

function checkTools(files: readonly AgentFile[], rules: Rules): AgentProblem[] {
  const known = rules.tools.map((tool) => tool.name);
  return files.flatMap((file) =>
    file.agent.tools.flatMap((tool, index) => {
      if (known.includes(tool)) return [];
      const message = `"${tool}" is not in the tool catalogue of orchestrator.md.`;
      return [problemAt(file, ["tools", index], { message, remedy: suggestName(tool, known) })];
    }),
  );
}

function checkHooks(files: readonly AgentFile[], rules: Rules): AgentProblem[] {
  const known = rules.hooks.map((hook) => hook.id);
  return files.flatMap((file) =>
    file.agent.hooks.flatMap((hook, index) => {
      if (known.includes(hook)) return [];
      const alias = rules.hookAliases.find((one) => one.name === hook);
      const message =
        alias === undefined
          ? `"${hook}" is not in the hook catalogue of orchestrator.md.`
          : `"${hook}" is another name for ${alias.means.join(" and ")}.`;
      const remedy = alias === undefined ? suggestName(hook, known) : `Write ${alias.means.join(", ")}.`;
      return [problemAt(file, ["hooks", index], { message, remedy })];
    }),
  );
}

/**
 * Everything wrong with agents that only shows when they are seen together or against the rules. All problems at
 * once; without rules (because those are broken) the checks that need them are left out.
 */
export function checkAgents(loaded: LoadedAgents, rules: Rules | undefined): AgentProblem[] {
  const problems: AgentProblem[] = loaded.problems.map((problem) => ({ ...problem, severity: "error" }));
  problems.push(...checkNames(loaded), ...checkIds(loaded.files), ...checkIntersections(loaded));
  if (rules === undefined) return problems;
  problems.push(...checkTools(loaded.files, rules), ...checkHooks(loaded.files, rules));
  problems.push(
    ...checkBody(loaded.files, rules.checks),
    ...checkExamples(loaded.files, rules.checks.exampleOverlap),
  );
  return problems;
}
