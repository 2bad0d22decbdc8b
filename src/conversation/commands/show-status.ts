import { renderStanding } from "../render-standing.ts";
import { renderSubject, unknownSubject } from "../render-subject.ts";
import { budgetNews } from "./show-budgets.ts";
import { refused, type ChatCommand } from "./command.ts";

export const statusCommand: ChatCommand = {
  name: "status",
  usage: "/status [T12 | agent | team]",
  summary: "where a task, an agent or a team stands, or everything you have open; with your budgets",
  args: [
    {
      name: "subject",
      description: "a task, an agent or a team; without it everything you have open",
      suggests: ["task", "agent", "team"],
    },
  ],
  isBare: true,
  async run({ args, incoming }, deps) {
    const said = await renderSubject(args, incoming, deps);
    const isTyped = incoming.kind === "message" && incoming.text.trim().startsWith("/");
    const isStrict = isTyped || incoming.kind === "command";
    if (said === undefined && isStrict) return refused(unknownSubject(args, deps));
    // In a sentence the words around "status" name nothing by themselves.
    const text = said ?? (await renderStanding(args, incoming, deps));
    return `${text}${await budgetNews(incoming, deps)}`;
  },
};
