import type { ChatPort, PersonRef } from "../chat/chat-port.ts";
import type { Home } from "../chat/messages.ts";
import { portFor } from "../chat/port-for.ts";
import { BotError, messageOf } from "../errors.ts";
import { digest } from "../text/digest.ts";
import type { Logger } from "../log/logger.ts";
import { readPersonSettings } from "../people/person-settings.ts";
import type { WhoIs } from "../people/who-is.ts";
import { actorOf } from "../permissions/actor-of.ts";
import type { Permissions } from "../permissions/permissions.ts";
import type { Board } from "./board.ts";
import { endedToday, tasksOf, viewerOf, type Viewer } from "./board-view.ts";
import { dropHome, homeChange, listHomes, type OpenHome } from "./homes.ts";
import { readBoard, type BoardDeps } from "./read-board.ts";
import { renderHome } from "./render-home.ts";

export interface HomeDeps extends BoardDeps {
  readonly permissions: Permissions;
  readonly chats: () => readonly Pick<ChatPort, "platform" | "workspaces" | "publishHome">[];
  readonly log: Logger;
  /** What permissions depend on and a home does not say; absent: the account is all there is. */
  readonly whoIs?: WhoIs | undefined;
}

const DAY_MS = 86_400_000;
/** Whoever has not looked for so long is not kept up to date. */
const KEPT_MS = 3 * DAY_MS;

function portOf(home: PersonRef, { chats }: HomeDeps) {
  return portFor(chats(), home);
}

/** As whom a home is shown: with their groups, and a guest as a guest. */
async function viewerAt({ platform, workspace, userId }: PersonRef, deps: HomeDeps): Promise<Viewer> {
  const somebody = { platform, workspace, from: { id: userId } };
  const from = (await deps.whoIs?.(somebody)) ?? somebody.from;
  return viewerOf(actorOf({ platform, from }), deps);
}

async function pageFor(home: OpenHome, board: Board, deps: HomeDeps): Promise<Home> {
  const viewer = await viewerAt(home, deps);
  const settings = await readPersonSettings(viewer.person, deps.store);
  const zone = settings.timeZone ?? deps.people.zoneOf(viewer.person);
  const ended = await tasksOf(endedToday(board, zone), deps.store);
  return renderHome({ board, people: deps.people, zone, ended, viewer, settings });
}

/** Publishes a home where it differs from what is there; what failed is tried again with the next change. */
async function publish(home: OpenHome, board: Board, deps: HomeDeps): Promise<void> {
  const port = portOf(home, deps);
  if (port?.publishHome === undefined) return;
  try {
    const page = await pageFor(home, board, deps);
    const shown = digest(JSON.stringify(page));
    if (shown === home.shown) return;
    await port.publishHome(home, page);
    await deps.store.commit({ documents: [homeChange({ ...home, shown })] });
  } catch (error) {
    deps.log.warn({ platform: home.platform, error: messageOf(error) }, "a home could not be published");
    const isLost = error instanceof BotError && !error.retryable;
    const { shown: _old, ...unknown } = home;
    await deps.store.commit({ documents: [isLost ? dropHome(home) : homeChange(unknown)] });
  }
}

/** Brings the homes of those up to date who have looked at theirs in the last days; forgets the others. */
export async function publishHomes(board: Board, deps: HomeDeps): Promise<void> {
  for (const home of await listHomes(deps.store)) {
    if (home.openedAtMs > board.atMs - KEPT_MS) await publish(home, board, deps);
    else await deps.store.commit({ documents: [dropHome(home)] });
  }
}

/** Somebody looks at their home: it is published at once, and kept up to date for some days. */
export async function openHome({ platform, workspace, userId }: PersonRef, deps: HomeDeps): Promise<void> {
  const home = { platform, workspace, userId, openedAtMs: deps.clock.now() };
  await deps.store.commit({ documents: [homeChange(home)] });
  await publish(home, await readBoard(deps), deps);
}
