import { CODE_MINUTES, confirmCode, newCode, unlinkChange } from "../../people/linked-accounts.ts";
import type { ConfirmOutcome } from "../../people/linked-accounts.ts";
import type { Incoming } from "../../chat/messages.ts";
import type { Actor } from "../../permissions/permissions.ts";
import type { ConversationDeps } from "../conversation-deps.ts";
import { refused, personal, type ChatCommand } from "./command.ts";

const OFF = "Accounts cannot be linked in this installation.";

const OUTCOMES: Readonly<Record<ConfirmOutcome, string>> = {
  linked: "Both accounts are yours now: tasks, permissions and settings of one count for the other.",
  unknown_code: "I know no such code. `/account link` makes one, on the platform of your other account.",
  expired: "That code is too old. `/account link` makes a new one, on the platform of your other account.",
  same_platform: "That code was made on this platform. Use it on the platform of your other account.",
  taken: "One of the two accounts belongs to somebody already. Whoever runs Switchyard can change that.",
};

/** Codes must not be read by others. */
function isAlone(incoming: Incoming): boolean {
  return incoming.kind === "command" || (incoming.kind === "message" && incoming.isDirect === true);
}

function listOf(actor: Actor, { people }: NonNullable<ConversationDeps["accounts"]>): string {
  const person = people().find(({ accounts }) => accounts[actor.platform] === actor.userId);
  const accounts = Object.entries(person?.accounts ?? {}).flatMap(([platform, id]) =>
    id === undefined ? [] : `${platform} ${id}`,
  );
  return accounts.length < 2
    ? "Only this account is known as yours. `/account link` begins to link another one."
    : `Known as yours: ${accounts.join(", ")}.`;
}

/** `/account`: people link what they use on several platforms, confirmed from both sides. */
export const accountCommand: ChatCommand = {
  name: "account",
  usage: "/account link | confirm CODE | unlink",
  summary: "shows or links your accounts on other platforms",
  isSlashOnly: true,
  async run({ args, incoming }, { accounts, store, clock, newReference }) {
    if (accounts === undefined) return refused(OFF);
    if (!isAlone(incoming))
      return refused("Codes are not for others' eyes: use this as a command, or write to me directly.");
    const { platform, workspace, from } = incoming;
    const actor = { platform, workspace, userId: from.id };
    const [verb = "", code = ""] = args.split(/\s+/u);
    switch (verb) {
      case "":
        return listOf(actor, accounts);
      case "link": {
        const fresh = `${newReference()}${newReference()}`.replaceAll("R-", "");
        await store.commit(newCode(actor, { nowMs: clock.now(), code: fresh }));
        return `Within ${CODE_MINUTES} minutes, write \`/account confirm ${fresh}\` on the other platform. Never enter a code that somebody gave you: it would give them your rights.`;
      }
      case "confirm": {
        const outcome = await confirmCode(
          actor,
          { nowMs: clock.now(), code },
          { store, people: accounts.people() },
        );
        if (outcome === "linked") await accounts.refresh();
        return personal(OUTCOMES[outcome]);
      }
      case "unlink":
        await store.commit(unlinkChange(actor));
        await accounts.refresh();
        return "This account stands for itself again.";
      default:
        return refused("Use `/account`, `/account link`, `/account confirm CODE` or `/account unlink`.");
    }
  },
};
