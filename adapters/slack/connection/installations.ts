import type { Installation, InstallationStore } from "@slack/bolt";
import { z } from "zod";
import { BotError, messageOf } from "../../../src/errors.ts";
import type { Logger } from "../../../src/log/logger.ts";
import type { Store } from "../../../src/store/store.ts";
import type { SlackWorkspace } from "../clients.ts";
import type { Seal } from "./seal.ts";

const KIND = "slack-installations";

const Installed = z.object({
  workspace: z.string().min(1),
  botToken: z.string().min(1),
  botUserId: z.string().min(1),
  botId: z.string().optional(),
  enterpriseId: z.string().optional(),
});

/** The workspaces that installed the app, encrypted in the store. */
export interface Installations {
  list(): Promise<SlackWorkspace[]>;
  save(workspace: SlackWorkspace): Promise<void>;
  remove(workspace: string): Promise<void>;
}

export interface InstallationsOptions {
  readonly store: Pick<Store, "documents" | "commit">;
  readonly seal: Seal;
  readonly log: Logger;
}

export function createInstallations({ store, seal, log }: InstallationsOptions): Installations {
  return {
    async list() {
      const stored = await store.documents.list(KIND);
      return [...stored].flatMap(([workspace, sealed]) => {
        try {
          return [toWorkspace(Installed.parse(JSON.parse(seal.open(sealed, workspace))))];
        } catch (error) {
          // One that cannot be read must not keep the others from working.
          log.error(
            { workspace, error: messageOf(error) },
            "an installation of the Slack app cannot be read",
          );
          return [];
        }
      });
    },
    async save(who) {
      const value = seal.close(JSON.stringify(who), who.workspace);
      await store.commit({ documents: [{ kind: KIND, id: who.workspace, value }] });
    },
    async remove(workspace) {
      await store.commit({ documents: [{ kind: KIND, id: workspace, value: null }] });
    },
  };
}

function toWorkspace({ botId, enterpriseId, ...rest }: z.infer<typeof Installed>): SlackWorkspace {
  return {
    ...rest,
    ...(botId === undefined ? {} : { botId }),
    ...(enterpriseId === undefined ? {} : { enterpriseId }),
  };
}

/** What Slack's OAuth library stores into; tokens are read from `Installations` alone, so nothing is fetched back here. */
export function toInstallationStore(
  installations: Installations,
  onSaved: (workspace: SlackWorkspace) => void,
): InstallationStore {
  return {
    async storeInstallation(installation) {
      const who = fromOauth(installation);
      await installations.save(who);
      onSaved(who);
    },
    async fetchInstallation() {
      throw new BotError("slack.not_installed", "Installations are not looked up one by one.");
    },
  };
}

function fromOauth({ team, bot, enterprise }: Installation): SlackWorkspace {
  if (team === undefined || bot === undefined)
    throw new BotError(
      "slack.not_installed",
      "The app was installed without a bot or for a whole organisation. Install it into a workspace.",
    );
  return {
    workspace: team.id,
    botToken: bot.token,
    botUserId: bot.userId,
    ...(bot.id === "" ? {} : { botId: bot.id }),
    ...(enterprise?.id === undefined ? {} : { enterpriseId: enterprise.id }),
  };
}
