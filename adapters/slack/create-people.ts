import type { WebClient } from "@slack/web-api";
import { z } from "zod";
import type { ChatUser } from "../../src/chat/messages.ts";
import { BotError, messageOf } from "../../src/errors.ts";
import type { Logger } from "../../src/log/logger.ts";
import type { SlackClients } from "./clients.ts";
import { explainFailure } from "./connection/explain-failure.ts";
import { createExpiringCache } from "./expiring-cache.ts";

const SlackUser = z.object({
  id: z.string().min(1),
  name: z.string().nullish(),
  team_id: z.string().nullish(),
  deleted: z.boolean().nullish(),
  is_bot: z.boolean().nullish(),
  is_restricted: z.boolean().nullish(),
  is_ultra_restricted: z.boolean().nullish(),
  is_stranger: z.boolean().nullish(),
  tz: z.string().nullish(),
  locale: z.string().nullish(),
  profile: z
    .object({
      display_name: z.string().nullish(),
      real_name: z.string().nullish(),
      status_emoji: z.string().nullish(),
      status_expiration: z.number().nullish(),
    })
    .nullish(),
});
type SlackUser = z.infer<typeof SlackUser>;

export interface People {
  /** Undefined for somebody whom Slack does not know. Rejects when Slack cannot be asked and nothing is remembered. */
  lookup(workspace: string, userId: string): Promise<ChatUser | undefined>;
  /** Forgets a person, or with no id who is in which group. */
  forget(workspace: string, userId?: string): void;
}

export interface PeopleOptions {
  readonly clients: SlackClients;
  readonly now: () => number;
  readonly log: Logger;
  /** How long a person and the groups of a workspace are remembered, in milliseconds. */
  readonly keepMs?: number;
}

const KEEP_MS = 10 * 60_000;
const MAX_PEOPLE = 10_000;
const MAX_WORKSPACES = 1_000;

/** Statuses that say that somebody is not at work. */
const AWAY: ReadonlySet<string> = new Set([
  ":palm_tree:",
  ":face_with_thermometer:",
  ":airplane:",
  ":desert_island:",
  ":beach_with_umbrella:",
]);

function awayOf({ profile }: SlackUser, nowMs: number): Pick<ChatUser, "isAway" | "awayUntil"> {
  const until = (profile?.status_expiration ?? 0) * 1_000;
  const isAway = AWAY.has(profile?.status_emoji ?? "") && (until === 0 || until > nowMs);
  if (!isAway) return {};
  return until === 0 ? { isAway } : { isAway, awayUntil: new Date(until).toISOString() };
}

function toChatUser(
  user: SlackUser,
  workspace: string,
  facts: { groups: string[]; nowMs: number },
): ChatUser {
  const { profile, locale, tz } = user;
  const name = profile?.display_name || profile?.real_name || user.name || user.id;
  const team = user.team_id;
  const isExternal = user.is_stranger === true || (Boolean(team) && team !== workspace);
  return {
    id: user.id,
    name,
    groups: facts.groups,
    ...(tz ? { timeZone: tz } : {}),
    ...(locale ? { locale } : {}),
    ...(user.is_restricted === true || user.is_ultra_restricted === true ? { isGuest: true } : {}),
    ...(isExternal ? { isExternal } : {}),
    ...(user.deleted === true ? { isDeactivated: true } : {}),
    ...awayOf(user, facts.nowMs),
  };
}

/** What an app without the scope, or a workspace without the feature, answers: there are no groups then. */
const WITHOUT_GROUPS: ReadonlySet<string> = new Set([
  "missing_scope",
  "paid_teams_only",
  "team_plan_upgrade_required",
  "unknown_method",
  "not_allowed_token_type",
]);

function platformError(error: unknown): string | undefined {
  const { data } = z.object({ data: z.object({ error: z.string() }) }).safeParse(error);
  return data?.data.error;
}

function isUnsupported(error: unknown): boolean {
  const code = platformError(error);
  const { data } = z.object({ statusCode: z.literal(404) }).safeParse(error);
  return data !== undefined || (code !== undefined && WITHOUT_GROUPS.has(code));
}

const Groups = z.array(z.object({ id: z.string(), users: z.array(z.string()).nullish() }));

async function readGroups(client: WebClient, log: Logger): Promise<ReadonlyMap<string, readonly string[]>> {
  try {
    const answer = await client.usergroups.list({ include_users: true });
    const groups = Groups.parse(answer.usergroups ?? []);
    return new Map(groups.map(({ id, users }) => [id, users ?? []]));
  } catch (error) {
    if (!isUnsupported(error)) throw error;
    log.debug({ error: messageOf(error) }, "user groups cannot be read; nobody counts as a member of one");
    return new Map();
  }
}

/** People as Slack knows them: asked for once in ten minutes, or at once when Slack says that something changed. */
export function createPeople({ clients, now, log, keepMs = KEEP_MS }: PeopleOptions): People {
  const users = createExpiringCache<SlackUser | undefined>({ now, keepMs, max: MAX_PEOPLE });
  const groups = createExpiringCache<ReadonlyMap<string, readonly string[]>>({
    now,
    keepMs,
    max: MAX_WORKSPACES,
  });

  async function readUser(workspace: string, userId: string): Promise<SlackUser | undefined> {
    try {
      const answer = await clients.of(workspace).users.info({ user: userId, include_locale: true });
      return SlackUser.parse(answer.user);
    } catch (error) {
      if (["user_not_found", "user_not_visible"].includes(platformError(error) ?? "")) return undefined;
      throw error;
    }
  }

  return {
    async lookup(workspace, userId) {
      try {
        const [user, members] = await Promise.all([
          users.get(`${workspace} ${userId}`, async () => readUser(workspace, userId)),
          groups.get(workspace, async () => readGroups(clients.of(workspace), log)),
        ]);
        if (user === undefined) return undefined;
        const own = [...members].flatMap(([id, of]) => (of.includes(userId) ? [id] : []));
        return toChatUser(user, workspace, { groups: own, nowMs: now() });
      } catch (error) {
        if (error instanceof BotError) throw error;
        const { sentence, isFinal } = explainFailure(error);
        throw new BotError("chat.user_unknown", `Slack does not say who ${userId} is: ${sentence}`, {
          cause: error,
          retryable: !isFinal,
        });
      }
    },
    forget(workspace, userId) {
      if (userId === undefined) groups.forget(workspace);
      else users.forget(`${workspace} ${userId}`);
    },
  };
}
