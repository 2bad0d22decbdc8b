import type { Clock } from "../clock.ts";
import { BotError, messageOf } from "../errors.ts";
import type { JobRun } from "../jobs/job.ts";
import type { Store } from "../store/store.ts";
import type { Effect, EffectOutcome, EffectState } from "./effect.ts";
import type { EffectKind } from "./effect-kind.ts";
import { effectChange, effectEvent, readEffect } from "./effect-store.ts";
import type { StoredEffect } from "./effect-store.ts";
import { hashArguments } from "./hash-arguments.ts";
import { effectDelivery, renderEffectNews } from "./render-effect.ts";

export interface RunEffectDeps {
  readonly store: Pick<Store, "commit" | "documents" | "tasks">;
  readonly clock: Clock;
  readonly kinds: readonly EffectKind[];
  /** Names this try; never the same twice. */
  readonly newId: () => string;
}

export interface EffectRef {
  readonly taskId: string;
  readonly effectId: string;
  readonly attempt: number;
}

const EVENTS = {
  running: "effect.started",
  done: "effect.done",
  failed: "effect.failed",
  unsure: "effect.unsure",
} as const;

async function read(
  { taskId, effectId, attempt }: EffectRef,
  deps: RunEffectDeps,
): Promise<StoredEffect | undefined> {
  const found = await readEffect({ taskId, id: effectId }, deps.store);
  return found?.effect.attempt === attempt ? found : undefined;
}

/** Brings an effect from what was read to a new state; undefined when somebody else was quicker. */
async function move(
  found: StoredEffect,
  change: Partial<Effect> & { readonly state: keyof typeof EVENTS },
  deps: RunEffectDeps,
): Promise<StoredEffect | undefined> {
  const effect: Effect = { ...found.effect, ...change };
  if (change.state !== "running") delete effect.runner;
  const task = await deps.store.tasks.get(effect.taskId);
  const isEnd = change.state !== "running";
  const outcome = await deps.store.commit({
    documents: [effectChange(effect, found.stored)],
    events: [effectEvent(EVENTS[change.state], effect)],
    deliveries: task === undefined || !isEnd ? [] : [effectDelivery(task, effect, renderEffectNews(effect))],
  });
  return outcome === "committed" ? { effect, stored: JSON.stringify(effect) } : undefined;
}

/** The last word of the process that carried it out; also over "unsure", which another one said meanwhile. */
async function settle(
  mine: StoredEffect,
  end: { readonly state: "done" | "failed"; readonly outcome: EffectOutcome },
  deps: RunEffectDeps,
): Promise<void> {
  if ((await move(mine, end, deps)) !== undefined) return;
  const { taskId, id: effectId, attempt } = mine.effect;
  const now = await read({ taskId, effectId, attempt }, deps);
  if (now?.effect.state === "unsure") await move(now, end, deps);
}

function hasSurelyFailed(error: unknown): boolean {
  return error instanceof BotError && error.code === "effect.failed";
}

async function within<T>(
  kind: EffectKind,
  run: JobRun,
  { clock }: RunEffectDeps,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const stop = new AbortController();
  const over = new AbortController();
  const onStop = () => stop.abort(run.signal.reason);
  run.signal.addEventListener("abort", onStop);
  if (run.signal.aborted) onStop();
  const limit = async () => {
    await clock.sleep(kind.limitMs, over.signal);
    if (!over.signal.aborted)
      stop.abort(new BotError("effect.timeout", "It took too long.", { retryable: true }));
  };
  const late = limit();
  try {
    return await work(stop.signal);
  } finally {
    over.abort();
    run.signal.removeEventListener("abort", onStop);
    await late;
  }
}

async function carryOut(
  found: StoredEffect,
  kind: EffectKind,
  deps: RunEffectDeps,
  run: JobRun,
): Promise<void> {
  const runner = deps.newId();
  const mine = await move(found, { state: "running", runner, startedMs: deps.clock.now() }, deps);
  if (mine === undefined) return;
  try {
    const outcome = await within(kind, run, deps, async (signal) => kind.perform(mine.effect, signal));
    await settle(mine, { state: "done", outcome }, deps);
  } catch (error) {
    if (hasSurelyFailed(error)) {
      await settle(mine, { state: "failed", outcome: { text: messageOf(error) } }, deps);
      return;
    }
    // It may have taken place. The next try looks before it does anything, and need not wait for this one.
    const { runner: _gaveUp, ...effect } = mine.effect;
    await deps.store.commit({ documents: [effectChange(effect, mine.stored)] });
    throw error;
  }
}

/** A try before this one was cut off: looks what became of it before anything is done again. */
async function takeOver(
  found: StoredEffect,
  kind: EffectKind,
  deps: RunEffectDeps,
  run: JobRun,
): Promise<void> {
  const { effect } = found;
  const aliveUntilMs = effect.runner === undefined ? 0 : (effect.startedMs ?? 0) + kind.limitMs;
  const waitMs = aliveUntilMs - deps.clock.now();
  const trace = await within(kind, run, deps, async (signal) => kind.findTrace(effect, signal));
  if (trace.kind === "done") await move(found, { state: "done", outcome: trace.outcome }, deps);
  else if (trace.kind === "unknown") await move(found, { state: "unsure" }, deps);
  else if (waitMs <= 0) await carryOut(found, kind, deps, run);
  else {
    // The other process may be slow and not dead: only after its limit is what is not there yet sure not to come.
    await deps.clock.sleep(waitMs, run.signal);
    if (run.signal.aborted)
      throw new BotError("jobs.shut_down", "The worker shut down.", { retryable: true });
    await runEffect({ taskId: effect.taskId, effectId: effect.id, attempt: effect.attempt }, deps, run);
  }
}

const OPEN: readonly EffectState[] = ["approved", "running"];

/**
 * Carries an approved effect out, once: the state is compared and set before and after, and a try that was cut off is
 * looked for on the other side before another one is made. Where nobody can see whether it took place, a person is
 * asked.
 */
export async function runEffect(ref: EffectRef, deps: RunEffectDeps, run: JobRun): Promise<void> {
  const found = await read(ref, deps);
  if (found === undefined || !OPEN.includes(found.effect.state)) return;
  const { effect } = found;
  const kind = deps.kinds.find(({ tool }) => tool === effect.tool);
  const isApproved =
    effect.decision?.hash === effect.hash && hashArguments(effect.tool, effect.args) === effect.hash;
  if (kind === undefined || !isApproved) {
    const text =
      kind === undefined
        ? `Nothing here can carry out \`${effect.tool}\`. Look at its configuration.`
        : "Its arguments are not those that were approved. Nothing was done.";
    await move(found, { state: "failed", outcome: { text } }, deps);
    return;
  }
  if (effect.state === "approved") return carryOut(found, kind, deps, run);
  return takeOver(found, kind, deps, run);
}

/** All tries are used up: what has begun may have taken place. */
export async function giveUpEffect(ref: EffectRef, error: unknown, deps: RunEffectDeps): Promise<void> {
  const found = await read(ref, deps);
  if (found === undefined || !OPEN.includes(found.effect.state)) return;
  const state = found.effect.state === "approved" ? "failed" : "unsure";
  await move(found, { state, outcome: { text: messageOf(error) } }, deps);
}
