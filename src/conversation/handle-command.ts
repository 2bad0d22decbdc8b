import { distance } from "fastest-levenshtein";
import type { IncomingCommand, IncomingMessage } from "../chat/messages.ts";
import { answer } from "./answer.ts";
import { allCommands } from "./commands/all-commands.ts";
import { renderCommandHelp } from "./commands/render-command-help.ts";
import type { ChatCommand, CommandAnswer } from "./commands/command.ts";
import { actorOf } from "../permissions/actor-of.ts";
import type { ConversationDeps, Turn } from "./conversation-deps.ts";
import { endTurn } from "./end-turn.ts";
import { openEmergency } from "./escalating/open-emergency.ts";
import { openTask } from "./open-task.ts";
import { judgeByCommand } from "./take-correction.ts";

/** A slash command of the platform. */
export async function handleCommand(turn: Turn<IncomingCommand>, deps: ConversationDeps): Promise<void> {
  await runCommand(turn, { name: turn.incoming.name, args: turn.incoming.args }, deps);
}

const BARE = /^([a-z]+)(?:\s+(T\d+\b[\s\S]*))?$/iu;

/**
 * A command typed as a plain word in a thread or in direct messages: "take", "block T3 no key". False when the text is
 * something else.
 */
export async function takeBareCommand(turn: Turn<IncomingMessage>, deps: ConversationDeps): Promise<boolean> {
  const { thread, isDirect, isRequest, text } = turn.incoming;
  if ((thread === undefined && isDirect !== true) || isRequest === true) return false;
  const [, word = "", args = ""] = BARE.exec(text.trim().replace(/[.!]+$/u, "")) ?? [];
  const command = allCommands.find(({ name, isBare }) => isBare === true && name === word.toLowerCase());
  if (command === undefined) return false;
  await runCommand(turn, { name: command.name, args }, deps);
  return true;
}

/** The same verbs as plain text: "/retry T3" where the platform has no commands, or "retry T3" in words. */
export async function runTypedCommand(turn: Turn<IncomingMessage>, deps: ConversationDeps): Promise<void> {
  const text = turn.incoming.text.trim();
  const isSlash = text.startsWith("/");
  const words = text.replace(/^\//u, "").split(/\s+/u);
  const known = words.findIndex((word, at) =>
    allCommands.some(
      ({ name, isSlashOnly }) =>
        name === word.toLowerCase() && (isSlashOnly !== true || (isSlash && at === 0)),
    ),
  );
  const at = Math.max(0, known);
  await runCommand(turn, { name: words[at] ?? "", args: words.slice(at + 1).join(" ") }, deps);
}

interface Call {
  readonly name: string;
  readonly args: string;
}

/** Whether somebody may use a command at all, beyond what the door has asked. */
function mayUse(turn: Turn, { needs }: ChatCommand, deps: ConversationDeps): boolean {
  const actor = actorOf(turn.incoming);
  return needs === undefined || deps.permissions.may(actor, needs);
}

/** Runs a command for whoever used it, by whatever way, and answers. */
export async function runCommand(turn: Turn, call: Call, deps: ConversationDeps): Promise<void> {
  const name = call.name.toLowerCase();
  if (name === "ask" && (await askNamedAgent(turn, call.args, deps))) return;
  const command = allCommands.find((each) => each.name === name);
  if (command === undefined) {
    return answer(turn, { text: unknownCommand(name) }, deps.store, { isPrivate: true });
  }
  if (/^help$/iu.test(call.args.trim()))
    return answer(turn, { text: renderCommandHelp(command) }, deps.store);
  if (!mayUse(turn, command, deps)) {
    const text = `You may not use \`/${name}\`. Whoever runs Switchyard can allow it under \`permissions.${command.needs ?? "command"}\`.`;
    return answer(turn, { text }, deps.store, { isPrivate: true });
  }
  if (name === "emergency" && (await openEmergency(turn, call.args, deps))) return;
  if (name === "wrong" || name === "right") return judgeByCommand(turn, { name, args: call.args }, deps);
  const said = await command.run({ args: call.args.trim(), incoming: turn.incoming }, deps);
  const { also, isPrivate, toldIn, ...message }: CommandAnswer =
    typeof said === "string" ? { text: said } : said;
  const changes = { ...also, ...(isPrivate === undefined ? {} : { isPrivate }), isLocal: true };
  if (toldIn === undefined) await answer(turn, message, deps.store, changes);
  else await endTurn(turn, { taskId: toldIn, message, ...changes }, deps.store);
}

function unknownCommand(name: string): string {
  const nearest = allCommands
    .map((each) => ({ ...each, far: distance(each.name, name) }))
    .sort((a, b) => a.far - b.far)[0];
  const hint = nearest !== undefined && nearest.far <= 2 ? ` Did you mean \`/${nearest.name}\`?` : "";
  return `I have no command for that.${hint} \`/help\` lists them.`;
}

/** `/ask agent request`: an explicit choice always wins. False when no agent of that name exists. */
async function askNamedAgent(turn: Turn, args: string, deps: ConversationDeps): Promise<boolean> {
  const [, name = "", request = ""] = /^@?(\S+)\s+([\s\S]+)$/u.exec(args.trim()) ?? [];
  const agent = deps.agents().get(name.replace(/:$/u, "").toLowerCase());
  if (agent === undefined || request === "") return false;
  const guessed = await deps.router.route(request);
  const route = {
    ...guessed,
    frontDoor: "work",
    primary: agent.id,
    band: "route",
    decidedBy: "override",
  } as const;
  await openTask({ turn, text: request, source: turn.incoming, route }, deps);
  return true;
}
