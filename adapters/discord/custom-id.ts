import { createHash } from "node:crypto";
import { LIMITS } from "./limits.ts";

const SEPARATOR = "\u001f";

/** What comes back from a button or a menu. */
export interface Chosen {
  readonly prompt: string;
  readonly value: string;
}

/** An id for a component: the prompt and value themselves where they fit, else a hash that is remembered. */
export interface CustomIds {
  /** Of a button. */
  button(chosen: Chosen): string;
  /** Of a menu whose values come back beside it. */
  menu(prompt: string): string;
  /** The value of an entry in a menu. */
  option(value: string): string;
}

/** Long ids that were handed out, to be remembered for the day that somebody presses them. */
export interface LongId {
  readonly id: string;
  readonly chosen: Chosen;
}

function hashOf(text: string): string {
  return createHash("sha256").update(text).digest("base64url").slice(0, 32);
}

function short(mark: string, text: string): string | undefined {
  const id = `${mark}${text}`;
  return id.length <= LIMITS.customId ? id : undefined;
}

/** Collects the long ones in `long`, in the order of their making. */
export function createCustomIds(long: LongId[]): CustomIds {
  function remember(mark: string, chosen: Chosen): string {
    const id = `${mark}${hashOf(chosen.prompt + SEPARATOR + chosen.value)}`;
    long.push({ id, chosen });
    return id;
  }
  return {
    button: (chosen) => short("b:", chosen.prompt + SEPARATOR + chosen.value) ?? remember("B:", chosen),
    menu: (prompt) => short("m:", prompt) ?? remember("M:", { prompt, value: "" }),
    option: (value) => short("v:", value) ?? remember("V:", { prompt: "", value }),
  };
}

/**
 * What a pressed component stands for; `recall` finds the long ids. Undefined for what this bot did not make, or has
 * forgotten.
 */
export async function readCustomId(
  customId: string,
  values: readonly string[],
  recall: (id: string) => Promise<Chosen | undefined>,
): Promise<Chosen | undefined> {
  const rest = customId.slice(2);
  switch (customId.slice(0, 2)) {
    case "b:": {
      const at = rest.indexOf(SEPARATOR);
      return at === -1 ? undefined : { prompt: rest.slice(0, at), value: rest.slice(at + 1) };
    }
    case "B:":
      return recall(customId);
    case "m:":
    case "M:": {
      const prompt = customId.startsWith("m:") ? rest : (await recall(customId))?.prompt;
      const [first = ""] = values;
      const value = first.startsWith("V:") ? (await recall(first))?.value : first.slice(2);
      return prompt === undefined || value === undefined || value === "" ? undefined : { prompt, value };
    }
    default:
      return undefined;
  }
}
