import { z } from "zod";
import type { Agent } from "../agents/agent.ts";

/** What the front door learns to tell from work; `out_of_scope` looks like work but is nobody's here. */
export const FrontDoorLabel = z.enum(["social", "meta", "status", "command", "follow_up", "out_of_scope"]);
export type FrontDoorLabel = z.infer<typeof FrontDoorLabel>;

/** One line of `agent-config/routing/front-door.jsonl`. */
export const FrontDoorExample = z.strictObject({ text: z.string().min(1), frontDoor: FrontDoorLabel });
export type FrontDoorExample = z.infer<typeof FrontDoorExample>;

/** A text with the class it belongs to: an agent's id, or a front-door label. */
export interface TrainingLine {
  readonly text: string;
  readonly label: string;
  readonly area: "agent" | "front_door";
  /** True for messages as people write them; these alone tell how good the model is. */
  readonly isExample: boolean;
}

/**
 * What the linear router learns from: the agents' example requests, and every short phrase of their files that
 * says what they are asked for. The phrases nearly double the accuracy that the examples alone give; the working
 * prompts stay out because they talk about other agents as well.
 */
export function toTrainingLines(
  agents: readonly Agent[],
  frontDoorExamples: readonly FrontDoorExample[],
): TrainingLine[] {
  return [
    ...agents.flatMap(linesOfAgent),
    ...frontDoorExamples.map(({ text, frontDoor }) => ({
      text,
      label: frontDoor,
      area: "front_door" as const,
      isExample: true,
    })),
  ];
}

function linesOfAgent(agent: Agent): TrainingLine[] {
  const phrases = [
    agent.title,
    agent.summary,
    ...agent.routesWhen,
    ...agent.expertise,
    ...agent.checklists.flatMap(({ title, when, steps }) => [title, ...when, ...steps]),
  ];
  const toLine = (text: string, isExample: boolean): TrainingLine => ({
    text,
    label: agent.id,
    area: "agent",
    isExample,
  });
  return [...agent.examples.map((text) => toLine(text, true)), ...phrases.map((text) => toLine(text, false))];
}
