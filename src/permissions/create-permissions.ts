import type { Action, Actor, Permissions } from "./permissions.ts";

/** A configured person: the accounts that are theirs, and the groups they belong to. */
export interface KnownPerson {
  readonly id: string;
  readonly accounts: Readonly<Record<string, string | undefined>>;
  readonly groups: readonly string[];
}

/** For each action the people's ids, group names, or "everyone" who may do it. */
export type Grants = Readonly<Record<Action, readonly string[]>>;

/** Denies what no grant allows. A person is known by an account; a platform's own user id works as well. */
export function createPermissions(grants: Grants, people: readonly KnownPerson[]): Permissions {
  function namesOf({ platform, userId }: Actor): Set<string> {
    const person = people.find(({ accounts }) => accounts[platform] === userId);
    return new Set([`${platform}:${userId}`, ...(person === undefined ? [] : [person.id, ...person.groups])]);
  }
  return {
    may(actor, action) {
      const allowed = grants[action];
      if (allowed.includes("everyone")) return true;
      const names = namesOf(actor);
      return allowed.some((entry) => names.has(entry));
    },
  };
}
