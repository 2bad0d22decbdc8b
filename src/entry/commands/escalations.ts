import { openWorkClock } from "../../calendar/open-work-clock.ts";
import { systemClock } from "../../clock.ts";
import type { Escalation } from "../../escalations/escalation.ts";
import { nameOfEscalation } from "../../escalations/escalation.ts";
import { listOpenEscalations } from "../../escalations/list-open-escalations.ts";
import { createLogger } from "../../log/create-logger.ts";
import { logFile } from "../console-options.ts";
import { openSettings } from "../open-settings.ts";
import { openStore } from "../open-store.ts";
import { momentText } from "../../escalations/render-escalation.ts";

const REDIS_WITHIN_MS = 10_000;

/** What a script wants to know of an escalation. */
function factsOf(escalation: Escalation) {
  const { taskId, type, severity, state, level, askedOf, owner, since, count, problem, next } = escalation;
  const name = nameOfEscalation(escalation);
  return { name, taskId, type, severity, state, level, askedOf, owner, since, count, problem, next };
}

function lineOf(escalation: Escalation, zone: string): string {
  const { name, taskId, severity, state, level, askedOf, owner, problem, next } = factsOf(escalation);
  const whose =
    state === "acknowledged" ? `with ${owner ?? "somebody"}` : `asks ${askedOf.join(", ") || "nobody"}`;
  const then = next === undefined ? "" : `, then ${next.does} at ${momentText(Date.parse(next.at), zone)}`;
  return `${name}  ${taskId ?? "-"}  ${severity}  ${level ?? "new"}, ${state}, ${whose}${then}\n    ${problem.split("\n")[0] ?? ""}`;
}

/** `switchyard escalations list`: what is open, at which level, and what happens next and when. */
export async function runEscalationsList(options: { readonly json: boolean }): Promise<number> {
  const settings = openSettings();
  const log = createLogger(settings.logLevel, { file: logFile(settings) });
  const connected = await openStore(settings, log, { withinMs: REDIS_WITHIN_MS, clock: systemClock });
  try {
    const open = await listOpenEscalations(connected.store);
    const clock = await openWorkClock(settings.config, connected.store);
    const zone = clock.zoneOf({ kind: "organisation" });
    if (options.json) process.stdout.write(`${JSON.stringify(open.map(factsOf))}\n`);
    else if (open.length === 0) process.stdout.write("Nothing is escalated.\n");
    else for (const one of open) process.stdout.write(`${lineOf(one, zone)}\n`);
    return 0;
  } finally {
    await connected.close();
  }
}
