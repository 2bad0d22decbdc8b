import type { Clock } from "../clock.ts";
import type { Config } from "../config/config.ts";
import type { ConversationDeps } from "../conversation/conversation-deps.ts";
import type { Logger } from "../log/logger.ts";
import { createScopeOf } from "../memory/memory-scope.ts";
import type { MirrorRules } from "../mirrors/link-thread.ts";
import { withMirrors } from "../mirrors/with-mirrors.ts";
import { createLinkedPeople } from "../people/linked-accounts.ts";
import type { LinkedPeople } from "../people/linked-accounts.ts";
import { createPersonOf } from "../permissions/create-person-of.ts";
import { createPermissions } from "../permissions/create-permissions.ts";
import { createPeople } from "../people/people.ts";
import type { Store } from "../store/store.ts";
import type { ConnectedStore } from "./connect-store.ts";
import { repeat } from "./repeat.ts";

const MINUTE_MS = 60_000;

function mirrorRules({ teams, channels }: Config): MirrorRules | undefined {
  const linkedTeams = new Set(teams.filter(({ linked }) => linked).map(({ id }) => id));
  return linkedTeams.size === 0 ? undefined : { linkedTeams, scopeOf: createScopeOf(channels, teams) };
}

/** Where a team has linked its channels, what is said in one thread of a task is said in the others. */
export function withLinkedChannels(connected: ConnectedStore, config: Config): ConnectedStore {
  if (mirrorRules(config) === undefined) return connected;
  return { ...connected, store: withMirrors(connected.store) };
}

export interface Linked {
  readonly conversation: Required<Pick<ConversationDeps, "permissions" | "accounts" | "people">> &
    Pick<ConversationDeps, "mirrors">;
  close(): Promise<void>;
}

/** The people of the configuration with the accounts that they have linked until now. */
export async function openAccounts(config: Pick<Config, "people">, store: Store): Promise<LinkedPeople> {
  const accounts = createLinkedPeople(config.people, store);
  await accounts.refresh();
  return accounts;
}

/** Who people are across platforms, and what they may do; what other processes link is read each minute. */
export async function openLinked(
  config: Config,
  store: Store,
  around: { readonly clock: Clock; readonly log: Logger },
): Promise<Linked> {
  const accounts = await openAccounts(config, store);
  const mirrors = mirrorRules(config);
  const reading = repeat(
    { what: "accounts.refresh", everyMs: MINUTE_MS, run: async () => accounts.refresh() },
    around,
  );
  return {
    conversation: {
      accounts,
      people: createPeople(config, (actor) => createPersonOf(accounts.people())(actor)),
      permissions: {
        may: (actor, action) => createPermissions(config.permissions, accounts.people()).may(actor, action),
      },
      ...(mirrors === undefined ? {} : { mirrors }),
    },
    close: reading.stop,
  };
}
