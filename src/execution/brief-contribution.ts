import type { Agent, Checklist } from "../agents/agent.ts";
import type { AgentResult, Assignment } from "../tasks/task.ts";
import type { ReceivedWork } from "./agent-runner.ts";
import type { Passage } from "../workspace/workspace-search.ts";
import { renderChecklist, renderPlace, renderReceived } from "./brief-sections.ts";
import { toInlineCode, toInlineText, toListText } from "./brief-text.ts";

export interface Contribution {
  readonly assignment: Assignment;
  readonly agent: Agent;
  readonly checklist: Checklist | undefined;
  /** Places that the lead's brief does not show. */
  readonly passages: readonly Passage[];
  /** What others handed over. */
  readonly received: readonly ReceivedWork[];
}

const MAX_STEPS = 5;
const MAX_CRITERIA = 5;
const MAX_PLACES = 2;

function opening({ assignment, agent }: Contribution): string {
  const title = `**${toInlineText(agent.title, 60)}** (${toInlineCode(agent.id)})`;
  const reason = toInlineText(assignment.reason, 140).replace(/\.$/u, "");
  const angle = toListText(agent.summary, 140);
  return `${title}, ${assignment.role}${reason === "" ? "" : `: ${reason}`}.\n${angle}`;
}

/** A check without a model is a list of what to check; it must never read like a verdict. */
function criteria({ assignment, agent }: Contribution): string {
  const label = assignment.role === "gate" ? "Not judged yet; a person decides by" : "To check";
  const lines = agent.qualityCriteria
    .slice(0, MAX_CRITERIA)
    .map((criterion) => `- ${toListText(criterion, 130)}`);
  return [`**${label}**`, ...lines].join("\n");
}

function places(passages: readonly Passage[]): string | undefined {
  const lines = passages.slice(0, MAX_PLACES).map((passage) => {
    const first = passage.excerpt.split("\n").find((line) => line.trim() !== "") ?? "";
    const text = first.trim().length > 80 ? `${first.trim().slice(0, 79)}…` : first.trim();
    return `- ${renderPlace(passage)} ${toInlineCode(text)}`;
  });
  return lines.length === 0 ? undefined : ["**Also worth a look**", ...lines].join("\n");
}

/**
 * What an agent that does not lead adds: its own angle, its checklist or criteria, and places only it would
 * look at.
 */
export function renderContribution(contribution: Contribution): AgentResult {
  const { assignment, agent, checklist } = contribution;
  const isCheck = assignment.role === "reviewer" || assignment.role === "gate";
  const sections = [
    opening(contribution),
    ...renderReceived(contribution.received),
    ...(isCheck ? [criteria(contribution)] : []),
    ...(isCheck || checklist === undefined ? [] : [renderChecklist(checklist, MAX_STEPS)]),
    places(contribution.passages),
  ];
  const what = isCheck ? "what to check" : `the checklist “${checklist?.title ?? agent.title}”`;
  return {
    summary: toInlineText(
      `${agent.title} adds ${what}; no language model is configured, so nothing was done or judged.`,
      240,
    ),
    body: sections.filter((section) => section !== undefined).join("\n\n"),
    madeBy: "brief",
  };
}
