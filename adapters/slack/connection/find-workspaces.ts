import { setTimeout as sleep } from "node:timers/promises";
import { messageOf } from "../../../src/errors.ts";
import type { Logger } from "../../../src/log/logger.ts";
import type { SlackClients } from "../clients.ts";
import type { ConnectionState } from "./connection-state.ts";
import { explainFailure } from "./explain-failure.ts";
import type { Installations } from "./installations.ts";

export interface FindOptions {
  readonly clients: SlackClients;
  readonly state: ConnectionState;
  readonly log: Logger;
  /** The token of the only workspace. */
  readonly botToken?: string;
  /** The workspaces that installed the app by OAuth. */
  readonly installations?: Installations;
  /** Between two tries, in milliseconds: while Slack cannot be reached, and after it refused the token. */
  readonly retryMs?: number;
  readonly refusedMs?: number;
  readonly rereadMs?: number;
}

const RETRY_MS = 2_500;
const REFUSED_MS = 15_000;
/** Another process may have taken an installation. */
const REREAD_MS = 60_000;

/**
 * Learns which workspaces the bot is in and who it is there, for as long as that takes; afterwards it keeps up with
 * installations. `first` resolves when there is one, or when the signal ends it. Never rejects.
 */
export function findWorkspaces(
  options: FindOptions,
  signal: AbortSignal,
): { readonly first: Promise<void>; readonly done: Promise<void> } {
  const know = new AbortController();
  const first = new Promise<void>((resolve) => {
    const either = AbortSignal.any([know.signal, signal]);
    if (either.aborted) resolve();
    else either.addEventListener("abort", () => resolve(), { once: true });
  });
  const found = () => know.abort();
  const work = [
    ...(options.botToken === undefined ? [] : [findOwn(options.botToken, { options, signal, found })]),
    ...(options.installations === undefined
      ? []
      : [readInstallations(options.installations, { options, signal, found })]),
  ];
  return { first, done: Promise.all(work).then(() => undefined) };
}

interface Search {
  readonly options: FindOptions;
  readonly signal: AbortSignal;
  readonly found: () => void;
}

async function nap(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => undefined);
}

async function findOwn(botToken: string, { options, signal, found }: Search): Promise<void> {
  const { clients, state, retryMs = RETRY_MS, refusedMs = REFUSED_MS } = options;
  while (!signal.aborted) {
    try {
      const who = await clients.open(botToken).auth.test();
      if (who.team_id === undefined || who.user_id === undefined) throw new Error("auth.test names no team");
      clients.add({
        workspace: who.team_id,
        botToken,
        botUserId: who.user_id,
        ...(who.bot_id === undefined ? {} : { botId: who.bot_id }),
        ...(who.enterprise_id === undefined ? {} : { enterpriseId: who.enterprise_id }),
      });
      state.solved("identity");
      found();
      return;
    } catch (error) {
      const { sentence, isFinal, retryAfterMs } = explainFailure(error);
      state.problem("identity", sentence, { isFinal });
      await nap(retryAfterMs ?? (isFinal ? refusedMs : retryMs), signal);
    }
  }
}

async function readInstallations(
  installations: Installations,
  { options, signal, found }: Search,
): Promise<void> {
  const { clients, log, rereadMs = REREAD_MS, botToken } = options;
  let known: readonly string[] = [];
  while (!signal.aborted) {
    try {
      const all = await installations.list();
      for (const who of all) clients.add(who);
      const now = all.map(({ workspace }) => workspace);
      for (const gone of known.filter((each) => !now.includes(each))) clients.remove(gone);
      known = now;
      // Without any installation yet the bot listens all the same: the first one is to come.
      if (botToken === undefined || all.length > 0) found();
    } catch (error) {
      log.warn({ error: messageOf(error) }, "the installations of the Slack app could not be read");
    }
    await nap(rereadMs, signal);
  }
}
