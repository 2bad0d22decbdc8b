import type { ChatPort, ChatReceiver } from "../../src/chat/chat-port.ts";
import type { Incoming } from "../../src/chat/messages.ts";

export const PLATFORMS = ["slack", "discord", "console"] as const;
export type Platform = (typeof PLATFORMS)[number];

/** A test that shows something: its file, its name as it is written there, and the row where it is a table. */
export interface Shown {
  readonly file: string;
  readonly name: string;
  readonly row?: string;
}

/** A platform can do it, shown by a test, or cannot, for a reason of its own and with what people do instead. */
export type Support = { readonly shown: Shown } | { readonly because: string };

type OptionalOf<Port> = {
  [Key in keyof Port]-?: undefined extends Port[Key] ? Key : never;
}[keyof Port];

/** What a port may leave out. */
export type PortMethod = OptionalOf<ChatPort>;
/** What an adapter may leave unasked. */
export type CoreMethod = OptionalOf<ChatReceiver>;

/** One thing that people can do with the bot, or the bot for them, and who can do it where. */
export interface Capability {
  readonly title: string;
  /** Kinds of what comes in that it is about. */
  readonly kind?: Incoming["kind"];
  /** What a port needs for it: there where the platform can do it, and nowhere else. */
  readonly port?: PortMethod;
  /** What an adapter asks the core for it. */
  readonly core?: CoreMethod;
  readonly on: Readonly<Record<Platform, Support>>;
}

/** Every platform passes this test of the contract. */
export function inContract(name: string): Support {
  return { shown: { file: "test/chat-port.contract.ts", name } };
}

/** The same everywhere. */
export function everywhere(support: Support): Record<Platform, Support> {
  return { slack: support, discord: support, console: support };
}

export function no(because: string): Support {
  return { because };
}

/** Makes the word for "shown by a test of this file". */
export function shownIn(file: string): (name: string, row?: string) => Support {
  return (name, row) => ({ shown: { file, name, ...(row === undefined ? {} : { row }) } });
}
