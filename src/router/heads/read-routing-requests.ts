import { readdir, readFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import type { Problem } from "../../config/problem.ts";
import { messageOf } from "../../errors.ts";
import { parseFrontDoorExamples } from "../front-door-examples.ts";
import { parseLabelledSet, type LabelledRequest } from "../labelled-set.ts";
import type { FrontDoorExample } from "../training-lines.ts";
import { findRequestFolders, UNSEEN_FOLDER } from "../request-folders.ts";
import { fillPlaceholders, type ProjectVocabulary } from "./project-vocabulary.ts";

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

interface ReadFile {
  /** Path, for messages. */
  readonly file: string;
  readonly content: string;
}

/**
 * Reads the training requests below `agent-config/routing`: `requests/<agent>.jsonl`, further writing batches in
 * `requests-2` and so on, and `front-door*.jsonl`. Never
 * rejects. An agent whose requests are there but whose file is gone was removed: its requests are left out, and
 * others no longer count it as a helper. Any other unknown name is a problem of its line.
 */
export async function readRoutingRequests(
  dir: string,
  { agentIds, vocabulary }: RoutingRequestsOptions,
): Promise<RoutingRequests> {
  const batches = await findRequestFolders(dir);
  const [doorFiles, ...requestParts] = await Promise.all([
    readFiles(dir, /^front-door.*\.jsonl$/u),
    ...batches.map(async (folder) => readFiles(folder, /^[^.].*\.jsonl$/u)),
  ]);
  const requestFiles = {
    read: requestParts.flatMap(({ read }) => read),
    problems: requestParts.flatMap(({ problems }) => problems),
  };
  const named = new Set(requestFiles.read.map(({ file }) => basename(file, ".jsonl")));
  const removed = [...named].filter((id) => !agentIds.includes(id));
  const sets = requestFiles.read.map(({ file, content }) => ({
    ...parseLabelledSet(content, { file, agentIds: [...agentIds, ...removed] }),
    isUnseen: basename(dirname(file)) === UNSEEN_FOLDER,
  }));
  const doors = doorFiles.read.map(({ file, content }) => parseFrontDoorExamples(content, file));
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
      ...requestFiles.problems,
      ...doorFiles.problems,
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

/** A folder that is not there holds nothing: a team may well have no requests of its own yet. */
async function readFiles(
  dir: string,
  pattern: RegExp,
): Promise<{ readonly read: readonly ReadFile[]; readonly problems: readonly Problem[] }> {
  const names = await readdir(dir).catch(() => []);
  const read: ReadFile[] = [];
  const problems: Problem[] = [];
  for (const name of names.filter((each) => pattern.test(each)).sort()) {
    const file = join(dir, name);
    try {
      read.push({ file, content: await readFile(file, "utf8") });
    } catch (error) {
      problems.push({ file, key: "", message: `cannot be read: ${messageOf(error)}.` });
    }
  }
  return { read, problems };
}
