import type { Incoming } from "../chat/messages.ts";
import { answer } from "./answer.ts";
import type { ConversationDeps, Turn } from "./conversation-deps.ts";

/** Longer requests are cut where they are handed back; platforms take about so much in one message. */
const MAX_CHARS = 2_500;

/** Works in places where the bot is not: whatever else came in, it heard itself. */
function worksAnywhere(incoming: Incoming): boolean {
  const { kind } = incoming;
  return kind === "command" || kind === "form" || (kind === "message" && incoming.isRequest === true);
}

/**
 * Where the bot may not post, nothing is begun whose answer nobody would see: the asker alone hears what to do, and
 * gets back what they typed. False where nothing is in the way.
 */
export async function refuseIfShut(
  turn: Turn,
  { source, text }: { readonly source: Incoming; readonly text: string },
  { obstacleAt, store }: Pick<ConversationDeps, "obstacleAt" | "store">,
): Promise<boolean> {
  if (obstacleAt === undefined || !worksAnywhere(source)) return false;
  const { platform, workspace, channel, thread } = source;
  const place = { platform, workspace, channel, ...(thread === undefined ? {} : { thread }) };
  const why = await obstacleAt(place);
  if (why === undefined) return false;
  const quote = text.trim().slice(0, MAX_CHARS).replace(/^/gmu, "> ");
  const said = `Nothing was begun, for I could not answer where you asked. ${why} Then ask again, or write to me directly. You asked:\n${quote}`;
  await answer(turn, { text: said }, store, { isPrivate: true });
  return true;
}
