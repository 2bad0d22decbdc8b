import type { z } from "zod";
import { Platform } from "./config-parts.ts";
import { suggestName } from "./nearest-name.ts";

type Context = z.core.$RefinementCtx;
type Fields = Readonly<Record<string, unknown>>;

interface Entry {
  readonly path: readonly (string | number)[];
  readonly fields: Fields;
  readonly id: string | undefined;
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** The texts of a list with their positions; anything else in it is the schema's business. */
function texts(value: unknown): { readonly value: string; readonly index: number }[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((each: unknown, index) => (typeof each === "string" ? [{ value: each, index }] : []));
}

function entries(root: Fields, section: string): Entry[] {
  const list = root[section];
  if (!Array.isArray(list)) return [];
  return list.flatMap((fields: unknown, index) =>
    isFields(fields) ? [{ path: [section, index], fields, id: text(fields["id"]) }] : [],
  );
}

function idsOf(list: readonly Entry[]): string[] {
  return list.flatMap(({ id }) => id ?? []);
}

function report(context: Context, path: readonly (string | number)[], message: string, remedy: string): void {
  context.addIssue({ code: "custom", path: [...path], message, params: { remedy } });
}

function refuseTwice(list: readonly Entry[], context: Context): void {
  const seen = new Set<string>();
  for (const { path, id } of list) {
    if (id === undefined) continue;
    if (seen.has(id))
      report(context, [...path, "id"], `"${id}" is used twice.`, "Give one of the two another id.");
    seen.add(id);
  }
}

interface Names {
  readonly ids: readonly string[];
  readonly noun: string;
}

function requireKnown(value: string, { ids, noun }: Names, path: Entry["path"], context: Context): void {
  if (ids.includes(value)) return;
  const remedy = ids.length === 0 ? `Add it to ${noun}, or remove it here.` : suggestName(value, ids);
  report(context, path, `"${value}" is not in ${noun}.`, remedy);
}

function checkTeams(
  teams: readonly Entry[],
  channels: readonly Entry[],
  people: Names,
  context: Context,
): void {
  const channelNames: Names = { ids: idsOf(channels), noun: "channels" };
  for (const team of teams) {
    for (const { value, index } of texts(team.fields["members"])) {
      requireKnown(value, people, [...team.path, "members", index], context);
    }
    for (const { value, index } of texts(team.fields["channels"])) {
      const path = [...team.path, "channels", index];
      requireKnown(value, channelNames, path, context);
      const owner = text(channels.find(({ id }) => id === value)?.fields["team"]);
      if (owner === undefined || owner === team.id) continue;
      report(
        context,
        path,
        `"${value}" says that it belongs to the team "${owner}".`,
        "Keep it with one team.",
      );
    }
  }
}

function checkChannels(channels: readonly Entry[], teams: Names, context: Context): void {
  for (const { path, fields } of channels) {
    const team = text(fields["team"]);
    if (team !== undefined) requireKnown(team, teams, [...path, "team"], context);
  }
}

/** Where the meetings of a team are posted, by the purpose of channels. */
const MEETINGS: readonly (readonly [meeting: string, purpose: string])[] = [
  ["standup", "standup"],
  ["sprint", "standup"],
  ["sprint", "reports"],
];

/** A standup without a channel would be held for nobody. */
function checkMeetings(teams: readonly Entry[], channels: readonly Entry[], context: Context): void {
  for (const { path, fields, id } of teams) {
    const isFor = (purpose: string) => (channel: Entry) =>
      channel.fields["purpose"] === purpose && [undefined, id].includes(text(channel.fields["team"]));
    for (const [meeting, purpose] of MEETINGS) {
      if (!isFields(fields[meeting]) || channels.some(isFor(purpose))) continue;
      const remedy = `Add a channel with \`purpose: ${purpose}\` to channels, of this team or of none.`;
      report(context, [...path, meeting], `has no channel for ${purpose}.`, remedy);
    }
  }
}

/** An account decides what somebody may do, so it must lead to one person. */
function checkAccounts(people: readonly Entry[], context: Context): void {
  const owners = new Map<string, string>();
  for (const { path, fields, id } of people) {
    const accounts = fields["accounts"];
    if (!isFields(accounts)) continue;
    for (const [platform, account] of Object.entries(accounts)) {
      if (text(account) === undefined) continue;
      const key = `${platform}:${String(account)}`;
      const owner = owners.get(key);
      if (owner === undefined) owners.set(key, id ?? "somebody else");
      else
        report(
          context,
          [...path, "accounts", platform],
          `is the account of "${owner}" as well.`,
          "Correct one of the two.",
        );
    }
  }
}

/** Whose limit the work of an agent counts for must be clear. */
function checkStandingBehind(people: readonly Entry[], context: Context): void {
  const owners = new Map<string, string>();
  for (const { path, fields, id } of people) {
    for (const { value, index } of texts(fields["agents"])) {
      const owner = owners.get(value);
      owners.set(value, owner ?? id ?? "somebody else");
      if (owner === undefined) continue;
      const message = `"${value}" belongs to "${owner}" as well.`;
      report(context, [...path, "agents", index], message, "Leave it with one of the two.");
    }
  }
}

/** Words under `permissions` that name nobody in particular, and what they mean. */
const RESERVED: ReadonlyMap<string, string> = new Map([
  ["everyone", "all people"],
  ["guests", "all guests"],
  ["external", "people of other organisations"],
]);

/** An entry that anybody may come under, as by walking into a channel. */
function isOpen(entry: string): boolean {
  return RESERVED.has(entry) || /^[a-z]+:channel:/u.test(entry);
}

/** People and groups share the lists under `permissions`; one name with two meanings would grant too much. */
function checkGroups(people: readonly Entry[], context: Context): string[] {
  const ids = new Set(idsOf(people));
  const groups = new Set<string>();
  for (const { path, fields, id } of people) {
    const meaning = id === undefined ? undefined : RESERVED.get(id);
    if (meaning !== undefined)
      report(context, [...path, "id"], `"${id}" means ${meaning}.`, "Choose another id.");
    for (const { value, index } of texts(fields["groups"])) {
      groups.add(value);
      const meant = RESERVED.get(value);
      if (meant === undefined && !ids.has(value)) continue;
      const message =
        meant === undefined ? `"${value}" is the id of a person.` : `"${value}" means ${meant}.`;
      report(context, [...path, "groups", index], message, "Give the group another name.");
    }
  }
  return [...groups];
}

function checkPermissions(permissions: unknown, names: Names, context: Context): void {
  if (!isFields(permissions)) return;
  for (const [action, allowed] of Object.entries(permissions)) {
    for (const { value, index } of texts(allowed)) {
      if (action === "effects" && isOpen(value)) {
        const remedy = "Name people or groups: whoever approves an effect answers for it.";
        report(context, ["permissions", action, index], `cannot be ${value}.`, remedy);
        continue;
      }
      if (RESERVED.has(value)) continue;
      if (Platform.options.some((platform) => value.startsWith(`${platform}:`))) continue;
      requireKnown(value, names, ["permissions", action, index], context);
    }
  }
}

/** A rule without its command would look as if it held. */
function checkCommandRules(workspace: unknown, context: Context): void {
  if (!isFields(workspace) || !isFields(workspace["commandRules"])) return;
  const ids = isFields(workspace["commands"]) ? Object.keys(workspace["commands"]) : [];
  for (const name of Object.keys(workspace["commandRules"]))
    requireKnown(name, { ids, noun: "workspace.commands" }, ["workspace", "commandRules", name], context);
}

/** A rotation with somebody whom nobody knows would leave their week without anybody. */
function checkRotations(escalation: unknown, people: Names, teams: Names, context: Context): void {
  if (!isFields(escalation)) return;
  for (const { path, fields } of entries(escalation, "oncall")) {
    for (const { value, index } of texts(fields["people"]))
      requireKnown(value, people, ["escalation", ...path, "people", index], context);
    const team = text(fields["team"]);
    if (team !== undefined) requireKnown(team, teams, ["escalation", ...path, "team"], context);
  }
}

/**
 * What the parts of the configuration say about each other: ids used once, names that exist, accounts of one
 * person. Takes data that is broken elsewhere too, and says nothing about what the schema itself reports.
 */
export function checkReferences(root: unknown, context: Context): void {
  if (!isFields(root)) return;
  const [teams, people, channels] = [
    entries(root, "teams"),
    entries(root, "people"),
    entries(root, "channels"),
  ];
  for (const list of [teams, people, channels]) refuseTwice(list, context);
  checkTeams(teams, channels, { ids: idsOf(people), noun: "people" }, context);
  checkMeetings(teams, channels, context);
  checkChannels(channels, { ids: idsOf(teams), noun: "teams" }, context);
  checkRotations(
    root["escalation"],
    { ids: idsOf(people), noun: "people" },
    { ids: idsOf(teams), noun: "teams" },
    context,
  );
  checkAccounts(people, context);
  checkStandingBehind(people, context);
  const groups = checkGroups(people, context);
  const names = [...RESERVED.keys(), ...idsOf(people), ...groups];
  checkCommandRules(root["workspace"], context);
  checkPermissions(root["permissions"], { ids: names, noun: "people or their groups" }, context);
}
