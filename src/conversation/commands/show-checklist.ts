import { actorOf } from "../../permissions/actor-of.ts";
import { markItem, readMarks, type ListRules } from "../../checklists/checklist-state.ts";
import { checklistLine, renderChecklist } from "../../checklists/render-checklist.ts";
import { nearestName } from "../../config/nearest-name.ts";
import type { Task } from "../../tasks/task.ts";
import type { ConversationDeps } from "../conversation-deps.ts";
import { nameOf } from "../may-steer.ts";
import { refused, type ChatCommand, type CommandCall, type CommandAnswer } from "./command.ts";
import { findTask } from "./find-task.ts";
import { textArgument } from "../task-argument.ts";

function listsOf({ definitions }: ConversationDeps): readonly ListRules[] {
  return definitions().playbook.checklists.checklists;
}

function unknown(name: string, known: readonly { readonly id: string }[]): string {
  const ids = known.map(({ id }) => id);
  const nearest = nearestName(name, ids);
  const hint = nearest === undefined ? "" : ` Did you mean \`${nearest}\`?`;
  return `There is no "${name}".${hint} There are ${ids.map((id) => `\`${id}\``).join(", ")}.`;
}

async function overview(deps: ConversationDeps): Promise<string> {
  const lines = listsOf(deps).map(async (list) => checklistLine(list, await readMarks(list.id, deps.store)));
  return ["Checklists; `/checklist name` shows one:", ...(await Promise.all(lines))].join("\n");
}

/** The lists that the stages of a task name, a line each with how far it is; empty when they name none. */
export async function checklistsOfTask({ plan }: Task, deps: ConversationDeps): Promise<string[]> {
  const named = new Set(plan.stages.flatMap(({ checklists }) => checklists));
  const lists = listsOf(deps).filter(({ id }) => named.has(id));
  return Promise.all(lists.map(async (list) => checklistLine(list, await readMarks(list.id, deps.store))));
}

async function ofTask(call: CommandCall, deps: ConversationDeps): Promise<string | CommandAnswer> {
  const found = await findTask(call, deps);
  if (typeof found === "string") return refused(found);
  const { task } = found;
  const named = new Set(task.plan.stages.flatMap(({ checklists }) => checklists));
  const lists = listsOf(deps).filter(({ id }) => named.has(id));
  if (lists.length === 0)
    return refused(`No stage of **${task.id}** names a checklist. \`/checklist\` lists them all.`);
  const texts = lists.map(async (list) => renderChecklist(list, await readMarks(list.id, deps.store)));
  return [`Checklists of **${task.id}**:`, ...(await Promise.all(texts))].join("\n");
}

interface Marking {
  readonly list: ListRules;
  readonly verb: "done" | "open";
  readonly rest: string;
}

async function mark(
  { list, verb, rest }: Marking,
  { incoming }: CommandCall,
  { store, clock, permissions, hasApprovers }: ConversationDeps,
): Promise<string | CommandAnswer> {
  const actor = actorOf(incoming);
  if (hasApprovers && !permissions.may(actor, "approve"))
    return refused("Marking takes the permission `approve`.");
  if (list.kind === "principles") return refused(`“${list.title}” is to be kept in mind, and never done.`);
  const [, name = "", evidence = ""] = /^(\S+)\s*([\s\S]*)$/u.exec(rest) ?? [];
  const item = list.items.find(({ id }) => id === name);
  if (item === undefined) return refused(unknown(name, list.items));
  if (verb === "done" && evidence === "")
    return refused(`By what can it be seen? \`/checklist ${list.id} done ${item.id} the evidence\`.`);
  const done = verb === "done" ? { done: { by: nameOf(incoming), evidence } } : {};
  const outcome = await markItem({ list: list.id, item: item.id, ...done }, { store, nowMs: clock.now() });
  const head = outcome === "was_so" ? `\`${item.id}\` is ${verb} already.\n` : "";
  return `${head}${renderChecklist(list, await readMarks(list.id, store))}`;
}

export const checklistCommand: ChatCommand = {
  name: "checklist",
  usage: "/checklist [name | T12] [done item evidence]",
  summary: "checklists with their state, one of them, or those of a task; marks an item as done or open",
  args: [
    textArgument("which", "a checklist, or a task"),
    textArgument("mark", "done or open, an item, and what shows it"),
  ],
  isSlashOnly: true,
  async run(call, deps) {
    const { args } = call;
    if (args === "") return overview(deps);
    if (/^T\d+\b/iu.test(args)) return ofTask(call, deps);
    const [, name = "", verb, rest = ""] = /^(\S+)(?:\s+(done|open)\b\s*([\s\S]*))?/u.exec(args) ?? [];
    const lists = listsOf(deps);
    const list = lists.find(({ id }) => id === name.toLowerCase());
    if (list === undefined) return refused(unknown(name, lists));
    if (verb === "done" || verb === "open") return mark({ list, verb, rest }, call, deps);
    return renderChecklist(list, await readMarks(list.id, deps.store));
  },
};
