import { z } from "zod";

const ChoiceValue = z.object({ p: z.string().min(1), v: z.string() });

export interface PressedChoice {
  readonly prompt: string;
  readonly value: string;
}

/** What a button or an option of a menu carries: the prompt and the choice. Slack takes 2,000 characters in a button, 150 in an option. */
export function encodeChoice({ prompt, value }: PressedChoice): string {
  return JSON.stringify({ p: prompt, v: value });
}

/** Undefined for what no message of ours carries. */
export function decodeChoice(text: string): PressedChoice | undefined {
  try {
    const parsed = ChoiceValue.safeParse(JSON.parse(text));
    return parsed.success ? { prompt: parsed.data.p, value: parsed.data.v } : undefined;
  } catch {
    return undefined;
  }
}
