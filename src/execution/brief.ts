import type { Agent, AgentCatalogue, Checklist } from "../agents/agent.ts";
import type { AgentResult, Task } from "../tasks/task.ts";
import { contentTerms } from "../workspace/tokenise.ts";
import type { Passage, WorkspaceSearch } from "../workspace/workspace-search.ts";
import type { AgentRun, AgentRunner } from "./agent-runner.ts";
import { pickCommands } from "./brief-commands.ts";
import { renderContribution } from "./brief-contribution.ts";
import {
  NO_MODEL_NOTICE,
  renderAgents,
  renderChecklist,
  renderCommands,
  renderPlaces,
  renderReceived,
  renderRelated,
  renderRequest,
} from "./brief-sections.ts";
import { toInlineText } from "./brief-text.ts";
import type { RelatedTask } from "./find-related-tasks.ts";
import { toHandoff } from "./brief-handoff.ts";
import { untilAborted } from "./loop/until-aborted.ts";
import { pickChecklist } from "./pick-checklist.ts";

export interface BriefDeps {
  readonly agents: () => AgentCatalogue;
  readonly search: WorkspaceSearch;
  /** Earlier tasks about the same thing, best first. */
  readonly relatedTasks: (task: Task) => Promise<readonly RelatedTask[]>;
  /** The workspace's own commands by name (`build`, `test`, …). */
  readonly commands: Readonly<Record<string, string>>;
  /** How people call the workspace. */
  readonly workspaceName: string;
  /** The brief tells people that no model is configured, so it may be built only when that is so. */
  readonly modelConfigured: false;
}

/** Words of an agent's subject that a place must speak of to be its own; one word is chance. */
const MIN_OWN_WORDS = 2;
/** A reply that people read in a chat, not a report. */
const MAX_CHARS = 3_500;
/** Room that the places to look always have. */
const MIN_PLACES_CHARS = 450;
const PLACES = 5;
/** Weaker places than this share of the best one would only distract. */
const MIN_SHARE_OF_BEST = 0.3;
/** Places among which the other roles look for their own. */
const MORE_PLACES = 25;

interface Detail {
  readonly requestChars: number;
  readonly reasonChars: number;
  readonly steps: number;
}

/** From the usual to the briefest; long requests and large teams get less of each. */
const USUAL: Detail = { requestChars: 400, reasonChars: 110, steps: 8 };
const BRIEFER: readonly Detail[] = [
  { requestChars: 300, reasonChars: 70, steps: 6 },
  { requestChars: 200, reasonChars: 40, steps: 5 },
];

/** The length of sections with the blank line after each. */
function lengthOf(sections: readonly string[]): number {
  return sections.reduce((sum, section) => sum + section.length + 2, 0);
}

function fitOpening(render: (detail: Detail) => readonly string[], maxChars: number): readonly string[] {
  let sections = render(USUAL);
  for (const detail of BRIEFER) {
    if (lengthOf(sections) <= maxChars) break;
    sections = render(detail);
  }
  return sections;
}

/** The places that the lead's brief shows, out of an answer that may have more. */
function leadPlaces(found: readonly Passage[]): readonly Passage[] {
  const best = found[0]?.score ?? 0;
  return found.slice(0, PLACES).filter(({ score }) => score >= best * MIN_SHARE_OF_BEST);
}

async function writeBrief({ task, agent, received }: AgentRun, deps: BriefDeps): Promise<AgentResult> {
  const [passages, related] = await Promise.all([
    deps.search.search(task.text, PLACES).then(leadPlaces),
    // A brief without this part is still a brief.
    deps.relatedTasks(task).catch(() => []),
  ]);
  const state = await deps.search.state();
  const checklist = pickChecklist(agent, task.text);
  const context = [agent.summary, checklist?.title ?? "", ...(checklist?.steps ?? [])].join("\n");
  const commands = pickCommands(deps.commands, task.text.slice(0, 4_000), context);
  const after = [
    ...(related.length === 0 ? [] : [renderRelated(related)]),
    ...(commands.length === 0 ? [] : [renderCommands(commands)]),
  ];
  const before = fitOpening(
    (detail) => [
      NO_MODEL_NOTICE,
      renderRequest(task, detail.requestChars),
      ...renderReceived(received),
      renderAgents(task, deps.agents(), detail.reasonChars),
      ...(checklist === undefined ? [] : [renderChecklist(checklist, detail.steps)]),
    ],
    MAX_CHARS - MIN_PLACES_CHARS - lengthOf(after),
  );
  const { workspaceName } = deps;
  const places = renderPlaces({
    passages,
    state,
    workspaceName,
    maxChars: MAX_CHARS - lengthOf([...before, ...after]),
  });
  const steps = checklist === undefined ? "" : ` with the checklist “${checklist.title}”`;
  const found = passages.length === 1 ? "1 place" : `${passages.length} places`;
  return {
    summary: toInlineText(
      `Brief for ${agent.title}${steps} and ${found} to look in ${workspaceName}. No language model is configured, so nobody has worked on it yet.`,
      300,
    ),
    body: [...before, places, ...after].join("\n\n"),
    madeBy: "brief",
    isAdvice: true,
    handoff: toHandoff(passages, checklist, workspaceName),
  };
}

/**
 * What lies beyond the lead's places and speaks of the agent's own subject. Drawn from the same answer as the
 * lead's, so it stays about the request and repeats no file.
 */
function ownPlaces(
  found: readonly Passage[],
  agent: Agent,
  checklist: Checklist | undefined,
): readonly Passage[] {
  const taken = new Set(leadPlaces(found).map(({ path }) => path));
  const subject = [agent.title, ...agent.expertise, ...agent.routesWhen, checklist?.title ?? ""].join("\n");
  const terms = new Set(contentTerms(subject));
  return found
    .filter(({ path }) => !taken.has(path))
    .map((passage) => {
      const words = contentTerms(`${passage.path}\n${passage.excerpt}`);
      return { passage, shared: words.filter((word) => terms.has(word)).length };
    })
    .filter(({ shared }) => shared >= MIN_OWN_WORDS)
    .sort((a, b) => b.shared - a.shared)
    .map(({ passage }) => passage);
}

async function writeContribution(run: AgentRun, deps: BriefDeps): Promise<AgentResult> {
  const { task, assignment, agent } = run;
  const checklist = pickChecklist(agent, task.text);
  const found = await deps.search.search(task.text, MORE_PLACES);
  const passages = ownPlaces(found, agent, checklist);
  const { received } = run;
  const contribution = renderContribution({ assignment, agent, checklist, passages, received });
  return { ...contribution, isAdvice: true, handoff: toHandoff(passages, checklist, deps.workspaceName) };
}

/** Later stages of a plan are handed the whole brief of the first; to write it again would bury what is new. */
function isFirstLead({ assignment, received }: AgentRun): boolean {
  return assignment.role === "primary" && received.length === 0;
}

/**
 * The executor for installations without a language model. It does not pretend to work: it hands people what
 * helps them to start, which is the request, who should take it and why, a checklist, the places in the
 * workspace that fit, earlier tasks and commands. The lead gets the whole brief, everybody else a short
 * contribution. Reads only, so running it twice is harmless; rejects with `execution.stopped` when the signal
 * fires.
 */
export function createBriefRunner(deps: BriefDeps): AgentRunner {
  return {
    name: "brief",
    run: (run) =>
      untilAborted(
        () => (isFirstLead(run) ? writeBrief(run, deps) : writeContribution(run, deps)),
        run.signal,
      ),
  };
}
