import { formatManifest } from "../../../adapters/slack/manifest/create-manifest.ts";
import { collectSettings } from "../../config/settings.ts";
import { allCommands } from "../../conversation/commands/all-commands.ts";
import { toHelp } from "../../conversation/commands/render-command-help.ts";

/** `switchyard slack manifest`: the Slack app as a manifest, for Socket Mode or for an address that Slack can reach. */
export function runSlackManifest({ url }: { readonly url?: string }): number {
  const settings = collectSettings();
  const commandPrefix = settings.ok ? settings.value.config.slack.commandPrefix : "";
  const commands = allCommands.map(toHelp);
  process.stdout.write(formatManifest({ commands, commandPrefix, ...(url === undefined ? {} : { url }) }));
  return 0;
}
