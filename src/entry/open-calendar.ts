import type { RecurringJob } from "../../jobs/clockwork.ts";
import { followStatus } from "../calendar/follow-status.ts";
import type { FollowDeps } from "../calendar/follow-status.ts";
import { openWorkClock } from "../calendar/open-work-clock.ts";
import type { Config } from "../config/config.ts";
import type { ConversationDeps } from "../conversation/conversation-deps.ts";
import { createPersonOf } from "../permissions/create-person-of.ts";
import type { Store } from "../store/store.ts";

const FOLLOW_MS = 15 * 60_000;

/** Working calendars for the conversation. */
export function openCalendar(config: Config, store: Store): NonNullable<ConversationDeps["calendar"]> {
  return {
    personOf: createPersonOf(config.people),
    workClock: async () => openWorkClock(config, store),
  };
}

/** Keeps up with who shows themselves as away on a platform. */
export function statusJob(deps: FollowDeps): RecurringJob {
  return { name: "absences.follow", everyMs: FOLLOW_MS, run: async () => void (await followStatus(deps)) };
}
