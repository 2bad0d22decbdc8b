import { proposeTick } from "../../roadmap/propose-tick.ts";
import type { TickProposal } from "../../roadmap/propose-tick.ts";
import type { Roadmap } from "../../roadmap/read-roadmap.ts";
import { nameOf } from "../../roadmap/roadmap.ts";
import type { RoadmapItem } from "../../roadmap/roadmap.ts";
import { refused, type ChatCommand } from "./command.ts";
import { linkedTasks, NO_ROADMAP, unknownItem, whichItem } from "./show-roadmap.ts";
import { textArgument } from "../task-argument.ts";

function list(items: readonly RoadmapItem[]): string {
  return items.map((item) => `${nameOf(item)} (line ${item.line})`).join(", ");
}

/** What speaks against ticking, so that whoever applies the patch has seen it. */
function doubts({ open, waitsFor }: TickProposal & { kind: "patch" }): string[] {
  return [
    ...(open.length === 0 ? [] : [`Still open below it: ${list(open)}.`]),
    ...(waitsFor.length === 0 ? [] : [`It comes after what is not done: ${list(waitsFor)}.`]),
  ];
}

/** The last line of a patch may be a blank that belongs to it. */
function withoutLastEnd(patch: string): string {
  return patch.replace(/\n$/u, "");
}

function render(proposal: TickProposal, { roadmap, name }: { roadmap: Roadmap; name: string }): string {
  switch (proposal.kind) {
    case "unknown":
      return unknownItem(name, roadmap);
    case "several":
      return whichItem(proposal.items);
    case "no_box":
      return `${nameOf(proposal.item)} is a heading: it is done when every box below it is.`;
    case "ticked":
      return `${nameOf(proposal.item)} is ticked already.`;
    case "patch":
      return [
        `This ticks ${nameOf(proposal.item)}. I do not write it: apply it with \`git apply\`.`,
        ...doubts(proposal),
        `\`\`\`diff\n${withoutLastEnd(proposal.patch)}\n\`\`\``,
      ].join("\n");
  }
}

export const tickCommand: ChatCommand = {
  name: "tick",
  usage: "/tick 4.2.1",
  summary: "proposes the patch that ticks an item of the roadmap; a person applies it",
  isTypedOnly: true,
  args: [textArgument("item", "an item of the roadmap, by its number")],
  isSlashOnly: true,
  async run({ args }, deps) {
    if (args === "") return refused("Tick what? `/tick 4.2.1`.");
    const roadmap = deps.project.roadmap();
    if (roadmap === undefined) return refused(NO_ROADMAP);
    const proposal = proposeTick(roadmap, args);
    const text = render(proposal, { roadmap, name: args });
    if (proposal.kind !== "patch") return refused(text);
    const tasks = await linkedTasks(proposal.item, roadmap, deps);
    return [text, ...(tasks.length === 0 ? ["No task is linked to it."] : ["Tasks:", ...tasks])].join("\n");
  },
};
