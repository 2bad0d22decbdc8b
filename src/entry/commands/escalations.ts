import { openWorkClock } from "../../calendar/open-work-clock.ts";
import { systemClock } from "../../clock.ts";
import type { Config } from "../../config/config.ts";
import type { Escalation } from "../../escalations/escalation.ts";
import { nameOfEscalation } from "../../escalations/escalation.ts";
import { listOpenEscalations } from "../../escalations/list-open-escalations.ts";
import { nameIn } from "../../escalations/name-in.ts";
import { openLine } from "../../escalations/open-line.ts";
import { createLogger } from "../../log/create-logger.ts";
import type { Store } from "../../store/store.ts";
import { logFile } from "../console-options.ts";
import { openAccounts } from "../open-linked.ts";
import { openSettings } from "../open-settings.ts";
import { openStore } from "../open-store.ts";

const REDIS_WITHIN_MS = 10_000;

/** What a script wants to know of an escalation; people and others by their ids. */
function factsOf(escalation: Escalation) {
  const { taskId, type, severity, state, level, askedOf, owner, since, count, problem, next } = escalation;
  const name = nameOfEscalation(escalation);
  return { name, taskId, type, severity, state, level, askedOf, owner, since, count, problem, next };
}

/** For people, whom it calls as they are called elsewhere. */
async function linesOf(open: readonly Escalation[], config: Config, store: Store): Promise<string[]> {
  const zone = (await openWorkClock(config, store)).zoneOf({ kind: "organisation" });
  const known = (await openAccounts(config, store)).people();
  const lines = open.map(async (one) => {
    const task = one.taskId === undefined ? undefined : await store.tasks.get(one.taskId);
    return openLine(one, { zone, nameOf: (id) => nameIn(id, one, { people: config.people, known, task }) });
  });
  return Promise.all(lines);
}

/** `switchyard escalations list`: what is open, at which level, and what happens next and when. */
export async function runEscalationsList(options: { readonly json: boolean }): Promise<number> {
  const settings = openSettings();
  const log = createLogger(settings.logLevel, { file: logFile(settings) });
  const connected = await openStore(settings, log, { withinMs: REDIS_WITHIN_MS, clock: systemClock });
  try {
    const open = await listOpenEscalations(connected.store);
    if (options.json) process.stdout.write(`${JSON.stringify(open.map(factsOf))}\n`);
    else if (open.length === 0) process.stdout.write("Nothing is escalated.\n");
    else
      for (const line of await linesOf(open, settings.config, connected.store))
        process.stdout.write(`${line}\n`);
    return 0;
  } finally {
    await connected.close();
  }
}
