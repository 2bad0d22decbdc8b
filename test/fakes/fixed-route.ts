import type { Route } from "../../src/router/route.ts";

/** A route as the router gives it, always to the debugger: for tests and measurements of everything but routing. */
export function fixedRoute(text: string): Route {
  return {
    text,
    frontDoor: "work",
    primary: "debug",
    support: [],
    complexity: "simple",
    confidence: 0.9,
    decidedBy: "linear",
    alternatives: [{ agent: "debug", score: 0.9 }],
    ms: 0,
    band: "route",
  };
}
