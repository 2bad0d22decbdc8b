import type { ChatPort } from "./chat-port.ts";
import type { Conversation } from "./messages.ts";
import { portFor } from "./port-for.ts";

/** What keeps the bot from posting at a place, in a sentence; undefined where nothing does, or nobody can tell. */
export type FindObstacle = (place: Conversation) => Promise<string | undefined>;

type Asked = Pick<ChatPort, "platform" | "workspaces" | "obstacleAt">;

/** Asks the connection that serves the place. What cannot be found out keeps nobody from trying. */
export function createFindObstacle(chats: () => readonly Asked[]): FindObstacle {
  return async (place) => {
    return portFor(chats(), place)
      ?.obstacleAt?.(place)
      .catch(() => undefined);
  };
}
