import type { Emergency } from "./emergency.ts";

/** What people call a person of the configuration, or any other by the name that is remembered. */
export type NameOf = (person: string) => string;

export function namesOfEmergency({ names }: Pick<Emergency, "names">, nameOf: NameOf): NameOf {
  return (person) => names[person] ?? nameOf(person);
}

/** The emergency as people read it: names where it holds the ids of people. */
export function withNames(emergency: Emergency, nameOf: NameOf): Emergency {
  const called = namesOfEmergency(emergency, nameOf);
  const { roles, timeline, drafts, declaredBy } = emergency;
  return {
    ...emergency,
    declaredBy: called(declaredBy),
    roles: Object.fromEntries(Object.entries(roles).map(([role, person]) => [role, called(person)])),
    timeline: timeline.map((entry) => ({ ...entry, by: called(entry.by) })),
    drafts: drafts.map(({ decidedBy, ...draft }) => ({
      ...draft,
      by: called(draft.by),
      ...(decidedBy === undefined ? {} : { decidedBy: called(decidedBy) }),
    })),
  };
}
