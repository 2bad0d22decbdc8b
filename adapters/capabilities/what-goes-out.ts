import { everywhere, inContract, no, shownIn } from "./capability.ts";
import type { Capability } from "./capability.ts";

const slackSends = shownIn("test/adapters/slack/create-slack-sender.test.ts");
const discordDoes = shownIn("test/adapters/discord/receiving.suite.ts");
const console = shownIn("test/adapters/console/console-chat.test.ts");

const SAY: readonly Capability[] = [
  { title: "answer in the thread", on: everywhere(inContract("posts in the thread of a message")) },
  {
    title: "show where a message stands",
    on: everywhere(inContract("shows one status on a message, the newest")),
  },
  {
    title: "change a message while work goes on",
    on: everywhere(inContract("replaces the text of a post instead of adding one")),
  },
  {
    title: "take buttons away that are settled",
    on: everywhere(inContract("takes choices off with an update that has none")),
  },
  {
    title: "answer one person alone",
    port: "postPrivate",
    on: everywhere(inContract("shows a private reply to one person only")),
  },
  {
    title: "write to a person directly",
    on: {
      slack: slackSends("opens direct messages once and posts there"),
      discord: discordDoes("a channel can be named, and a person written to"),
      console: console("names the channel of a post elsewhere, and takes answers to it there"),
    },
  },
  {
    title: "tell whoever asks where it is not how to let it in",
    port: "obstacleAt",
    on: {
      slack: slackSends("a public channel that the bot may not join has one"),
      discord: shownIn("test/adapters/discord/interactions.suite.ts")(
        "a command in a channel that the bot may not post in tells what it lacks there",
      ),
      console: no("whoever sits at a terminal has let it in"),
    },
  },
  {
    title: "post what was refused once the bot is let in",
    core: "letIn",
    on: {
      slack: shownIn("test/adapters/slack/let-in.test.ts")(
        "the core hears when the bot is invited into a channel, and of nobody else",
      ),
      discord: shownIn("test/adapters/discord/receiving.suite.ts")(
        "the core hears when what the bot may do has changed",
      ),
      console: no("whoever sits at a terminal has let it in"),
    },
  },
  { title: "show texts of any length", on: everywhere(inContract("shows every word of a long text")) },
  {
    title: "send files and pictures",
    on: everywhere(inContract("shows files that go with a post")),
  },
  {
    title: "mention those who are meant, and nobody else",
    on: {
      slack: shownIn("test/adapters/slack/outgoing/mentions.test.ts")(
        "rings those whom the message names, once each in text and blocks, and nobody else",
      ),
      discord: shownIn("test/adapters/discord/render-message.test.ts")(
        "only those who are named are mentioned, each once",
      ),
      console: no("a terminal has no bell for others"),
    },
  },
  {
    title: "pin the board in a channel",
    port: "pin",
    on: {
      slack: slackSends("pins twice without complaint, and links to a message"),
      discord: shownIn("test/integration/two-platforms.test.ts")(
        "one process serves Slack and Discord, each by itself and where they belong together",
      ),
      console: no("a terminal scrolls; `/tasks` and `/catchup`"),
    },
  },
  {
    title: "keep a page for each person",
    port: "publishHome",
    core: "homeOpened",
    on: {
      slack: slackSends("publishes a home"),
      discord: no("Discord gives bots no page for a person; `/tasks mine`, `/catchup` and `/settings`"),
      console: no("a terminal has no pages; `/tasks mine`, `/catchup` and `/settings`"),
    },
  },
  {
    title: "link to a message",
    port: "linkTo",
    on: {
      slack: slackSends("pins twice without complaint, and links to a message"),
      discord: discordDoes("a message has a link that opens it"),
      console: no("a line of a terminal has no address; threads have numbers"),
    },
  },
  {
    title: "send once although an answer was lost",
    port: "findDelivery",
    on: everywhere(inContract("shows a post once when its answer was lost on the way")),
  },
];

const KNOW: readonly Capability[] = [
  {
    title: "know names and groups or roles",
    port: "lookupUser",
    on: everywhere(inContract("knows the people of the workspace and nobody else")),
  },
  {
    title: "know time zones and absences by themselves",
    on: {
      slack: shownIn("test/adapters/slack/people.test.ts")("knows %s", "somebody on holiday"),
      discord: no("Discord tells no bot a time zone, and no status has an end; `/settings` and `/away`"),
      console: no("a terminal has no status; `/settings` and `/away`"),
    },
  },
  {
    title: "tell guests and people from outside apart",
    on: {
      slack: shownIn("test/adapters/slack/people.test.ts")("knows %s", "a guest"),
      discord: no(
        "everybody in a Discord server is a member; roles tell them apart, `discord:group:<role id>`",
      ),
      console: no("whoever sits there is who the machine says"),
    },
  },
  {
    title: "allow by person, role and channel",
    on: everywhere(
      shownIn("test/permissions/every-entry.test.ts")(
        "gets nothing done by %s",
        "somebody who is not on the list",
      ),
    ),
  },
  {
    title: "serve several workspaces",
    on: {
      slack: shownIn("test/adapters/slack/connection.test.ts")(
        "a workspace installs the app by OAuth; a callback with a forged state installs nothing",
      ),
      discord: discordDoes("workspaces follow the servers that the bot is in; an outage is no farewell"),
      console: no("a terminal belongs to one data folder"),
    },
  },
  {
    title: "keep to a rate of its own",
    port: "pace",
    on: {
      slack: shownIn("test/chaos/slack/case-22.ts")(
        "a channel gets a message a second and a short burst, none is lost, edits are the newest only",
      ),
      discord: shownIn("test/chaos/discord/case-30.ts")(
        "nothing leaves before a limit is over, and a post whose answer was lost is there once",
      ),
      console: no("a terminal takes whatever comes"),
    },
  },
  {
    title: "say what is wrong with the connection",
    port: "problems",
    on: {
      slack: shownIn("test/adapters/slack/connection.test.ts")(
        "a refused token is an alarm, not a storm of calls",
      ),
      discord: shownIn("test/chaos/discord/case-29.ts")(
        "a refusal for good (4004, 4014) is told within 10 s and not tried again, and ends nothing else",
      ),
      console: no("there is no connection"),
    },
  },
];

/** What the bot does, and what it knows of people. */
export const WHAT_GOES_OUT = [...SAY, ...KNOW];
