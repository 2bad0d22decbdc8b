import type { RecurringJob } from "../../jobs/clockwork.ts";
import { openWorkClock } from "../calendar/open-work-clock.ts";
import type { Places } from "../chat/places.ts";
import type { Clock } from "../clock.ts";
import type { Config } from "../config/config.ts";
import type { Settings } from "../config/settings.ts";
import type { EscalationTools } from "../conversation/escalating/escalation-tools.ts";
import { createEmergencies } from "../emergency/create-emergencies.ts";
import { createEmergencyTimer } from "../emergency/create-emergency-timer.ts";
import type { Escalations } from "../escalations/escalations.ts";
import { createEscalations } from "../escalations/create-escalations.ts";
import { createArrivalTimer } from "../escalations/page-arrival.ts";
import { createEscalationTimer } from "../escalations/escalation-timer.ts";
import type { EscalationDeps } from "../escalations/step-escalation.ts";
import { lookForTriggers } from "../escalations/triggers/look-for-triggers.ts";
import type { HookPorts } from "../hooks/hook-ports.ts";
import type { Logger } from "../log/logger.ts";
import type { Definitions } from "../orchestration/create-definitions.ts";
import { createCoordinationOf } from "../orchestration/coordination-of.ts";
import type { LinkedPeople } from "../people/linked-accounts.ts";
import { createPeople } from "../people/people.ts";
import { createPersonBehind } from "../orchestration/person-behind.ts";
import type { TimerHandler, Timers } from "../timers/timers.ts";
import type { ConnectedStore } from "./connect-store.ts";

export interface EscalationParts {
  readonly settings: Pick<Settings, "config">;
  readonly definitions: Pick<Definitions, "current">;
  readonly connected: Pick<ConnectedStore, "store"> & { readonly timers: Timers };
  readonly clock: Pick<Clock, "now">;
  /** Everybody who is known, with the accounts that they linked; absent: those of the configuration. */
  readonly accounts?: Pick<LinkedPeople, "people">;
}

const LOOK_MS = 30_000;
const NOWHERE: Pick<Places, "for" | "direct"> = { for: () => [], direct: () => [] };

/** Everyone is nobody in particular. */
function named(names: readonly string[]): string[] {
  return names.filter((name) => name !== "everyone");
}

/** Whoever may approve is asked about approvals, whoever runs the installation about its workers. */
function withRoles(config: Config): Config {
  const { permissions, escalation } = config;
  const roles = { approver: named(permissions.approve), operator: named(permissions.configure) };
  return { ...config, escalation: { ...escalation, targets: { ...roles, ...escalation.targets } } };
}

function depsOf(
  { settings, definitions, connected, clock, accounts }: EscalationParts,
  places: Pick<Places, "for" | "direct">,
): EscalationDeps {
  const config = withRoles(settings.config);
  const { store, timers } = connected;
  const playbook = () => definitions.current().playbook;
  return {
    store,
    timers,
    clock,
    config,
    places,
    ...(accounts === undefined ? {} : { people: accounts.people }),
    rules: () => playbook().escalation,
    targetOf: (trigger) => playbook().triggers.triggers.find(({ id }) => id === trigger)?.target,
    coordinationOf: createCoordinationOf(() => definitions.current()),
    personBehind: createPersonBehind(config.people),
    workClock: async () => openWorkClock(config, store),
  };
}

/** Raises matters in whatever process: those asked hear of it from a bot. */
export function openRaise(parts: EscalationParts): Escalations["raise"] {
  return createEscalations(depsOf(parts, NOWHERE)).raise;
}

/** How hooks raise matters. */
export function openEscalate(parts: EscalationParts): NonNullable<HookPorts["escalate"]> {
  const raise = openRaise(parts);
  return async (matter) => {
    const { escalation } = await raise(matter);
    return { id: escalation.id, askedOf: escalation.askedOf };
  };
}

export interface OpenedEscalations {
  readonly tools: EscalationTools;
  readonly timers: readonly TimerHandler[];
  readonly job: RecurringJob;
}

/** The ladder, emergencies, and what sets them off, in a bot that is connected to people. */
export function openEscalations(
  parts: EscalationParts & { readonly log: Logger },
  places: Pick<Places, "for" | "direct">,
): OpenedEscalations {
  const deps = depsOf(parts, places);
  const { store, clock, timers, config, workClock, rules } = deps;
  const book = createEscalations(deps);
  const emergency = {
    store,
    clock,
    timers,
    places,
    workClock,
    escalations: book,
    config: config.escalation.emergency,
    nameOf: createPeople(parts.settings.config).nameOf,
  };
  const emergencies = createEmergencies(emergency);
  const triggers = {
    store,
    clock,
    timers,
    places,
    workClock,
    rules,
    coordinationOf: deps.coordinationOf,
    escalations: book,
    emergencies,
    triggers: () => parts.definitions.current().playbook.triggers.triggers,
    keepDays: parts.settings.config.retention.tasksDays,
    log: parts.log,
  };
  return {
    tools: {
      book,
      emergencies,
      snoozeMs: config.escalation.snoozeMs,
    },
    timers: [createEscalationTimer(deps), createArrivalTimer(deps), createEmergencyTimer(emergency)],
    job: { name: "escalations.look", everyMs: LOOK_MS, run: async () => lookForTriggers(triggers) },
  };
}
