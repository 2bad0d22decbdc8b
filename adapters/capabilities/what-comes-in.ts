import { everywhere, inContract, no, shownIn } from "./capability.ts";
import type { Capability } from "./capability.ts";

const slackHears = shownIn("test/adapters/slack/hear.test.ts");
const slackInteracts = shownIn("test/adapters/slack/interactions.test.ts");
const discordHears = shownIn("test/adapters/discord/receiving.suite.ts");
const discordInteracts = shownIn("test/adapters/discord/interactions.suite.ts");
const discordSetUp = shownIn("test/adapters/discord/set-up.test.ts");
const console = shownIn("test/adapters/console/console-chat.test.ts");
const terminal = shownIn("test/adapters/console/live-console.test.ts");

const TALK: readonly Capability[] = [
  {
    title: "mention the bot",
    kind: "message",
    on: {
      slack: slackHears("hears %s", "a mention"),
      discord: discordHears(
        "a mention is, without the mention itself and with the roles of whoever wrote it",
      ),
      console: no("whatever is typed is for the bot"),
    },
  },
  {
    title: "write to it directly",
    on: {
      slack: slackHears("hears %s", "a direct message"),
      discord: discordHears("direct messages are, and say that they are"),
      console: no("the whole terminal is a talk with the bot"),
    },
  },
  {
    title: "answer in a thread",
    on: everywhere(inContract("puts an answer in a thread into the thread of the message that began it")),
  },
  {
    title: "go on in a task's thread without a mention",
    core: "follows",
    on: {
      slack: slackHears("hears %s", "a reply in a thread"),
      discord: discordHears("in a thread, what the core follows is"),
      console: console("answers in a thread by number, by /reply, and in the last one"),
    },
  },
  {
    title: "edit a request",
    kind: "edit",
    on: {
      slack: slackHears("an edit is about its message and the same however often it comes"),
      discord: discordHears(
        "edits, deletions and reactions that are verbs come in, in the thread of their message",
      ),
      console: no("a line that was sent cannot be changed; answer in its thread"),
    },
  },
  {
    title: "delete a request",
    kind: "deletion",
    on: {
      slack: slackHears("a deleted message is known by its time, also where it stays as a tombstone"),
      discord: discordHears(
        "edits, deletions and reactions that are verbs come in, in the thread of their message",
      ),
      console: no("a line that was sent cannot be taken back; `/cancel`"),
    },
  },
  {
    title: "react with a verb",
    kind: "reaction",
    on: {
      slack: slackHears("takes the reaction %s for %s", "octagonal_sign"),
      discord: discordHears(
        "edits, deletions and reactions that are verbs come in, in the thread of their message",
      ),
      console: no("a terminal has no reactions; `/cancel`, `/own`, `/done`"),
    },
  },
  {
    title: "attach a file",
    on: {
      slack: slackHears(
        "gives the core what it takes, files with their size and people of other organisations as such",
      ),
      discord: shownIn("test/adapters/discord/to-incoming.test.ts")(
        "a file comes with its name, kind and size",
      ),
      console: no("files of the workspace are named by their path"),
    },
  },
  {
    title: "have a text file read by the agents that work on the request",
    port: "readFile",
    on: {
      slack: shownIn("test/adapters/slack/read-file.test.ts")("gives the text of a file of Slack's"),
      discord: shownIn("test/adapters/discord/read-file.test.ts")("gives the text of a file of Discord's"),
      console: no("files of the workspace are named by their path"),
    },
  },
  {
    title: "be heard although the bot was away",
    on: {
      slack: shownIn("test/chaos/slack/case-19.ts")(
        "a retry that is the first delivery seen is answered, once",
      ),
      discord: discordHears("is fetched on return, answered once, and not when it is too old"),
      console: console("delivers again at start what a crash interrupted, as the same message"),
    },
  },
];

const ASK: readonly Capability[] = [
  {
    title: "make a task of a message by its menu",
    on: {
      slack: slackInteracts(
        "the message shortcut makes a request of the message, in its thread, by whoever used it",
      ),
      discord: discordInteracts("the menu of a message makes a task of it, once"),
      console: no("messages have no menu; only one's own lines stand there anyway"),
    },
  },
  {
    title: "ask from anywhere, outside of channels",
    on: {
      slack: slackInteracts("the shortcut that is offered everywhere asks as /ask does"),
      discord: no("Discord has menus of messages and people only; `/ask` in direct messages"),
      console: no("there is no outside; `/ask`"),
    },
  },
  {
    title: "use commands",
    kind: "command",
    on: everywhere(inContract("delivers a command with its name and arguments")),
  },
  {
    title: "be asked for the arguments of a command one by one",
    on: {
      slack: no("a Slack command has one line of text; without one, many open a form"),
      discord: discordSetUp("arguments are suggested, chosen from a few, or written freely"),
      console: no("a command is one line; without its words, many open a form"),
    },
  },
  {
    title: "have agents and tasks completed while typing",
    core: "suggest",
    on: {
      slack: no("Slack completes nothing behind a command; forms offer a choice"),
      discord: discordInteracts("suggestions come from the core, and none when it takes too long"),
      console: terminal("completes commands and agents with Tab"),
    },
  },
  {
    title: "pick a choice",
    kind: "choice",
    on: everywhere(inContract("offers choices and brings back prompt and value of the one that was picked")),
  },
  {
    title: "pick one of many",
    on: {
      slack: shownIn("test/adapters/slack/outgoing/forms-and-homes.test.ts")(
        "offers %i choices as a %s",
        "static_select",
      ),
      discord: shownIn("test/adapters/discord/render-message.test.ts")(
        "%s bring back prompt and value",
        "a menu",
      ),
      console: terminal("offers choices by number and shows the one that was picked"),
    },
  },
  {
    title: "fill in a form that a command opens",
    kind: "form",
    core: "formFor",
    on: everywhere(inContract("opens a form for whoever used a command and brings back its values")),
  },
  {
    title: "fill in a form that a button opens",
    on: everywhere(inContract("opens a form for whoever picked a choice that has one")),
  },
];

/** What people do. */
export const WHAT_COMES_IN = [...TALK, ...ASK];
