import { retryAll, retryOne } from "../../dead-letters/retry-dead-letter.ts";
import { ago } from "../render-standing.ts";
import type { ChatCommand } from "./command.ts";

const LISTED = 20;

export const deadCommand: ChatCommand = {
  name: "dead",
  usage: "/dead",
  summary: "what all attempts failed on; `/retry` starts it again",
  async run(_call, deps) {
    const letters = await deps.store.deadLetters.list(LISTED);
    if (letters.length === 0) return "No dead letters.";
    const now = deps.clock.now();
    return letters.map(({ kind, id, atMs }) => `- ${kind} \`${id}\`, ${ago(now - atMs)} ago`).join("\n");
  },
};

export const retryCommand: ChatCommand = {
  name: "retry",
  usage: "/retry T12 | /retry all",
  summary: "starts a failed task or dead letter again",
  needs: "retry",
  async run({ args }, deps) {
    if (args === "")
      return "Retry what? `/retry T12`, the id of a dead letter from `/dead`, or `/retry all`.";
    if (args === "all") {
      const count = await retryAll(deps);
      return count === 0 ? "There was nothing to retry." : `Started again: ${count}.`;
    }
    const outcome = await retryOne(args, deps);
    switch (outcome) {
      case "retried":
        return `Started ${args} again. The answer comes in its thread.`;
      case "not_failed":
        return `${args} has not failed, so there is nothing to retry.`;
      case "unknown":
        return `I know nothing called "${args}". \`/dead\` lists what can be retried.`;
    }
  },
};
