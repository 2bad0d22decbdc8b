import { expect, test } from "vitest";
import { createAgentCatalogue } from "../../src/agents/create-agent-catalogue.ts";
import { createLinearJudge } from "../../src/router/linear-judge.ts";
import type { Router } from "../../src/router/route.ts";
import { shipped } from "../orchestration/shipped.ts";
import { aRouter } from "./router-kit.ts";

/** A linear router that knows these agents of the shipped ones, and nothing of the front door. */
async function routerOf(...ids: readonly string[]): Promise<Router> {
  const agents = createAgentCatalogue(shipped.agents.agents.filter(({ id }) => ids.includes(id)));
  const judge = await createLinearJudge({ agents, frontDoorExamples: [] });
  return aRouter({ name: "linear", judge }, { agents });
}

test("without agents nothing is anybody's", async () => {
  const route = await (await routerOf()).route("the build is broken");

  expect(route).toMatchObject({ primary: null, band: "decline", alternatives: [] });
});

test("without agents a request in another language is declined too, since there is nobody to ask for", async () => {
  const route = await (await routerOf()).route("der Build ist seit gestern kaputt");

  expect(route).toMatchObject({ primary: null, band: "decline", alternatives: [] });
});

test("without front-door examples every readable text is work", async () => {
  const route = await (await routerOf("debug", "ask")).route("the test panics, please find out why it fails");

  expect(route).toMatchObject({ frontDoor: "work", primary: "debug" });
});
