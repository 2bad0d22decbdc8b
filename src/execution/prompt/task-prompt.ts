import type { Attachment } from "../../attachments/attachment.ts";
import type { Checklist } from "../../agents/agent.ts";
import { describeEvidence } from "../../gates/evidence.ts";
import type { Remembered } from "../../memory/create-memory.ts";
import type { Task } from "../../tasks/task.ts";
import { toLine } from "../../text/shorten.ts";
import type { Passage } from "../../workspace/workspace-search.ts";
import type { ReceivedWork } from "../agent-runner.ts";
import type { RelatedTask } from "../find-related-tasks.ts";
import type { FollowUp } from "../follow-up.ts";
import { cutForModel } from "./cut-for-model.ts";
import type { Fence } from "./fence.ts";
import { fitSections } from "./fit-sections.ts";
import type { FittedPrompt, PromptSection } from "./fit-sections.ts";

export interface TaskPromptParts {
  readonly task: Task;
  readonly received: readonly ReceivedWork[];
  readonly followUps: readonly FollowUp[];
  /** Files that came with the request. */
  readonly attachments?: readonly Attachment[];
  readonly passages: readonly Passage[];
  readonly related: readonly RelatedTask[];
  readonly checklist: Checklist | undefined;
  /** What the place of the task knows; absent: nothing. */
  readonly memory?: Remembered;
  readonly fence: Fence;
  readonly maxTokens: number;
}

interface Source {
  readonly label: string;
  readonly text: string;
}

/** A section of texts from outside, each in a fence of its own. */
function untrusted(
  section: Pick<PromptSection, "title" | "priority">,
  sources: readonly Source[],
  fence: Fence,
): PromptSection {
  const wrap = ({ label, text }: Source): string => fence.wrap(label, text);
  return {
    ...section,
    blocks: sources.map(wrap),
    shorten: (index, maxChars) => {
      const source = sources[index] ?? { label: "", text: "" };
      const marks = wrap({ ...source, text: "" }).length;
      return wrap({ ...source, text: cutForModel(source.text, Math.max(0, maxChars - marks)) });
    },
  };
}

function lines(title: string, items: readonly string[]): string[] {
  return items.length === 0 ? [] : [`${title}:`, ...items.map((item) => `- ${item}`)];
}

function handoffText({ summary, package: pack }: ReceivedWork): string {
  if (pack === undefined) return summary;
  return [
    summary,
    ...lines("Findings", pack.findings),
    ...lines("Artifacts", pack.artifacts),
    ...lines("Open questions", pack.openQuestions),
    ...lines("Evidence", pack.evidence.map(describeEvidence)),
    ...lines("Tried", pack.tried),
    ...lines("Next steps", pack.nextSteps),
  ].join("\n");
}

function checklistSection(checklist: Checklist | undefined): PromptSection {
  return {
    title: "A checklist for this kind of request",
    priority: 3,
    blocks:
      checklist === undefined
        ? []
        : [[`${checklist.title}:`, ...checklist.steps.map((step, at) => `${at + 1}. ${step}`)].join("\n")],
  };
}

/** What came with the request, each with its text or why it has none. */
function attachmentsSection({ attachments = [], fence }: TaskPromptParts): PromptSection {
  return untrusted(
    { title: "Files that came with the request", priority: 2 },
    attachments.map(({ name, text, problem = "" }) => ({
      label: `file ${toLine(name)}`,
      text: text ?? `(not read: ${problem})`,
    })),
    fence,
  );
}

/** Newest first, each with who said it and when; of its own request the task tells already. */
function memorySections({ memory, task, fence }: TaskPromptParts): PromptSection[] {
  const { notes = [], thread = [] } = memory ?? {};
  const before = thread.filter(({ kind, taskId }) => kind !== "asked" || taskId !== task.id);
  return [
    untrusted(
      { title: "Decisions and conventions that people wanted remembered", priority: 3 },
      [...notes].reverse().map(({ id, by, at, text }) => ({ label: `${id} by ${by} at ${at}`, text })),
      fence,
    ),
    untrusted(
      { title: "What happened in this thread before", priority: 4 },
      [...before].reverse().map(({ kind, by, at, taskId, text }) => ({
        label: `${kind} by ${by} at ${at}, task ${taskId}`,
        text,
      })),
      fence,
    ),
  ];
}

/**
 * The task as an agent is given it, within a budget of tokens. Served in this order while there is room: the request;
 * changes that were asked for, files that came with it, and what people wrote in the thread, newest first; the checklist, and what people wanted
 * remembered; the work of others, and what happened in the thread before, newest first; places in the workspace, best first; earlier tasks. Pure.
 */
export function renderTaskPrompt(parts: TaskPromptParts): FittedPrompt {
  const { task, received, followUps, passages, related, checklist, fence, maxTokens } = parts;
  const who = task.requester.name ?? task.requester.id;
  const changes = received.flatMap(({ from, changes: text }) => (text === undefined ? [] : [{ from, text }]));
  return fitSections(
    [
      untrusted(
        { title: `The request (task ${task.id})`, priority: 1 },
        [{ label: `request of ${who}`, text: task.text }],
        fence,
      ),
      untrusted(
        { title: "Changes that were asked for", priority: 2 },
        changes.map(({ from, text }) => ({ label: `changes asked for by ${from}`, text })),
        fence,
      ),
      attachmentsSection(parts),
      untrusted(
        { title: "What people wrote in the thread since", priority: 2 },
        [...followUps]
          .reverse()
          .map(({ from, at, text }) => ({ label: `message of ${from} at ${at}`, text })),
        fence,
      ),
      checklistSection(checklist),
      ...memorySections(parts),
      untrusted(
        { title: "Work that you were handed", priority: 4 },
        [...received].reverse().map((work) => ({
          label: `from ${work.from}, stage ${work.stage}`,
          text: handoffText(work),
        })),
        fence,
      ),
      untrusted(
        { title: "Places in the workspace that fit the request", priority: 5 },
        passages.map(({ path, startLine, endLine, excerpt }) => ({
          label: `file ${path}, lines ${startLine} to ${endLine}`,
          text: excerpt,
        })),
        fence,
      ),
      untrusted(
        { title: "Earlier tasks about the same", priority: 6 },
        related.map(({ id, title, state }) => ({ label: `task ${id}, ${state}`, text: title })),
        fence,
      ),
    ],
    maxTokens,
  );
}
