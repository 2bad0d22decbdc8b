import { z } from "zod";
import { LIMITS } from "./limits.ts";

/*
 * The blocks that we build, with Slack's limits: a message is checked against this before it is sent. There is no
 * `mrkdwn` in it and no broadcast, so that no text of a message can ever be markup.
 */

const textOf = (max: number) => z.string().min(1).max(max);
const PlainText = (max: number) =>
  z.strictObject({ type: z.literal("plain_text"), text: textOf(max), emoji: z.boolean().optional() });

const Style = z.strictObject({
  bold: z.literal(true).optional(),
  italic: z.literal(true).optional(),
  code: z.literal(true).optional(),
});
const RichElement = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("text"), text: z.string().min(1), style: Style.optional() }),
  z.strictObject({
    type: z.literal("link"),
    url: z.url({ protocol: /^(?:https?|mailto)$/u }).max(3_000),
    text: z.string().min(1).optional(),
    style: Style.optional(),
  }),
  z.strictObject({ type: z.literal("user"), user_id: z.string().regex(/^[UW][A-Z0-9]+$/u) }),
  z.strictObject({ type: z.literal("usergroup"), usergroup_id: z.string().regex(/^S[A-Z0-9]+$/u) }),
]);
export type RichElement = z.infer<typeof RichElement>;
const RichSection = z.strictObject({
  type: z.literal("rich_text_section"),
  elements: z.array(RichElement).min(1),
});
const RichPart = z.discriminatedUnion("type", [
  RichSection,
  z.strictObject({
    type: z.literal("rich_text_list"),
    style: z.enum(["bullet", "ordered"]),
    elements: z.array(RichSection).min(1),
    indent: z.number().int().min(0).max(8).optional(),
    offset: z.number().int().min(0).optional(),
  }),
  z.strictObject({ type: z.literal("rich_text_quote"), elements: z.array(RichElement).min(1) }),
  z.strictObject({
    type: z.literal("rich_text_preformatted"),
    elements: z.array(z.strictObject({ type: z.literal("text"), text: z.string().min(1) })).min(1),
  }),
]);
export type RichPart = z.infer<typeof RichPart>;

const Option = z.strictObject({ text: PlainText(LIMITS.buttonLabel), value: textOf(LIMITS.optionValue) });
const ActionId = z.string().min(1).max(LIMITS.actionId);
const Button = z.strictObject({
  type: z.literal("button"),
  action_id: ActionId,
  text: PlainText(LIMITS.buttonLabel),
  value: textOf(LIMITS.buttonValue),
  style: z.enum(["primary", "danger"]).optional(),
});
const Select = z.strictObject({
  type: z.literal("static_select"),
  action_id: ActionId,
  placeholder: PlainText(150),
  options: z.array(Option).min(1).max(LIMITS.options),
  initial_option: Option.optional(),
});
const Input = z.strictObject({
  type: z.literal("plain_text_input"),
  action_id: ActionId,
  multiline: z.boolean().optional(),
  initial_value: z.string().max(LIMITS.inputText).optional(),
});

const RichText = z.strictObject({ type: z.literal("rich_text"), elements: z.array(RichPart).min(1) });
const Header = z.strictObject({ type: z.literal("header"), text: PlainText(LIMITS.headerText) });
const Divider = z.strictObject({ type: z.literal("divider") });
const Context = z.strictObject({
  type: z.literal("context"),
  elements: z.array(PlainText(LIMITS.contextText)).min(1).max(10),
});
const Actions = z.strictObject({
  type: z.literal("actions"),
  elements: z
    .array(z.discriminatedUnion("type", [Button, Select]))
    .min(1)
    .max(LIMITS.elementsInRow),
});
export type ActionsBlock = z.infer<typeof Actions>;
const Table = z.strictObject({
  type: z.literal("table"),
  rows: z
    .array(
      z
        .array(z.strictObject({ type: z.literal("raw_text"), text: z.string().min(1) }))
        .max(LIMITS.tableColumns),
    )
    .min(1)
    .max(LIMITS.tableRows),
  column_settings: z.array(z.strictObject({ is_wrapped: z.boolean() })).max(LIMITS.tableColumns),
});
export type TableBlock = z.infer<typeof Table>;

const SlackBlock = z.discriminatedUnion("type", [RichText, Header, Divider, Context, Actions, Table]);
export type SlackBlock = z.infer<typeof SlackBlock>;

const InputBlock = z.strictObject({
  type: z.literal("input"),
  block_id: z.string().min(1).max(255),
  label: PlainText(LIMITS.inputLabel),
  optional: z.boolean(),
  element: z.discriminatedUnion("type", [Input, Select]),
});
export type InputBlock = z.infer<typeof InputBlock>;

/** The blocks of a message, all limits held. */
export const MessageBlocks = z
  .array(SlackBlock)
  .min(1)
  .max(LIMITS.blocks)
  .refine((blocks) => JSON.stringify(blocks).length <= LIMITS.messageJson, {
    error: "is too long for Slack.",
  })
  .refine((blocks) => blocks.filter(({ type }) => type === "table").length <= 1, {
    error: "has more than one table.",
  });

export const HomeView = z.strictObject({
  type: z.literal("home"),
  blocks: z.array(SlackBlock).max(LIMITS.viewBlocks),
});
export type HomeView = z.infer<typeof HomeView>;

export const ModalView = z.strictObject({
  type: z.literal("modal"),
  title: PlainText(LIMITS.modalTitle),
  submit: PlainText(LIMITS.modalButton),
  close: PlainText(LIMITS.modalButton),
  private_metadata: z.string().max(LIMITS.metadata),
  blocks: z
    .array(z.union([InputBlock, SlackBlock]))
    .min(1)
    .max(LIMITS.viewBlocks),
});
export type ModalView = z.infer<typeof ModalView>;
