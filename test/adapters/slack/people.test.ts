import { expect, test } from "vitest";
import { createPeople } from "../../../adapters/slack/create-people.ts";
import { createSlackClients } from "../../../adapters/slack/clients.ts";
import { silentLogger } from "../../../src/log/logger.ts";
import { startSlackPeer, TEAM } from "../../chaos/slack/slack-peer.ts";
import { onTestFinished } from "vitest";

async function setUp(user: object = {}) {
  const peer = await startSlackPeer();
  onTestFinished(async () => peer.close());
  const clock = { ms: 1_000_000 };
  const clients = createSlackClients({ apiUrl: peer.apiUrl, log: silentLogger });
  clients.add({ workspace: TEAM, botToken: "xoxb-1", botUserId: "UBOT" });
  peer.answer("users.info", ({ user: id = "" }) => ({ user: { id, name: "ada", team_id: TEAM, ...user } }));
  const people = createPeople({ clients, now: () => clock.ms, log: silentLogger });
  const asked = () => peer.calls.filter(({ method }) => method === "users.info").length;
  return { peer, people, clock, asked };
}

test.each([
  ["a member", {}, {}],
  ["a guest", { is_restricted: true }, { isGuest: true }],
  ["a guest of one channel", { is_ultra_restricted: true }, { isGuest: true }],
  ["somebody of another organisation", { team_id: "T2" }, { isExternal: true }],
  ["somebody unknown to the workspace", { is_stranger: true }, { isExternal: true }],
  ["an account that is no longer used", { deleted: true }, { isDeactivated: true }],
  [
    "somebody on holiday",
    { profile: { status_emoji: ":palm_tree:", status_expiration: 2_000 } },
    { isAway: true, awayUntil: "1970-01-01T00:33:20.000Z" },
  ],
  ["somebody who is back", { profile: { status_emoji: ":palm_tree:", status_expiration: 900 } }, {}],
  ["somebody who eats", { profile: { status_emoji: ":pizza:" } }, {}],
])("knows %s", async (_name, user, facts) => {
  const { people } = await setUp({ tz: "Europe/Lisbon", locale: "pt-PT", ...user });

  const { name: _called, ...found } = (await people.lookup(TEAM, "ULEAD")) ?? { name: "" };

  expect(found).toEqual({
    id: "ULEAD",
    groups: ["S1"],
    timeZone: "Europe/Lisbon",
    locale: "pt-PT",
    ...facts,
  });
});

test("asks once for as long as it remembers, and again when Slack says that somebody was renamed", async () => {
  const { people, peer, clock, asked } = await setUp({ profile: { display_name: "Ada" } });
  await Promise.all([people.lookup(TEAM, "U1"), people.lookup(TEAM, "U1")]);
  expect(asked()).toBe(1);

  peer.answer("users.info", () => ({ user: { id: "U1", profile: { display_name: "Ada L." } } }));
  expect((await people.lookup(TEAM, "U1"))?.name).toBe("Ada");
  people.forget(TEAM, "U1");
  expect((await people.lookup(TEAM, "U1"))?.name).toBe("Ada L.");
  clock.ms += 11 * 60_000;
  await people.lookup(TEAM, "U1");

  expect(asked()).toBe(3);
});

test("goes on with what it remembers while Slack does not answer, and says so where it remembers nothing", async () => {
  const { people, peer, clock } = await setUp();
  await people.lookup(TEAM, "U1");
  clock.ms += 11 * 60_000;
  await peer.vanish();

  expect((await people.lookup(TEAM, "U1"))?.id).toBe("U1");
  await expect(people.lookup(TEAM, "U2")).rejects.toMatchObject({
    code: "chat.user_unknown",
    retryable: true,
  });
});

test("a workspace without user groups has no members of them, and an unknown person is nobody", async () => {
  const { people, peer } = await setUp();
  peer.answer("usergroups.list", () => ({ status: 404 }));

  expect((await people.lookup(TEAM, "ULEAD"))?.groups).toEqual([]);
  peer.answer("users.info", () => ({ ok: false, error: "user_not_found" }));
  expect(await people.lookup(TEAM, "U404")).toBeUndefined();
});
