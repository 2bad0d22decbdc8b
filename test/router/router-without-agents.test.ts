import { expect, test } from "vitest";
import { createAgentCatalogue } from "../../src/agents/create-agent-catalogue.ts";
import { createLinearRouter, type LinearRouterDeps } from "../../src/router/linear-router.ts";
import { shipped } from "../orchestration/shipped.ts";

const deps: LinearRouterDeps = {
  agents: createAgentCatalogue([]),
  frontDoorExamples: [],
  thresholds: { routeAt: 0.5, askAt: 0.2, supportThreshold: 0.3, maxChoices: 3 },
  assessComplexity: () => "simple",
  selectSupport: () => [],
  now: () => 0,
};

test("without agents nothing is anybody's", async () => {
  const router = await createLinearRouter(deps);

  const route = await router.route("the build is broken");

  expect(route).toMatchObject({ primary: null, band: "decline", alternatives: [] });
});

test("without front-door examples every readable text is work", async () => {
  const agents = createAgentCatalogue(
    shipped.agents.agents.filter(({ id }) => ["debug", "ask"].includes(id)),
  );
  const router = await createLinearRouter({ ...deps, agents });

  const route = await router.route("the test panics, please find out why it fails");

  expect(route).toMatchObject({ frontDoor: "work", primary: "debug" });
});

test("complexity is judged with the chosen agent, support asked for only when one is chosen", async () => {
  const agents = createAgentCatalogue(
    shipped.agents.agents.filter(({ id }) => ["debug", "ask"].includes(id)),
  );
  const asked: (string | null)[] = [];
  const router = await createLinearRouter({
    ...deps,
    agents,
    assessComplexity: ({ primary }) => {
      asked.push(primary);
      return primary === null ? "simple" : "high";
    },
    selectSupport: ({ primary, complexity }) => [{ agent: "ask", reason: `${primary} ${complexity}` }],
  });

  const routed = await router.route("@debug look at this");
  const social = await router.route("hi");

  expect(asked).toEqual(["debug", null]);
  expect(routed.support).toEqual([{ agent: "ask", reason: "debug high" }]);
  expect(social.support).toEqual([]);
});

test("the time it took comes from the clock", async () => {
  let time = 100;
  const router = await createLinearRouter({ ...deps, now: () => (time += 2.5) });

  expect((await router.route("hello there my friend")).ms).toBe(2.5);
});
