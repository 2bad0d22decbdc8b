import { createRequire } from "node:module";
import type HolidayLibrary from "date-holidays";
import { addDays } from "./local-time.ts";

/** Where public holidays are kept: codes as in ISO 3166, such as `DE` and `BY`. */
export interface HolidayPlace {
  readonly country: string;
  readonly region?: string | undefined;
}

const DAY_MS = 86_400_000;
const load = createRequire(import.meta.url);
const cached = new Map<string, ReadonlyMap<string, string>>();

/** The library takes a quarter of a second to load, so only those wait for it who keep holidays. */
function open(place?: HolidayPlace): HolidayLibrary {
  const Library = load("date-holidays") as typeof HolidayLibrary;
  if (place === undefined) return new Library();
  const { country, region } = place;
  return region === undefined ? new Library(country) : new Library(country, region);
}

/** Codes of the countries whose holidays are known. */
export function knownCountries(): string[] {
  return Object.keys(open().getCountries());
}

/** Codes of the regions of a country that have holidays of their own. */
export function knownRegions(country: string): string[] {
  // The library gives nothing for countries without regions, whatever its types say.
  const regions = open().getStates(country) as Readonly<Record<string, string>> | undefined;
  return Object.keys(regions ?? {});
}

function startingIn(year: number, place: HolidayPlace): [string, string][] {
  return open(place)
    .getHolidays(year)
    .filter(({ type }) => type === "public")
    .flatMap(({ date, start, end, name }) => {
      const days = Math.round((end.getTime() - start.getTime()) / DAY_MS);
      return Array.from({ length: days }, (_, day): [string, string] => [
        addDays(date.slice(0, 10), day),
        name,
      ]);
    });
}

/** Public holidays in a year, by date; what is off for less than half a day does not count. */
export function holidaysIn(year: number, place: HolidayPlace): ReadonlyMap<string, string> {
  const key = `${place.country}/${place.region ?? ""}/${year}`;
  const known = cached.get(key);
  if (known !== undefined) return known;
  // A feast of several days may begin in the year before.
  const all = [...startingIn(year - 1, place), ...startingIn(year, place)];
  const found = new Map(all.filter(([date]) => date.startsWith(`${year}-`)));
  cached.set(key, found);
  return found;
}
