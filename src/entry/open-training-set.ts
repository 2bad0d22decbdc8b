import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { formatProblem } from "../config/problem.ts";
import { BotError } from "../errors.ts";
import { writeWhole } from "../files/write-whole.ts";
import type { DefinitionSet } from "../orchestration/read-definitions.ts";
import { keyOfSources } from "../router/heads/key-of-sources.ts";
import { toProjectVocabulary, type VocabularySources } from "../router/heads/project-vocabulary.ts";
import { readRoutingFiles } from "../router/heads/read-routing-files.ts";
import { parseRoutingFiles } from "../router/heads/read-routing-requests.ts";
import {
  decodeTrainingSet,
  encodeTrainingSet,
  TRAINING_SET_FILE,
} from "../router/heads/training-set-file.ts";
import { toTrainingSet, withLearned, type TrainingSet } from "../router/heads/training-set.ts";
import type { LabelledRequest } from "../router/labelled-set.ts";

export interface TrainingPlaces {
  /** The folder with the agents; their training requests lie in `routing/` below it. */
  readonly agentDir: string;
  /** What people call the project and its parts. */
  readonly project: VocabularySources["project"];
  /** What users taught it. */
  readonly learned: readonly LabelledRequest[];
  /** With the training set of the shipped definitions, which saves reading and checking every line. */
  readonly shippedDir?: string;
  /** Where a set that was made here is kept; absent: nowhere. */
  readonly cacheDir?: string;
  /** Nothing is kept that is not there already. */
  readonly isReadOnly?: boolean;
}

export interface KeyedTrainingSet {
  /** Names what it was made of. */
  readonly key: string;
  readonly set: TrainingSet;
}

/**
 * Everything that a judge learns from, for one version of the agents: from a file when one holds exactly that, else
 * read anew. Rejects with `router.bad_examples`, all lines that cannot be used in the message.
 */
export async function openTrainingSet(
  definitions: DefinitionSet,
  places: TrainingPlaces,
): Promise<TrainingSet> {
  const { set } = await openBaseSet(definitions, places);
  return withLearned(set, places.learned, definitions.agents.agents);
}

/** The same without what users taught. */
export async function openBaseSet(
  { agents: { agents }, rules }: DefinitionSet,
  { agentDir, project, shippedDir, cacheDir, isReadOnly = false }: Omit<TrainingPlaces, "learned">,
): Promise<KeyedTrainingSet> {
  const vocabulary = toProjectVocabulary({ project, ruled: rules.components });
  const files = await readRoutingFiles(join(agentDir, "routing"));
  const key = keyOfSources({ agents, vocabulary, files });
  const dirs = [shippedDir, cacheDir].filter((dir) => dir !== undefined);
  for (const dir of files.problems.length > 0 ? [] : dirs) {
    const bytes = await readFile(join(dir, TRAINING_SET_FILE)).catch(() => undefined);
    const found = bytes === undefined ? undefined : decodeTrainingSet(bytes, key);
    if (found !== undefined) return { key, set: found };
  }
  const agentIds = agents.map(({ id }) => id);
  const { requests, frontDoorExamples, problems } = parseRoutingFiles(files, { agentIds, vocabulary });
  if (problems.length > 0) {
    throw new BotError(
      "router.bad_examples",
      `The training requests cannot be used:\n${problems.map(formatProblem).join("\n")}`,
    );
  }
  const set = toTrainingSet({ agents, requests, frontDoorExamples });
  if (cacheDir !== undefined && !isReadOnly) {
    const bytes = encodeTrainingSet({ key, set });
    // A folder that cannot be written costs time at the next start, never this one.
    await writeWhole(join(cacheDir, TRAINING_SET_FILE), bytes, { isPrivate: true }).catch(() => undefined);
  }
  return { key, set };
}
