import { readSettings } from "../../config/settings.ts";
import { BotError } from "../../errors.ts";
import { createDefinitions } from "../../orchestration/create-definitions.ts";
import { formatLabels } from "../../router/learning/format-labels.ts";
import { formatRefit } from "../../router/learning/format-refit.ts";
import { formatVersions } from "../../router/learning/format-versions.ts";
import type { Store } from "../../store/store.ts";
import { openLearning, type Learning } from "../open-learning.ts";
import { openAccounts } from "../open-linked.ts";
import { openSettings } from "../open-settings.ts";
import { openStore } from "../open-store.ts";
import { openVersions } from "../open-versions.ts";
import { agentDir } from "../agent-dir.ts";
import { complainer } from "../with-router.ts";

const REDIS_WITHIN_MS = 10_000;

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

async function withLearning<Result>(
  use: (learning: Learning, labels: Store["labels"]) => Promise<Result>,
): Promise<Result> {
  const settings = openSettings();
  const definitions = await createDefinitions({ dir: agentDir() });
  const set = definitions.current();
  await definitions.close();
  const connected = await openStore(settings, complainer, { withinMs: REDIS_WITHIN_MS });
  try {
    const { labels } = connected.store;
    const versions = openVersions(settings);
    const { people } = await openAccounts(settings.config, connected.store);
    return await use(
      openLearning({
        settings,
        agentDir: agentDir(),
        set: () => set,
        labels,
        versions,
        log: complainer,
        people,
      }),
      labels,
    );
  } finally {
    await connected.close();
  }
}

/** `switchyard route refit`: learns from what people said about routes. 1 when the result was not accepted. */
export async function runRouteRefit(options: {
  readonly dryRun: boolean;
  readonly json: boolean;
}): Promise<number> {
  const report = await withLearning(async (learning) => learning.refit({ dryRun: options.dryRun }));
  print(options.json ? JSON.stringify(report) : formatRefit(report));
  return report.outcome === "rejected" ? 1 : 0;
}

/** `switchyard route labels`: what people said about routes, and what counts. `forget` drops labels for good. */
export async function runRouteLabels(options: {
  readonly forget?: readonly string[];
  readonly json: boolean;
}): Promise<number> {
  const { forget } = options;
  return withLearning(async (learning, labels) => {
    if (forget !== undefined) {
      const count = await labels.forget(forget.map(requireLabelId));
      print(
        options.json
          ? JSON.stringify({ forgotten: count })
          : `Forgotten: ${count}. \`route refit\` takes it up.`,
      );
      return count === forget.length ? 0 : 1;
    }
    const judged = await learning.judged();
    print(
      options.json
        ? JSON.stringify(judged.map(({ label, ...rest }) => ({ ...label, ...rest })))
        : formatLabels(judged),
    );
    return 0;
  });
}

function requireLabelId(text: string): string {
  if (/^\d{1,20}-\d{1,20}$/u.test(text)) return text;
  throw new BotError("router.no_label", `"${text}" is no label. \`switchyard route labels\` lists them.`);
}

/** `switchyard route versions`: what refits brought, and which version is in force. */
export async function runRouteVersions(options: { readonly json: boolean }): Promise<number> {
  const versions = openVersions(readSettings());
  const [list, { version: current }, isHeld] = await Promise.all([
    versions.list(),
    versions.current(),
    versions.isHeld(),
  ]);
  print(
    options.json
      ? JSON.stringify({ current, isHeld, versions: list })
      : formatVersions(list, { current, isHeld }),
  );
  return 0;
}

/** `switchyard route rollback [version]`: back to a version, by default the one before; running bots take it up. */
export async function runRouteRollback(target: string | undefined): Promise<number> {
  const versions = openVersions(openSettings());
  const { version: from } = await versions.current();
  if (target === undefined && from === 0) {
    print("The shipped router is in force already; there is nothing to go back to.");
    return 1;
  }
  const to = target === undefined ? await versions.previous() : toVersion(target);
  await versions.use(to, { isHeld: true });
  const what = to === 0 ? "The shipped router" : `Version ${to} of the router`;
  print(
    `${what} is in force, after version ${from}. Nightly refits wait until \`switchyard route refit\` by hand.`,
  );
  return 0;
}

function toVersion(text: string): number {
  if (/^\d{1,9}$/u.test(text)) return Number(text);
  throw new BotError(
    "router.no_version",
    `"${text}" is no version. \`switchyard route versions\` lists them; 0 is the shipped router.`,
  );
}
