import type { WorkClock } from "../calendar/work-clock.ts";
import type { EscalationConfig } from "../config/escalation-config.ts";
import type { KnownPerson } from "../permissions/create-permissions.ts";
import { onCallAt } from "./on-call.ts";

export interface NamesDeps {
  readonly people: readonly KnownPerson[];
  readonly teams: readonly { readonly id: string; readonly members: readonly string[] }[];
  readonly config: Pick<EscalationConfig, "targets" | "oncall">;
  /** Whoever stands behind an agent. */
  readonly personBehind: (agent: string) => string | undefined;
  readonly clock: WorkClock;
  readonly nowMs: number;
}

const DEEPEST = 5;
const ACCOUNT = /^[a-z]+:.+$/u;

function expand(name: string, deps: NamesDeps, depth: number): string[] {
  const { people, teams, config, personBehind, clock, nowMs } = deps;
  if (people.some(({ id }) => id === name)) return [name];
  const known = depth < DEEPEST ? config.targets[name] : undefined;
  if (known !== undefined) return known.flatMap((each) => expand(each, deps, depth + 1));
  const [, kind, id] = /^(team|oncall):(.+)$/u.exec(name) ?? [];
  if (kind === "team") return [...(teams.find((team) => team.id === id)?.members ?? [])];
  if (kind === "oncall") {
    const rotation = config.oncall.find((one) => one.id === id);
    return [rotation === undefined ? [] : (onCallAt(rotation, nowMs, clock) ?? [])].flat();
  }
  const grouped = people.filter(({ groups }) => groups.includes(name)).map((person) => person.id);
  if (grouped.length > 0) return grouped;
  const behind = personBehind(name);
  if (behind !== undefined) return [behind];
  if (!ACCOUNT.test(name)) return [];
  const [platform = "", userId] = name.split(/:(.*)/su);
  // Somebody whom the configuration does not name is known by their account.
  return [people.find(({ accounts }) => accounts[platform] === userId)?.id ?? name];
}

/** The people whom a name stands for at this moment, by their ids; nobody where it stands for no person. */
export function peopleOf(name: string, deps: NamesDeps): string[] {
  return [...new Set(expand(name, deps, 0))];
}
