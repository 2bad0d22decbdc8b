import type { PersonSettings } from "./person-settings.ts";

/** What a person has set, in one line; `zone` is what counts for them. */
export function renderSettings(settings: PersonSettings, zone: string): string {
  const { timeZone, standupAt, quietHours, mentions } = settings;
  return [
    `Time zone ${timeZone ?? `${zone} (not set by you)`}`,
    `standup ${standupAt === undefined ? "at your team's time" : `at ${standupAt}`}`,
    quietHours === undefined ? "no quiet hours" : `quiet from ${quietHours.from} to ${quietHours.until}`,
    `mentions ${mentions ? "on" : "off"}`,
  ].join(", ");
}
