import { Document, isMap, isScalar, isSeq } from "yaml";
import type { CommandHelp } from "../../../src/chat/command-help.ts";
import { toSlackName } from "../command-names.ts";
import { MAKE_TASK, NEW_TASK } from "../incoming/to-interaction.ts";
import { BOT_EVENTS, BOT_SCOPES } from "./scopes.ts";
import { capitalise } from "../../../src/text/capitalise.ts";

export interface ManifestOptions {
  readonly commands: readonly CommandHelp[];
  /** What the names of the commands begin with. */
  readonly commandPrefix: string;
  /** The address of the bot's HTTP port; absent: Socket Mode, which needs none. */
  readonly url?: string;
}

const MAX_COMMANDS = 50;
const MAX_DESCRIPTION = 2_000;
const MAX_HINT = 1_000;

function slashCommands({ commands, commandPrefix, url }: ManifestOptions): object[] {
  const offered = commands.filter(({ isTypedOnly }) => isTypedOnly !== true);
  return offered.slice(0, MAX_COMMANDS).map(({ name, args, summary }) => ({
    command: `/${toSlackName(name, commandPrefix)}`,
    description: capitalise(summary).slice(0, MAX_DESCRIPTION),
    ...(args === "" ? {} : { usage_hint: args.slice(0, MAX_HINT) }),
    // People and channels then arrive by their ids.
    should_escape: true,
    ...(url === undefined ? {} : { url }),
  }));
}

/** The app as Slack's manifest describes it; everything in it comes from the code that uses it. */
export function createManifest(options: ManifestOptions) {
  const url = options.url === undefined ? undefined : `${options.url.replace(/\/+$/u, "")}/slack/events`;
  const withUrl = { ...options, ...(url === undefined ? {} : { url }) };
  return {
    display_information: {
      name: "Switchyard",
      description: "Understands requests, runs the right specialists, reports back.",
      background_color: "#1f2937",
    },
    features: {
      app_home: {
        home_tab_enabled: true,
        messages_tab_enabled: true,
        messages_tab_read_only_enabled: false,
      },
      bot_user: { display_name: "Switchyard", always_online: true },
      assistant_view: { assistant_description: "Takes requests and gives them to the right specialist." },
      shortcuts: [
        {
          name: "Make this a task",
          type: "message",
          callback_id: MAKE_TASK,
          description: "Gives this message to the right agent",
        },
        { name: "New task", type: "global", callback_id: NEW_TASK, description: "Asks for something new" },
      ],
      slash_commands: slashCommands(withUrl),
    },
    oauth_config: { scopes: { bot: BOT_SCOPES.map(({ scope }) => scope) } },
    settings: {
      event_subscriptions: {
        ...(url === undefined ? {} : { request_url: url }),
        bot_events: [...BOT_EVENTS],
      },
      interactivity: { is_enabled: true, ...(url === undefined ? {} : { request_url: url }) },
      org_deploy_enabled: false,
      socket_mode_enabled: url === undefined,
      token_rotation_enabled: false,
    },
  };
}

/** The manifest as YAML, with the reason beside each scope. */
export function formatManifest(options: ManifestOptions): string {
  const document = new Document(createManifest(options));
  document.commentBefore = " Paste this at https://api.slack.com/apps, Create New App, From a manifest.";
  const scopes = document.getIn(["oauth_config", "scopes", "bot"]);
  if (isMap(document.contents) && isSeq(scopes)) {
    for (const item of scopes.items) {
      if (!isScalar(item)) continue;
      const found = BOT_SCOPES.find(({ scope }) => scope === item.value);
      if (found !== undefined) item.comment = ` ${found.reason}`;
    }
  }
  return document.toString({ lineWidth: 0 });
}
