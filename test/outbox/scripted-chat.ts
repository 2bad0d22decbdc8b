import type { ChatPort, Pace } from "../../src/chat/chat-port.ts";
import type { MessageStatus } from "../../src/chat/messages.ts";

/** What the platform does with one call: refuses it, or takes it and loses the answer. */
export interface Trouble {
  readonly error: unknown;
  /** `after`: the call took effect and only its answer was lost. */
  readonly when: "before" | "after";
}

export interface ScriptedChat extends ChatPort {
  /** Everything that people see, in order; a doubled post is there twice. */
  readonly posted: readonly { readonly deliveryId: string; readonly userId?: string }[];
  readonly statuses: readonly { readonly status: MessageStatus }[];
  /** Delivery ids that were looked up. */
  readonly lookedUp: readonly string[];
  /** All calls that reached the platform, failed ones included. */
  readonly calls: readonly string[];
  /** The next calls meet these troubles, one each. */
  meet(...troubles: readonly Trouble[]): void;
  /** Calls wait from now on until `resume`. */
  pause(): void;
  resume(): void;
}

/**
 * The sending half of a platform whose every call a test can hold back or spoil. It shows a post as often as it is
 * told to and keeps no messages of people, so that a status needs none.
 */
export function createScriptedChat(
  options: { readonly canWhisper?: boolean; readonly pace?: Pace } = {},
): ScriptedChat {
  const posted: { deliveryId: string; userId?: string }[] = [];
  const statuses: { status: MessageStatus }[] = [];
  const lookedUp: string[] = [];
  const calls: string[] = [];
  const troubles: Trouble[] = [];
  let gate: { readonly opened: Promise<void>; readonly open: () => void } | undefined;

  async function call<T>(name: string, effect: () => T): Promise<T> {
    calls.push(name);
    await gate?.opened;
    const trouble = troubles.shift();
    if (trouble?.when === "before") throw trouble.error;
    const result = effect();
    if (trouble !== undefined) throw trouble.error;
    return result;
  }

  const whisper: Pick<ChatPort, "postPrivate"> = {
    postPrivate: async (_to, userId, _message, { deliveryId }) =>
      call(`private ${deliveryId}`, () => {
        posted.push({ deliveryId, userId });
      }),
  };
  return {
    platform: "console",
    ...(options.pace === undefined ? {} : { pace: options.pace }),
    workspaces: () => ["acme-inc"],
    start: async () => undefined,
    stop: async () => undefined,
    update: async ({ id }, { text }) => call(`update ${id}: ${text}`, () => undefined),
    post: async (to, _message, { deliveryId }) =>
      call(`post ${deliveryId}`, () => ({ ...to, id: `p${posted.push({ deliveryId })}` })),
    setStatus: async (_ref, status) =>
      call(`status ${status.state}`, () => {
        statuses.push(structuredClone({ status }));
      }),
    findDelivery: async (to, deliveryId) =>
      call(`find ${deliveryId}`, () => {
        lookedUp.push(deliveryId);
        const at = posted.findIndex((post) => post.deliveryId === deliveryId);
        return at < 0 ? undefined : { ...to, id: `p${at + 1}` };
      }),
    ...(options.canWhisper === false ? {} : whisper),
    posted,
    statuses,
    lookedUp,
    calls,
    meet: (...more) => {
      troubles.push(...more);
    },
    pause() {
      let open = (): void => undefined;
      const opened = new Promise<void>((resolve) => {
        open = resolve;
      });
      gate = { opened, open: () => open() };
    },
    resume() {
      gate?.open();
      gate = undefined;
    },
  };
}
