import { z } from "zod";

const Team = z.object({ id: z.string().min(1) });

/**
 * What is common to everything that comes from Slack, as far as it says where it comes from. Events name the workspace
 * of the installation under `authorizations`; in a shared channel `team_id` may be somebody else's.
 */
const Envelope = z.object({
  team_id: z.string().nullish(),
  team: Team.nullish(),
  user: z.object({ team_id: z.string().nullish() }).nullish().catch(undefined),
  view: z.object({ app_installed_team_id: z.string().nullish() }).nullish().catch(undefined),
  authorizations: z.array(z.object({ team_id: z.string().nullish() })).nullish(),
  is_ext_shared_channel: z.boolean().nullish(),
});

/** The workspace whose installation this is for; undefined when it names none. */
export function workspaceOf(body: unknown): string | undefined {
  const parsed = Envelope.safeParse(body);
  if (!parsed.success) return undefined;
  const { authorizations, team_id: teamId, team, user, view } = parsed.data;
  return (
    authorizations?.[0]?.team_id ??
    view?.app_installed_team_id ??
    teamId ??
    team?.id ??
    user?.team_id ??
    undefined
  );
}

/** Who and where the adapter is when it reads something: the workspace, the bot in it, and the time. */
export interface Reading {
  readonly workspace: string;
  readonly botUserId: string | undefined;
  readonly botId: string | undefined;
  readonly nowMs: number;
}
