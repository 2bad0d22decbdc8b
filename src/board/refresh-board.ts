import { z } from "zod";
import { channelKey } from "../chat/message-key.ts";
import type { Conversation } from "../chat/messages.ts";
import type { Places } from "../chat/places.ts";
import type { Config } from "../config/config.ts";
import type { NewDelivery } from "../outbox/delivery.ts";
import type { Team } from "../people/people.ts";
import { parseStored } from "../store/parse-stored.ts";
import type { DocumentChange } from "../store/store.ts";
import { digest } from "../text/digest.ts";
import type { Board } from "./board.ts";
import { BOARD_KIND, boardCursor } from "./board-log.ts";
import { endedToday, ofTeam, tasksOf } from "./board-view.ts";
import { listHomes } from "./homes.ts";
import { publishHomes, type HomeDeps } from "./publish-homes.ts";
import { readBoard } from "./read-board.ts";
import { renderBoard } from "./render-board.ts";

export interface RefreshDeps extends HomeDeps {
  readonly places: Pick<Places, "for">;
  readonly channels: Config["channels"];
}

const MINUTE_MS = 60_000;
/** How old the ages on a board may become while nothing happens. */
const AGES_MS = 5 * MINUTE_MS;
const SHOWN = "shown";

/** What the boards were made from last. */
const Shown = z.object({
  cursor: z.string(),
  atMs: z.number(),
  /** By channel: a digest of its text. */
  texts: z.record(z.string(), z.string()),
});
type Shown = z.infer<typeof Shown>;

interface BoardPlace {
  readonly to: Conversation;
  readonly team?: Team;
}

/** The channels that have a board, each with the team that it is for. */
function boardPlaces({ channels, places, people }: RefreshDeps): BoardPlace[] {
  const boards = channels.filter(({ purpose }) => purpose === "board");
  const teams = [...new Set(boards.map(({ team }) => team))];
  return teams.flatMap((id) => {
    const team = id === undefined ? undefined : people.team(id);
    return places.for("board", id).map((to) => (team === undefined ? { to } : { to, team }));
  });
}

async function textFor({ team }: BoardPlace, board: Board, deps: RefreshDeps): Promise<string> {
  const { people, store } = deps;
  const shown = team === undefined ? board : await ofTeam(board, team, deps);
  const zone = team?.timeZone ?? people.organisationZone;
  const ended = await tasksOf(endedToday(shown, zone), store);
  const of = team === undefined ? {} : { team: team.name };
  return renderBoard({ board: shown, people, zone, ended, ...of });
}

function toDelivery(to: Conversation, text: string): NewDelivery {
  const id = `board.${channelKey(to)}`;
  return { id, content: { kind: "live", to, message: { text }, isPinned: true } };
}

async function readShown({ store }: RefreshDeps): Promise<Shown | undefined> {
  const stored = await store.documents.get(BOARD_KIND, SHOWN);
  return stored === undefined ? undefined : parseStored(Shown, stored, `docs:${BOARD_KIND} ${SHOWN}`);
}

/** Changes the pinned messages whose text has changed, all in one write. */
async function writeBoards(
  places: readonly BoardPlace[],
  { board, cursor, before }: { readonly board: Board; readonly cursor: string; readonly before?: Shown },
  deps: RefreshDeps,
): Promise<void> {
  const texts: Record<string, string> = {};
  const deliveries: NewDelivery[] = [];
  for (const place of places) {
    const text = await textFor(place, board, deps);
    const key = channelKey(place.to);
    texts[key] = digest(text);
    if (before?.texts[key] !== texts[key]) deliveries.push(toDelivery(place.to, text));
  }
  const shown: Shown = { cursor, atMs: board.atMs, texts };
  const document: DocumentChange = { kind: BOARD_KIND, id: SHOWN, value: JSON.stringify(shown) };
  await deps.store.commit({ documents: [document], deliveries });
}

/**
 * Brings boards and homes up to date where something has happened since they were made, or their ages have grown old.
 * Called every few seconds, so that many events at once are one change; without channels and homes it does little.
 */
export async function refreshBoards(deps: RefreshDeps): Promise<void> {
  const { store, clock } = deps;
  const cursor = await boardCursor(store);
  const before = await readShown(deps);
  const isFresh = before !== undefined && clock.now() - before.atMs < AGES_MS;
  if (before?.cursor === cursor && isFresh) return;
  const places = boardPlaces(deps);
  if (places.length === 0 && (await listHomes(store)).length === 0) return;
  const board = await readBoard(deps);
  await writeBoards(places, { board, cursor, ...(before === undefined ? {} : { before }) }, deps);
  await publishHomes(board, deps);
}
