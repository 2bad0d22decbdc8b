import type { KnownPerson } from "./create-permissions.ts";
import type { Actor } from "./permissions.ts";

/**
 * Names the person behind an account, so that somebody with accounts on several platforms counts once: their id in
 * the configuration, else `platform:userId`, which no configured id can be.
 */
export function createPersonOf(people: readonly KnownPerson[]): (actor: Actor) => string {
  return ({ platform, userId }) =>
    people.find(({ accounts }) => accounts[platform] === userId)?.id ?? `${platform}:${userId}`;
}
