import { expect, onTestFinished, test } from "vitest";
import { threadKey } from "../../src/chat/message-key.ts";
import type { Conversation, MessageRef } from "../../src/chat/messages.ts";
import { BotError } from "../../src/errors.ts";
import { silentLogger } from "../../src/log/logger.ts";
import { begunBy } from "../../src/outbox/begun-thread.ts";
import { startDispatcher } from "../../src/outbox/create-dispatcher.ts";
import type { NewDelivery } from "../../src/outbox/delivery.ts";
import { bindThread } from "../../src/tasks/bind-thread.ts";
import { createMemoryStore } from "../fakes/memory-store.ts";
import { createVirtualClock } from "../fakes/virtual-clock.ts";
import { aConversation, aRef, aTask } from "../store-contract/samples.ts";

const LIMITS = { attempts: 3, backoffMs: 1_000, maxBackoffMs: 60_000, leaseMs: 30_000, lanes: 4 };
const BEGUN = aConversation({ thread: begunBy("root") });

function aSaying(id: string, to: Conversation = BEGUN): NewDelivery {
  return { id, content: { kind: "post", to, message: { text: id } } };
}

/** A platform that writes down where things went; its channel `@U1` is really `D1`. */
async function setUp({ fails = 0 } = {}) {
  const clock = createVirtualClock();
  const store = createMemoryStore({ now: clock.now });
  const places: string[] = [];
  const statuses: MessageRef[] = [];
  let left = fails;
  await store.commit({
    task: aTask("T1", { thread: BEGUN, source: aRef(begunBy("root")) }),
    deliveries: [aSaying("root"), aSaying("ack")],
  });
  const dispatcher = await startDispatcher({
    deliveries: store.deliveries,
    wake: store.wake,
    ports: [
      {
        platform: "console",
        workspaces: () => ["acme-inc"],
        start: async () => undefined,
        stop: async () => undefined,
        update: async () => undefined,
        async post(to, { text }) {
          left -= 1;
          if (left >= 0) throw new BotError("chat.gone", "No such channel.");
          places.push(`${text} in ${to.channel} below ${to.thread ?? "nothing"}`);
          return { ...to, channel: "D1", id: `m.${text}` };
        },
        setStatus: async (target) => void statuses.push(target),
      },
    ],
    clock,
    random: () => 0.5,
    log: silentLogger,
    limits: LIMITS,
    onBegun: async (thread, root) => bindThread(thread, root, { store, clock }),
  });
  onTestFinished(async () => dispatcher.stop());
  await clock.settle();
  return { clock, store, places, statuses };
}

test("what begins a thread goes to the channel, and the rest below the message that it became", async () => {
  const { places } = await setUp();

  expect(places).toEqual(["root in C1 below nothing", "ack in D1 below m.root"]);
});

test("the task that waited for the thread has it from then on, with what is said there", async () => {
  const { store, clock, statuses } = await setUp();
  const task = await store.tasks.get("T1");
  await store.commit({
    deliveries: [
      {
        id: "status",
        content: { kind: "status", target: aRef(begunBy("root")), status: { state: "running" } },
      },
    ],
  });
  await clock.settle();

  expect(task).toMatchObject({ version: 2, thread: { channel: "D1", thread: "m.root" } });
  expect(task?.source.id).toBe("m.root");
  expect(
    (await store.tasks.ofThread(threadKey(aConversation({ channel: "D1", thread: "m.root" }))))?.id,
  ).toBe("T1");
  expect(statuses.map(({ id }) => id)).toEqual(["m.root"]);
});

test("where the thread could not be begun, what belongs into it is said in the channel", async () => {
  const { places, store } = await setUp({ fails: 1 });

  expect(places).toEqual(["ack in C1 below nothing"]);
  expect((await store.tasks.get("T1"))?.version).toBe(1);
});
