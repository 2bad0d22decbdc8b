import type { Incoming } from "../chat/messages.ts";
import type { Actor } from "./permissions.ts";

/** Whoever is behind something that came in, with all that their permissions may depend on. */
export function actorOf({
  platform,
  from,
  channel,
}: Pick<Incoming, "platform" | "from"> & Partial<Pick<Incoming, "channel">>): Actor {
  const { id, groups, isGuest, isExternal } = from;
  return {
    platform,
    userId: id,
    ...(groups === undefined ? {} : { groups }),
    ...(channel === undefined ? {} : { channel }),
    ...(isGuest === undefined ? {} : { isGuest }),
    ...(isExternal === undefined ? {} : { isExternal }),
  };
}
