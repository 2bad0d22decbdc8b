import { join } from "node:path";
import { ulid } from "ulid";
import { createConsoleChat } from "../adapters/console/create-console-chat.ts";
import type { ConsoleChat } from "../adapters/console/create-console-chat.ts";
import type { Settings } from "./config/settings.ts";
import { allCommands } from "./conversation/commands/all-commands.ts";
import { toHelp } from "./conversation/commands/render-command-help.ts";
import { CONSOLE_PLACE, consoleOptions, consoleUser, logFile } from "./entry/console-options.ts";
import { messageOf } from "./errors.ts";
import { hasPlatform, openPlatforms } from "./entry/open-platforms.ts";
import { openSettings } from "./entry/open-settings.ts";
import { startSwitchyard } from "./entry/start-switchyard.ts";
import { waitForShutdown } from "./entry/wait-for-shutdown.ts";
import { createLogger } from "./log/create-logger.ts";
import type { Definitions } from "./orchestration/create-definitions.ts";

export interface RunBotOptions {
  /** False for a bot whose jobs are left to `switchyard worker`. */
  readonly worker: boolean;
  /** False runs without the terminal chat, as a service. */
  readonly console: boolean;
}

const START_WITHIN_MS = 30_000;

/** `switchyard start`: everything in one process until a signal, or until the person at the console leaves. */
export async function runBot(options: RunBotOptions): Promise<number> {
  const settings = openSettings();
  // Where people write on a platform, the terminal is for the log.
  const withConsole = options.console && !hasPlatform(settings);
  const log = createLogger(settings.logLevel, withConsole ? { file: logFile(settings) } : "stderr");
  let chat: ConsoleChat | undefined;
  const running = await startSwitchyard({
    settings,
    log,
    bot: {
      chats: (definitions, host) => {
        chat = withConsole ? openConsole(settings, definitions) : undefined;
        return openPlatforms({ settings, host, local: chat === undefined ? [] : [chat], log });
      },
      notify: (text) => {
        const deliveryId = `notice.${ulid()}`;
        chat
          ?.post({ platform: chat.platform, ...CONSOLE_PLACE }, { text }, { deliveryId })
          .catch((error: unknown) => {
            log.warn({ error: messageOf(error) }, "a notice could not be shown");
          });
      },
    },
    ...(options.worker ? { worker: { gpu: false } } : {}),
    redisWithinMs: withConsole ? START_WITHIN_MS : Number.POSITIVE_INFINITY,
  });
  log.info({ worker: options.worker, console: withConsole }, "started");
  const left =
    chat === undefined ? undefined : new Promise<void>((resolve) => chat?.onClose(() => resolve()));
  await waitForShutdown(left);
  await running.stop();
  return 0;
}

function openConsole(settings: Settings, definitions: Definitions): ConsoleChat {
  return createConsoleChat({
    ...consoleOptions(settings, consoleUser(settings)),
    input: process.stdin,
    output: process.stdout,
    isTTY: process.stdin.isTTY && process.stdout.isTTY,
    historyFile: join(settings.dataDir, "console", "history"),
    commands: allCommands.map(toHelp),
    agents: () => definitions.current().agents.agents.map(({ id }) => id),
  });
}
