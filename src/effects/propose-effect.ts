import type { Clock } from "../clock.ts";
import type { Store } from "../store/store.ts";
import type { Task } from "../tasks/task.ts";
import { cardDelivery } from "./effect-card.ts";
import type { Effect, EffectCost } from "./effect.ts";
import { effectChange, effectEvent, effectsOf } from "./effect-store.ts";
import { hashArguments } from "./hash-arguments.ts";

export interface ProposeDeps {
  readonly store: Pick<Store, "commit" | "documents" | "tasks">;
  readonly clock: Clock;
  readonly expireMs: number;
  /** What a run costs; absent, or undefined: nobody has said that it costs anything. */
  readonly costOf?: (tool: string, args: EffectProposal["args"]) => EffectCost | undefined;
}

export interface EffectProposal {
  readonly task: Task;
  readonly agent: string;
  readonly tool: string;
  /** All that it is carried out with. */
  readonly args: Readonly<Record<string, unknown>>;
  /** What it does, as "open a pull request". */
  readonly title: string;
  readonly diff?: string;
}

export type Proposed =
  | { readonly kind: "proposed" | "known"; readonly effect: Effect }
  /** The task asks for more than people would read. */
  | { readonly kind: "too_many" }
  /** Its task was cancelled meanwhile. */
  | { readonly kind: "cancelled" };

const MAX_OPEN = 10;
const TRIES = 20;

function isOpenOrDone({ state }: Effect): boolean {
  return !["refused", "expired", "failed", "withdrawn"].includes(state);
}

/**
 * Records that an agent wants something done beyond its worktree, and asks people in the thread of the task. The same
 * thing asked for twice is one proposal, also when the agent's job runs again after a crash.
 */
export async function proposeEffect(proposal: EffectProposal, deps: ProposeDeps): Promise<Proposed> {
  const { task, agent, tool, args, title, diff } = proposal;
  const { store, clock, expireMs } = deps;
  const hash = hashArguments(tool, args);
  const cost = deps.costOf?.(tool, args);
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    if ((await store.tasks.get(task.id))?.state === "cancelled") return { kind: "cancelled" };
    const all = (await effectsOf(task.id, store)).map(({ effect }) => effect);
    const known = all.find((effect) => effect.hash === hash && isOpenOrDone(effect));
    if (known !== undefined) return { kind: "known", effect: known };
    if (all.filter(({ state }) => state === "proposed").length >= MAX_OPEN) return { kind: "too_many" };
    const now = clock.now();
    const effect: Effect = {
      id: `e${all.length + 1}`,
      taskId: task.id,
      tool,
      args: { ...args },
      hash,
      title,
      ...(diff === undefined ? {} : { diff }),
      ...(cost === undefined ? {} : { cost }),
      proposedBy: agent,
      proposedMs: now,
      expiresMs: now + expireMs,
      state: "proposed",
      attempt: 1,
    };
    const outcome = await store.commit({
      documents: [effectChange(effect, null)],
      events: [effectEvent("effect.proposed", effect, agent)],
      deliveries: [cardDelivery(task, effect)],
    });
    if (outcome === "committed") return { kind: "proposed", effect };
  }
  return { kind: "too_many" };
}
