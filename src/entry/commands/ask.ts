import { createOneShotChat } from "../../../adapters/console/create-one-shot-chat.ts";
import type { OneShotChat } from "../../../adapters/console/create-one-shot-chat.ts";
import { BotError } from "../../errors.ts";
import { createLogger } from "../../log/create-logger.ts";
import { consoleOptions, consoleUser, logFile } from "../console-options.ts";
import { openSettings } from "../open-settings.ts";
import { startSwitchyard } from "../start-switchyard.ts";

export interface AskOptions {
  readonly user?: string;
  readonly json: boolean;
}

const REDIS_WITHIN_MS = 15_000;
const INTERRUPTED = 130;

/** `switchyard ask "text"`: one message end to end; 0 when it was answered, 1 when it failed. */
export async function runAsk(text: string, options: AskOptions): Promise<number> {
  const settings = openSettings();
  const user = consoleUser(settings, options.user);
  const chat: OneShotChat = createOneShotChat({
    ...consoleOptions(settings, user),
    output: process.stdout,
    json: options.json,
  });
  const log = createLogger(settings.logLevel, { file: logFile(settings) });
  const interrupted = new AbortController();
  const interrupt = () => interrupted.abort();
  process.once("SIGINT", interrupt);
  process.once("SIGTERM", interrupt);
  const { http: _closed, ...quiet } = settings;
  const running = await startSwitchyard({
    settings: quiet,
    log,
    bot: { chats: () => [chat] },
    worker: { gpu: false },
    redisWithinMs: REDIS_WITHIN_MS,
  });
  try {
    if (interrupted.signal.aborted) {
      process.stderr.write("Stopped; the request was not sent yet.\n");
      return INTERRUPTED;
    }
    const transcript = await chat.ask(text, { user, signal: interrupted.signal });
    if (options.json) process.stdout.write(`${JSON.stringify(transcript)}\n`);
    return transcript.exitCode;
  } catch (error) {
    if (error instanceof BotError && error.code === "chat.aborted") {
      process.stderr.write("Stopped waiting; the request goes on the next time Switchyard runs.\n");
      return INTERRUPTED;
    }
    throw error;
  } finally {
    await running.stop();
  }
}
