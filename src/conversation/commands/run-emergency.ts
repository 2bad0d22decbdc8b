import { threadKey, messageKey } from "../../chat/message-key.ts";
import { EmergencyRole } from "../../emergency/emergency.ts";
import type { Emergency } from "../../emergency/emergency.ts";
import type { EmergencyWord } from "../../emergency/emergencies.ts";
import { threadOf } from "../answer.ts";
import { calledBy } from "../called-by.ts";
import type { ConversationDeps } from "../conversation-deps.ts";
import { NO_ESCALATIONS } from "../escalating/escalation-tools.ts";
import type { EscalationTools } from "../escalating/escalation-tools.ts";
import { unknownPerson } from "../unknown-person.ts";
import { refused, type ChatCommand, type CommandCall, type CommandAnswer } from "./command.ts";

const HOW = [
  "`/emergency what is broken` declares one, `/emergency T12 what is broken` for a task. In one that goes on:",
  "`/emergency note what happened`, `/emergency role lead ada`, `/emergency customers the message`, `/emergency end the cause`.",
].join("\n");

function personOf({ incoming }: CommandCall, { people }: ConversationDeps): string {
  return people.of({ platform: incoming.platform, userId: incoming.from.id });
}

/** The one that is named, that of the thread, or the only one. */
async function find(
  call: CommandCall,
  named: string | undefined,
  tools: EscalationTools,
): Promise<Emergency | undefined> {
  const open = await tools.emergencies.open();
  if (named !== undefined) return open.find(({ id }) => id === named.toUpperCase());
  const here = threadKey(threadOf(call.incoming));
  return open.find(({ thread }) => threadKey(thread) === here) ?? (open.length === 1 ? open[0] : undefined);
}

/** The role with the id of whoever is to fill it, or what to tell instead. */
function roleGiven(rest: string, call: CommandCall, deps: ConversationDeps): EmergencyWord | string {
  const { people } = deps;
  const [, name = "", typed = ""] = /^(\S+)\s+(\S[\s\S]*)$/u.exec(rest) ?? [];
  const role = EmergencyRole.safeParse(name.toLowerCase());
  if (!role.success || typed === "")
    return `Who does what? \`/emergency role lead ada\`; roles are ${EmergencyRole.options.join(", ")}.`;
  const { platform, from } = call.incoming;
  const to = people.find(/^(?:me|myself)$/iu.test(typed) ? `<@${from.id}>` : typed, platform);
  return to === undefined
    ? unknownPerson(typed, people.ids)
    : { type: "role_given", by: personOf(call, deps), role: role.data, to };
}

function wordOf(verb: string, rest: string, by: string): EmergencyWord | string {
  switch (verb) {
    case "note":
      return rest === ""
        ? "Note what? `/emergency note the database is back`."
        : { type: "noted", by, text: rest };
    case "customers":
      return rest === ""
        ? "What should customers read? `/emergency customers the message`."
        : { type: "drafted", by, text: rest };
    default:
      return rest === ""
        ? "What was the cause? `/emergency end the cause`."
        : { type: "ended", by, cause: rest };
  }
}

const DONE: Readonly<Record<EmergencyWord["type"], string>> = {
  noted: "Noted in the record of",
  role_given: "Given. The record shows it in",
  drafted: "The message waits for an approval in",
  draft_decided: "Decided in",
  ended: "It is over; the draft of the post-mortem is in the thread of",
};

async function declare(
  call: CommandCall,
  tools: EscalationTools,
  deps: ConversationDeps,
): Promise<string | CommandAnswer> {
  const { args, incoming } = call;
  const [, named, text = ""] = /^(T\d+)?\b\s*([\s\S]*)$/iu.exec(args) ?? [];
  const task = named === undefined ? undefined : await deps.store.tasks.get(named.toUpperCase());
  if (named !== undefined && task === undefined)
    return refused(`I know no task ${named.toUpperCase()}. \`/tasks\` lists the recent ones.`);
  if (text.trim() === "") return refused(HOW);
  const emergency = await tools.emergencies.declare({
    key: `emergency.${messageKey(incoming)}`,
    problem: text.trim().slice(0, 1_000),
    by: personOf(call, deps),
    ...calledBy(incoming),
    thread: task?.thread ?? threadOf(incoming),
    ...(task === undefined ? {} : { taskId: task.id }),
  });
  const { lead } = emergency.roles;
  const leads = lead === undefined ? "nobody yet" : (emergency.names[lead] ?? deps.people.nameOf(lead));
  return `Emergency **${emergency.id}** is declared. Lead: ${leads}. Its record is in the thread.`;
}

export const emergencyCommand: ChatCommand = {
  name: "emergency",
  usage: "/emergency [T12] what is broken",
  needs: "command",
  summary: "declares an emergency; `note`, `role`, `customers` and `end` run it",
  isSlashOnly: true,
  async run(call, deps) {
    const { escalations: tools } = deps;
    if (tools === undefined) return refused(NO_ESCALATIONS);
    const [, named, verb, rest = ""] =
      /^(?:(I\d+)\s+)?(note|role|customers|end)\b\s*([\s\S]*)$/iu.exec(call.args) ?? [];
    if (verb === undefined) return declare(call, tools, deps);
    const found = await find(call, named, tools);
    if (found === undefined)
      return refused("Which emergency? None of that name goes on here. `/emergency I3 note …` names one.");
    const word =
      verb.toLowerCase() === "role"
        ? roleGiven(rest.trim(), call, deps)
        : wordOf(verb.toLowerCase(), rest.trim(), personOf(call, deps));
    if (typeof word === "string") return refused(word);
    const after = await tools.emergencies.act(found.id, { ...word, ...calledBy(call.incoming) });
    return after === undefined
      ? refused(`**${found.id}** is over already.`)
      : `${DONE[word.type]} **${found.id}**.`;
  },
};
