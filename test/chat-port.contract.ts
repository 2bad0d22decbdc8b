import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { messageKey, threadKey } from "../src/chat/message-key.ts";
import type { ChatPort } from "../src/chat/chat-port.ts";
import { Incoming } from "../src/chat/messages.ts";
import type { Conversation, Form, MessageRef, MessageState } from "../src/chat/messages.ts";
import { BotError } from "../src/errors.ts";

/** Something that happened on the platform and that the adapter is to hand to the core. */
export interface PlatformEvent {
  /** True once the platform may forget the event. */
  acknowledged(): boolean;
  /** What the platform does with an event that was not acknowledged. */
  redeliver(): Promise<void>;
}

/** A message as people see it now. */
export interface SeenMessage {
  readonly id: string;
  /** The thread that it stands in; undefined for a message in the channel. */
  readonly thread: string | undefined;
  readonly text: string;
  /** Every status that shows on it at this moment. */
  readonly statuses: readonly MessageState[];
  /** Labels of the choices that can still be picked. */
  readonly choices: readonly string[];
  /** The content of its files, by name. */
  readonly files: Readonly<Record<string, string>>;
  /** The only person who sees it; undefined when everybody does. */
  readonly privateTo: string | undefined;
}

/** A platform with one person on it, and the adapter under test connected to it but not started. */
export interface ChatPortHarness {
  readonly port: ChatPort;
  /** A channel, without thread, that the person writes in. */
  readonly channel: Conversation;
  readonly person: { readonly id: string; readonly name: string };
  /** An id that is well formed on this platform and belongs to no message. */
  readonly missingId: string;
  /** The person writes; resolves when the platform has it, before the core does. */
  say(text: string, thread?: string): Promise<PlatformEvent>;
  choose(post: MessageRef, value: string): Promise<PlatformEvent>;
  /** Uses the command `status`, which every harness registers. */
  command(args: string): Promise<PlatformEvent>;
  /** Sends the form that is open, with these values by field id. */
  fillForm?(values: Readonly<Record<string, string>>): Promise<PlatformEvent>;
  /** Everything that is visible in the workspace, the person's own messages included, oldest first. */
  seen(): Promise<readonly SeenMessage[]>;
  /** The next post appears, but the adapter does not learn of it. */
  loseAnswerNext?(): void;
  /** The platform asks to wait this long at the next post. */
  rateLimitNext?(retryAfterMs: number): void;
  close(): Promise<void>;
}

/** A core that remembers, and accepts or refuses as it is told. */
class Receiver {
  readonly got: Incoming[] = [];
  /** What adapters were told to show in place of handing something in. */
  readonly asked: Incoming[] = [];
  form: Form | undefined;

  async formFor(incoming: Incoming): Promise<Form | undefined> {
    this.asked.push(incoming);
    return this.form;
  }

  decide: () => Promise<"accepted" | "duplicate"> = async () => "accepted";

  async receive(incoming: Incoming): Promise<"accepted" | "duplicate"> {
    this.got.push(incoming);
    return this.decide();
  }
}

function incomingOf<Kind extends Incoming["kind"]>(incoming: Incoming | undefined, kind: Kind) {
  if (incoming?.kind !== kind) throw new Error(`expected a ${kind}, got ${incoming?.kind ?? "nothing"}`);
  return incoming as Incoming & { kind: Kind };
}

/** Long enough for an adapter that acknowledges too early to be caught at it. */
async function settle(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 20));
}

async function errorOf(call: Promise<unknown>): Promise<unknown> {
  return call.then(
    () => "it resolved",
    (error: unknown) => error,
  );
}

const WAIT = { timeout: 60_000, interval: 5 };

/** What every adapter and fake of ChatPort has to do, tried against the platform it speaks to. */
export function chatPortContract(name: string, makeHarness: () => Promise<ChatPortHarness>): void {
  describe(`${name} as a chat port`, () => {
    let harness: ChatPortHarness;
    let port: ChatPort;
    let core: Receiver;
    let channel: Conversation;
    let deliveries = 0;

    const nextDelivery = () => ({ deliveryId: `delivery-${(deliveries += 1)}` });

    async function received(count: number): Promise<readonly Incoming[]> {
      await vi.waitFor(() => expect(core.got.length).toBeGreaterThanOrEqual(count), WAIT);
      return core.got;
    }

    /** A message of the person that the core has taken. */
    async function said(text: string, thread?: string): Promise<Incoming & { kind: "message" }> {
      const before = core.got.length;
      const event = await harness.say(text, thread);
      await received(before + 1);
      await vi.waitFor(() => expect(event.acknowledged()).toBe(true), WAIT);
      return incomingOf(core.got[before], "message");
    }

    async function threadOf(text: string): Promise<Conversation> {
      const { id } = await said(text);
      return { ...channel, thread: id };
    }

    async function seenWith(word: string): Promise<readonly SeenMessage[]> {
      return (await harness.seen()).filter((message) => message.text.includes(word));
    }

    beforeEach(async () => {
      core = new Receiver();
      harness = await makeHarness();
      ({ port, channel } = harness);
      await port.start(core);
    });

    afterEach(async () => {
      await port.stop();
      await harness.close();
    });

    describe("receiving", () => {
      test("hands a person's message to the core with text, sender, place and time", async () => {
        const message = await said("the build is red");

        expect(message).toMatchObject({
          platform: port.platform,
          workspace: channel.workspace,
          channel: channel.channel,
          text: "the build is red",
          from: { id: harness.person.id },
        });
        expect(Incoming.parse(message)).toEqual(message);
        expect(message.thread).toBeUndefined();
        expect(port.workspaces()).toContain(channel.workspace);
      });

      test("acknowledges a message only after the core has taken it", async () => {
        let accept: ((answer: "accepted") => void) | undefined;
        core.decide = () => new Promise((resolve) => (accept = resolve));
        const event = await harness.say("wait for me");
        await received(1);
        await settle();
        expect(event.acknowledged()).toBe(false);

        accept?.("accepted");

        await vi.waitFor(() => expect(event.acknowledged()).toBe(true), WAIT);
      });

      test("acknowledges a message that the core has already", async () => {
        core.decide = async () => "duplicate";

        const event = await harness.say("seen before");

        await vi.waitFor(() => expect(event.acknowledged()).toBe(true), WAIT);
      });

      test("lets the platform deliver again what the core refused, as the same message", async () => {
        core.decide = async () => {
          throw new BotError("store.unavailable", "Redis is away", { retryable: true });
        };
        const event = await harness.say("do not lose me");
        await received(1);
        await settle();
        expect(event.acknowledged()).toBe(false);

        core.decide = async () => "accepted";
        await event.redeliver();

        const [first, second] = await received(2);
        await vi.waitFor(() => expect(event.acknowledged()).toBe(true), WAIT);
        expect(incomingOf(second, "message").text).toBe("do not lose me");
        expect(first && messageKey(first)).toBe(second && messageKey(second));
      });

      test("gives two messages with the same text different keys", async () => {
        const first = await said("again");
        const second = await said("again");

        expect(messageKey(first)).not.toBe(messageKey(second));
      });

      test("puts an answer in a thread into the thread of the message that began it", async () => {
        const root = await said("a question");

        const answer = await said("one more thing", root.id);

        expect(threadKey(answer)).toBe(threadKey(root));
        expect(messageKey(answer)).not.toBe(messageKey(root));
      });

      test("puts an answer to a post of the bot into the thread of that post", async () => {
        const post = await port.post(channel, { text: "standup time" }, nextDelivery());

        const answer = await said("all done", post.id);

        expect(threadKey(answer)).toBe(threadKey(post));
      });

      test("keeps unicode, markup and line breaks of what a person wrote", async () => {
        const text = "naïve 漢字 👩🏽‍💻 שלום **bold** <b> & `code`";

        expect((await said(text)).text).toBe(text);
      });

      test("delivers a command with its name and arguments", async () => {
        const event = await harness.command("T12 please");

        const command = incomingOf((await received(1))[0], "command");
        expect(command).toMatchObject({
          name: "status",
          args: "T12 please",
          from: { id: harness.person.id },
        });
        expect(Incoming.parse(command)).toEqual(command);
        await vi.waitFor(() => expect(event.acknowledged()).toBe(true), WAIT);
      });

      test("receives nothing after stop, and stopping again changes nothing", async () => {
        await port.stop();
        await port.stop();

        await harness.say("too late");
        await settle();

        expect(core.got).toEqual([]);
      });
    });

    describe("posting", () => {
      test("posts in a channel", async () => {
        const ref = await port.post(channel, { text: "hello everybody" }, nextDelivery());

        const [message] = await seenWith("hello everybody");
        expect(message).toMatchObject({ id: ref.id, thread: undefined, privateTo: undefined });
        expect(ref).toMatchObject(channel);
      });

      test("posts in the thread of a message", async () => {
        const thread = await threadOf("can you look?");

        const ref = await port.post(thread, { text: "looking now" }, nextDelivery());

        const [message] = await seenWith("looking now");
        expect(message).toMatchObject({ id: ref.id, thread: thread.thread });
        expect(threadKey(ref)).toBe(threadKey(thread));
      });

      test("keeps the order of posts in a thread", async () => {
        const thread = await threadOf("count for me");

        for (const word of ["uno", "due", "tre", "quattro"]) {
          await port.post(thread, { text: `step ${word}` }, nextDelivery());
        }

        const texts = (await seenWith("step ")).map((message) => /step (\w+)/u.exec(message.text)?.[1]);
        expect(texts).toEqual(["uno", "due", "tre", "quattro"]);
      });

      test("shows a delivery once, or finds it before it is posted again", async () => {
        const thread = await threadOf("once please");
        const options = nextDelivery();
        const ref = await port.post(thread, { text: "single answer" }, options);

        const found = await port.findDelivery?.(thread, options.deliveryId);
        if (found === undefined) await port.post(thread, { text: "single answer" }, options);
        else expect(found.id).toBe(ref.id);

        expect(await seenWith("single answer")).toHaveLength(1);
      });

      test("finds no delivery that was never posted", async ({ skip }) => {
        if (port.findDelivery === undefined) return skip();
        const thread = await threadOf("anything?");
        await port.post(thread, { text: "something" }, nextDelivery());

        expect(await port.findDelivery(thread, "never-posted")).toBeUndefined();
      });

      test("shows a post once when its answer was lost on the way", async ({ skip }) => {
        if (harness.loseAnswerNext === undefined) return skip();
        const thread = await threadOf("shaky network");
        const options = nextDelivery();
        harness.loseAnswerNext();
        const error = await errorOf(port.post(thread, { text: "did it arrive" }, options));

        const found = await port.findDelivery?.(thread, options.deliveryId);
        if (found === undefined) await port.post(thread, { text: "did it arrive" }, options);

        expect(error).toBeInstanceOf(BotError);
        expect(error).toMatchObject({ retryable: true });
        expect(await seenWith("did it arrive")).toHaveLength(1);
      });

      test("says how long to wait when the platform limits its rate", async ({ skip }) => {
        if (harness.rateLimitNext === undefined) return skip();
        harness.rateLimitNext(3_000);

        const error = await errorOf(port.post(channel, { text: "too fast" }, nextDelivery()));

        expect(error).toBeInstanceOf(BotError);
        expect(error).toMatchObject({ code: "chat.rate_limited", retryable: true, retryAfterMs: 3_000 });
        expect(await seenWith("too fast")).toEqual([]);
      });

      test("shows every word of a long text", async () => {
        const words = Array.from({ length: 3_000 }, (_, index) => `word${index}`);
        const thread = await threadOf("tell me everything");

        await port.post(thread, { text: words.join(" ") }, nextDelivery());

        const seen = (await harness.seen()).filter((message) => message.thread === thread.thread);
        const all = seen
          .map((message) => [message.text, ...Object.values(message.files)].join(" "))
          .join(" ");
        const shown = new Set(all.split(/\s+/u));
        expect(words.filter((word) => !shown.has(word))).toEqual([]);
      });

      test("shows unicode as it is", async () => {
        await port.post(channel, { text: "naïve 漢字 👩🏽‍💻 שלום" }, nextDelivery());

        const [message] = await seenWith("漢字");
        expect(message?.text).toContain("naïve 漢字 👩🏽‍💻 שלום");
      });

      test("is not led astray by control characters in a text", async () => {
        const thread = await threadOf("what does the log say?");
        const hostile = "before\u0000\u0007\u001b[2J\u001b]0;owned\u0007\r\n\u202eafter";

        await port.post(thread, { text: hostile }, nextDelivery());
        await port.post(thread, { text: "the next post" }, nextDelivery());

        const [first] = await seenWith("before");
        expect(first?.text).toContain("after");
        expect(await seenWith("the next post")).toHaveLength(1);
        expect(await seenWith("what does the log say?")).toHaveLength(1);
      });
    });

    describe("changing", () => {
      test("replaces the text of a post instead of adding one", async () => {
        const ref = await port.post(channel, { text: "first version" }, nextDelivery());

        await port.update(ref, { text: "second version" });

        expect(await seenWith("first version")).toEqual([]);
        expect(await seenWith("second version")).toMatchObject([{ id: ref.id }]);
      });

      test("takes choices off with an update that has none", async () => {
        const ref = await port.post(
          channel,
          { text: "which one", choices: { prompt: "p1", options: [{ value: "a", label: "Apples" }] } },
          nextDelivery(),
        );

        await port.update(ref, { text: "which one was answered" });

        expect(await seenWith("which one was answered")).toMatchObject([{ choices: [] }]);
      });

      test("rejects the update of a message that does not exist, and says that trying again is no use", async () => {
        const missing = { ...channel, id: harness.missingId };

        const error = await errorOf(port.update(missing, { text: "lost" }));

        expect(error).toBeInstanceOf(BotError);
        expect(error).toMatchObject({ retryable: false });
      });

      test("shows one status on a message, the newest", async () => {
        const ref = await said("do something");

        await port.setStatus(ref, { state: "received" });
        await port.setStatus(ref, { state: "queued", position: 2 });
        await port.setStatus(ref, { state: "running", note: "qa" });

        expect(await seenWith("do something")).toMatchObject([{ statuses: ["running"] }]);
        await port.setStatus(ref, { state: "done" });
        expect(await seenWith("do something")).toMatchObject([{ statuses: ["done"] }]);
      });

      test("takes the same status twice without complaint", async () => {
        const ref = await said("do it twice");

        await port.setStatus(ref, { state: "running" });
        await port.setStatus(ref, { state: "running" });

        expect(await seenWith("do it twice")).toMatchObject([{ statuses: ["running"] }]);
      });

      test("keeps the statuses of two messages apart", async () => {
        const first = await said("task alpha");
        const second = await said("task beta");

        await port.setStatus(first, { state: "failed" });
        await port.setStatus(second, { state: "running" });

        expect(await seenWith("task alpha")).toMatchObject([{ statuses: ["failed"] }]);
        expect(await seenWith("task beta")).toMatchObject([{ statuses: ["running"] }]);
      });
    });

    describe("choices and forms", () => {
      const choices = {
        prompt: "route-7",
        options: [
          { value: "sec", label: "Security" },
          { value: "perf", label: "Performance" },
        ],
      };

      test("offers choices and brings back prompt and value of the one that was picked", async () => {
        const thread = await threadOf("who takes this?");
        const post = await port.post(thread, { text: "please pick", choices }, nextDelivery());
        expect(await seenWith("please pick")).toMatchObject([{ choices: ["Security", "Performance"] }]);

        const event = await harness.choose(post, "perf");

        const choice = incomingOf((await received(2))[1], "choice");
        expect(choice).toMatchObject({ prompt: "route-7", value: "perf", from: { id: harness.person.id } });
        expect(Incoming.parse(choice)).toEqual(choice);
        expect(threadKey(choice)).toBe(threadKey(thread));
        expect(choice.id).not.toBe(post.id);
        await vi.waitFor(() => expect(event.acknowledged()).toBe(true), WAIT);
      });

      test("delivers a choice again as the same choice when the core refused it", async () => {
        const post = await port.post(channel, { text: "pick once more", choices }, nextDelivery());
        core.decide = async () => {
          throw new BotError("store.unavailable", "Redis is away", { retryable: true });
        };
        const event = await harness.choose(post, "sec");
        await received(1);
        await settle();

        core.decide = async () => "accepted";
        await event.redeliver();

        const [first, second] = await received(2);
        expect(incomingOf(second, "choice").value).toBe("sec");
        expect(first && messageKey(first)).toBe(second && messageKey(second));
      });

      test("opens a form for whoever used a command and brings back its values", async ({ skip }) => {
        if (harness.fillForm === undefined) return skip();
        core.form = {
          id: "standup-3",
          title: "Standup",
          submitLabel: "Send",
          fields: [
            { id: "done", label: "What is done?", kind: "line", required: true },
            { id: "more", label: "Anything else?", kind: "paragraph", required: false },
            {
              id: "mood",
              label: "Mood",
              kind: "choice",
              required: true,
              options: [
                { value: "good", label: "Good" },
                { value: "bad", label: "Bad" },
              ],
            },
          ],
        };
        await harness.command("");
        await vi.waitFor(() => expect(core.asked).toHaveLength(1), WAIT);

        await harness.fillForm({ done: "the parser", more: "two lines\nof text", mood: "bad" });

        const form = incomingOf((await received(1))[0], "form");
        expect(incomingOf(core.asked[0], "command")).toMatchObject({ name: "status", args: "" });
        expect(form).toMatchObject({ form: "standup-3", from: { id: harness.person.id } });
        expect(form.values).toEqual({ done: "the parser", more: "two lines\nof text", mood: "bad" });
        expect(Incoming.parse(form)).toEqual(form);
      });

      test("opens a form for whoever picked a choice that has one", async ({ skip }) => {
        if (harness.fillForm === undefined) return skip();
        const post = await port.post(channel, { text: "pick for a form", choices }, nextDelivery());
        core.form = {
          id: "why:sec",
          title: "Why?",
          submitLabel: "Send",
          fields: [{ id: "why", label: "Why?", kind: "line", required: true }],
        };
        await harness.choose(post, "sec");
        await vi.waitFor(() => expect(core.asked).toHaveLength(1), WAIT);

        await harness.fillForm({ why: "it leaks" });

        const form = incomingOf((await received(1))[0], "form");
        expect(incomingOf(core.asked[0], "choice").value).toBe("sec");
        expect(form).toMatchObject({ form: "why:sec", values: { why: "it leaks" } });
      });

      test("hands in a command or a choice for which there is no form, or no answer", async () => {
        core.formFor = async () => {
          throw new BotError("store.unavailable", "Redis is away", { retryable: true });
        };

        await harness.command("T1");

        expect(incomingOf((await received(1))[0], "command").args).toBe("T1");
      });
    });

    describe("people and files", () => {
      test("shows a private reply to one person only", async ({ skip }) => {
        if (port.postPrivate === undefined) return skip();
        const thread = await threadOf("psst");

        await port.postPrivate(thread, harness.person.id, { text: "between us" }, nextDelivery());

        expect(await seenWith("between us")).toMatchObject([{ privateTo: harness.person.id }]);
      });

      test("shows files that go with a post", async () => {
        const thread = await threadOf("the report please");
        const file = { name: "report.md", mediaType: "text/markdown", content: "# Report ✓" };

        await port.post(thread, { text: "here it is", files: [file] }, nextDelivery());

        const seen = (await harness.seen()).filter((message) => message.thread === thread.thread);
        expect(seen.map((message) => message.files["report.md"]).filter(Boolean)).toEqual(["# Report ✓"]);
      });

      test("knows the people of the workspace and nobody else", async ({ skip }) => {
        if (port.lookupUser === undefined) return skip();

        const user = await port.lookupUser(channel.workspace, harness.person.id);

        expect(user).toMatchObject({ id: harness.person.id, name: harness.person.name });
        expect(await port.lookupUser(channel.workspace, "nobody-at-all")).toBeUndefined();
      });

      test("rejects a post for a workspace that it does not serve, and says that trying again is no use", async () => {
        const elsewhere = { ...channel, workspace: "somewhere-else" };

        const error = await errorOf(port.post(elsewhere, { text: "wrong door" }, nextDelivery()));

        expect(error).toBeInstanceOf(BotError);
        expect(error).toMatchObject({ retryable: false });
        expect(await seenWith("wrong door")).toEqual([]);
      });
    });
  });
}
