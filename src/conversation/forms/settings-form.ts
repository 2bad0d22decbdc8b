import { HOME_PROMPT } from "../../board/render-home.ts";
import type { Form } from "../../chat/messages.ts";
import { readPersonSettings } from "../../people/person-settings.ts";
import { answer } from "../answer.ts";
import { changePersonSettings } from "../commands/person-settings.ts";
import { isWithoutWords, type FormHandler, type FormOpener } from "./form.ts";

function initial(value: string | undefined): { readonly initial?: string } {
  return value === undefined ? {} : { initial: value };
}

export const settingsOpener: FormOpener = {
  opens: (incoming) =>
    isWithoutWords(incoming, "settings") ||
    (incoming.kind === "choice" && incoming.prompt === HOME_PROMPT && incoming.value === "settings"),
  async form({ platform, from }, { people, store }): Promise<Form> {
    const person = people.of({ platform, userId: from.id });
    const { timeZone, standupAt, quietHours, mentions } = await readPersonSettings(person, store);
    const quiet = quietHours === undefined ? undefined : `${quietHours.from}-${quietHours.until}`;
    const line = { kind: "line", required: false } as const;
    return {
      id: "settings",
      title: "Your settings",
      submitLabel: "Save",
      fields: [
        {
          ...line,
          id: "zone",
          label: `Time zone, if not ${people.zoneOf(person)}`.slice(0, 75),
          ...initial(timeZone),
        },
        { ...line, id: "standup", label: "Standup at, such as 09:30", ...initial(standupAt) },
        { ...line, id: "quiet", label: "Quiet hours, such as 22:00-07:00", ...initial(quiet) },
        {
          id: "mentions",
          label: "May posts mention you?",
          kind: "choice",
          required: true,
          initial: mentions ? "on" : "off",
          options: [
            { value: "on", label: "Yes" },
            { value: "off", label: "No" },
          ],
        },
      ],
    };
  },
};

export const settingsHandler: FormHandler = {
  prefix: "settings",
  async take(turn, deps) {
    const { zone = "", standup = "", quiet = "", mentions = "on" } = turn.incoming.values;
    const said = await changePersonSettings(turn.incoming, { zone, standup, quiet, mentions }, deps);
    await answer(turn, { text: said.text }, deps.store, said.also);
  },
};
