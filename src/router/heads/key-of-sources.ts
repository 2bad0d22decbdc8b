import type { Agent } from "../../agents/agent.ts";
import { phrasesOf } from "../training-lines.ts";
import { sha256Of } from "./binary-file.ts";
import type { ProjectVocabulary } from "./project-vocabulary.ts";
import type { RoutingFiles } from "./read-routing-files.ts";
import { TRAINING_SET_VERSION } from "./training-set-file.ts";

export interface KeyedSources {
  readonly agents: readonly Agent[];
  readonly vocabulary: ProjectVocabulary;
  readonly files: RoutingFiles;
}

/** Names what a training set is made of, without parsing it; 64 hex digits. */
export function keyOfSources({ agents, vocabulary, files }: KeyedSources): string {
  const known = agents.map((agent) => [agent.id, agent.examples, phrasesOf(agent)]);
  const read = [...files.requests, ...files.frontDoor].map(({ name, content }) => [name, sha256Of(content)]);
  return sha256Of(JSON.stringify([TRAINING_SET_VERSION, known, vocabulary, read]));
}
