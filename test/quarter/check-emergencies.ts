import type { Escalation } from "../../src/escalations/escalation.ts";
import type { LoggedEvent } from "../../src/events/event.ts";
import type { PlannedEmergency } from "./quarter-emergencies.ts";
import type { Post } from "./quarter-world.ts";

/** seed: rules.yaml#emergency_response */
const EVERY_MS = 30 * 60_000;
const ON_TIME_MS = 1_000;

export interface EmergencyCheck {
  readonly problems: readonly string[];
  readonly count: number;
  readonly updates: number;
}

interface Passed {
  readonly events: readonly LoggedEvent[];
  readonly posts: readonly Post[];
  readonly kept: readonly Escalation[];
}

/** What of an emergency has to be where, counted from its plan alone: its statuses, its end, its post-mortem. */
export function checkEmergencies(planned: readonly PlannedEmergency[], passed: Passed): EmergencyCheck {
  const problems: string[] = [];
  let updates = 0;
  const ofType = (type: string): LoggedEvent[] => passed.events.filter((event) => event.type === type);
  const [declared, updated, ended] = ["declared", "updated", "ended"].map((what) =>
    ofType(`emergency.${what}`),
  );

  function isOnTime(what: string, atMs: number, dueMs: number): void {
    if (atMs < dueMs || atMs > dueMs + ON_TIME_MS)
      problems.push(`${what} at ${new Date(atMs).toISOString()}, due ${new Date(dueMs).toISOString()}`);
  }

  function checkStatuses(id: string, { declaredMs, endedMs }: PlannedEmergency): void {
    const own = (updated ?? []).filter(({ data }) => data["id"] === id);
    const due = Math.floor((endedMs - declaredMs - 1) / EVERY_MS);
    if (own.length !== due) problems.push(`${id} has ${own.length} statuses, not ${due}`);
    own.forEach(({ at, data }, nth) => {
      const name = `status ${nth + 1} of ${id}`;
      if (data["no"] !== nth + 1) problems.push(`${name} is called ${String(data["no"])}`);
      isOnTime(name, Date.parse(at), declaredMs + (nth + 1) * EVERY_MS);
      const said = passed.posts.filter((post) => post.id.startsWith(`emergency.${id}.update.${nth + 1}.`));
      // In its thread, and in the channel of each team for escalations.
      if (said.length < 2) problems.push(`${name} was posted in ${said.length} places`);
    });
    updates += own.length;
  }

  function checkEnd(id: string, { endedMs, cause, notes, key }: PlannedEmergency): void {
    const own = (ended ?? []).filter(({ data }) => data["id"] === id);
    if (own.length !== 1) problems.push(`${id} ended ${own.length} times`);
    for (const { at } of own) isOnTime(`the end of ${id}`, Date.parse(at), endedMs);
    const files = passed.posts
      .filter((post) => post.id.startsWith(`emergency.${id}.ended.`))
      .flatMap((post) => post.files);
    const [file = ""] = files;
    if (files.length !== 1) problems.push(`${id} has ${files.length} post-mortems`);
    for (const words of [cause, ...notes, "Message"])
      if (!file.includes(words)) problems.push(`the post-mortem of ${id} lacks “${words}”`);
    const escalation = passed.kept.find((one) => one.id === key);
    if (escalation?.settled === undefined) problems.push(`${id} has ended, and its escalation is open`);
  }

  for (const one of planned) {
    const own = (declared ?? []).filter(({ data }) => data["escalation"] === one.key);
    if (own.length !== 1) problems.push(`${one.key} was declared ${own.length} times`);
    const [first] = own;
    if (first === undefined) continue;
    const id = String(first.data["id"]);
    isOnTime(`the declaration of ${id}`, Date.parse(first.at), one.declaredMs);
    checkStatuses(id, one);
    checkEnd(id, one);
  }
  return { problems, updates, count: declared?.length ?? 0 };
}
