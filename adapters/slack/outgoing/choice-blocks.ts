import type { Choices } from "../../../src/chat/messages.ts";
import { encodeChoice } from "../choice-value.ts";
import { cut, LIMITS } from "./limits.ts";
import { toPlainCharacters } from "./safe-text.ts";
import type { ActionsBlock } from "./slack-blocks.ts";

function plain(text: string, max: number): { type: "plain_text"; text: string; emoji: boolean } {
  return { type: "plain_text", text: cut(toPlainCharacters(text), max) || " ", emoji: false };
}

/** Choices as buttons, or as a menu where there are more than fit into a row. */
export function choiceBlocks({ prompt, options }: Choices, name = "choice"): ActionsBlock[] {
  const all = options.map(({ value, label, style }) => ({
    value: encodeChoice({ prompt, value }),
    text: plain(label, LIMITS.buttonLabel),
    style,
  }));
  const fitsMenu = all.every(({ value }) => value.length <= LIMITS.optionValue);
  if (all.length > LIMITS.buttonsInRow && fitsMenu) {
    const choices = all.map(({ value, text }) => ({ text, value }));
    const menu = { type: "static_select" as const, action_id: name, placeholder: plain("Choose", 150) };
    return [{ type: "actions", elements: [{ ...menu, options: choices }] }];
  }
  const buttons = all.map(({ value, text, style }, index) => ({
    type: "button" as const,
    action_id: `${name}.${index}`,
    text,
    value,
    ...(style === undefined ? {} : { style }),
  }));
  return [{ type: "actions", elements: buttons }];
}
