import { join } from "node:path";
import { formatProblem } from "../config/problem.ts";
import { BotError } from "../errors.ts";
import type { DefinitionSet } from "../orchestration/read-definitions.ts";
import { toProjectVocabulary, type VocabularySources } from "../router/heads/project-vocabulary.ts";
import { readRoutingRequests } from "../router/heads/read-routing-requests.ts";
import type { TrainingSources } from "../router/heads/training-set.ts";
import type { LabelledRequest } from "../router/labelled-set.ts";

export interface TrainingPlaces {
  /** The folder with the agents; their training requests lie in `routing/` below it. */
  readonly agentDir: string;
  /** What people call the project and its parts. */
  readonly project: VocabularySources["project"];
  /** What users taught it. */
  readonly learned: readonly LabelledRequest[];
}

/**
 * Everything that a judge learns from, for one version of the agents. Rejects with `router.bad_examples`, all lines
 * that cannot be used in the message.
 */
export async function readTrainingSources(
  { agents, rules }: DefinitionSet,
  { agentDir, project, learned }: TrainingPlaces,
): Promise<TrainingSources> {
  const { requests, frontDoorExamples, problems } = await readRoutingRequests(join(agentDir, "routing"), {
    agentIds: agents.agents.map(({ id }) => id),
    vocabulary: toProjectVocabulary({ project, ruled: rules.components }),
  });
  if (problems.length > 0) {
    throw new BotError(
      "router.bad_examples",
      `The training requests cannot be used:\n${problems.map(formatProblem).join("\n")}`,
    );
  }
  return { agents: agents.agents, requests, frontDoorExamples, learned };
}
