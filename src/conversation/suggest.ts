import type { SuggestRequest } from "../chat/chat-port.ts";
import type { SuggestKind } from "../chat/command-help.ts";
import type { Choice } from "../chat/messages.ts";
import { actorOf } from "../permissions/actor-of.ts";
import { shorten } from "../text/shorten.ts";
import { allCommands } from "./commands/all-commands.ts";
import type { ConversationDeps } from "./conversation-deps.ts";
import { openTasksFor, taskLabel } from "./forms/task-field.ts";

const MAX = 25;
const LABEL_CHARS = 75;

function toChoice(value: string, label: string): Choice {
  return { value, label: shorten(label === "" ? value : label, LABEL_CHARS) };
}

/** All that could be meant, the likeliest first, before anything was typed. */
async function candidates(
  kind: SuggestKind,
  request: SuggestRequest,
  deps: ConversationDeps,
): Promise<Choice[]> {
  switch (kind) {
    case "task":
      return (await openTasksFor(request, deps)).map((task) => toChoice(task.id, taskLabel(task)));
    case "agent":
      return deps.agents().agents.map(({ id, title }) => toChoice(id, title));
    case "team":
      return deps.people.teams.map(({ id, name }) => toChoice(id, name));
    case "person":
      return deps.people.ids.map((id) => toChoice(id, deps.people.nameOf(id)));
    case "level":
      return deps
        .definitions()
        .playbook.escalation.levels.map(({ level, title }) => toChoice(String(level), `${level} ${title}`));
  }
}

/** How well a choice fits what was typed: its beginning, the beginning of a word of it, anywhere; undefined: not at all. */
function rank({ value, label }: Choice, typed: string): number | undefined {
  const texts = [value.toLowerCase(), label.toLowerCase()];
  if (texts.some((text) => text.startsWith(typed))) return 0;
  if (texts.some((text) => text.split(/[\s_-]+/u).some((word) => word.startsWith(typed)))) return 1;
  return texts.some((text) => text.includes(typed)) ? 2 : undefined;
}

/** Titles of tasks and names of people are for those only who may use commands. */
async function mayAsk(request: SuggestRequest, { whoIs, permissions }: ConversationDeps): Promise<boolean> {
  const { platform, workspace, userId, groups, channel } = request;
  const said = { id: userId, ...(groups === undefined ? {} : { groups: [...groups] }) };
  const from = (await whoIs?.({ platform, workspace, from: said })) ?? said;
  const where = channel === undefined ? {} : { channel };
  return permissions.may(actorOf({ platform, from, ...where }), "command");
}

/** What could be meant by what somebody has typed of an argument; at most 25, the best first. Reads only. */
export async function suggest(request: SuggestRequest, deps: ConversationDeps): Promise<readonly Choice[]> {
  const command = allCommands.find(({ name }) => name === request.command.toLowerCase());
  const argument = command?.args?.find(({ name }) => name === request.argument.toLowerCase());
  if (argument === undefined || !(await mayAsk(request, deps))) return [];
  const { choices = [], suggests = [] } = argument;
  const found = await Promise.all(suggests.map(async (kind) => candidates(kind, request, deps)));
  const typed = request.typed.trim().replace(/^@/u, "").toLowerCase();
  return [...choices.map((word) => toChoice(word, word)), ...found.flat()]
    .flatMap((choice) => {
      const fits = rank(choice, typed);
      return fits === undefined ? [] : [{ choice, fits }];
    })
    .toSorted((a, b) => a.fits - b.fits)
    .slice(0, MAX)
    .map(({ choice }) => choice);
}
