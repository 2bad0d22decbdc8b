import type { Incoming } from "../../src/chat/messages.ts";
import type { ListenDeps } from "./listen-deps.ts";
import { within } from "./within.ts";

/** Somebody who is known costs nothing; for anybody else Slack is asked, but not waited for: the core asks again. */
const LOOKUP_MS = 400;

/** Who they are, as far as that is known in a moment: name, groups, guest or from another organisation. */
export async function withSender<Kind extends Incoming>(
  incoming: Kind,
  { people }: ListenDeps,
): Promise<Kind> {
  const { workspace, from } = incoming;
  const user = await within(LOOKUP_MS, people.lookup(workspace, from.id)).catch(() => undefined);
  if (user === undefined || user === "late") return incoming;
  const { name, groups, isGuest } = user;
  const isExternal = from.isExternal === true || user.isExternal === true;
  const known = {
    ...from,
    name,
    groups,
    ...(isGuest === true ? { isGuest } : {}),
    ...(isExternal ? { isExternal } : {}),
  };
  return { ...incoming, from: known };
}
