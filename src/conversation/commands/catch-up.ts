import { actorOf } from "../../permissions/actor-of.ts";
import { readBoardLog } from "../../board/board-log.ts";
import { viewerOf } from "../../board/board-view.ts";
import { readCatchUp } from "../../board/catch-up.ts";
import { readBoard } from "../../board/read-board.ts";
import { renderCatchUp } from "../../board/render-catch-up.ts";
import type { Incoming } from "../../chat/messages.ts";
import type { ConversationDeps } from "../conversation-deps.ts";
import type { ChatCommand, CommandAnswer } from "./command.ts";

/** What whoever asks has missed; asked again, it begins where this ended. */
export async function catchUpFor(
  incoming: Pick<Incoming, "platform" | "from">,
  deps: ConversationDeps,
): Promise<CommandAnswer> {
  const { store, people, clock } = deps;
  const viewer = viewerOf(actorOf(incoming), deps);
  const board = await readBoard(deps);
  const log = await readBoardLog(store);
  const catchUp = await readCatchUp(viewer.person, { log, nowMs: clock.now() }, store);
  const text = renderCatchUp({ board, catchUp, viewer, people });
  return { text, isPrivate: true, also: { documents: [catchUp.look] } };
}

export const catchupCommand: ChatCommand = {
  name: "catchup",
  usage: "/catchup",
  summary: "what you have missed since you last asked, decisions first",
  isBare: true,
  run: async ({ incoming }, deps) => catchUpFor(incoming, deps),
};
