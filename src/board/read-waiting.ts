import { planChoice } from "../conversation/plan-choice.ts";
import { listEffects } from "../effects/effect-store.ts";
import { effectChoice } from "../effects/render-effect.ts";
import { readCauses } from "../risks/cause.ts";
import type { Task } from "../tasks/task.ts";
import { approvalChoice } from "../workflow/render-note.ts";
import type { WaitingMatter } from "./board.ts";
import type { BoardLog } from "./board-log.ts";
import type { BoardDeps } from "./read-board.ts";
import { requesterOf } from "../people/requester-of.ts";

type Deps = Pick<BoardDeps, "store" | "people" | "hasApprovers" | "clock">;

function askedOfRequester(task: Task, { people }: Deps): WaitingMatter["asked"] {
  return { kind: "person", person: requesterOf(task, people) };
}

/** Plans to start and stages to approve. */
function ofTask(task: Task, log: BoardLog, deps: Deps): WaitingMatter[] {
  const { id, title, plan, createdAt } = task;
  if (plan.state === "proposed") {
    const choices = planChoice(task);
    const asked = askedOfRequester(task, deps);
    const text = `plan to start: ${title}`;
    return [
      { kind: "plan", taskId: id, text, how: `/start ${id}`, choices, asked, sinceMs: Date.parse(createdAt) },
    ];
  }
  return plan.stages
    .filter(({ state }) => state === "awaiting_approval")
    .map((stage) => ({
      kind: "approval",
      taskId: id,
      text: `approve “${stage.title}”: ${title}`,
      how: `/approve ${id}`,
      choices: approvalChoice(task, stage),
      asked: deps.hasApprovers ? { kind: "permitted", action: "approve" } : askedOfRequester(task, deps),
      sinceMs: Date.parse(log.asked[id] ?? createdAt),
    }));
}

async function effects({ store, clock }: Deps): Promise<WaitingMatter[]> {
  const nowMs = clock.now();
  return (await listEffects(store))
    .map(({ effect }) => effect)
    .filter(({ state, expiresMs }) => state === "unsure" || (state === "proposed" && expiresMs >= nowMs))
    .map((effect) => ({
      kind: "effect",
      taskId: effect.taskId,
      text: `approve \`${effect.id}\`: ${effect.title}`,
      how: `/approve ${effect.taskId} ${effect.id}`,
      choices: effectChoice(effect),
      asked: { kind: "permitted", action: "effects" },
      sinceMs: effect.proposedMs,
    }));
}

/** Messages whose writer was asked for an agent and has not said. */
async function questions(log: BoardLog, { store, people }: Deps): Promise<WaitingMatter[]> {
  const asked = await Promise.all(
    Object.entries(log.questions).map(async ([key, at]) => ({
      at,
      incoming: (await store.inbox.get(key))?.incoming,
    })),
  );
  return asked.flatMap(({ at, incoming }) => {
    if (incoming?.kind !== "message") return [];
    const person = people.of({ platform: incoming.platform, userId: incoming.from.id });
    const text = `say which agent should have: ${firstLine(incoming.text)}`;
    return [{ kind: "question", text, asked: { kind: "person", person }, sinceMs: Date.parse(at) }];
  });
}

function firstLine(text: string): string {
  return text.trim().split("\n", 1)[0] ?? "";
}

/** What the contingency rules propose; anybody may decide, and approvers are expected to. */
async function proposals({ store }: Deps): Promise<WaitingMatter[]> {
  return (await readCauses(store))
    .map(({ cause }) => cause)
    .filter(({ state }) => state === "proposed")
    .map(({ subject, detail, since }) => ({
      kind: "proposal",
      text: `decide about ${subject}: ${detail}`,
      how: "/risks",
      asked: { kind: "permitted", action: "approve" },
      sinceMs: Date.parse(since),
    }));
}

/** Everything that waits for a person, the longest first. */
export async function readWaiting(
  { tasks, log }: { readonly tasks: readonly Task[]; readonly log: BoardLog },
  deps: Deps,
): Promise<WaitingMatter[]> {
  const [ofEffects, ofQuestions, ofRules] = await Promise.all([
    effects(deps),
    questions(log, deps),
    proposals(deps),
  ]);
  const ofTasks = tasks.flatMap((task) => ofTask(task, log, deps));
  return [...ofTasks, ...ofEffects, ...ofQuestions, ...ofRules].sort((a, b) => a.sinceMs - b.sinceMs);
}
