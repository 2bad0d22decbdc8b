/** What Slack accepts, in characters and pieces; it refuses a whole message that goes over one of these. */
export const LIMITS = {
  blocks: 50,
  viewBlocks: 100,
  /** `text` without blocks; Slack cuts longer ones. */
  text: 4_000,
  /**
   * Words of one message in blocks. Slack documents limits for single blocks only and refuses messages from about
   * 13,000 characters on, markup included.
   */
  message: 9_000,
  messageJson: 13_000,
  headerText: 150,
  contextText: 2_000,
  richText: 3_000,
  buttonLabel: 75,
  buttonValue: 2_000,
  buttonsInRow: 5,
  elementsInRow: 25,
  optionValue: 150,
  options: 100,
  actionId: 255,
  tableRows: 100,
  tableColumns: 20,
  tableText: 10_000,
  altText: 1_000,
  modalTitle: 24,
  modalButton: 24,
  inputLabel: 2_000,
  inputText: 3_000,
  metadata: 3_000,
  /** Of a card in a stream, and of a plan. */
  taskTitle: 256,
  /** Cards in one stream. */
  tasks: 50,
} as const;

/** The beginning of a text, with a mark where it was cut, never through a character. */
export function cut(text: string, length: number): string {
  if (text.length <= length) return text;
  const kept = text.slice(0, length - 1);
  return `${/[\uD800-\uDBFF]$/u.test(kept) ? kept.slice(0, -1) : kept}…`;
}
