import { z } from "zod";
import { suggestName } from "./nearest-name.ts";

/** The chat platforms that an account or a channel can be on. */
export const Platform = z.enum(["slack", "discord", "console"]);
export type Platform = z.infer<typeof Platform>;

/** Text with something in it besides blanks. */
export const Words = z.string().trim().min(1);

/** How people, teams and channels are named inside the configuration; platform ids live in `accounts` and `channel`. */
export const Id = z
  .string()
  .regex(/^[a-z0-9][a-z0-9_-]*$/u, "only small letters, digits, - and _, a letter or digit first");

function isTimeZone(name: string): boolean {
  try {
    // Newer engines also take offsets such as +02:00, which know no daylight saving.
    return (
      /^[a-z]/iu.test(name) && new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions() !== null
    );
  } catch {
    return false;
  }
}

/** An IANA name such as `Europe/Lisbon`, or `UTC`. */
export const TimeZone = z.string().superRefine((name, context) => {
  if (isTimeZone(name)) return;
  const suggestion = suggestName(name, [...Intl.supportedValuesOf("timeZone"), "UTC"]);
  const remedy = suggestion.startsWith("Did you mean")
    ? suggestion
    : "Use an IANA name such as Europe/Lisbon, or UTC.";
  context.addIssue({ code: "custom", message: `"${name}" is not a time zone.`, params: { remedy } });
});

function isLanguage(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length === 1;
  } catch {
    return false;
  }
}

/** A language tag such as `en` or `pt-BR`. */
export const Language = z.string().refine(isLanguage, {
  error: "is not a language tag.",
  params: { remedy: "Use one such as en, de or pt-BR." },
});

/** A path below the workspace: a path that leaves it would let agents work where they must not. */
export const PathInWorkspace = Words.refine(
  (path) => !/^([/\\~]|[a-z]:)/iu.test(path) && !path.split(/[/\\]/u).includes(".."),
  {
    error: "leads out of the workspace.",
    params: { remedy: "Write a path relative to workspace.path, without `..`." },
  },
);

/**
 * A whole number within limits, both included. Not `z.int()`, whose complaint stops the checks of everything around
 * it, so that the other problems would come out only in the next run.
 */
export function count(least: number, most: number): z.ZodNumber {
  return z.number().multipleOf(1).min(least).max(most);
}
