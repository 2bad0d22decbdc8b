import type { WorkClock } from "../calendar/work-clock.ts";
import type { MessageRef } from "../chat/messages.ts";
import type { Places } from "../chat/places.ts";
import type { Clock } from "../clock.ts";
import type { CadenceRules } from "../orchestration/rules/cadence-rules.ts";
import type { Store } from "../store/store.ts";
import type { Task } from "../tasks/task.ts";
import type { MeetingTeam } from "./meeting-team.ts";

/** A person as meetings see them. */
export interface MeetingPerson {
  readonly id: string;
  readonly name: string;
  /** Platform to user id, for mentions. */
  readonly accounts: Readonly<Record<string, string | undefined>>;
  readonly agents: readonly string[];
}

/** What somebody has chosen for themselves. */
export interface MeetingWishes {
  /** When they are asked, by their own clock. */
  readonly standupAt?: string | undefined;
  /** Whether they may be mentioned; others are named without a bell. */
  readonly mentions: boolean;
}

/** What standups and reports of all teams need. */
export interface MeetingsDeps {
  readonly store: Pick<Store, "commit" | "documents" | "events" | "tasks">;
  readonly clock: Pick<Clock, "now">;
  /** Calendars as they are now, with absences. */
  readonly workClock: () => Promise<WorkClock>;
  readonly cadence: () => CadenceRules;
  readonly teams: readonly MeetingTeam[];
  readonly people: readonly MeetingPerson[];
  readonly places: Places;
  readonly wishesOf: (person: string) => Promise<MeetingWishes>;
  /** Which teams a task belongs to. */
  readonly teamsOf: (task: Task) => readonly string[];
  readonly personOf: (actor: { readonly platform: string; readonly userId: string }) => string;
  /** Opens a message, where its platform has links. */
  readonly linkTo: (ref: MessageRef) => Promise<string | undefined>;
}

/** As people call somebody; those who are not configured by their id. */
export function nameOfPerson({ people }: Pick<MeetingsDeps, "people">, id: string): string {
  return people.find((person) => person.id === id)?.name ?? id;
}
