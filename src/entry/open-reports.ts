import { createChartRenderer } from "../../adapters/charts/create-chart-renderer.ts";
import type { RecurringJob } from "../../jobs/clockwork.ts";
import { openWorkClock } from "../calendar/open-work-clock.ts";
import type { ChatPort } from "../chat/chat-port.ts";
import type { Places } from "../chat/places.ts";
import type { Clock } from "../clock.ts";
import type { Settings } from "../config/settings.ts";
import type { ProjectContext } from "../conversation/project-context.ts";
import type { Meetings } from "../conversation/standup/meetings.ts";
import { messageOf } from "../errors.ts";
import type { Logger } from "../log/logger.ts";
import type { Definitions } from "../orchestration/create-definitions.ts";
import { readPersonSettings } from "../people/person-settings.ts";
import type { LinkedPeople } from "../people/linked-accounts.ts";
import type { Actor } from "../permissions/permissions.ts";
import { fireMeetings, MEETING_TIMER, tendMeetings } from "../standups/tend-meetings.ts";
import { createTeamsOf } from "../standups/teams-of-task.ts";
import type { Store } from "../store/store.ts";
import type { TimerHandler, Timers } from "../timers/timers.ts";
import { openRaise } from "./open-escalations.ts";
import { openMeasurements } from "./open-measurements.ts";

export interface ReportsOptions {
  readonly settings: Settings;
  readonly connected: { readonly store: Store; readonly timers: Timers };
  readonly clock: Clock;
  readonly places: Places;
  readonly chats: readonly Pick<ChatPort, "platform" | "linkTo">[];
  readonly definitions: Pick<Definitions, "current">;
  readonly project: Pick<ProjectContext, "roadmap">;
  readonly log: Logger;
  readonly personOf: (actor: Actor) => string;
  /** Everybody who is known, with the accounts that they linked; absent: those of the configuration. */
  readonly accounts?: LinkedPeople;
}

const MINUTE_MS = 60_000;

export interface OpenedReports {
  readonly meetings: Meetings;
  readonly job: RecurringJob;
  readonly timer: TimerHandler;
}

/** Standups, the week and its report: what the conversation needs, and what makes them happen. */
export function openReports(options: ReportsOptions): OpenedReports {
  const meetings = openMeetings(options);
  const { timers } = options.connected;
  return { meetings, job: meetingsJob(meetings, timers), timer: meetingTimer(meetings, timers) };
}

/** What standups, the week and its report need, from the configuration and what is stored. */
export function openMeetings(options: ReportsOptions): Meetings {
  const { settings, connected, clock, places, definitions, project, log, personOf } = options;
  const { store } = connected;
  const { config } = settings;
  const current = () => definitions.current();
  const book = openMeasurements(settings);
  return {
    store,
    clock,
    places,
    personOf,
    teams: config.teams,
    people: config.people,
    cadence: () => current().playbook.cadence,
    kpis: () => current().playbook.kpis,
    workClock: async () => openWorkClock(config, store),
    wishesOf: async (person) => readPersonSettings(person, store),
    teamsOf: createTeamsOf(config, personOf),
    linkTo: createLinkTo(options),
    roadmap: () => project.roadmap()?.items ?? [],
    measurements: async () => book.all(),
    domainOf: (agent) => current().agents.get(agent)?.group ?? agent,
    charts: async () => createChartRenderer(),
    onChartFailure: (error) =>
      log.warn({ error: messageOf(error) }, "a chart could not be drawn; the report goes out without it"),
    raise: createRaise(options),
  };
}

/** A report is worth more than its links: where a platform gives none, or fails to, there is none. */
function createLinkTo({ chats }: Pick<ReportsOptions, "chats">): Meetings["linkTo"] {
  return async (ref) => {
    const chat = chats.find(({ platform }) => platform === ref.platform);
    return chat?.linkTo?.(ref).catch(() => undefined);
  };
}

function createRaise(options: ReportsOptions): Meetings["raise"] {
  const raise = openRaise(options);
  return async (blocker) => {
    const more = { attempts: ["said in the standup"], needs: [], severity: "medium" } as const;
    const { escalation } = await raise({ ...blocker, ...more });
    return { askedOf: escalation.askedOf };
  };
}

/** The timer of each team's meetings. */
function meetingTimer(meetings: Meetings, timers: Timers): TimerHandler {
  return {
    kind: MEETING_TIMER,
    async fire(timer) {
      const next = await fireMeetings(timer, meetings);
      if (next !== undefined) await timers.arm(next);
    },
  };
}

/** Sets the timers of teams that have none, and makes up for what a timer has missed. */
function meetingsJob(meetings: Meetings, timers: Timers): RecurringJob {
  return {
    name: "meetings.tend",
    everyMs: MINUTE_MS,
    async run() {
      for (const timer of await tendMeetings(meetings)) await timers.arm(timer);
    },
  };
}
