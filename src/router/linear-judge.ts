import type { AgentCatalogue } from "../agents/agent.ts";
import { toTrainingSet, type TrainingSet, type TrainingSources } from "./heads/training-set.ts";
import type { Judge } from "./judgement.ts";
import { createJudge, fitLinearModel } from "./linear-model.ts";
import { loadOrFitModel, type ModelPlaces } from "./model-cache.ts";
import { toTrainingLines } from "./training-lines.ts";

export interface LinearJudgeSources extends Omit<TrainingSources, "agents" | "requests">, ModelPlaces {
  readonly agents: AgentCatalogue;
  /** Default: none, then the agents' own examples must do. */
  readonly requests?: TrainingSources["requests"];
}

/**
 * The judge that needs no model file: TF-IDF and one-vs-rest linear classifiers over the training requests and the
 * agents' own examples and phrases, fitted here, or loaded when nothing of that has changed. It tells agents and front
 * door, nothing else.
 */
export async function createLinearJudge(sources: LinearJudgeSources): Promise<Judge> {
  const { agents, requests = [], frontDoorExamples, learned = [], ...places } = sources;
  const set = toTrainingSet({ agents: agents.agents, requests, frontDoorExamples, learned });
  return openLinearJudge(set, places);
}

/** The same for a training set at hand. */
export async function openLinearJudge(set: TrainingSet, places: ModelPlaces): Promise<Judge> {
  const judge = createJudge(await loadOrFitModel(toTrainingLines(set), { ...places, fit: fitLinearModel }));
  return async (text) => judge(text);
}
