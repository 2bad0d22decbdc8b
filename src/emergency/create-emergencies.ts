import { BotError } from "../errors.ts";
import { readEscalation } from "../escalations/escalation.ts";
import { BY_ITSELF } from "../escalations/escalations.ts";
import type { NewDelivery } from "../outbox/delivery.ts";
import type { Changes } from "../store/store.ts";
import { noTimerChange, timerChange } from "../timers/timer.ts";
import { advanceEmergency } from "./advance-emergency.ts";
import type { Declaration, Emergencies, EmergencyWord } from "./emergencies.ts";
import {
  EMERGENCY_TIMER,
  emergencyChange,
  emergencyOf,
  EmergencyRole,
  nextEmergencyId,
  openEmergencies,
  readEmergency,
} from "./emergency.ts";
import type { Emergency } from "./emergency.ts";
import { iso, placesOf, post, timelineDelivery, timerOf, zoneOf } from "./emergency-posts.ts";
import type { EmergencyDeps } from "./emergency-posts.ts";
import { postMortem } from "./post-mortem.ts";
import { renderDraft } from "./render-emergency.ts";
import { namesOfEmergency, withNames } from "./with-names.ts";

/** Who fills a role where the configuration says nobody. seed: rules.yaml#emergency_response */
const AGENTS: Readonly<Record<EmergencyRole, string>> = {
  lead: "orchestrator",
  communications: "customer_success_specialist",
  scribe: "documentation_writer",
};
const TRIES = 20;

async function rolesFor(
  { by, key }: Pick<Declaration, "by" | "key">,
  deps: EmergencyDeps,
): Promise<Emergency["roles"]> {
  const escalation = await readEscalation(key, deps.store);
  const ladder = escalation === undefined ? undefined : await deps.escalations.ladderOf(escalation);
  // Somebody has to lead from the first moment on: whoever declares it, else whoever is asked first.
  const [asked] = ladder?.people(escalation?.askedOf ?? []) ?? [];
  const first = by === BY_ITSELF ? asked : by;
  const named = EmergencyRole.options.map((role) => {
    const names = deps.config[role].length > 0 ? deps.config[role] : [AGENTS[role]];
    const [person] = ladder?.people(names) ?? [];
    return [role, person ?? (role === "lead" ? first : undefined)] as const;
  });
  return Object.fromEntries(named.filter(([, person]) => person !== undefined));
}

/** Calls people for it, where nothing has called them yet; the key of that escalation. */
async function callFor(declaration: Declaration, { escalations }: EmergencyDeps): Promise<string> {
  const { problem, by, byName, thread, taskId, key, escalationId } = declaration;
  if (escalationId !== undefined) return escalationId;
  const { escalation } = await escalations.raise({
    key,
    matter: `emergency/${taskId ?? key}`,
    // Its task may be opened only after it.
    thread,
    ...(taskId === undefined ? {} : { taskId }),
    type: "incident",
    raisedBy: by,
    ...(byName === undefined ? {} : { names: { [by]: byName } }),
    problem,
    attempts: [],
    needs: [],
    openForMs: 0,
    severity: "critical",
  });
  return escalation.id;
}

async function newEmergency(declaration: Declaration, id: string, deps: EmergencyDeps): Promise<Emergency> {
  const { problem, by, byName, thread, taskId, key } = declaration;
  const nowMs = deps.clock.now();
  const { updateEveryMs } = deps.config;
  return {
    id,
    state: "open",
    problem,
    ...(taskId === undefined ? {} : { taskId }),
    escalationId: key,
    thread,
    declaredBy: by,
    names: byName === undefined ? {} : { [by]: byName },
    declaredAt: iso(nowMs),
    roles: await rolesFor(declaration, deps),
    updateEveryMs,
    nextUpdateAt: iso(nowMs + updateEveryMs),
    updates: 0,
    timeline: [{ at: iso(nowMs), by, text: "declares the emergency" }],
    drafts: [],
    step: 0,
  };
}

/** The end settles what has called people for it; once more where somebody died in between. */
async function settle({ ended, escalationId, names }: Emergency, deps: EmergencyDeps): Promise<void> {
  if (ended === undefined) return;
  const { by, cause } = ended;
  const byName = names[by] === undefined ? {} : { byName: names[by] };
  await deps.escalations.act(escalationId, { type: "resolved", by, cause, ...byName });
}

/** One emergency for an escalation: of several that declare it one is the first, and it has one end. */
async function declare(declaration: Declaration, deps: EmergencyDeps): Promise<Emergency> {
  const { store, timers } = deps;
  const { by, taskId } = declaration;
  const key = await callFor(declaration, deps);
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const known = await emergencyOf(key, store);
    if (known !== undefined) {
      // Whoever declares it again may do so because somebody died before what follows from it was done.
      if (known.state === "open") await timers.arm(timerOf(known));
      await settle(known, deps);
      return known;
    }
    const { id, change } = await nextEmergencyId(store);
    const emergency = await newEmergency({ ...declaration, key }, id, deps);
    const timer = timerOf(emergency);
    const data = { id, by, escalation: key, roles: emergency.roles };
    const written = await store.commit({
      documents: [emergencyChange(emergency, null), change, timerChange(timer)],
      events: [{ type: "emergency.declared", ...(taskId === undefined ? {} : { taskId }), data }],
      deliveries: [await timelineDelivery(emergency, deps)],
    });
    if (written === "conflict") continue;
    await timers.arm(timer);
    return emergency;
  }
  throw new BotError("emergency.busy", "Too much is declared at once. Try again in a moment.", {
    retryable: true,
  });
}

/** What is said beside the record: drafts with their buttons, and the file at the end. */
async function saidOf(next: Emergency, word: EmergencyWord, deps: EmergencyDeps): Promise<NewDelivery[]> {
  const shown = withNames(next, deps.nameOf);
  const record = await timelineDelivery(next, deps);
  if (word.type === "drafted" || word.type === "draft_decided") {
    const no = word.type === "drafted" ? next.drafts.length : word.no;
    const draft = shown.drafts.find((one) => one.no === no);
    if (draft === undefined) return [record];
    const content = { kind: "live", to: next.thread, message: renderDraft(shown, draft) } as const;
    return [record, { id: `emergency.${next.id}.draft.${no}`, content, isUrgent: true }];
  }
  if (word.type !== "ended") return [record];
  const escalation = await readEscalation(next.escalationId, deps.store);
  const events = next.taskId === undefined ? [] : await deps.store.events.ofTask(next.taskId);
  const nameOf = namesOfEmergency(next, deps.nameOf);
  const file = postMortem({ emergency: shown, escalation, events, zone: await zoneOf(deps), nameOf });
  const message = {
    text: `**${next.id}** is over: ${word.cause}\nA draft of the post-mortem is attached.`,
    files: [file],
  };
  const short = { text: `**${next.id}** is over: ${word.cause}` };
  const [thread = next.thread, ...others] = await placesOf(next, deps);
  return [
    record,
    post(next, "ended", message, thread),
    ...others.map((to) => post(next, "ended", short, to)),
  ];
}

/** Remembers what whoever does something about it is called. */
function withNameOf({ by, byName }: EmergencyWord, emergency: Emergency): Emergency {
  return byName === undefined ? emergency : { ...emergency, names: { ...emergency.names, [by]: byName } };
}

async function act(id: string, word: EmergencyWord, deps: EmergencyDeps): Promise<Emergency | undefined> {
  const { store, clock } = deps;
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const found = await readEmergency(id.toUpperCase(), store);
    if (found === undefined) return undefined;
    const { ended } = found.emergency;
    if (ended !== undefined) {
      if (word.type !== "ended" || word.by !== ended.by || word.cause !== ended.cause) return undefined;
      await settle(found.emergency, deps);
      return found.emergency;
    }
    const emergency = withNameOf(word, found.emergency);
    const nameOf = namesOfEmergency(emergency, deps.nameOf);
    const step = advanceEmergency(emergency, word, { nowMs: clock.now(), nameOf });
    if (step === undefined) return undefined;
    const next = { ...step.next, step: found.emergency.step + 1 };
    const changes: Changes = {
      documents: [
        emergencyChange(next, found.stored),
        ...(next.state === "ended" ? [noTimerChange(EMERGENCY_TIMER, next.id)] : []),
      ],
      events: [
        {
          type: step.event,
          ...(next.taskId === undefined ? {} : { taskId: next.taskId }),
          data: { id: next.id, by: word.by, what: word.type },
        },
      ],
      deliveries: await saidOf(next, word, deps),
    };
    if ((await store.commit(changes)) === "conflict") continue;
    await settle(next, deps);
    return next;
  }
  throw new BotError("emergency.busy", `${id} changed too often to be updated.`, { retryable: true });
}

/** Emergencies on a store: roles, a record that grows, messages to customers, an end with a post-mortem. */
export function createEmergencies(deps: EmergencyDeps): Emergencies {
  return {
    declare: async (declaration) => declare(declaration, deps),
    open: async () => openEmergencies(deps.store),
    act: async (id, word) => act(id, word, deps),
  };
}
