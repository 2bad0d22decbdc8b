import { basename, dirname } from "node:path";
import type { Problem } from "../../config/problem.ts";
import { parseFrontDoorExamples } from "../front-door-examples.ts";
import { parseLabelledSet, type LabelledRequest } from "../labelled-set.ts";
import type { FrontDoorExample } from "../training-lines.ts";
import { UNSEEN_FOLDER } from "../request-folders.ts";
import { fillPlaceholders, type ProjectVocabulary } from "./project-vocabulary.ts";
import { readRoutingFiles, type RoutingFiles } from "./read-routing-files.ts";

/**
 * Every tenth line of a file is kept from the encoder's training (training/task_data.py), and all of UNSEEN_FOLDER:
 * calibration needs such.
 */
const UNSEEN_EVERY = 10;

interface Seen {
  /** The encoder was trained without it. */
  readonly isUnseen?: boolean;
}
export type RoutingRequest = LabelledRequest & Seen;
export type RoutingFrontDoorExample = FrontDoorExample & Seen;

export interface RoutingRequests {
  /** Requests for agents that exist, placeholders filled, by file and line. */
  readonly requests: readonly RoutingRequest[];
  readonly frontDoorExamples: readonly RoutingFrontDoorExample[];
  /** Every line that cannot be used. */
  readonly problems: readonly Problem[];
  /** What was left out on purpose, for the log. */
  readonly notes: readonly string[];
}

export interface RoutingRequestsOptions {
  readonly agentIds: readonly string[];
  readonly vocabulary: ProjectVocabulary;
}

/**
 * Reads the training requests below `agent-config/routing`. Never rejects. An agent whose requests are there but whose
 * file is gone was removed: its requests are left out, and others no longer count it as a helper. Any other unknown
 * name is a problem of its line.
 */
export async function readRoutingRequests(
  dir: string,
  options: RoutingRequestsOptions,
): Promise<RoutingRequests> {
  return parseRoutingFiles(await readRoutingFiles(dir), options);
}

/** The same for files at hand. */
export function parseRoutingFiles(
  files: RoutingFiles,
  { agentIds, vocabulary }: RoutingRequestsOptions,
): RoutingRequests {
  const named = new Set(files.requests.map(({ file }) => basename(file, ".jsonl")));
  const removed = [...named].filter((id) => !agentIds.includes(id));
  const sets = files.requests.map(({ file, content }) => ({
    ...parseLabelledSet(content, { file, agentIds: [...agentIds, ...removed] }),
    isUnseen: basename(dirname(file)) === UNSEEN_FOLDER,
  }));
  const doors = files.frontDoor.map(({ file, content }) => parseFrontDoorExamples(content, file));
  const all = sets.flatMap(({ items, isUnseen }) =>
    isUnseen ? items.map((item) => ({ ...item, isUnseen })) : items.map(marked),
  );
  return {
    requests: all
      .filter(({ primary }) => primary === null || !removed.includes(primary))
      .map((request) => ({
        ...request,
        text: fillPlaceholders(request.text, vocabulary),
        acceptable: request.acceptable.filter((id) => !removed.includes(id)),
        support: request.support.filter((id) => !removed.includes(id)),
      })),
    frontDoorExamples: doors
      .flatMap(({ examples }) => examples.map(marked))
      .map((example) => ({ ...example, text: fillPlaceholders(example.text, vocabulary) })),
    problems: [
      ...files.problems,
      ...sets.flatMap(({ problems }) => problems),
      ...doors.flatMap(({ problems }) => problems),
    ],
    notes: removed.map((id) => {
      const count = all.filter(({ primary }) => primary === id).length;
      return `${count} training requests for ${id} are left out: no such agent is loaded.`;
    }),
  };
}

function marked<Line extends object>(line: Line, number: number): Line & Seen {
  return number % UNSEEN_EVERY === UNSEEN_EVERY - 1 ? { ...line, isUnseen: true } : line;
}
