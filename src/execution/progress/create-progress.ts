import type { Clock } from "../../clock.ts";
import type { Store } from "../../store/store.ts";
import type { Assignment, Task } from "../../tasks/task.ts";
import type { ProgressUpdate } from "./progress-update.ts";
import { renderProgress, stopChoice, toWorkProgress } from "./render-progress.ts";

export interface ProgressDeps {
  readonly store: Pick<Store, "commit">;
  readonly clock: Clock;
  /** The message is changed this often at most; absent: nobody is shown anything. */
  readonly progressEveryMs?: number;
}

export interface Progress {
  update(update: ProgressUpdate): void;
  /** Shows the last state, without a button to stop; nothing is shown where nothing was to see. Never rejects. */
  close(): Promise<void>;
}

export interface ProgressOf {
  readonly task: Pick<Task, "id" | "round" | "thread" | "sourceKey">;
  readonly assignment: Pick<Assignment, "id" | "round">;
  /** Of the agent, for people. */
  readonly title: string;
}

const MAX_DRAFT_CHARS = 4_000;

/**
 * Shows an agent at work in one message of the task's thread, which changes as it goes on: at once, then every
 * `progressEveryMs` at most, with what came in between put together, and always its last state. An outbox that cannot be
 * reached costs people a view and the agent nothing.
 */
export function createProgress({ task, assignment, title }: ProgressOf, deps: ProgressDeps): Progress {
  const { clock, progressEveryMs: everyMs, store } = deps;
  if (everyMs === undefined) return { update: () => undefined, close: async () => undefined };
  return createLive({ task, assignment, title }, { clock, everyMs, store });
}

interface LiveDeps extends Omit<ProgressDeps, "progressEveryMs"> {
  readonly everyMs: number;
}

function createLive({ task, assignment, title }: ProgressOf, { clock, everyMs, store }: LiveDeps): Progress {
  const id = `${task.sourceKey}.live.${assignment.id}.r${task.round}.${assignment.round}`;
  const steps: { readonly text: string; readonly isError: boolean }[] = [];
  const closing = new AbortController();
  let draft = "";
  let summary: string | undefined;
  let isInResult = false;
  let isOver = false;
  let isDirty = false;
  let nextMs = 0;
  let writing: Promise<void> | undefined;

  async function write(): Promise<void> {
    isDirty = false;
    nextMs = clock.now() + everyMs;
    const { id: taskId, round } = task;
    const state = { taskId, round, title, steps, draft, summary, isOver };
    const shown = { text: renderProgress(state), progress: toWorkProgress(state) };
    const message = isOver ? shown : { ...shown, choices: stopChoice(taskId, round) };
    const content = { kind: "live", to: task.thread, message } as const;
    await store.commit({ deliveries: [{ id, taskId, content }] }).catch(() => undefined);
  }

  async function writeWhileDirty(): Promise<void> {
    while (isDirty && !closing.signal.aborted) {
      const wait = nextMs - clock.now();
      if (wait > 0) await clock.sleep(wait, closing.signal);
      if (!closing.signal.aborted) await write();
    }
    writing = undefined;
  }

  return {
    update(update) {
      if (isOver) return;
      if (update.kind === "step") steps.push({ text: update.text, isError: update.isError ?? false });
      if (update.kind === "text") draft = (draft + update.piece).slice(-MAX_DRAFT_CHARS);
      if (update.kind === "turn") draft = "";
      if (update.kind === "summary") {
        summary = update.text;
        isInResult = update.isInResult ?? false;
      }
      // The end of a turn alone is nothing to see, and the last words come with the end.
      if (update.kind === "step" || update.kind === "text") isDirty = true;
      if (isDirty) writing ??= writeWhileDirty();
    },
    async close() {
      if (isOver) return;
      isOver = true;
      closing.abort();
      await writing;
      const wasSeen = steps.length > 0 || nextMs > 0 || (summary !== undefined && !isInResult);
      if (wasSeen) await write();
    },
  };
}
