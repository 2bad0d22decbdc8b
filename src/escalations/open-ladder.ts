import type { CalendarTarget, WorkClock } from "../calendar/work-clock.ts";
import type { Config } from "../config/config.ts";
import type { CoordinationOf } from "../orchestration/coordination-of.ts";
import type { EscalationRules } from "../orchestration/rules/escalation-rules.ts";
import type { KnownPerson } from "../permissions/create-permissions.ts";
import { readPersonSettings } from "../people/person-settings.ts";
import type { PersonSettings } from "../people/person-settings.ts";
import type { Store } from "../store/store.ts";
import type { Task } from "../tasks/task.ts";
import type { Escalation } from "./escalation.ts";
import { peopleOf } from "./expand-names.ts";
import type { Ladder } from "./ladder-event.ts";
import { nameIn } from "./name-in.ts";
import { quietUntil } from "./quiet-hours.ts";
import { whoIsAsked } from "./who-is-asked.ts";
import { afterAllTime, afterWorkingTime } from "./working-time.ts";

export interface LadderDeps {
  readonly store: Pick<Store, "documents" | "tasks">;
  /** As they are now. */
  readonly rules: () => EscalationRules;
  readonly config: Pick<Config, "escalation" | "people" | "teams" | "channels">;
  /** Everybody who is known, with the accounts that they linked; absent: those of the configuration. */
  readonly people?: () => readonly KnownPerson[];
  /** Whom a trigger of the rules asks. */
  readonly targetOf: (trigger: string) => string | undefined;
  /** How a task of its complexity is kept together, by the rules as they are now. */
  readonly coordinationOf: CoordinationOf;
  /** Whoever stands behind an agent; absent where agents stand for themselves. */
  readonly personBehind: (agent: string) => string | undefined;
  /** Made for each use: absences and zones may have changed. */
  readonly workClock: () => Promise<WorkClock>;
}

/** The ladder as one matter sees it at one moment. */
export interface OpenedLadder extends Ladder {
  readonly task: Task | undefined;
  /** The team that the matter belongs to. */
  readonly team: string | undefined;
  readonly clock: WorkClock;
  settingsOf(person: string): PersonSettings | undefined;
}

/** Ages of the configuration go before those of the rules. */
export function withConfiguredTimes(
  rules: EscalationRules,
  times: LadderDeps["config"]["escalation"]["times"],
): EscalationRules {
  const types = rules.types.map((type) => {
    const own = times.filter((time) => time.type === type.id).map(({ level, until }) => ({ level, until }));
    return { ...type, times: [...own, ...type.times] };
  });
  return { ...rules, types };
}

/** The team in whose channel a task is talked about. */
export function teamOfTask(
  task: Pick<Task, "thread"> | undefined,
  { channels }: Pick<LadderDeps["config"], "channels">,
): string | undefined {
  if (task === undefined) return undefined;
  const { platform, channel } = task.thread;
  return channels.find((one) => one.platform === platform && one.channel === channel)?.team;
}

async function settingsOf(
  people: readonly string[],
  store: LadderDeps["store"],
): Promise<ReadonlyMap<string, PersonSettings>> {
  const read = people.map(async (id) => [id, await readPersonSettings(id, store)] as const);
  return new Map(await Promise.all(read));
}

/** What the complexity of its task means for a matter: what would help, and who is asked where that does not wait. */
function byComplexity({ type }: Escalation, task: Task | undefined, coordinationOf: CoordinationOf) {
  if (task === undefined) return { help: undefined, isAtOnce: false, atOnce: [] };
  const { help, strategy } = coordinationOf(task);
  // An approval is no problem yet: it has the time of its own level.
  const isAtOnce = strategy.escalateAtOnce && type !== "approval";
  return { help, isAtOnce, atOnce: isAtOnce ? help.targets : [] };
}

/** The end of the quiet hours that a person has at a moment. */
function quietFor(
  person: string,
  atMs: number,
  { own, config, clock }: { own: PersonSettings | undefined; config: LadderDeps["config"]; clock: WorkClock },
): number {
  const quiet = own?.quietHours ?? config.escalation.quietHours;
  return quietUntil(atMs, quiet, { clock, target: { kind: "person", id: person } });
}

/** Reads all that the ladder needs to know for one matter, so that everything after it is a pure function. */
export async function openLadder(
  escalation: Escalation,
  { store, config, personBehind, targetOf, coordinationOf, ...deps }: LadderDeps,
  nowMs: number,
): Promise<OpenedLadder> {
  const { taskId, trigger } = escalation;
  const [clock, task] = await Promise.all([
    deps.workClock(),
    taskId === undefined ? undefined : store.tasks.get(taskId),
  ]);
  const rules = withConfiguredTimes(deps.rules(), config.escalation.times);
  const { thread } = escalation;
  const place = task ?? (thread === undefined ? undefined : { thread });
  const team = escalation.team ?? teamOfTask(place, config);
  const members = config.teams.find(({ id }) => id === team)?.members ?? [];
  const known = deps.people?.() ?? config.people;
  const names = { ...config, people: known, config: config.escalation, personBehind, clock, nowMs };
  const { help, isAtOnce, atOnce } = byComplexity(escalation, task, coordinationOf);
  const askedAt = (level: string): readonly string[] => {
    const asks = rules.levels.find(({ id }) => id === level)?.asks ?? [];
    const target = escalation.target ?? (trigger === undefined ? undefined : targetOf(trigger));
    const matter = { ...escalation, ...(target === undefined ? {} : { target }) };
    return whoIsAsked(matter, {
      asks: [...asks, ...atOnce],
      task,
      members,
      peopleOf: (name) => peopleOf(name, names),
    });
  };
  const people = (given: readonly string[]): string[] => [
    ...new Set(given.flatMap((name) => peopleOf(name, names))),
  ];
  const everybody = people([
    ...rules.levels.flatMap(({ id }) => askedAt(id)),
    ...escalation.askedOf,
    ...(escalation.owner === undefined ? [] : [escalation.owner]),
  ]);
  const settings = await settingsOf(everybody, store);
  const nobody: CalendarTarget = team === undefined ? { kind: "organisation" } : { kind: "team", id: team };
  return {
    rules,
    task,
    team,
    clock,
    help,
    isAtOnce,
    askedAt,
    people,
    nameOf: (id) => nameIn(id, escalation, { people: config.people, known, task }),
    settingsOf: (person) => settings.get(person),
    // As for what is critical: there are no quiet hours.
    ringAt: (person, atMs) =>
      isAtOnce ? atMs : quietFor(person, atMs, { own: settings.get(person), config, clock }),
    after(fromMs, duration, whom, kind) {
      if (kind === "wall_clock") return afterAllTime(fromMs, duration);
      const targets: CalendarTarget[] =
        whom.length === 0 ? [nobody] : whom.map((id) => ({ kind: "person", id }));
      return Math.min(...targets.map((target) => afterWorkingTime(fromMs, duration, { target, clock })));
    },
  };
}
