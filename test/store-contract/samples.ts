import { addressOf, messageKey } from "../../src/chat/message-key.ts";
import type { Conversation, IncomingMessage, MessageRef, MessageStatus } from "../../src/chat/messages.ts";
import type { NewDelivery } from "../../src/outbox/delivery.ts";
import { Plan } from "../../src/tasks/task.ts";
import type { AgentResult, Task } from "../../src/tasks/task.ts";

const WORKSPACE = { platform: "console", workspace: "acme-inc" } as const;

/** The outbox address of every sample, unless a test says otherwise. */
export const ADDRESS = addressOf(WORKSPACE);

export function aConversation(overrides: Partial<Conversation> = {}): Conversation {
  return { ...WORKSPACE, channel: "C1", thread: "100.1", ...overrides };
}

export function aRef(id: string, overrides: Partial<Conversation> = {}): MessageRef {
  return { ...WORKSPACE, channel: "C1", ...overrides, id };
}

export function aMessage(id: string, overrides: Partial<IncomingMessage> = {}): IncomingMessage {
  return {
    ...aRef(id),
    kind: "message",
    from: { id: "U1", name: "Ada" },
    sentAt: "2031-03-03T08:59:59.000Z",
    text: 'why does the 构建 fail? ‮ 🦀 \u0000 "quoted" \\ end',
    files: [{ id: "F1", name: "log.txt", sizeBytes: 0 }],
    ...overrides,
  };
}

export function keyOf(message: IncomingMessage): string {
  return messageKey(message);
}

export function aTask(id: string, overrides: Partial<Task> = {}): Task {
  const source = aRef(`200.${id}`);
  return {
    id,
    version: 1,
    state: "queued",
    title: "Find the failing allocator test",
    text: "the allocator test fails",
    requester: { id: "U1" },
    thread: aConversation({ thread: `200.${id}` }),
    source,
    sourceKey: messageKey(source),
    requestType: "debugging",
    route: {
      text: "the allocator test fails",
      frontDoor: "work",
      primary: "debug",
      // Empty lists, nulls and fractions are what a careless JSON round trip changes.
      support: [],
      complexity: "simple",
      confidence: 0.8125,
      decidedBy: "linear",
      alternatives: [],
      ms: 0.25,
      band: "route",
    },
    priority: {
      score: 1.5,
      band: "normal",
      queuePriority: 10,
      terms: { impact: 2, urgency: 1, dependencies: 1, resources: 1, risk: 0.75 },
    },
    plan: Plan.parse({
      stages: [
        {
          id: "s1",
          title: "Work",
          assignments: [
            { id: "a1", agent: "debug", role: "primary", reason: "routed", state: "waiting", starts: 0 },
          ],
        },
      ],
    }),
    round: 1,
    createdAt: "2031-03-03T09:00:00.000Z",
    updatedAt: "2031-03-03T09:00:00.000Z",
    ...overrides,
  };
}

/** The same task one version on. */
export function nextVersion(task: Task, changes: Partial<Task>): Task {
  return { ...task, ...changes, version: task.version + 1 };
}

export function aResult(summary: string): AgentResult {
  return { summary, body: `# ${summary}\n`, madeBy: "brief" };
}

export function aPost(id: string, to: Partial<Conversation> = {}, text = `text of ${id}`): NewDelivery {
  return { id, content: { kind: "post", to: aConversation(to), message: { text } } };
}

export function aPrivate(id: string, to: Partial<Conversation> = {}): NewDelivery {
  return {
    id,
    content: { kind: "private", to: aConversation(to), userId: "U1", message: { text: `for you: ${id}` } },
  };
}

export function aStatus(
  id: string,
  state: MessageStatus["state"],
  target: MessageRef = aRef("100.1"),
): NewDelivery {
  return { id, content: { kind: "status", target, status: { state } } };
}
