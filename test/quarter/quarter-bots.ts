import type { Absence } from "../../src/calendar/absence.ts";
import { createWorkClock } from "../../src/calendar/create-work-clock.ts";
import { createPlaces } from "../../src/chat/places.ts";
import type { Clock } from "../../src/clock.ts";
import { createEmergencies } from "../../src/emergency/create-emergencies.ts";
import { createEmergencyTimer } from "../../src/emergency/create-emergency-timer.ts";
import type { Meetings } from "../../src/conversation/standup/meetings.ts";
import { createEscalations } from "../../src/escalations/create-escalations.ts";
import { createArrivalTimer } from "../../src/escalations/page-arrival.ts";
import { createEscalationTimer } from "../../src/escalations/escalation-timer.ts";
import type { EscalationDeps } from "../../src/escalations/step-escalation.ts";
import { askAboutApprovals } from "../../src/escalations/triggers/ask-about-approvals.ts";
import { askAboutUnresolved } from "../../src/escalations/triggers/ask-about-unresolved.ts";
import { auditEscalations } from "../../src/escalations/triggers/audit-escalations.ts";
import { followLog } from "../../src/escalations/triggers/follow-log.ts";
import { settleWhatIsOver } from "../../src/escalations/triggers/settle-what-is-over.ts";
import type { TriggerDeps } from "../../src/escalations/triggers/trigger-deps.ts";
import { createCoordinationOf } from "../../src/orchestration/coordination-of.ts";
import { createPersonBehind } from "../../src/orchestration/person-behind.ts";
import { readPersonSettings } from "../../src/people/person-settings.ts";
import { createPersonOf } from "../../src/permissions/create-person-of.ts";
import { fireMeetings, MEETING_TIMER, tendMeetings } from "../../src/standups/tend-meetings.ts";
import { createTeamsOf } from "../../src/standups/teams-of-task.ts";
import type { Store } from "../../src/store/store.ts";
import type { TimerAlarms, TimerHandler } from "../../src/timers/timers.ts";
import { shipped } from "../orchestration/shipped.ts";
import { CONFIG } from "./quarter-setting.ts";

export interface BotOptions {
  readonly store: Store;
  readonly clock: Pick<Clock, "now">;
  readonly alarms: TimerAlarms;
  readonly absences: readonly Absence[];
}

/** The parts of a bot that time and people set in motion, as the real one puts them together. */
export function createBot({ store, clock, alarms, absences }: BotOptions) {
  const places = createPlaces(CONFIG, () => [{ platform: "console", workspaces: () => ["acme-inc"] }]);
  const workClock = async () => createWorkClock({ config: CONFIG, absences });
  const { playbook } = shipped;
  const personOf = createPersonOf(CONFIG.people);
  const escalating: EscalationDeps = {
    store,
    clock,
    places,
    workClock,
    config: CONFIG,
    timers: alarms,
    rules: () => playbook.escalation,
    targetOf: (trigger) => playbook.triggers.triggers.find(({ id }) => id === trigger)?.target,
    coordinationOf: createCoordinationOf(() => shipped),
    personBehind: createPersonBehind(CONFIG.people),
  };
  const escalations = createEscalations(escalating);
  const emergency = {
    store,
    clock,
    places,
    workClock,
    escalations,
    timers: alarms,
    config: CONFIG.escalation.emergency,
    nameOf: (person: string) => person,
  };
  const emergencies = createEmergencies(emergency);
  const triggers: TriggerDeps = {
    store,
    clock,
    places,
    workClock,
    escalations,
    timers: alarms,
    rules: escalating.rules,
    coordinationOf: escalating.coordinationOf,
    triggers: () => playbook.triggers.triggers,
    emergencies,
    keepDays: 365,
  };
  const meetings: Meetings = {
    store,
    clock,
    places,
    workClock,
    personOf,
    teams: CONFIG.teams,
    people: CONFIG.people,
    cadence: () => playbook.cadence,
    kpis: () => playbook.kpis,
    wishesOf: async (person) => readPersonSettings(person, store),
    teamsOf: createTeamsOf(CONFIG, personOf),
    linkTo: async () => undefined,
    roadmap: () => [],
    measurements: async () => [],
    domainOf: (agent) => agent,
    onChartFailure: () => undefined,
    raise: async () => ({ askedOf: [] }),
  };
  const meetingTimer: TimerHandler = {
    kind: MEETING_TIMER,
    async fire(timer) {
      const next = await fireMeetings(timer, meetings);
      if (next !== undefined) await alarms.arm(next);
    },
  };
  return {
    escalations,
    emergencies,
    meetings,
    handlers: [
      createEscalationTimer(escalating),
      createArrivalTimer(escalating),
      createEmergencyTimer(emergency),
      meetingTimer,
    ],
    /** What a bot looks for by itself, again and again. */
    async look() {
      for (const look of [
        auditEscalations,
        settleWhatIsOver,
        followLog,
        askAboutApprovals,
        askAboutUnresolved,
      ])
        await look(triggers);
    },
    async tend() {
      for (const timer of await tendMeetings(meetings)) await alarms.arm(timer);
    },
  };
}
export type Bot = ReturnType<typeof createBot>;
