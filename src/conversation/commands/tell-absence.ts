import { absenceAt, absenceChange, listAbsences } from "../../calendar/absence.ts";
import { formatMoment } from "../../calendar/format-moment.ts";
import { parseUntil } from "../../calendar/parse-until.ts";
import type { CalendarTarget } from "../../calendar/work-clock.ts";
import { refused, type ChatCommand, type CommandCall } from "./command.ts";
import type { ConversationDeps } from "../conversation-deps.ts";

const OFF = "Nobody keeps a calendar in this installation.";
const HOW =
  "Say until when, as in `/away until 2031-12-01`, `/away until friday`, `/away until 14:30` or `/away for 3 days`; `/away` alone is until you say `/back`.";

function personBehind({ incoming }: CommandCall, people: ConversationDeps["people"]): string {
  return people.of({ platform: incoming.platform, userId: incoming.from.id });
}

export const awayCommand: ChatCommand = {
  name: "away",
  usage: "/away until friday",
  summary: "you do not work for a while: nothing waits for you, and no clock runs against you",
  isSlashOnly: true,
  async run(call, { calendar, people, store, clock }) {
    if (calendar === undefined) return refused(OFF);
    const personId = personBehind(call, people);
    const target: CalendarTarget = { kind: "person", id: personId };
    const nowMs = clock.now();
    const workClock = await calendar.workClock();
    const until = parseUntil(call.args, { nowMs, clock: workClock, target });
    if (until.kind === "unclear") return refused(`I do not understand "${call.args}". ${HOW}`);
    if (until.kind === "past") return refused(`"${call.args}" is over already. ${HOW}`);
    const untilMs = until.kind === "at" ? { untilMs: until.atMs } : {};
    await store.commit({
      documents: [absenceChange({ personId, fromMs: nowMs, ...untilMs, source: "command" })],
    });
    const zone = workClock.zoneOf(target);
    const end = until.kind === "at" ? `until **${formatMoment(until.atMs, zone)}**` : "until further notice";
    return `You are away ${end} (${zone}). \`/back\` ends it${until.kind === "at" ? " sooner" : ""}.`;
  },
};

export const backCommand: ChatCommand = {
  name: "back",
  usage: "/back",
  summary: "you work again",
  isSlashOnly: true,
  async run(call, { calendar, people, store, clock }) {
    if (calendar === undefined) return refused(OFF);
    const personId = personBehind(call, people);
    const nowMs = clock.now();
    const before = absenceAt(personId, nowMs, await listAbsences(store));
    if (before === undefined)
      return refused("You are not marked as away. `/away until friday` would do that.");
    await store.commit({
      documents: [absenceChange({ personId, fromMs: nowMs, source: "command", isHere: true })],
    });
    return "Welcome back.";
  },
};
