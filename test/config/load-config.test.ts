import { expect, test } from "vitest";
import { Config } from "../../src/config/config.ts";
import { loadConfig } from "../../src/config/load-config.ts";
import { formatProblem } from "../../src/config/problem.ts";

function diskWith(files: Readonly<Record<string, string>>): (path: string) => string {
  return (path) => {
    const text = files[path];
    if (text === undefined) throw Object.assign(new Error(`no ${path}`), { code: "ENOENT" });
    return text;
  };
}

function problemsOf(text: string): string[] {
  const loaded = loadConfig({ cwd: "/etc", readFile: diskWith({ "/etc/switchyard.yaml": text }) });
  return loaded.ok
    ? []
    : loaded.problems.map((problem) => formatProblem(problem).replace("switchyard.yaml:", ""));
}

test("works without any file", () => {
  const loaded = loadConfig({ cwd: "/etc", readFile: diskWith({}) });

  expect(loaded).toEqual({ ok: true, config: Config.parse({}) });
});

test("gives an empty file the same defaults as none", () => {
  const loaded = loadConfig({ cwd: "/etc", readFile: diskWith({ "/etc/switchyard.yaml": "" }) });

  expect(loaded).toEqual({ ok: true, config: Config.parse({}), file: "switchyard.yaml" });
});

test("lets everyone talk to the bot by default and nobody approve", () => {
  const { permissions } = Config.parse({});

  expect(permissions.use).toEqual(["everyone"]);
  expect(permissions.approve).toEqual([]);
});

test("insists on a file that was named on purpose", () => {
  const loaded = loadConfig({ cwd: "/etc", path: "mine.yaml", readFile: diskWith({}) });

  expect(loaded).toMatchObject({ ok: false, problems: [{ file: "mine.yaml", message: "does not exist." }] });
});

test("does not pass over a switchyard.yml in silence", () => {
  const loaded = loadConfig({ cwd: "/etc", readFile: diskWith({ "/etc/switchyard.yml": "" }) });

  expect(loaded).toMatchObject({
    ok: false,
    problems: [{ file: "switchyard.yml", message: "is not read." }],
  });
});

test("reports a file that cannot be read", () => {
  const loaded = loadConfig({
    cwd: "/etc",
    readFile: () => {
      throw Object.assign(new Error("permission denied"), { code: "EACCES" });
    },
  });

  expect(loaded).toMatchObject({ ok: false, problems: [{ message: "cannot be read: permission denied." }] });
});

test("refuses unknown keys at every depth with the nearest valid name", () => {
  expect(problemsOf("team: []\nworkspace:\n  comands: {}\n  paths: { doc: [] }\n")).toEqual([
    '1 team: is not a known key. Did you mean "teams"?',
    '3 workspace.comands: is not a known key. Did you mean "commands"?',
    '4 workspace.paths.doc: is not a known key. Did you mean "docs"?',
  ]);
});

test("accepts commands of any name", () => {
  const text = "workspace: { commands: { test: npm test, deploy-docs: npm run docs } }";
  const loaded = loadConfig({ cwd: "/etc", readFile: diskWith({ "/etc/switchyard.yaml": text }) });

  expect(loaded.ok && loaded.config.workspace.commands).toEqual({
    test: "npm test",
    "deploy-docs": "npm run docs",
  });
});

test("checks names between sections together with shapes, so that one run tells all", () => {
  const text = [
    "teams:",
    "  - { id: core, name: Core, members: [ana, bob], channels: [daily] }",
    "  - { id: core, name: Again }",
    "people:",
    "  - { id: anna, name: Anna }",
    "channels:",
    "  - { id: dayly, platform: slack, channel: C1, purpose: standup, team: cor }",
    "jobs: { concurrency: 1.5 }",
    "redis: { allowUnsafe: yes }",
  ].join("\n");

  expect(problemsOf(text)).toEqual([
    '2 teams.core.members.1: "ana" is not in people. Did you mean "anna"?',
    '2 teams.core.members.2: "bob" is not in people. Remove it, or use one of: anna.',
    '2 teams.core.channels.1: "daily" is not in channels. Did you mean "dayly"?',
    '3 teams.core.id: "core" is used twice. Give one of the two another id.',
    '7 channels.dayly.team: "cor" is not in teams. Did you mean "core"?',
    "8 jobs.concurrency: is 1.5. Use a whole number.",
    "9 redis.allowUnsafe: is a text, not true or false. Write true or false, without quotes.",
  ]);
});

test.each(["people", "channels"])("refuses ids of %s that are used twice", (section) => {
  const rest = section === "people" ? "name: A" : "platform: slack, channel: C1, purpose: alerts";
  const text = `${section}:\n  - { id: a, ${rest} }\n  - { id: a, ${rest} }\n`;

  expect(problemsOf(text)).toEqual([`3 ${section}.a.id: "a" is used twice. Give one of the two another id.`]);
});

test("refuses one account for two people", () => {
  const text =
    "people:\n  - { id: a, name: A, accounts: {slack: U1} }\n  - { id: b, name: B, accounts: {slack: U1} }\n";

  expect(problemsOf(text)).toEqual([
    '3 people.b.accounts.slack: is the account of "a" as well. Correct one of the two.',
  ]);
});

test("refuses one agent behind whom two people stand", () => {
  const text =
    "people:\n  - { id: a, name: A, agents: [debug] }\n  - { id: b, name: B, agents: [code, debug] }\n";

  expect(problemsOf(text)).toEqual([
    '3 people.b.agents.2: "debug" belongs to "a" as well. Leave it with one of the two.',
  ]);
});

test("refuses a channel that a team lists and another team owns", () => {
  const text = [
    "teams: [{ id: a, name: A, channels: [c] }, { id: b, name: B }]",
    "channels: [{ id: c, platform: slack, channel: C1, purpose: standup, team: b }]",
  ].join("\n");

  expect(problemsOf(text)).toEqual([
    '1 teams.a.channels.1: "c" says that it belongs to the team "b". Keep it with one team.',
  ]);
});

test("knows people, their groups, accounts and everyone in permissions, and nothing else", () => {
  const people = "people: [{ id: ana, name: Ana, groups: [leads] }]\n";

  expect(problemsOf(`${people}permissions: { approve: [ana, leads, "slack:U9", everyone] }`)).toEqual([]);
  expect(problemsOf(`${people}permissions:\n  approve: [lead, "slak:U9"]`)).toEqual([
    '3 permissions.approve.1: "lead" is not in people or their groups. Did you mean "leads"?',
    '3 permissions.approve.2: "slak:U9" is not in people or their groups. Remove it, or use one of: everyone, guests, external, ana, leads.',
  ]);
});

test("keeps group names apart from people and from everyone", () => {
  const text =
    "people:\n  - { id: ana, name: Ana, groups: [bob, everyone] }\n  - { id: bob, name: Bob }\n  - { id: everyone, name: E }\n";

  expect(problemsOf(text)).toEqual([
    '2 people.ana.groups.1: "bob" is the id of a person. Give the group another name.',
    '2 people.ana.groups.2: "everyone" means all people. Give the group another name.',
    '4 people.everyone.id: "everyone" means all people. Choose another id.',
  ]);
});

test.each(["Europe/Berlin", "America/Argentina/Buenos_Aires", "UTC", "Asia/Kolkata"])(
  "accepts the time zone %s",
  (zone) => {
    expect(problemsOf(`organisation: { timeZone: ${zone} }`)).toEqual([]);
  },
);

test.each([
  ["Europe/Berln", 'Did you mean "Europe/Berlin"?'],
  ["+02:00", "Use an IANA name such as Europe/Lisbon, or UTC."],
  ["Middle Earth", "Use an IANA name such as Europe/Lisbon, or UTC."],
])("refuses the time zone %s", (zone, remedy) => {
  expect(problemsOf(`organisation: { timeZone: "${zone}" }`)).toEqual([
    `1 organisation.timeZone: "${zone}" is not a time zone. ${remedy}`,
  ]);
});

test.each(["/etc/passwd", "../elsewhere", "docs/../../x", "~/notes", "C:\\x", "\\\\host\\x"])(
  "keeps the named path %j inside the workspace",
  (path) => {
    expect(problemsOf(`workspace: { roadmap: '${path}' }`)).toEqual([
      "1 workspace.roadmap: leads out of the workspace. Write a path relative to workspace.path, without `..`.",
    ]);
  },
);

test("keeps received messages long enough for a platform to repeat them", () => {
  expect(problemsOf("retention: { inboxDays: 0 }")).toEqual(["1 retention.inboxDays: is 0. Use at least 1."]);
});
