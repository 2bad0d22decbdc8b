import type { Route } from "./route.ts";

const BY_PERSON: ReadonlySet<string> = new Set(["override", "choice", "correction", "contingency"]);

/** A person, not the router, said who should have it. */
export function isByPerson({ decidedBy }: Pick<Route, "decidedBy">): boolean {
  return BY_PERSON.has(decidedBy);
}
