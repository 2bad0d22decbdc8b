import { digestLine } from "../../escalations/digest.ts";
import { ageText, nextText } from "../../escalations/render-escalation.ts";
import { levelOf } from "../../escalations/ladder-levels.ts";
import { NO_ESCALATIONS } from "../escalating/escalation-tools.ts";
import { refused, type ChatCommand } from "./command.ts";

const SHOWN = 30;

export const escalationsCommand: ChatCommand = {
  name: "escalations",
  usage: "/escalations",
  summary: "what is escalated, at which level, with whom, and what happens next",
  isSlashOnly: true,
  async run(_call, { escalations: tools, clock }) {
    if (tools === undefined) return refused(NO_ESCALATIONS);
    const open = await tools.book.open();
    if (open.length === 0) return "Nothing is escalated.";
    const lines = open.slice(0, SHOWN).map(async (escalation) => {
      const ladder = await tools.book.ladderOf(escalation);
      const zone = ladder.clock.zoneOf({ kind: "organisation" });
      const { level } = levelOf(escalation, ladder.rules);
      const age = ageText(clock.now() - Date.parse(escalation.since));
      const { owner, state } = escalation;
      const standing =
        state === "acknowledged" ? `with ${owner === undefined ? "somebody" : ladder.nameOf(owner)}` : state;
      return `${digestLine(escalation)}\n  level ${level}, ${standing}, ${age} old. ${nextText(escalation, ladder, zone)}`;
    });
    const more = open.length > SHOWN ? [`… and ${open.length - SHOWN} more.`] : [];
    return [...(await Promise.all(lines)), ...more].join("\n");
  },
};
