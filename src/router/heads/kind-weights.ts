import type { ExampleKind } from "./training-set.ts";

/** How much an example counts. A phrase of an agent's file is no message; what users said is about this very team. */
export const KIND_WEIGHTS: Readonly<Record<ExampleKind, number>> = {
  request: 1,
  front_door: 1,
  example: 1,
  phrase: 0.3,
  local: 2,
};
