import type { Form } from "../chat/messages.ts";
import { formatDate } from "../calendar/dates.ts";
import type { CadenceRules } from "../orchestration/rules/cadence-rules.ts";
import { shorten } from "../text/shorten.ts";
import type { SessionName } from "./standup-session.ts";
import { capitalise } from "../text/capitalise.ts";

export const STANDUP_FORM = "standup";
const LONGEST_TITLE = 45;
const LONGEST_LABEL = 75;

export function standupFormId({ team, date }: SessionName): string {
  return `${STANDUP_FORM}:${team}:${date}`;
}

export function parseStandupFormId(id: string): SessionName | undefined {
  const [, team, date] = /^standup:([^:]+):(\d{4}-\d{2}-\d{2})$/u.exec(id) ?? [];
  return team === undefined || date === undefined ? undefined : { team, date };
}

/** The four fields of a standup, filled in with what is known so far. */
export function standupForm(
  name: SessionName,
  fields: CadenceRules["standup"]["fields"],
  filled: Readonly<Record<string, string>>,
): Form {
  return {
    id: standupFormId(name),
    title: shorten(`Standup, ${formatDate(name.date)}`, LONGEST_TITLE),
    submitLabel: "Send",
    fields: fields.map(({ id, title }) => {
      const initial = filled[id];
      return {
        id,
        label: shorten(capitalise(title), LONGEST_LABEL),
        kind: "paragraph",
        required: false,
        ...(initial === undefined || initial === "" ? {} : { initial }),
      };
    }),
  };
}

/** What a form brought, by the fields that there are; what is empty was taken out. */
export function readForm(
  values: Readonly<Record<string, string>>,
  fields: CadenceRules["standup"]["fields"],
): Record<string, string> {
  return Object.fromEntries(
    fields.flatMap(({ id }) => {
      const said = values[id]?.trim() ?? "";
      return said === "" ? [] : [[id, said.slice(0, 2_000)] as const];
    }),
  );
}
