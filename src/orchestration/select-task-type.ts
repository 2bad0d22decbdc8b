import type { AgentCatalogue } from "../agents/agent.ts";
import { EVERY_AGENT } from "../agents/check-intersections.ts";
import { findPhrases, toPhraseText } from "./find-phrases.ts";
import type { Rules, TaskRow } from "./rules.ts";

/** What kind of task a request is, and who usually helps with that kind. */
export interface TaskType {
  /** The row's id; the agent's id when no row has it as primary. */
  readonly id: string;
  readonly title: string;
  /** An agent or a pseudo agent; undefined when an agent without a row has no partner. */
  readonly secondary: string | undefined;
}

function pickRow(text: string, rows: readonly TaskRow[], rules: Rules): TaskRow | undefined {
  if (rows.length < 2) return rows[0];
  const words = toPhraseText(text, rules.language);
  const counted = rows.map((row) => ({ row, count: findPhrases(words, row.when ?? []).length }));
  const most = Math.max(...counted.map((one) => one.count));
  return counted.find((one) => one.count === most)?.row;
}

/**
 * The row of the assignment matrix for a primary agent; of several the one with most of its `when` phrases in the
 * text, the first one on a tie. An agent without a row is its own kind of task, with its first named partner as
 * secondary, so that an agent added with one file needs no row (docs/decisions/0002).
 */
export function selectTaskType(
  request: { readonly text: string; readonly primary: string },
  rules: Rules,
  agents: AgentCatalogue,
): TaskType {
  const rows = rules.taskAssignment.filter((row) => row.primary === request.primary);
  const row = pickRow(request.text, rows, rules);
  if (row !== undefined) return { id: row.id, title: row.title, secondary: row.secondary };
  const agent = agents.get(request.primary);
  const partner = agent?.intersections.find((link) => link.agent !== EVERY_AGENT);
  return { id: request.primary, title: agent?.title ?? request.primary, secondary: partner?.agent };
}

/** The kind of task with an id: a row of the matrix, else an agent's own kind. */
export function taskTypeOf(id: string, rules: Rules, agents: AgentCatalogue): TaskType {
  const row = rules.taskAssignment.find((one) => one.id === id);
  if (row !== undefined) return { id: row.id, title: row.title, secondary: row.secondary };
  return selectTaskType({ text: "", primary: id }, rules, agents);
}
