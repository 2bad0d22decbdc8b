import type { Action, Actor, Permissions } from "./permissions.ts";

/** A configured person: the accounts that are theirs, and the groups they belong to. */
export interface KnownPerson {
  readonly id: string;
  readonly accounts: Readonly<Record<string, string | undefined>>;
  readonly groups: readonly string[];
  /** In which workspace of a platform their account is, where that is known. */
  readonly workspaces?: Readonly<Record<string, string | undefined>> | undefined;
}

/**
 * For each action who may do it: people's ids, group names, `platform:userId`, `platform:group:id`,
 * `platform:channel:id`, "everyone", "guests" or "external".
 */
export type Grants = Readonly<Record<Action, readonly string[]>>;

/** The names of a person themselves, wherever they are and whoever else is there. */
function ownNames({ platform, userId, groups = [] }: Actor, people: readonly KnownPerson[]): string[] {
  const person = people.find(({ accounts }) => accounts[platform] === userId);
  return [
    `${platform}:${userId}`,
    ...groups.map((id) => `${platform}:group:${id}`),
    ...(person === undefined ? [] : [person.id, ...person.groups]),
  ];
}

/** What is meant for whoever is there; guests and people of other organisations are never meant by it. */
function openNames({ platform, channel, isGuest = false, isExternal = false }: Actor): string[] {
  if (isGuest || isExternal) return [];
  return ["everyone", ...(channel === undefined ? [] : [`${platform}:channel:${channel}`])];
}

/** Both names are needed by a guest of another organisation. */
function isAdmitted({ isGuest = false, isExternal = false }: Actor, allowed: readonly string[]): boolean {
  if (!isGuest && !isExternal) return false;
  return (!isGuest || allowed.includes("guests")) && (!isExternal || allowed.includes("external"));
}

/**
 * Denies what no grant allows. A person is known by an account; a platform's own user id works as well. "everyone" and
 * channels mean the people of the workspace: a guest, or somebody of another organisation in a shared channel, needs a
 * name or group of their own, or `guests` or `external`.
 */
export function createPermissions(grants: Grants, people: readonly KnownPerson[]): Permissions {
  return {
    may(actor, action) {
      const allowed = grants[action];
      if (isAdmitted(actor, allowed)) return true;
      const names = new Set([...ownNames(actor, people), ...openNames(actor)]);
      return allowed.some((entry) => names.has(entry));
    },
  };
}
