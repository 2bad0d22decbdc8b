import type { z } from "zod";
import type { Incoming, IncomingChoice, IncomingCommand, IncomingMessage } from "../../src/chat/messages.ts";
import { Config } from "../../src/config/config.ts";
import type { ConversationDeps } from "../../src/conversation/conversation-deps.ts";
import { createAgentLoad } from "../../src/orchestration/load/create-agent-load.ts";
import type { PlannedTask } from "../../src/orchestration/planned-task.ts";
import { unknownProject, type ProjectContext } from "../../src/conversation/project-context.ts";
import { processMessage } from "../../src/conversation/process-message.ts";
import type { DeliveryContent } from "../../src/outbox/delivery.ts";
import { Plan } from "../../src/tasks/task.ts";
import { createPeople } from "../../src/people/people.ts";
import type { Action } from "../../src/permissions/permissions.ts";
import type { Route, RouteContext } from "../../src/router/route.ts";
import type { Store } from "../../src/store/store.ts";
import { messageKey } from "../../src/chat/message-key.ts";
import { makeAgent, makeCatalogue } from "../execution/brief-kit.ts";
import { createFakeJobQueue } from "../fakes/fake-job-queue.ts";
import { createMemoryStore } from "../fakes/memory-store.ts";
import { shipped } from "../orchestration/shipped.ts";
import { createTestClock } from "../store-contract/contract-kit.ts";
import { ADDRESS, aMessage, aRef } from "../store-contract/samples.ts";

export const AGENTS = makeCatalogue(
  makeAgent({ id: "code", title: "Code writer", examples: ["write the parser"] }),
  makeAgent({ id: "debug", title: "Debugger", examples: ["find the leak"] }),
  makeAgent({ id: "architect", title: "Architect", examples: ["design the cache"] }),
  makeAgent({ id: "ask", title: "Guide", examples: ["what is a lane"] }),
);

/** A route that work takes to `debug`, changed as a test likes. */
export function aRoute(overrides: Partial<Route> = {}): Route {
  return {
    text: "",
    frontDoor: "work",
    primary: "debug",
    support: [],
    complexity: "simple",
    confidence: 0.91,
    decidedBy: "linear",
    alternatives: [
      { agent: "debug", score: 0.91 },
      { agent: "code", score: 0.05 },
      { agent: "architect", score: 0.03 },
      { agent: "ask", score: 0.01 },
    ],
    ms: 0.1,
    band: "route",
    ...overrides,
  };
}

export const ASK = { band: "ask", primary: null, confidence: 0.4 } as const;

/** The chosen agent leads, `code` supports when the text says "together". */
function planFor({ text, route }: { readonly text: string; readonly route: Route }): PlannedTask {
  const waiting = { state: "waiting", starts: 0 } as const;
  const primary = route.primary ?? "nobody";
  const support = { id: "s1-code", agent: "code", role: "support", reason: "knows the code" } as const;
  return {
    requestType: "debugging",
    title: text.slice(0, 40),
    priority: {
      score: 2,
      band: "normal",
      queuePriority: 7,
      terms: { impact: 2, urgency: 2, dependencies: 1, resources: 1, risk: 2 },
    },
    plan: Plan.parse({
      stages: [
        {
          id: "s1",
          title: "Work",
          assignments: [
            { id: `s1-${primary}`, agent: primary, role: "primary", reason: "leads debugging", ...waiting },
            ...(text.includes("together") ? [{ ...support, ...waiting }] : []),
          ],
        },
      ],
    }),
  };
}

export interface KitOptions {
  /** What the router answers, by text; default: work for `debug`. */
  readonly route?: (text: string) => Partial<Route>;
  readonly deny?: readonly Action[];
  /** What is known of the project; default: nothing. */
  readonly project?: Partial<ProjectContext>;
  /** People and teams as the configuration has them; default: none. */
  readonly config?: Pick<z.input<typeof Config>, "people" | "teams" | "organisation">;
}

type Settled = { readonly id: string } & DeliveryContent;

/** Takes everything that is due from the outbox as if it had been sent. */
export async function takeDeliveries(store: Store): Promise<Settled[]> {
  const taken: Settled[] = [];
  for (;;) {
    const lanes = await store.deliveries.claim(ADDRESS, { lanes: 100, perLane: 100, leaseMs: 1_000 });
    if (lanes.length === 0) return taken;
    for (const lane of lanes) {
      for (const delivery of lane.deliveries) {
        taken.push({ id: delivery.id, ...delivery.content });
        await store.deliveries.settle(lane, delivery);
      }
    }
  }
}

/** What people read, in order. */
export function textsOf(deliveries: readonly Settled[]): string[] {
  return deliveries.flatMap((each) => (each.kind === "status" ? [] : [each.message.text]));
}

/** Where messages stand, in order. */
export function statesOf(deliveries: readonly Settled[]): string[] {
  return deliveries.flatMap((each) =>
    each.kind === "status" ? [`${each.target.id} ${each.status.state}`] : [],
  );
}

export function createConversation({
  route = () => ({}),
  deny = [],
  project = {},
  config = {},
}: KitOptions = {}) {
  const clock = createTestClock();
  const store = createMemoryStore({ now: clock.now });
  const jobs = createFakeJobQueue();
  const asked: { readonly text: string; readonly context: RouteContext }[] = [];
  const deps: ConversationDeps = {
    store,
    jobs,
    router: {
      async route(text, context = {}) {
        asked.push({ text, context });
        return aRoute({ text, ...route(text) });
      },
    },
    agents: () => AGENTS,
    plan: planFor,
    patterns: () => [],
    hasApprovers: false,
    definitions: () => shipped,
    load: createAgentLoad({ store, now: clock.now, maxAgeMs: 0 }),
    maxChoices: () => 3,
    project: { ...unknownProject, ...project },
    people: createPeople(Config.parse(config)),
    permissions: { may: (_actor, action) => !deny.includes(action) },
    clock: { now: clock.now, sleep: async () => undefined },
    newReference: () => "R-test",
  };

  /** Accepts one thing and processes it; what people then see of it. */
  async function take(incoming: Incoming): Promise<Settled[]> {
    const key = messageKey(incoming);
    await store.inbox.accept(key, incoming);
    await processMessage(key, deps);
    return takeDeliveries(store);
  }

  return {
    clock,
    store,
    jobs,
    deps,
    /** What the router was asked, in order. */
    asked,
    take,
    say: async (id: string, text: string, overrides: Partial<IncomingMessage> = {}) =>
      take(aMessage(id, { text, ...overrides })),
    command: async (id: string, name: string, args = "") => take(aCommand(id, name, args)),
    press: async (id: string, press: Pick<IncomingChoice, "prompt" | "value" | "thread">) =>
      take(aChoice(id, press)),
    eventTypes: async () => (await store.events.since("0", 1_000)).map(({ type }) => type),
  };
}

const FROM = { from: { id: "U1", name: "Ada" }, sentAt: "2031-03-03T08:59:59.000Z" } as const;

export function aCommand(id: string, name: string, args = ""): IncomingCommand {
  return { ...aRef(id), ...FROM, kind: "command", name, args };
}

export function aChoice(
  id: string,
  { prompt, value, thread }: Pick<IncomingChoice, "prompt" | "value" | "thread">,
): IncomingChoice {
  const where = thread === undefined ? {} : { thread };
  return { ...aRef(id, where), ...FROM, kind: "choice", prompt, value };
}
