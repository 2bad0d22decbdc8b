import { LabelledRequest } from "../../../src/router/labelled-set.ts";
import type { Route, Router } from "../../../src/router/route.ts";

export function label(
  text: string,
  primary: string | null,
  more: Partial<LabelledRequest> = {},
): LabelledRequest {
  return LabelledRequest.parse({ text, primary, ...more });
}

/** Answers each text with what the table says, as work routed with confidence 0.9 unless told otherwise. */
export function scripted(table: Record<string, Partial<Route> & { best: string }>): Router {
  return {
    route: async (text) => {
      const { best, ...route } = table[text]!;
      const others = ["x", "y", "z"].filter((agent) => agent !== best);
      return {
        text,
        frontDoor: "work",
        primary: best,
        support: [],
        complexity: "simple",
        confidence: 0.9,
        decidedBy: "linear",
        alternatives: [best, ...others].map((agent) => ({ agent, score: 0.5 })),
        ms: 4,
        band: "route",
        ...route,
      };
    },
  };
}
