import type { LocalExample } from "../../src/router/learning/local-example.ts";
import type { Router } from "../../src/router/route.ts";
import { fixedRoute } from "./fixed-route.ts";

/** A router that sends a text to the agent of the example that shares most words with it; the later one of equals. */
export function createWordRouter(
  examples: readonly Pick<LocalExample, "text" | "agent">[],
  otherwise = "ask",
): Router {
  const known = examples.map(({ text, agent }) => ({ agent, words: wordsOf(text) }));
  return {
    async route(text) {
      const words = wordsOf(text);
      const scored = known
        .map(({ agent, words: theirs }) => ({
          agent,
          shared: words.filter((word) => theirs.includes(word)).length,
        }))
        .filter(({ shared }) => shared > 0)
        .reverse()
        .sort((a, b) => b.shared - a.shared);
      const primary = scored[0]?.agent ?? otherwise;
      return { ...fixedRoute(text), primary, alternatives: [{ agent: primary, score: 0.9 }] };
    },
  };
}

function wordsOf(text: string): string[] {
  return text
    .toLowerCase()
    .split(/\W+/u)
    .filter((word) => word.length > 3);
}
