import type { ChatReceiver } from "../../src/chat/chat-port.ts";
import type { Incoming, MessageRef } from "../../src/chat/messages.ts";
import type { ConsoleRoom } from "./console-room.ts";
import type { ConsoleTheme } from "./console-theme.ts";
import type { ConsoleView } from "./create-console-view.ts";
import type { Delivery } from "./create-delivery.ts";
import { createFormDesk } from "./create-form-desk.ts";
import type { FormDesk } from "./create-form-desk.ts";
import type { IncomingMaker } from "./create-incoming-maker.ts";
import type { InputHandler } from "./input-handler.ts";
import type { OpenRequests } from "./open-requests.ts";
import { createOpenRequests } from "./open-requests.ts";
import type { Terminal } from "./terminal.ts";

export interface ConsoleSessionOptions {
  readonly session: string;
  readonly room: ConsoleRoom;
  readonly terminal: Terminal;
  readonly theme: ConsoleTheme;
  readonly view: ConsoleView;
  readonly delivery: Delivery;
  readonly make: IncomingMaker;
  readonly input: InputHandler;
  /** Printed when it opens. */
  readonly welcome: readonly string[];
  /** How often to look for what other processes wrote, in milliseconds. */
  readonly pollMs: number;
}

const PROMPT = "› ";

/** One sitting at the console, from the first prompt to the goodbye. */
export class ConsoleSession {
  readonly #options: ConsoleSessionOptions;
  readonly #desk: FormDesk;
  readonly #requests: OpenRequests;
  readonly #closeListeners: (() => void)[] = [];
  #timer: NodeJS.Timeout | undefined;
  #phase: "new" | "open" | "ended" | "left" | "stopped" = "new";
  #isInterrupted = false;

  constructor(options: ConsoleSessionOptions) {
    this.#options = options;
    this.#requests = createOpenRequests(options.room.state, options.session);
    this.#desk = createFormDesk({
      terminal: options.terminal,
      theme: options.theme,
      prompt: options.theme.thread(PROMPT),
      notice: (rows) => options.view.notice(rows),
      onSubmit: (trigger, form, values) => this.#submit(options.make.form(trigger, form.id, values)),
    });
    options.room.subscribe((entry) => {
      this.#requests.apply(entry);
      this.#leaveWhenQuiet();
    });
  }

  start(receiver: ChatReceiver): void {
    if (this.#phase !== "new") return;
    const { delivery, terminal, theme, view, welcome, pollMs } = this.#options;
    this.#phase = "open";
    delivery.connect(receiver);
    this.#options.input.connect({
      formFor: async (incoming) => receiver.formFor?.(incoming),
      open: (trigger, form) => this.#desk.open(trigger, form),
    });
    terminal.print(welcome);
    terminal.open({
      line: (text) => this.#line(text),
      interrupt: () => this.#interrupt(),
      end: () => this.#end(),
    });
    terminal.setPrompt(theme.thread(PROMPT));
    if (delivery.unsent().length > 0) {
      view.notice([
        `${delivery.unsent().length} of your messages could not be sent earlier: /resend tries again.`,
      ]);
    }
    void delivery.recover();
    this.#timer = setInterval(() => this.#poll(), pollMs).unref();
  }

  stop(): void {
    if (this.#phase === "stopped") return;
    this.#phase = "stopped";
    clearInterval(this.#timer);
    this.#options.delivery.connect(undefined);
    this.#options.terminal.close();
    this.#options.room.close();
  }

  onClose(listener: () => void): void {
    this.#closeListeners.push(listener);
  }

  async say(text: string): Promise<MessageRef> {
    const { make, delivery } = this.#options;
    const message = make.message(text);
    await delivery.send(message);
    const { platform, workspace, channel, id } = message;
    return { platform, workspace, channel, id };
  }

  /** The person goes; what is under way goes on. */
  leave(): void {
    if (this.#phase !== "open" && this.#phase !== "ended") return;
    this.#phase = "left";
    const { terminal, theme } = this.#options;
    terminal.close();
    const open = this.#requests.count();
    const rest =
      open === 0 ? "" : ` ${open === 1 ? "1 request goes" : `${open} requests go`} on without you.`;
    if (terminal.isLive) terminal.print([theme.quiet(`Goodbye.${rest}`)]);
    for (const listener of this.#closeListeners) listener();
  }

  #poll(): void {
    try {
      this.#options.room.refresh();
    } catch {
      // The next look may succeed, and whatever is sent meanwhile reports the reason.
    }
    this.#options.view.tick();
  }

  #line(text: string): void {
    if (this.#phase !== "open") return;
    this.#isInterrupted = false;
    if (!this.#desk.isOpen()) void this.#options.input.line(text);
    else if (text.trim() === "/cancel") this.#desk.cancel();
    else this.#desk.line(text);
  }

  #submit(form: Incoming): void {
    // The view shows what the core refuses.
    this.#options.delivery.send(form).catch(() => {});
  }

  #interrupt(): void {
    if (this.#desk.isOpen()) {
      this.#desk.cancel();
      return;
    }
    if (this.#isInterrupted) {
      this.leave();
      return;
    }
    this.#isInterrupted = true;
    const draft = this.#options.terminal.replaceDraft("");
    const cleared = draft === "" ? "" : "Line cleared. ";
    this.#options.view.notice([
      this.#options.theme.quiet(`${cleared}Ctrl-C again leaves, /help shows what else you can do.`),
    ]);
  }

  /** Nobody types any more: a person has left, but a script that piped its requests in waits for the answers. */
  #end(): void {
    if (this.#phase !== "open") return;
    this.#phase = "ended";
    if (this.#options.terminal.isLive) this.leave();
    else this.#leaveWhenQuiet();
  }

  #leaveWhenQuiet(): void {
    if (this.#phase === "ended" && this.#requests.count() === 0) this.leave();
  }
}
