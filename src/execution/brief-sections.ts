import type { Agent, AgentCatalogue, Checklist } from "../agents/agent.ts";
import { isByPerson } from "../router/is-by-person.ts";
import type { Assignment, Task } from "../tasks/task.ts";
import { contentTerms } from "../workspace/tokenise.ts";
import type { Passage, WorkspaceState } from "../workspace/workspace-search.ts";
import type { SuggestedCommand } from "./brief-commands.ts";
import { toBlockQuote, toFencedBlock, toInlineCode, toInlineText, toListText } from "./brief-text.ts";
import type { ReceivedWork } from "./agent-runner.ts";
import type { RelatedTask } from "./find-related-tasks.ts";

const MAX_REQUEST_LINES = 6;
const MAX_TITLE_CHARS = 60;
const MAX_SUPPORTERS = 4;
const MAX_STEP_CHARS = 130;
const MAX_COMMAND_CHARS = 100;
const EXCERPT_LINE_CHARS = 100;
const MAX_PATH_CHARS = 140;

/** Says that nobody thought about this yet, and how to change that. */
export const NO_MODEL_NOTICE =
  "**No language model is configured**, so no agent has worked on this yet. This brief is what can be said without one.";

export function renderRequest(task: Task, maxChars: number): string {
  const length = task.text.length;
  const cut = length > maxChars * 2 ? ` (the beginning of ${length.toLocaleString("en-US")} characters)` : "";
  return `**The request**${cut}\n${toBlockQuote(task.text, { maxChars, maxLines: MAX_REQUEST_LINES })}`;
}

function nameOf(id: string, agents: AgentCatalogue): string {
  const agent = agents.get(id);
  return agent === undefined
    ? toInlineCode(id)
    : `**${toInlineText(agent.title, MAX_TITLE_CHARS)}** (${toInlineCode(id)})`;
}

/** The condition of the agent that fits the request best, as its reason to lead. */
function reasonToLead(agent: Agent, text: string): string {
  const terms = new Set(contentTerms(text.slice(0, 2_000)));
  const scored = agent.routesWhen.map((condition) => ({
    condition,
    score: contentTerms(condition).filter((term) => terms.has(term)).length,
  }));
  const best = scored.reduce((a, b) => (b.score > a.score ? b : a), { condition: "", score: 0 });
  return best.score > 0 ? `takes it when ${best.condition}` : agent.summary;
}

function howSure(route: Task["route"]): string {
  if (isByPerson(route)) return "a person asked for this agent";
  return `${Math.round(route.confidence * 100)} % sure`;
}

function renderLead(assignment: Assignment, task: Task, agents: AgentCatalogue, maxChars: number): string {
  const agent = agents.get(assignment.agent);
  const reason = agent === undefined ? assignment.reason : reasonToLead(agent, task.text);
  const clause = toInlineText(reason, maxChars).replace(/\.$/u, "");
  return `- ${nameOf(assignment.agent, agents)} leads: ${clause}; ${howSure(task.route)}`;
}

export function renderAgents(task: Task, agents: AgentCatalogue, maxReasonChars: number): string {
  const [stage] = task.plan.stages;
  const assignments = stage?.assignments ?? [];
  const lead = assignments
    .filter(({ role }) => role === "primary")
    .map((one) => renderLead(one, task, agents, maxReasonChars));
  const others = assignments.filter(({ role }) => role !== "primary");
  const lines = others.slice(0, MAX_SUPPORTERS).map((assignment) => {
    const reason = toInlineText(assignment.reason, maxReasonChars).replace(/\.$/u, "");
    return `- ${nameOf(assignment.agent, agents)}, ${assignment.role}${reason === "" ? "" : `: ${reason}`}`;
  });
  const more = others.length > MAX_SUPPORTERS ? [`- and ${others.length - MAX_SUPPORTERS} more`] : [];
  return ["**Who takes it**", ...lead, ...lines, ...more].join("\n");
}

export function renderChecklist(checklist: Checklist, maxSteps: number): string {
  const steps = checklist.steps
    .slice(0, maxSteps)
    .map((step, at) => `${at + 1}. ${toListText(step, MAX_STEP_CHARS)}`);
  return `**Checklist: ${toInlineText(checklist.title, MAX_TITLE_CHARS)}**\n${steps.join("\n")}`;
}

/** `path:first-last` as code; a very long path keeps its end, which is the part that tells. */
export function renderPlace({ path, startLine, endLine }: Passage): string {
  const shown = path.length > MAX_PATH_CHARS ? `…${path.slice(1 - MAX_PATH_CHARS)}` : path;
  return toInlineCode(`${shown}:${startLine === endLine ? startLine : `${startLine}-${endLine}`}`);
}

/**
 * The places to look, with as many excerpts as `maxChars` has room for; what does not fit is named without
 * one.
 */
function renderPassages(passages: readonly Passage[], maxChars: number): string {
  let room = maxChars;
  const shown: string[] = [];
  const named: string[] = [];
  for (const [at, passage] of passages.entries()) {
    const place = renderPlace(passage);
    const block = `${place}\n${toFencedBlock(passage.path, passage.excerpt, EXCERPT_LINE_CHARS)}`;
    // Room is kept for naming the places that are still to come.
    const rest = passages.slice(at + 1).reduce((sum, other) => sum + renderPlace(other).length + 2, 12);
    if (block.length + 1 + rest <= room) {
      shown.push(block);
      room -= block.length + 1;
    } else if (place.length + 12 <= room) {
      named.push(place);
      room -= place.length + 2;
    }
  }
  const also = named.length === 0 ? [] : [`${shown.length === 0 ? "" : "Also: "}${named.join(", ")}`];
  return [...shown, ...also].join("\n");
}

export interface PlacesToLook {
  readonly passages: readonly Passage[];
  readonly state: WorkspaceState;
  readonly workspaceName: string;
  readonly maxChars: number;
}

export function renderPlaces({ passages, state, workspaceName, maxChars }: PlacesToLook): string {
  const name = toInlineText(workspaceName, MAX_TITLE_CHARS);
  const heading = `**Where to look in ${name}**`;
  if (state.problem !== undefined) return `${heading}\n${toListText(state.problem, 200)}`;
  const files = `${state.fileCount.toLocaleString("en-US")} ${state.fileCount === 1 ? "file" : "files"}`;
  if (passages.length === 0) return `${heading}\nNothing in its ${files} shares the words of this request.`;
  const notes = state.notes.slice(0, 2).map((note) => `*${toInlineText(note, 120)}*`);
  const fixed = [heading, ...notes].join("\n").length + 1;
  return [heading, renderPassages(passages, maxChars - fixed), ...notes]
    .filter((part) => part !== "")
    .join("\n");
}

const MAX_RECEIVED = 4;

/** Who was there before and what they hand over, one a line; nothing when nobody was. */
export function renderReceived(received: readonly ReceivedWork[]): string[] {
  if (received.length === 0) return [];
  const lines = received.slice(-MAX_RECEIVED).map(({ from, summary, changes, package: pack }) => {
    const asked = changes === undefined ? "" : ` Asks for changes: ${toInlineText(changes, 160)}`;
    const next = pack === undefined ? "" : ` Next: ${toInlineText(pack.nextSteps[0] ?? "", 100)}`;
    return `- ${toInlineCode(from)}: ${toInlineText(summary, 160)}${asked}${next}`;
  });
  return [["**Handed over**", ...lines].join("\n")];
}

export function renderRelated(related: readonly RelatedTask[]): string {
  const lines = related
    .slice(0, 3)
    .map(
      ({ id, title, state, updatedAt }) =>
        `- ${toInlineCode(id)} ${toInlineText(title, 80)} (${state}, ${updatedAt.slice(0, 10)})`,
    );
  return ["**Earlier tasks like this**", ...lines].join("\n");
}

export function renderCommands(commands: readonly SuggestedCommand[]): string {
  const lines = commands
    // A command that is cut would be wrong to run, so a long one is named only.
    .map(({ name, command }) =>
      command.length > MAX_COMMAND_CHARS
        ? `- the workspace's ${toInlineCode(name)} command`
        : `- ${toInlineCode(command)} (${toInlineText(name, 30)})`,
    );
  return ["**Commands to run next**", ...lines].join("\n");
}
