import { z } from "zod";
import type { Agent } from "../agents/agent.ts";
import type { TrainingSet } from "./heads/training-set.ts";

/** What the front door learns to tell from work; `out_of_scope` looks like work but is nobody's here. */
export const FrontDoorLabel = z.enum(["social", "meta", "status", "command", "follow_up", "out_of_scope"]);
export type FrontDoorLabel = z.infer<typeof FrontDoorLabel>;

/** One line of `agent-config/routing/front-door*.jsonl`. */
export const FrontDoorExample = z.strictObject({ text: z.string().min(1), frontDoor: FrontDoorLabel });
export type FrontDoorExample = z.infer<typeof FrontDoorExample>;

/** Share of messages to the bot that are work. Among training lines it is another one, so models are brought to this. */
export const WORK_SHARE = 0.75;

/** A text with the class it belongs to: an agent's id, or a front-door label. */
export interface TrainingLine {
  readonly text: string;
  readonly label: string;
  readonly area: "agent" | "front_door";
  /** True for messages as people write them; these alone tell how good the model is. */
  readonly isExample: boolean;
  /** Agents that would do as well: the text is no example against them. */
  readonly acceptable?: readonly string[];
}

/** What the linear judge learns from a training set. */
export function toTrainingLines({ examples }: TrainingSet): TrainingLine[] {
  return examples.map(({ text, kind, door, primary, acceptable }) => ({
    text,
    ...(primary === undefined
      ? { label: door, area: "front_door" as const }
      : { label: primary, area: "agent" as const }),
    isExample: kind !== "phrase",
    ...(acceptable.length === 0 ? {} : { acceptable }),
  }));
}

/**
 * The short phrases of an agent's file that say what it is asked for; its working prompt stays out because it talks
 * about other agents as well.
 */
export function phrasesOf(agent: Agent): string[] {
  return [
    agent.title,
    agent.summary,
    ...agent.routesWhen,
    ...agent.expertise,
    ...agent.checklists.flatMap(({ title, when, steps }) => [title, ...when, ...steps]),
  ];
}
