import type { Choice, Choices } from "../../src/chat/messages.ts";
import type { CustomIds } from "./custom-id.ts";
import { shortenWhole } from "./cut-text.ts";
import { LIMITS } from "./limits.ts";
import type { ActionRow } from "./limits.ts";

/** More than two rows of buttons are a wall; a menu is quicker to read. */
const MAX_BUTTONS = 10;
const STYLES = { primary: 1, danger: 4 } as const;

/** Choices as buttons, or as a menu where there are many. */
export function renderChoices({ prompt, options }: Choices, ids: CustomIds): ActionRow[] {
  if (options.length > MAX_BUTTONS) return [menu(prompt, options, ids)];
  const buttons = options.map(({ value, label, style }) => ({
    type: 2 as const,
    style: style === undefined ? (2 as const) : STYLES[style],
    label: shortenWhole(label, LIMITS.label),
    custom_id: ids.button({ prompt, value }),
  }));
  const rows: ActionRow[] = [];
  for (let at = 0; at < buttons.length; at += LIMITS.buttonsInRow) {
    rows.push({ type: 1, components: buttons.slice(at, at + LIMITS.buttonsInRow) });
  }
  return rows;
}

function menu(prompt: string, options: readonly Choice[], ids: CustomIds): ActionRow {
  const entries = options.slice(0, LIMITS.selectOptions).map(({ value, label }) => ({
    label: shortenWhole(label, LIMITS.optionLabel),
    value: ids.option(value),
  }));
  return { type: 1, components: [{ type: 3, custom_id: ids.menu(prompt), options: entries }] };
}
