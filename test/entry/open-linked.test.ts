import { expect, test } from "vitest";
import { Config } from "../../src/config/config.ts";
import { openLinked } from "../../src/entry/open-linked.ts";
import { silentLogger } from "../../src/log/logger.ts";
import { confirmCode, newCode } from "../../src/people/linked-accounts.ts";
import { createMemoryStore } from "../fakes/memory-store.ts";
import { createVirtualClock } from "../fakes/virtual-clock.ts";

const SLACK = { platform: "slack", userId: "U1" };
const DISCORD = { platform: "discord", userId: "7" };

test("an account that is linked elsewhere counts in this process within a minute, for permissions too", async () => {
  const clock = createVirtualClock();
  const store = createMemoryStore({ now: clock.now });
  const config = Config.parse({
    people: [{ id: "ada", name: "Ada", accounts: { slack: "U1" } }],
    permissions: { approve: ["ada"] },
  });
  const linked = await openLinked(config, store, { clock, log: silentLogger });
  const { people, permissions } = linked.conversation;
  const code = { code: "R-1", nowMs: clock.now() };
  await store.commit(newCode(SLACK, code));
  await confirmCode(DISCORD, code, { store, people: config.people });

  expect(people.of(DISCORD)).toBe("discord:7");
  await clock.advance(60_000);
  expect(people.of(DISCORD)).toBe("ada");

  expect(permissions.may(DISCORD, "approve")).toBe(true);
  await linked.close();
});
