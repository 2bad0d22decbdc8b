import { TimeZone } from "../../config/config-parts.ts";
import type { Incoming } from "../../chat/messages.ts";
import {
  personSettingsChange,
  readPersonSettings,
  TimeOfDay,
  type PersonSettings,
} from "../../people/person-settings.ts";
import { renderSettings } from "../../people/render-settings.ts";
import type { ConversationDeps } from "../conversation-deps.ts";
import { refused, type ChatCommand, type CommandAnswer } from "./command.ts";

const HOW =
  "`/settings zone Europe/Lisbon`, `/settings standup 09:30`, `/settings quiet 22:00-07:00`, `/settings mentions off`; `default` in place of a value takes it back.";
const WHAT = ["zone", "standup", "quiet", "mentions"] as const;
type What = (typeof WHAT)[number];

/** What a value changes; a sentence for people when it will not do. */
type Change = ((settings: PersonSettings) => PersonSettings) | string;

function isDefault(value: string): boolean {
  return /^(?:default|none|-)?$/iu.test(value);
}

/** Names of zones as people type them: `europe/lisbon` as well. */
function zoneNamed(value: string): string | undefined {
  const parsed = TimeZone.safeParse(value);
  if (!parsed.success) return undefined;
  return new Intl.DateTimeFormat("en", { timeZone: parsed.data }).resolvedOptions().timeZone;
}

/** "9:30" as "09:30"; undefined for what is no time of day. */
function timeNamed(value: string): string | undefined {
  const [, hours = "", minutes = "00"] = /^(\d{1,2})(?:[:.](\d\d))?$/u.exec(value.trim()) ?? [];
  const parsed = TimeOfDay.safeParse(`${hours.padStart(2, "0")}:${minutes}`);
  return parsed.success && hours !== "" ? parsed.data : undefined;
}

function zone(value: string): Change {
  const timeZone = zoneNamed(value);
  if (isDefault(value)) return ({ timeZone: _old, ...rest }) => rest;
  return timeZone === undefined
    ? `"${value.slice(0, 60)}" is no time zone. Name one such as \`Europe/Lisbon\` or \`UTC\`.`
    : (settings) => ({ ...settings, timeZone });
}

function standup(value: string): Change {
  const standupAt = timeNamed(value);
  if (isDefault(value)) return ({ standupAt: _old, ...rest }) => rest;
  return standupAt === undefined
    ? `"${value.slice(0, 60)}" is no time of day. Write one such as \`09:30\`.`
    : (settings) => ({ ...settings, standupAt });
}

function quiet(value: string): Change {
  if (isDefault(value) || /^off$/iu.test(value)) return ({ quietHours: _old, ...rest }) => rest;
  const [from, until] = value.split(/\s*(?:-|–|to|until)\s*/u).map(timeNamed);
  return from === undefined || until === undefined || from === until
    ? `Quiet from when to when? \`/settings quiet 22:00-07:00\`, or \`off\`.`
    : (settings) => ({ ...settings, quietHours: { from, until } });
}

function mentions(value: string): Change {
  if (isDefault(value)) return (settings) => ({ ...settings, mentions: true });
  const [on, off] = [/^(?:on|yes)$/iu.test(value), /^(?:off|no)$/iu.test(value)];
  return on || off ? (settings) => ({ ...settings, mentions: on }) : "Mentions can be `on` or `off`.";
}

const CHANGES: Readonly<Record<What, (value: string) => Change>> = { zone, standup, quiet, mentions };

/**
 * Changes some of a person's settings, all or none, and says what holds then. Values are as people type them;
 * `default` or nothing takes one back.
 */
export async function changePersonSettings(
  { platform, from }: Pick<Incoming, "platform" | "from">,
  values: Readonly<Partial<Record<What, string>>>,
  { store, people }: Pick<ConversationDeps, "store" | "people">,
): Promise<CommandAnswer> {
  const person = people.of({ platform, userId: from.id });
  const changes = WHAT.flatMap((what) => {
    const value = values[what];
    return value === undefined ? [] : [CHANGES[what](value.trim())];
  });
  const problems = changes.filter((change) => typeof change === "string");
  if (problems.length > 0) return refused(`Nothing is changed. ${problems.join(" ")}`);
  const before = await readPersonSettings(person, store);
  const after = changes.reduce<PersonSettings>(
    (settings, change) => (typeof change === "string" ? settings : change(settings)),
    before,
  );
  const text = `${renderSettings(after, people.zoneOf(person))}.`;
  if (changes.length === 0) return { text: `${text}\nTo change something: ${HOW}`, isPrivate: true };
  const event = { type: "person.set", data: { person, what: Object.keys(values) } } as const;
  const also = { documents: [personSettingsChange(person, after)], events: [event] };
  return { text, isPrivate: true, also };
}

export const settingsCommand: ChatCommand = {
  name: "settings",
  usage: "/settings [zone | standup | quiet | mentions] [value]",
  summary: "your time zone, standup time, quiet hours, and whether posts may mention you",
  args: [
    { name: "what", description: "what to change; without it you see what is set", choices: WHAT },
    { name: "value", description: "Europe/Lisbon, 09:30, 22:00-07:00, on, off, or default" },
  ],
  isSlashOnly: true,
  async run({ args, incoming }, deps) {
    const [, word = "", value = ""] = /^(\S*)\s*([\s\S]*)$/u.exec(args) ?? [];
    if (word === "") return changePersonSettings(incoming, {}, deps);
    const what = WHAT.find((each) => each === word.toLowerCase());
    if (what === undefined)
      return refused(`I know no setting "${word.slice(0, 40)}". I can set these: ${HOW}`);
    if (value.trim() === "") return refused(`What should it be? ${HOW}`);
    return changePersonSettings(incoming, { [what]: value }, deps);
  },
};
