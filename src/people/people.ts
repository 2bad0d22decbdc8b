import type { Config } from "../config/config.ts";
import { createPersonOf } from "../permissions/create-person-of.ts";
import type { Actor } from "../permissions/permissions.ts";

export interface Team {
  readonly id: string;
  readonly name: string;
  readonly timeZone: string;
  /** Ids of people. */
  readonly members: readonly string[];
  /** Ids of channels in the configuration. */
  readonly channels: readonly string[];
}

/** The people and teams that the configuration names, and what to call everybody else. */
export interface People {
  /** The id of whoever is behind an account: the configured one, else `platform:userId`. */
  of(actor: Actor): string;
  /** What a person is called; the id itself for those whom nobody has named. */
  nameOf(personId: string): string;
  /** Where their day is counted as far as the configuration knows: theirs, their first team's, the organisation's. */
  zoneOf(personId: string): string;
  /** Whom a typed word means: `@ada`, an id, a name, or an account on this platform such as `<@U1>`. */
  find(word: string, platform: string): string | undefined;
  /** A team by its id or its name. */
  team(word: string): Team | undefined;
  readonly teams: readonly Team[];
  /** Ids of those whom the configuration names. */
  readonly ids: readonly string[];
  readonly organisationZone: string;
}

type Source = Pick<Config, "people" | "teams" | "organisation">;

/** `<@U1>`, `<@!1093>` and `@ada` without what platforms put around them. */
function bare(word: string): string {
  return word
    .trim()
    .replace(/^<@!?([^>|]+)(?:\|[^>]*)?>$/u, "$1")
    .replace(/^@/u, "");
}

function isMeant(typed: string, name: string): boolean {
  return name.toLowerCase() === typed.toLowerCase();
}

/** Everything is known at once and asks nobody. */
export function createPeople({ people, teams, organisation }: Source): People {
  const of = createPersonOf(people);
  const listed: readonly Team[] = teams.map((team) => ({
    ...team,
    timeZone: team.timeZone ?? organisation.timeZone,
  }));
  const known = (id: string) => people.find((person) => person.id === id);

  return {
    of,
    nameOf: (id) => known(id)?.name ?? id.replace(/^[a-z]+:/u, ""),
    zoneOf: (id) =>
      known(id)?.timeZone ??
      listed.find(({ members }) => members.includes(id))?.timeZone ??
      organisation.timeZone,
    find(word, platform) {
      const typed = bare(word);
      if (typed === "") return undefined;
      const named = people.find(({ id, name }) => isMeant(typed, id) || isMeant(typed, name));
      if (named !== undefined) return named.id;
      const account = people.find(({ accounts }) =>
        Object.entries(accounts).some(([on, id]) => on === platform && id === typed),
      );
      if (account !== undefined) return account.id;
      // Whoever is mentioned exists, also where the configuration does not name them.
      return /^<@!?/u.test(word.trim()) ? of({ platform, userId: typed }) : undefined;
    },
    team: (word) => listed.find(({ id, name }) => isMeant(word.trim(), id) || isMeant(word.trim(), name)),
    teams: listed,
    ids: people.map(({ id }) => id),
    organisationZone: organisation.timeZone,
  };
}
