import type { RecurringJob } from "../../jobs/clockwork.ts";
import type { Config } from "../config/config.ts";
import type { ConversationDeps } from "../conversation/conversation-deps.ts";
import { createScopeOf } from "../memory/memory-scope.ts";
import type { MirrorRules } from "../mirrors/link-thread.ts";
import { withMirrors } from "../mirrors/with-mirrors.ts";
import { createLinkedPeople } from "../people/linked-accounts.ts";
import { createPersonOf } from "../permissions/create-person-of.ts";
import { createPermissions } from "../permissions/create-permissions.ts";
import { createPeople } from "../people/people.ts";
import type { Store } from "../store/store.ts";
import type { ConnectedStore } from "./connect-store.ts";

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
  readonly conversation: Pick<ConversationDeps, "permissions" | "accounts" | "people" | "mirrors">;
  /** Other processes link accounts too. */
  readonly job: RecurringJob;
}

/** Who people are across platforms, and what they may do. */
export async function openLinked(config: Config, store: Store): Promise<Linked> {
  const accounts = createLinkedPeople(config.people, store);
  await accounts.refresh();
  const mirrors = mirrorRules(config);
  return {
    conversation: {
      accounts,
      people: createPeople(config, (actor) => createPersonOf(accounts.people())(actor)),
      permissions: {
        may: (actor, action) => createPermissions(config.permissions, accounts.people()).may(actor, action),
      },
      ...(mirrors === undefined ? {} : { mirrors }),
    },
    job: { name: "accounts.refresh", everyMs: MINUTE_MS, run: async () => accounts.refresh() },
  };
}
