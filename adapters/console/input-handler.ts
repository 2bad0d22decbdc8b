import { distance } from "fastest-levenshtein";
import { BotError } from "../../src/errors.ts";
import type { IncomingMaker } from "./create-incoming-maker.ts";
import type { LocalCommand, LocalCommandOptions } from "./create-local-commands.ts";
import type { ConsoleInput } from "./parse-input.ts";
import { parseInput } from "./parse-input.ts";
import { toPrintableLine } from "./printable-text.ts";
import type { PostedMessage, Thread } from "./room-state.ts";
import { rootOf } from "./room-state.ts";
import { showThread } from "./show-history.ts";
import type { Form, Incoming } from "../../src/chat/messages.ts";

export interface InputHandlerOptions extends LocalCommandOptions {
  readonly local: readonly LocalCommand[];
  readonly make: IncomingMaker;
}

/** Where forms come from, and where people fill them in. */
export interface FormSource {
  formFor(incoming: Incoming): Promise<Form | undefined>;
  open(trigger: Incoming, form: Form): void;
}

type Input<Kind extends ConsoleInput["kind"]> = ConsoleInput & { kind: Kind };

/** Acts on the lines that a person types outside forms. */
export class InputHandler {
  readonly #options: InputHandlerOptions;
  /** The root of the thread that the person wrote in last. */
  #lastThread: Thread | undefined;
  #forms: FormSource | undefined;

  constructor(options: InputHandlerOptions) {
    this.#options = options;
  }

  connect(forms: FormSource): void {
    this.#forms = forms;
  }

  /** Resolves when the line is dealt with; what went wrong has been shown by then. */
  async line(text: string): Promise<void> {
    try {
      await this.#act(parseInput(text), text.trim());
    } catch (error) {
      // The view shows what the core refuses; a journal that cannot be written has no other voice.
      const isJournal = error instanceof BotError && error.code === "chat.journal_unwritable";
      if (isJournal) this.#notice(`✖ ${error.message}`);
    }
  }

  async #act(input: ConsoleInput, whole: string): Promise<void> {
    switch (input.kind) {
      case "nothing":
        return;
      case "message":
        return this.#send(this.#options.make.message(input.text));
      case "reply":
        return this.#reply(input, whole);
      case "show":
        return this.#show(input);
      case "pick":
        return this.#pick(input, whole);
      case "command":
        return this.#command(input, whole);
    }
  }

  #notice(text: string): void {
    this.#options.view.notice([text]);
  }

  /** Opens the form that a command or a choice asks for; without an answer from the core it counts as it is. */
  async #openForm(incoming: Incoming): Promise<boolean> {
    if (incoming.kind !== "command" && incoming.kind !== "choice") return false;
    // Lines that are piped in were written before anybody knew of a form.
    if (!this.#options.terminal.isLive) return false;
    const form = await this.#forms?.formFor(incoming).catch(() => undefined);
    if (form !== undefined) this.#forms?.open(incoming, form);
    return form !== undefined;
  }

  async #send(incoming: Incoming): Promise<void> {
    if (await this.#openForm(incoming)) return;
    const { room, delivery } = this.#options;
    if (incoming.kind === "message") this.#lastThread = room.openThread(incoming.channel, rootOf(incoming));
    await delivery.send(incoming);
  }

  /** The thread meant; undefined after saying that there is none. */
  #find(wanted: number | "last"): Thread | undefined {
    const { state } = this.#options.room;
    const thread = wanted === "last" ? (this.#lastThread ?? state.threads().at(-1)) : state.thread(wanted);
    if (thread === undefined && wanted !== "last") {
      this.#notice(`There is no thread #${wanted}. A space before the # sends the text as a new message.`);
    }
    return thread;
  }

  async #reply({ thread: wanted, text }: Input<"reply">, whole: string): Promise<void> {
    const thread = this.#find(wanted);
    if (thread !== undefined) return this.#send(this.#options.make.message(text, thread));
    if (wanted === "last") await this.#send(this.#options.make.message(whole));
  }

  #show({ thread: wanted }: Input<"show">): void {
    const thread = this.#find(wanted);
    if (thread === undefined) return;
    this.#lastThread = thread;
    showThread(thread, this.#options);
  }

  /** Open choices that a number may mean: those of the thread, else those before the person's eyes. */
  #openPosts(thread: Thread | undefined): readonly PostedMessage[] {
    const { room, view } = this.#options;
    if (thread === undefined) {
      const shown = view.openChoices();
      const wanted = shown.filter((post) => !room.state.isCancelled(post));
      // Only what was cancelled is left: the core says that it is over.
      return wanted.length > 0 ? wanted : shown.slice(-1);
    }
    const posts = [...room.state.posts.values()].filter(
      (post) => post.ref.channel === thread.channel && rootOf(post.ref) === thread.root,
    );
    return posts.filter((post) => post.choices !== undefined && post.chosen === undefined).slice(-1);
  }

  async #pick({ thread: wanted, option, text }: Input<"pick">, whole: string): Promise<void> {
    const thread = wanted === undefined ? undefined : this.#find(wanted);
    if (wanted !== undefined && thread === undefined) return;
    const posts = this.#openPosts(thread);
    const [post] = posts;
    if (post === undefined) {
      await this.#send(this.#options.make.message(thread === undefined ? whole : text, thread));
      return;
    }
    if (posts.length > 1) {
      const threads = posts.map(
        (post) => this.#options.room.openThread(post.ref.channel, rootOf(post.ref)).number,
      );
      this.#notice(
        `More than one question is open: answer with ${threads.map((n) => `#${n} ${option}`).join(" or ")}.`,
      );
      return;
    }
    const options = post.choices?.options ?? [];
    const chosen = options[option - 1];
    if (chosen === undefined) this.#notice(`Please answer with a number from 1 to ${options.length}.`);
    else await this.#send(this.#options.make.choice(post, chosen.value));
  }

  async #command(input: Input<"command">, whole: string): Promise<void> {
    const { local, commands, make } = this.#options;
    const own = local.find((command) => command.name === input.name);
    if (own !== undefined) {
      await own.run(input.args);
      return;
    }
    if (!commands.some((command) => command.name === input.name)) {
      this.#notice(this.#unknownCommand(input.name, whole));
      return;
    }
    const thread = input.thread === undefined ? undefined : this.#find(input.thread);
    if (input.thread !== undefined && thread === undefined) return;
    await this.#send(make.command(input.name, input.args, thread));
  }

  #unknownCommand(name: string, whole: string): string {
    if (name === "reply") return "Write /reply, a thread's number and your text, such as /reply 2 yes.";
    if (name === "cancel" && whole === "/cancel") return "There is no form to leave.";
    const { local, commands } = this.#options;
    const names = [...local, ...commands].map((command) => command.name);
    const near = names
      .filter((known) => distance(known, name) <= 2)
      .sort((a, b) => distance(a, name) - distance(b, name));
    const guess = near[0] === undefined ? "" : ` Did you mean /${near[0]}?`;
    const hint = "/help lists them; a space before the slash sends the line as text.";
    return `There is no command /${toPrintableLine(name)}.${guess} ${hint}`;
  }
}
