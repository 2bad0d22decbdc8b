import type { Incoming } from "../../chat/messages.ts";
import { nearestName } from "../../config/nearest-name.ts";
import { assignmentsOf } from "../../tasks/assignment-job.ts";
import { isTerminal, type Task } from "../../tasks/task.ts";
import type { ConversationDeps } from "../conversation-deps.ts";
import { taskLine } from "../render-standing.ts";
import { refused, type ChatCommand } from "./command.ts";
import { isTheirs } from "../../people/requester-of.ts";

const LISTED = 15;
const SEARCHED = 500;
const WORDS = ["mine", "open", "done"] as const;

interface Listing {
  readonly tasks: readonly Task[];
  /** Said when there are none. */
  readonly none: string;
}

function isMine(task: Task, { platform, from }: Incoming, { people }: ConversationDeps): boolean {
  return isTheirs(task, people.of({ platform, userId: from.id }), people);
}

/** The tasks that a word asks for; undefined when it is no such word. */
async function list(word: string, incoming: Incoming, deps: ConversationDeps): Promise<Listing | undefined> {
  const { tasks } = deps.store;
  switch (word) {
    case "":
      return {
        tasks: await tasks.listRecent(LISTED),
        none: "No tasks yet. Write what you need and there will be one.",
      };
    case "mine": {
      const open = await tasks.listOpen(SEARCHED);
      return {
        tasks: open.filter((task) => isMine(task, incoming, deps)),
        none: "Nothing of yours is open.",
      };
    }
    case "open":
      return { tasks: await tasks.listOpen(SEARCHED), none: "Nothing is open." };
    case "done": {
      const recent = await tasks.listRecent(SEARCHED);
      return { tasks: recent.filter(({ state }) => isTerminal(state)), none: "Nothing has ended yet." };
    }
    default: {
      const agent = deps.agents().get(word.replace(/^@/u, ""));
      if (agent === undefined) return undefined;
      const open = await tasks.listOpen(SEARCHED);
      const theirs = open.filter((task) => assignmentsOf(task).some((each) => each.agent === agent.id));
      return { tasks: theirs, none: `**${agent.id}** has nothing open.` };
    }
  }
}

function unknown(word: string, { agents }: ConversationDeps): string {
  const nearest = nearestName(word, [...WORDS, ...agents().agents.map(({ id }) => id)]);
  const meant = nearest === undefined ? "" : ` Did you mean \`/tasks ${nearest}\`?`;
  return `I can list \`/tasks mine\`, \`/tasks open\`, \`/tasks done\` or those of an agent.${meant}`;
}

export const tasksCommand: ChatCommand = {
  name: "tasks",
  usage: "/tasks [mine | open | done | agent]",
  summary: "the newest tasks and where each stands; yours, open or ended ones, or those of an agent",
  args: [
    { name: "which", description: "mine, open, done, or an agent", choices: WORDS, suggests: ["agent"] },
  ],
  isBare: true,
  async run({ args, incoming }, deps) {
    const found = await list(args.toLowerCase(), incoming, deps);
    if (found === undefined) return refused(unknown(args, deps));
    if (found.tasks.length === 0) return found.none;
    const lines = found.tasks.slice(0, LISTED).map((task) => taskLine(task, deps.clock.now()));
    const rest = found.tasks.length - LISTED;
    return [...lines, ...(rest > 0 ? [`- and ${rest} more`] : [])].join("\n");
  },
};
