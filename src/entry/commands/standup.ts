import { systemClock } from "../../clock.ts";
import { createPlaces } from "../../chat/places.ts";
import type { Settings } from "../../config/settings.ts";
import type { Meetings } from "../../conversation/standup/meetings.ts";
import { BotError } from "../../errors.ts";
import { createLogger } from "../../log/create-logger.ts";
import { createDefinitions } from "../../orchestration/create-definitions.ts";
import { readBook } from "../../standups/meeting-book.ts";
import type { MeetingTeam } from "../../standups/meeting-team.ts";
import { prepareStandup } from "../../standups/post-standup.ts";
import { isEmptyPost, renderStandup } from "../../standups/render-standup.ts";
import { readSession } from "../../standups/standup-session.ts";
import { postNowTimer } from "../../standups/tend-meetings.ts";
import { timerChange } from "../../timers/timer.ts";
import { logFile } from "../console-options.ts";
import { createPersonOf } from "../../permissions/create-person-of.ts";
import { openAccounts } from "../open-linked.ts";
import { openMeetings } from "../open-reports.ts";
import { openSettings } from "../open-settings.ts";
import { openStore } from "../open-store.ts";
import { agentDir } from "../agent-dir.ts";

const REDIS_WITHIN_MS = 10_000;

export interface StandupRunOptions {
  readonly team: string;
  readonly dryRun: boolean;
}

/** The team of the configuration that is meant. */
function teamOf(id: string, { config }: Settings): MeetingTeam {
  const team = config.teams.find((each) => each.id === id);
  const known = config.teams.filter(({ standup }) => standup !== undefined).map((each) => each.id);
  if (team?.standup !== undefined) return team;
  const which = known.length === 0 ? "No team has one yet." : `Teams with one: ${known.join(", ")}.`;
  throw new BotError(
    "standup.unknown_team",
    `${team === undefined ? `There is no team "${id}".` : `${id} has no standup.`} ${which} Set teams.*.standup.`,
  );
}

/** One platform for each channel: nothing is connected here, and the bot sends what is written. */
function placesOf({ config }: Settings) {
  const platforms = [...new Set(config.channels.map(({ platform }) => platform))];
  return createPlaces(config, () =>
    platforms.map((platform) => ({ platform, workspaces: () => ["dry-run"] })),
  );
}

async function today(team: MeetingTeam, meetings: Meetings): Promise<string> {
  const workClock = await meetings.workClock();
  return workClock.localDate(meetings.clock.now(), { kind: "team", id: team.id });
}

/** The standup as it would be posted now, as text; undefined when there is nothing to say. */
async function textOf(team: MeetingTeam, date: string, meetings: Meetings): Promise<string | undefined> {
  const session = await readSession({ team: team.id, date }, meetings.store);
  const { book } = await readBook(team.id, meetings.clock.now(), meetings.store);
  const { post } = await prepareStandup(session, { team, book }, meetings);
  return isEmptyPost(post) ? undefined : renderStandup(post).text;
}

/**
 * `switchyard standup run --team T`: has the bot post the standup of today at once, as it is printed; with `dryRun` it
 * is only printed.
 */
export async function runStandup({ team: id, dryRun }: StandupRunOptions): Promise<number> {
  const settings = openSettings();
  const team = teamOf(id, settings);
  const log = createLogger(settings.logLevel, { file: logFile(settings) });
  const definitions = await createDefinitions({ dir: agentDir() });
  const connected = await openStore(settings, log, { withinMs: REDIS_WITHIN_MS });
  try {
    const accounts = await openAccounts(settings.config, connected.store);
    const meetings = openMeetings({
      settings,
      connected,
      clock: systemClock,
      places: placesOf(settings),
      chats: [],
      definitions,
      project: { roadmap: () => undefined },
      log,
      personOf: createPersonOf(accounts.people()),
    });
    const date = await today(team, meetings);
    const text = await textOf(team, date, meetings);
    const nothing = `There is nothing to say in a standup of ${team.name}: nothing is posted.`;
    process.stdout.write(`${text ?? nothing}\n`);
    if (dryRun || text === undefined) return 0;
    const timer = postNowTimer(team.id, date, systemClock.now());
    await connected.store.commit({ documents: [timerChange(timer)] });
    await connected.timers.arm(timer);
    process.stdout.write(
      "\nThe bot posts it now, or with its next start. One that is posted already stays as it is.\n",
    );
    return 0;
  } finally {
    await connected.close();
    await definitions.close();
  }
}
