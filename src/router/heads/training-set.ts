import type { Agent } from "../../agents/agent.ts";
import { toAgentNames } from "../explicit-agent.ts";
import type { LabelledRequest } from "../labelled-set.ts";
import type { Complexity } from "../route.ts";
import { phrasesOf, type FrontDoorLabel } from "../training-lines.ts";
import type { RoutingFrontDoorExample, RoutingRequest } from "./read-routing-requests.ts";
import { toJudgedText } from "./to-judged-text.ts";

/** Where an example comes from; a `phrase` is no message but a line of an agent's file that says what it is for. */
export type ExampleKind = "request" | "front_door" | "example" | "phrase" | "local";

/** One text and all that is known of the right answer; absent: nobody said. */
export interface TrainingExample {
  /** As the judge gets to see texts. */
  readonly text: string;
  readonly kind: ExampleKind;
  readonly door: FrontDoorLabel | "work";
  /** Set when `door` is work. */
  readonly primary?: string;
  /** Would do as well as the primary. */
  readonly acceptable: readonly string[];
  readonly support?: readonly string[];
  readonly complexity?: Complexity;
  /** 1 to 5. */
  readonly urgency?: number;
  /** 1 to 5. */
  readonly impact?: number;
  /** 1 to 3. */
  readonly dependencies?: number;
  /** 1 to 5. */
  readonly risk?: number;
  /** A line of the training requests that the encoder was trained without. */
  readonly isUnseen?: true;
}

/** What heads are fitted on. */
export interface TrainingSet {
  /** Ids, sorted; each gets a class, even without an example. */
  readonly agents: readonly string[];
  readonly examples: readonly TrainingExample[];
}

export interface TrainingSources {
  readonly agents: readonly Agent[];
  readonly requests: readonly RoutingRequest[];
  readonly frontDoorExamples: readonly RoutingFrontDoorExample[];
  /** What the installation's users taught it; they say who leads, and nothing about the rest. */
  readonly learned?: readonly LabelledRequest[];
}

/** Everything that heads learn from as one list, in the shape that the judge sees texts in; each example once. */
export function toTrainingSet(sources: TrainingSources): TrainingSet {
  const { agents, requests, frontDoorExamples, learned = [] } = sources;
  const examples = [
    ...requests.map(fromRequest),
    ...frontDoorExamples.map(fromDoor),
    ...agents.flatMap(fromAgent),
  ];
  return withLearned(toSet(examples, agents), learned, agents);
}

/** The set with what users taught besides. */
export function withLearned(
  set: TrainingSet,
  learned: readonly LabelledRequest[],
  agents: readonly Agent[],
): TrainingSet {
  if (learned.length === 0) return set;
  return { ...set, examples: [...set.examples, ...toSet(learned.map(fromLearned), agents).examples] };
}

function toSet(examples: readonly TrainingExample[], agents: readonly Agent[]): TrainingSet {
  const names = toAgentNames(agents);
  const ids = agents.map(({ id }) => id).sort();
  const judged = examples
    .filter(({ primary }) => primary === undefined || ids.includes(primary))
    .map((example) => ({ ...example, text: toJudgedText(example.text, names) }))
    .filter(({ text }) => text !== "");
  return {
    agents: ids,
    examples: [...new Map(judged.map((each) => [JSON.stringify(each), each])).values()],
  };
}

function fromRequest(request: RoutingRequest): TrainingExample {
  const { text, primary, acceptable, support, complexity, urgency, impact, dependencies, risk } = request;
  const door = request.frontDoor ?? "work";
  const place = { text, kind: "request", ...seen(request) } as const;
  if (primary === null) return { ...place, door: door === "work" ? "out_of_scope" : door, acceptable: [] };
  return {
    ...place,
    door: "work",
    primary,
    acceptable,
    support,
    ...(complexity === undefined ? {} : { complexity }),
    ...(urgency === undefined ? {} : { urgency }),
    ...(impact === undefined ? {} : { impact }),
    ...(dependencies === undefined ? {} : { dependencies }),
    ...(risk === undefined ? {} : { risk }),
  };
}

function fromDoor({ text, frontDoor, isUnseen }: RoutingFrontDoorExample): TrainingExample {
  return { text, kind: "front_door", door: frontDoor, acceptable: [], ...seen({ isUnseen }) };
}

function seen({ isUnseen }: { readonly isUnseen?: boolean | undefined }): { readonly isUnseen?: true } {
  return isUnseen === true ? { isUnseen } : {};
}

function fromLearned({ text, primary, acceptable, frontDoor }: LabelledRequest): TrainingExample {
  if (primary !== null) return { text, kind: "local", door: "work", primary, acceptable };
  const door = frontDoor === undefined || frontDoor === "work" ? "out_of_scope" : frontDoor;
  return { text, kind: "local", door, acceptable: [] };
}

function fromAgent(agent: Agent): TrainingExample[] {
  const toExample =
    (kind: ExampleKind) =>
    (text: string): TrainingExample => ({ text, kind, door: "work", primary: agent.id, acceptable: [] });
  return [...agent.examples.map(toExample("example")), ...phrasesOf(agent).map(toExample("phrase"))];
}

/** An example's agent, or its door where it has none. */
export function labelOf(example: Pick<TrainingExample, "door" | "primary"> | undefined): string {
  return example?.primary ?? example?.door ?? "";
}
