import type { Config } from "../config/config.ts";
import type { KnownPerson } from "../permissions/create-permissions.ts";
import type { Task } from "../tasks/task.ts";
import type { Escalation } from "./escalation.ts";

export interface NamingSources {
  readonly people: Config["people"];
  /** Everybody who is known, with the accounts that they linked. */
  readonly known: readonly KnownPerson[];
  readonly task: Pick<Task, "source" | "requester"> | undefined;
}

const GROUP = /^(?:team|oncall):/u;
const ACCOUNT = /^([a-z]+):(.+)$/u;

/**
 * What people call somebody whom an escalation names: as the configuration does, else as they were called when they
 * had to do with it, else their account without its platform. Agents, teams and rotations keep their id.
 */
export function nameIn(
  id: string,
  { names }: Pick<Escalation, "names">,
  { people, known, task }: NamingSources,
): string {
  const [, platform = "", userId] = (GROUP.test(id) ? null : ACCOUNT.exec(id)) ?? [];
  const linked = known.find((one) => one.id === id || (userId ?? "") === one.accounts[platform]);
  const named = people.find((person) => person.id === (linked?.id ?? id))?.name ?? names[id];
  if (named !== undefined || userId === undefined) return named ?? id;
  const isRequester = task?.source.platform === platform && task.requester.id === userId;
  return (isRequester ? task.requester.name : undefined) ?? userId;
}
