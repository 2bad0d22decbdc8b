import type { EventLog } from "../../store/store.ts";
import type { AgentLoad, AgentStanding, LoadSnapshot } from "./agent-load.ts";
import { NEW_RECORD, type AgentRecord } from "./agent-record.ts";
import { foldLoad, touchedTask, type LoadState } from "./fold-load.ts";
import type { LoadRepository } from "./load-repository.ts";

export interface AgentLoadOptions {
  readonly store: { readonly events: EventLog; readonly load: LoadRepository };
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Whoever stands behind an agent; absent where agents stand for themselves. */
  readonly personBehind?: (agent: string) => string | undefined;
  /** A snapshot may be so old: under load it is read this often at most, not once a message. */
  readonly maxAgeMs?: number;
}

const BATCH = 500;
const MAX_AGE_MS = 250;

/** Folds in what the log has and the records have not. Any number of processes may do it at once. */
async function catchUp({ events, load }: AgentLoadOptions["store"]): Promise<void> {
  for (;;) {
    const from = await load.cursor();
    const batch = await events.since(from, BATCH);
    const to = batch.at(-1)?.id;
    if (to === undefined) return;
    const ids = [...new Set(batch.map(touchedTask).filter((id) => id !== undefined))];
    const state: LoadState = {
      agents: new Map(await load.agents()),
      tasks: new Map(await load.tasks(ids)),
    };
    const before = new Map(state.agents);
    for (const event of batch) foldLoad(state, event);
    const agents = new Map([...state.agents].filter(([id, record]) => before.get(id) !== record));
    const outcome = await load.advance({ from, to, agents, tasks: state.tasks });
    if (outcome === "advanced" && batch.length < BATCH) return;
  }
}

function toSnapshot(
  records: ReadonlyMap<string, AgentRecord>,
  nowMs: number,
  personBehind: NonNullable<AgentLoadOptions["personBehind"]>,
): LoadSnapshot {
  const openOf = new Map<string, number>();
  for (const [agent, { open }] of records) {
    const person = personBehind(agent);
    if (person !== undefined) openOf.set(person, (openOf.get(person) ?? 0) + open);
  }
  return {
    nowMs,
    of(agent): AgentStanding {
      const { away, ...record } = records.get(agent) ?? NEW_RECORD;
      const person = personBehind(agent);
      const isAway = away !== undefined && (away.untilMs ?? Infinity) > nowMs;
      return {
        ...record,
        ...(isAway ? { away } : {}),
        ...(person === undefined ? {} : { person: { id: person, open: openOf.get(person) ?? 0 } }),
      };
    },
    running: [...records].flatMap(([agent, record]) =>
      Object.values(record.running).map(({ atMs, complexity }) => ({ agent, complexity, sinceMs: atMs })),
    ),
  };
}

/** The load of the agents as the event log tells it, kept in the store. */
export function createAgentLoad(options: AgentLoadOptions): AgentLoad {
  const { store, now, personBehind = () => undefined, maxAgeMs = MAX_AGE_MS } = options;
  let last:
    { readonly atMs: number; readonly records: Promise<ReadonlyMap<string, AgentRecord>> } | undefined;

  async function read(): Promise<ReadonlyMap<string, AgentRecord>> {
    await catchUp(store);
    return store.load.agents();
  }

  return {
    async snapshot() {
      const nowMs = now();
      if (last === undefined || maxAgeMs === 0 || Math.abs(nowMs - last.atMs) >= maxAgeMs) {
        last = { atMs: nowMs, records: read() };
      }
      const current = last;
      try {
        return toSnapshot(await current.records, nowMs, personBehind);
      } catch (error) {
        if (last === current) last = undefined;
        throw error;
      }
    },
    openWork: async (taskIds) => store.load.tasks(taskIds),
  };
}
