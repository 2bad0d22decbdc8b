import { expect, test } from "vitest";
import { Config } from "../../src/config/config.ts";
import { createEmergencies } from "../../src/emergency/create-emergencies.ts";
import { createPlaces } from "../../src/chat/places.ts";
import type { Escalations } from "../../src/escalations/escalations.ts";
import { declareEmergencies } from "../../src/escalations/triggers/declare-emergencies.ts";
import { takeDeliveries } from "../conversation/conversation-kit.ts";
import { aConversation } from "../store-contract/samples.ts";
import { createLadderKit } from "./ladder-kit.ts";
import type { LadderKitOptions } from "./ladder-kit.ts";

const DECLARATION = { key: "k1", problem: "all is down", by: "ada", thread: aConversation({ thread: "1" }) };
const END = { type: "ended", by: "ada", cause: "a cable" } as const;

function setUp(options: LadderKitOptions = {}) {
  const kit = createLadderKit(options);
  let dies = 0;
  const escalations: Escalations = {
    ...kit.escalations,
    async act(name, word) {
      dies -= 1;
      if (dies >= 0) throw new Error("killed");
      return kit.escalations.act(name, word);
    },
  };
  const config = Config.parse({}).escalation.emergency;
  const deps = { ...kit.deps, escalations, nameOf: (id: string) => id };
  return {
    ...kit,
    deps,
    emergencies: createEmergencies({ ...deps, config }),
    dieOnce: () => {
      dies = 1;
    },
  };
}

test("an end that is said again after a crash settles what has called people", async () => {
  const { emergencies, escalations, dieOnce } = setUp();
  await emergencies.declare(DECLARATION);
  dieOnce();
  await expect(emergencies.act("I1", END)).rejects.toThrow("killed");

  const again = await emergencies.act("I1", END);
  const other = await emergencies.act("I1", { ...END, cause: "something else" });

  expect([again?.state, other]).toEqual(["ended", undefined]);
  expect(await escalations.open()).toEqual([]);
});

test("what has ended is not declared again by the incident that a crash left open, which is settled", async () => {
  const { emergencies, escalations, store, dieOnce } = setUp();
  await emergencies.declare(DECLARATION);
  dieOnce();
  await expect(emergencies.act("I1", END)).rejects.toThrow("killed");

  await declareEmergencies({ store, escalations, emergencies });

  expect(await emergencies.open()).toEqual([]);
  expect((await escalations.find("k1"))?.settled).toMatchObject({ by: "ada", cause: "a cable" });
});

test("where a team has channels of its own for escalations, they hear of it", async () => {
  const channels = [
    { id: "work", platform: "console", channel: "#work", purpose: "requests", team: "core" },
    { id: "help", platform: "console", channel: "#core-help", purpose: "escalations", team: "core" },
  ];
  const { deps, store } = setUp({ config: { channels } });
  const { workspace } = DECLARATION.thread;
  const places = createPlaces(deps.config, () => [{ platform: "console", workspaces: () => [workspace] }]);
  const emergencies = createEmergencies({ ...deps, places, config: deps.config.escalation.emergency });
  const thread = { platform: "console", workspace, channel: "#work", thread: "1" };
  await emergencies.declare({ ...DECLARATION, thread });

  await emergencies.act("I1", END);

  const said = (await takeDeliveries(store)).flatMap((each) =>
    each.kind === "post" && each.message.text.includes("is over") ? [each.to.channel] : [],
  );
  expect(said.toSorted()).toEqual(["#core-help", "#work"]);
});
