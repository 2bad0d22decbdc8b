import type { Conversation } from "../chat/messages.ts";
import type { Actor } from "../permissions/permissions.ts";
import type { Task } from "../tasks/task.ts";
import type { Counter } from "./spend.ts";

type Payer = Pick<Counter, "scope" | "name">;

/** How whoever pays is called: by the ids of the configuration where it knows them. */
export interface PayerNames {
  readonly channelOf: (place: Pick<Conversation, "platform" | "channel">) => string;
  readonly personOf: (actor: Actor) => string;
}

interface KnownChannel {
  readonly id: string;
  readonly platform: string;
  readonly channel: string;
}

export const ORGANISATION: Payer = { scope: "organisation", name: "all" };

/** A channel by its id in the configuration, else `platform:channel`, which no configured id can be. */
export function createChannelOf(channels: readonly KnownChannel[]): PayerNames["channelOf"] {
  return ({ platform, channel }) =>
    channels.find((each) => each.platform === platform && each.channel === channel)?.id ??
    `${platform}:${channel}`;
}

export function channelPayer(
  place: Pick<Conversation, "platform" | "channel">,
  { channelOf }: PayerNames,
): Payer {
  return { scope: "channel", name: channelOf(place) };
}

export function userPayer(actor: Actor, { personOf }: PayerNames): Payer {
  return { scope: "user", name: personOf(actor) };
}

/** Everybody that the work of an agent on a task is charged to; of a task that is gone, the agent and the whole. */
export function payersOf(task: Task | undefined, agent: string, names: PayerNames): Payer[] {
  const ofTask =
    task === undefined
      ? []
      : [
          channelPayer(task.thread, names),
          userPayer({ platform: task.source.platform, userId: task.requester.id }, names),
        ];
  return [ORGANISATION, ...ofTask, { scope: "agent", name: agent }];
}
