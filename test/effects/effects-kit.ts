import { decideByPerson } from "../../src/conversation/decide-effect-by-person.ts";
import type { EffectWord } from "../../src/conversation/decide-effect-by-person.ts";
import type { Effect, EffectOutcome } from "../../src/effects/effect.ts";
import type { EffectKind, Trace } from "../../src/effects/effect-kind.ts";
import { readEffect } from "../../src/effects/effect-store.ts";
import { proposeEffect } from "../../src/effects/propose-effect.ts";
import { giveUpEffect, runEffect } from "../../src/effects/run-effect.ts";
import { tendEffects } from "../../src/effects/tend-effects.ts";
import type { Actor } from "../../src/permissions/permissions.ts";
import { createConversation, takeDeliveries, textsOf } from "../conversation/conversation-kit.ts";
import { createFakeJobQueue } from "../fakes/fake-job-queue.ts";
import { createMemoryStore } from "../fakes/memory-store.ts";
import { createVirtualClock } from "../fakes/virtual-clock.ts";
import { aTask } from "../store-contract/samples.ts";

export const MINUTE_MS = 60_000;

/** Effects over a store in memory, with a kind whose other side is a list. */
export async function openEffects() {
  const clock = createVirtualClock();
  const store = createMemoryStore({ now: clock.now });
  const jobs = createFakeJobQueue();
  const task = aTask("T1");
  await store.commit({ task });
  /** What has taken place out there. */
  const world: string[] = [];
  let perform: (effect: Effect, signal: AbortSignal) => Promise<EffectOutcome> = async ({ id }) => {
    world.push(id);
    return { text: "It is there." };
  };
  let trace: (effect: Effect) => Trace = ({ id }) =>
    world.includes(id) ? { kind: "done", outcome: { text: "It was there." } } : { kind: "absent" };
  const kind: EffectKind = {
    tool: "post",
    limitMs: MINUTE_MS,
    perform: async (effect, signal) => perform(effect, signal),
    findTrace: async (effect) => trace(effect),
  };
  const conversation = createConversation();
  const approvers = new Set(["console:U1"]);
  const deps = {
    ...conversation.deps,
    store,
    jobs,
    clock,
    permissions: {
      may: ({ platform, userId }: Actor, action: string) =>
        action !== "effects" || approvers.has(`${platform}:${userId}`),
    },
  };
  let tries = 0;
  const runDeps = { store, clock, kinds: [kind], newId: () => `try-${(tries += 1)}` };
  const job = { attempt: 1, maxAttempts: 3, signal: new AbortController().signal };
  const ref = (attempt = 1) => ({ taskId: "T1", effectId: "e1", attempt });
  return {
    clock,
    store,
    jobs,
    task,
    world,
    deps,
    runDeps,
    performAs: (next: typeof perform) => void (perform = next),
    traceAs: (next: typeof trace) => void (trace = next),
    propose: async (args: Readonly<Record<string, unknown>> = { text: "hello" }) =>
      proposeEffect(
        { task, agent: "debug", tool: "post", args, title: "post elsewhere" },
        { store, clock, expireMs: 60 * MINUTE_MS },
      ),
    decide: async (word: Partial<EffectWord> = {}, userId = "U1") =>
      decideByPerson(
        { platform: "console", from: { id: userId, name: "Ada" } },
        { taskId: "T1", id: "e1", accepted: true, reason: "", ...word },
        deps,
      ),
    run: async (attempt = 1) => runEffect(ref(attempt), runDeps, job),
    giveUp: async () => giveUpEffect(ref(), new Error("all tries used up"), runDeps),
    tend: async () => tendEffects({ store, jobs, clock, keepDays: 90 }),
    effect: async () => (await readEffect({ taskId: "T1", id: "e1" }, store))?.effect,
    state: async () => (await readEffect({ taskId: "T1", id: "e1" }, store))?.effect.state,
    texts: async () => textsOf(await takeDeliveries(store)),
    events: async () => (await store.events.ofTask("T1")).map(({ type }) => type),
  };
}
