import { z } from "zod";

/** Discord's limits for what a bot sends, in UTF-16 units or pieces. */
export const LIMITS = {
  content: 2_000,
  embedsTotal: 6_000,
  embedTitle: 256,
  embedDescription: 4_096,
  fieldName: 256,
  fieldValue: 1_024,
  fields: 25,
  rows: 5,
  buttonsInRow: 5,
  selectOptions: 25,
  customId: 100,
  label: 80,
  optionLabel: 100,
  modalTitle: 45,
  modalFields: 5,
  fieldLabel: 45,
  nonce: 25,
  files: 10,
  fileBytes: 10 * 1024 * 1024,
  threadName: 100,
  mentions: 100,
} as const;

const CustomId = z.string().min(1).max(LIMITS.customId);
const Field = z.strictObject({
  name: z.string().min(1).max(LIMITS.fieldName),
  value: z.string().min(1).max(LIMITS.fieldValue),
  inline: z.boolean().optional(),
});

export const Embed = z.strictObject({
  title: z.string().max(LIMITS.embedTitle).optional(),
  description: z.string().max(LIMITS.embedDescription).optional(),
  fields: z.array(Field).max(LIMITS.fields).optional(),
});
export type Embed = z.infer<typeof Embed>;

const Button = z.strictObject({
  type: z.literal(2),
  style: z.union([z.literal(1), z.literal(2), z.literal(4)]),
  label: z.string().min(1).max(LIMITS.label),
  custom_id: CustomId,
});
const SelectOption = z.strictObject({
  label: z.string().min(1).max(LIMITS.optionLabel),
  value: z.string().min(1).max(LIMITS.customId),
  default: z.boolean().optional(),
});
const Select = z.strictObject({
  type: z.literal(3),
  custom_id: CustomId,
  options: z.array(SelectOption).min(1).max(LIMITS.selectOptions),
  min_values: z.number().int().optional(),
  max_values: z.number().int().optional(),
  required: z.boolean().optional(),
});
export const ActionRow = z.strictObject({
  type: z.literal(1),
  components: z.union([
    z.array(Button).min(1).max(LIMITS.buttonsInRow),
    z.tuple([Select.omit({ required: true })]),
  ]),
});
export type ActionRow = z.infer<typeof ActionRow>;

const Id = z.string().regex(/^\d{1,20}$/u);

/** `parse` is empty in every body: a text rings nobody's bell, only who is listed. */
export const AllowedMentions = z.strictObject({
  parse: z.tuple([]),
  users: z.array(Id).max(LIMITS.mentions).optional(),
  roles: z.array(Id).max(LIMITS.mentions).optional(),
  replied_user: z.literal(false),
});
export type AllowedMentions = z.infer<typeof AllowedMentions>;

/** A body for making or changing a message; what does not fit never leaves. */
export const MessageBody = z
  .strictObject({
    content: z.string().max(LIMITS.content).optional(),
    embeds: z.array(Embed).max(10).optional(),
    components: z.array(ActionRow).max(LIMITS.rows).optional(),
    allowed_mentions: AllowedMentions,
    flags: z.number().int().optional(),
    nonce: z.string().max(LIMITS.nonce).optional(),
    enforce_nonce: z.literal(true).optional(),
    message_reference: z.strictObject({ message_id: Id, fail_if_not_exists: z.literal(false) }).optional(),
    attachments: z
      .array(
        z.strictObject({
          id: z.string(),
          filename: z.string(),
          description: z.string().max(1_024).optional(),
        }),
      )
      .max(LIMITS.files)
      .optional(),
  })
  .refine(
    ({ embeds = [] }) => embeds.reduce((sum, embed) => sum + lengthOf(embed), 0) <= LIMITS.embedsTotal,
    {
      path: ["embeds"],
      error: "are longer than 6,000 characters together.",
    },
  );
export type MessageBody = z.infer<typeof MessageBody>;

const TextInput = z.strictObject({
  type: z.literal(4),
  custom_id: CustomId,
  style: z.union([z.literal(1), z.literal(2)]),
  required: z.boolean(),
  value: z.string().max(4_000).optional(),
});
const Labelled = z.strictObject({
  type: z.literal(18),
  label: z.string().min(1).max(LIMITS.fieldLabel),
  component: z.union([TextInput, Select]),
});

export const Modal = z.strictObject({
  title: z.string().min(1).max(LIMITS.modalTitle),
  custom_id: CustomId,
  components: z.array(Labelled).min(1).max(LIMITS.modalFields),
});
export type Modal = z.infer<typeof Modal>;

/** What counts towards the limit of all embeds of a message. */
export function lengthOf({ title = "", description = "", fields = [] }: Embed): number {
  const inFields = fields.reduce((sum, { name, value }) => sum + name.length + value.length, 0);
  return title.length + description.length + inFields;
}
