import type {
  Incoming,
  IncomingChoice,
  IncomingCommand,
  IncomingForm,
  IncomingMessage,
} from "../../src/chat/messages.ts";
import { CONSOLE_PLATFORM } from "./create-room-port.ts";
import type { PostedMessage, Thread } from "./room-state.ts";
import { rootOf } from "./room-state.ts";

export interface IncomingMakerOptions {
  readonly workspace: string;
  readonly channel: string;
  readonly user: { readonly id: string; readonly name: string };
  readonly now: () => Date;
  readonly newId: () => string;
}

/** Turns what a person does at the console into what the core receives; each has an id of its own. */
export interface IncomingMaker {
  message(text: string, thread?: Thread): IncomingMessage;
  command(name: string, args: string, thread?: Thread): IncomingCommand;
  choice(post: PostedMessage, value: string): IncomingChoice;
  form(trigger: Incoming, form: string, values: Readonly<Record<string, string>>): IncomingForm;
}

/** The thread that a form belongs to: that of what opened it. A command outside a thread has none. */
function threadOfTrigger(trigger: Incoming): string | undefined {
  return trigger.kind === "message" ? rootOf(trigger) : trigger.thread;
}

export function createIncomingMaker(options: IncomingMakerOptions): IncomingMaker {
  function base(channel: string, thread: string | undefined) {
    return {
      platform: CONSOLE_PLATFORM,
      workspace: options.workspace,
      channel,
      ...(thread === undefined ? {} : { thread }),
      id: options.newId(),
      from: { id: options.user.id, name: options.user.name },
      sentAt: options.now().toISOString(),
    };
  }

  return {
    message: (text, thread) => ({
      ...base(thread?.channel ?? options.channel, thread?.root),
      kind: "message",
      text,
      files: [],
    }),
    command: (name, args, thread) => ({
      ...base(thread?.channel ?? options.channel, thread?.root),
      kind: "command",
      name,
      args,
    }),
    choice: (post, value) => ({
      ...base(post.ref.channel, rootOf(post.ref)),
      kind: "choice",
      prompt: post.choices?.prompt ?? "",
      value,
    }),
    form: (trigger, form, values) => ({
      ...base(trigger.channel, threadOfTrigger(trigger)),
      kind: "form",
      form,
      values: { ...values },
    }),
  };
}
