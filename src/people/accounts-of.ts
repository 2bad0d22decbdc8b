import type { KnownPerson } from "../permissions/create-permissions.ts";

/** An account of somebody, with the workspace that it is in where that is known. */
export interface Account {
  readonly platform: string;
  readonly userId: string;
  readonly workspace?: string;
}

/** People whom nobody has named are known as `platform:userId`. */
function accountNamed(personId: string): Account | undefined {
  const [, platform, userId] = /^([^:]+):(.+)$/u.exec(personId) ?? [];
  return platform === undefined || userId === undefined ? undefined : { platform, userId };
}

/** All accounts of a person, whichever of their names they go by; none of somebody whom nobody knows. */
export function accountsOf(personId: string, people: readonly KnownPerson[]): Account[] {
  const own = accountNamed(personId);
  const known =
    people.find(({ id }) => id === personId) ??
    (own === undefined ? undefined : people.find(({ accounts }) => accounts[own.platform] === own.userId));
  if (known === undefined) return own === undefined ? [] : [own];
  return Object.entries(known.accounts).flatMap(([platform, userId]) => {
    const workspace = known.workspaces?.[platform];
    return userId === undefined
      ? []
      : [{ platform, userId, ...(workspace === undefined ? {} : { workspace }) }];
  });
}
