import { z } from "zod";
import { parseStored } from "../store/parse-stored.ts";
import type { KnownPerson } from "../permissions/create-permissions.ts";
import { createPersonOf } from "../permissions/create-person-of.ts";
import type { Actor } from "../permissions/permissions.ts";
import type { Changes, Store } from "../store/store.ts";

const ACCOUNTS = "accounts";
const CODES = "account-codes";

/** An account that somebody has shown to be theirs, from both sides. */
const LinkedAccount = z.object({
  personId: z.string(),
  /** In which workspaces both accounts were, by platform. */
  workspaces: z.record(z.string(), z.string()).optional(),
});

const LinkCode = z.object({
  platform: z.string(),
  userId: z.string(),
  workspace: z.string().optional(),
  untilMs: z.number(),
});

/** How long a code may be used. */
export const CODE_MINUTES = 10;

/** Somebody with the workspace in which they are known. */
type Linking = Pick<Actor, "platform" | "userId"> & { readonly workspace?: string | undefined };

const keyOf = ({ platform, userId }: Linking): string => `${platform}:${userId}`;

/** People with the accounts that they have linked themselves, beside those of the configuration. */
export interface LinkedPeople {
  /** As of the last refresh. */
  people(): readonly KnownPerson[];
  /** Reads the links again: other processes write them too. */
  refresh(): Promise<void>;
}

export function createLinkedPeople(
  configured: readonly KnownPerson[],
  { documents }: Pick<Store, "documents">,
): LinkedPeople {
  let people = configured;
  return {
    people: () => people,
    async refresh() {
      const links = [...(await documents.list(ACCOUNTS))].map(([account, stored]) => ({
        account,
        ...parseStored(LinkedAccount, stored, `docs:${ACCOUNTS} ${account}`),
      }));
      people = withLinks(configured, links);
    },
  };
}

interface Link extends z.infer<typeof LinkedAccount> {
  readonly account: string;
}

function withLinks(configured: readonly KnownPerson[], links: readonly Link[]): KnownPerson[] {
  const known = new Set(configured.map(({ id }) => id));
  const strangers: KnownPerson[] = [...new Set(links.map(({ personId }) => personId))]
    .filter((id) => !known.has(id))
    .map((id) => ({ id, accounts: Object.fromEntries([splitKey(id)]), groups: [] }));
  return [...configured, ...strangers].map((person) => {
    const own = links.filter(({ personId }) => personId === person.id);
    if (own.length === 0) return person;
    const accounts = Object.fromEntries(own.map(({ account }) => splitKey(account)));
    const workspaces: Record<string, string> = Object.assign({}, ...own.map((link) => link.workspaces));
    // What the configuration says about an account counts more than what somebody linked.
    return {
      ...person,
      accounts: { ...accounts, ...person.accounts },
      workspaces: { ...workspaces, ...person.workspaces },
    };
  });
}

function splitKey(key: string): [string, string] {
  const at = key.indexOf(":");
  return [key.slice(0, at), key.slice(at + 1)];
}

interface CodeOptions {
  readonly nowMs: number;
  readonly code: string;
}

/** The write that makes a code with which this account can be linked from another platform. */
export function newCode(
  { platform, userId, workspace }: Linking,
  { nowMs, code }: CodeOptions,
): Pick<Changes, "documents"> {
  const value = JSON.stringify({ platform, userId, workspace, untilMs: nowMs + CODE_MINUTES * 60_000 });
  return { documents: [{ kind: CODES, id: code, value }] };
}

export type ConfirmOutcome = "linked" | "unknown_code" | "expired" | "same_platform" | "taken";

/**
 * Links the account that a code was made for with the one that names it: both are shown to belong to whoever has the
 * code. A code works once. `taken`: the account belongs to somebody else by the configuration, or is linked already.
 */
export async function confirmCode(
  actor: Linking,
  { code, nowMs }: CodeOptions,
  { store, people }: { readonly store: Store; readonly people: readonly KnownPerson[] },
): Promise<ConfirmOutcome> {
  const stored = await store.documents.get(CODES, code);
  if (stored === undefined) return "unknown_code";
  const made = parseStored(LinkCode, stored, `docs:${CODES} ${code}`);
  const used = { kind: CODES, id: code, value: null, expected: stored } as const;
  if (made.untilMs < nowMs) {
    await store.commit({ documents: [used] });
    return "expired";
  }
  if (made.platform === actor.platform) return "same_platform";
  const personOf = createPersonOf(people);
  const [first, second] = [personOf(made), personOf(actor)];
  // Whoever the configuration names stays who they are, and the other account joins them.
  const isNamed = (id: string, account: Linking) => id !== keyOf(account);
  if (isNamed(first, made) && isNamed(second, actor)) return first === second ? "linked" : "taken";
  const [personId, joining] = isNamed(second, actor) ? [second, made] : [first, actor];
  const places = [made, actor].map(({ platform, workspace }) => [platform, workspace] as const);
  const value = JSON.stringify({ personId, workspaces: Object.fromEntries(places) });
  const link = { kind: ACCOUNTS, id: keyOf(joining), value, expected: null } as const;
  const data = { personId, account: keyOf(joining) };
  const written = await store.commit({
    documents: [used, link],
    events: [{ type: "account.linked", data }],
  });
  return written === "committed" ? "linked" : "taken";
}

/** The write that undoes every link of an account's person that this account has joined by. */
export function unlinkChange(actor: Actor): Pick<Changes, "documents" | "events"> {
  return {
    documents: [{ kind: ACCOUNTS, id: keyOf(actor), value: null }],
    events: [{ type: "account.unlinked", data: { account: keyOf(actor) } }],
  };
}
