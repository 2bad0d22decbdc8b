import { expect, test } from "vitest";
import type { Form, Home } from "../../../../src/chat/messages.ts";
import { formToView } from "../../../../adapters/slack/outgoing/form-to-view.ts";
import { homeToView } from "../../../../adapters/slack/outgoing/home-to-view.ts";
import { renderMessage } from "../../../../adapters/slack/outgoing/render-message.ts";
import { showBlocks } from "./show-blocks.ts";

const FORM: Form = {
  id: "escalate:T12",
  title: "Escalate this task to somebody",
  submitLabel: "Escalate",
  fields: [
    { id: "reason", label: "What is the matter?", kind: "paragraph", required: true, initial: "It hangs" },
    { id: "who", label: "Whom to ask", kind: "line", required: false },
    {
      id: "level",
      label: "Level",
      kind: "choice",
      required: true,
      initial: "lead",
      options: [
        { value: "peer", label: "A peer" },
        { value: "lead", label: "The lead" },
      ],
    },
  ],
};

test("makes a modal of a form", () => {
  expect(formToView(FORM, '{"form":"escalate:T12","channel":"C1"}')).toMatchInlineSnapshot(`
    {
      "blocks": [
        {
          "block_id": "reason",
          "element": {
            "action_id": "value",
            "initial_value": "It hangs",
            "multiline": true,
            "type": "plain_text_input",
          },
          "label": {
            "emoji": false,
            "text": "What is the matter?",
            "type": "plain_text",
          },
          "optional": false,
          "type": "input",
        },
        {
          "block_id": "who",
          "element": {
            "action_id": "value",
            "multiline": false,
            "type": "plain_text_input",
          },
          "label": {
            "emoji": false,
            "text": "Whom to ask",
            "type": "plain_text",
          },
          "optional": true,
          "type": "input",
        },
        {
          "block_id": "level",
          "element": {
            "action_id": "value",
            "initial_option": {
              "text": {
                "emoji": false,
                "text": "The lead",
                "type": "plain_text",
              },
              "value": "lead",
            },
            "options": [
              {
                "text": {
                  "emoji": false,
                  "text": "A peer",
                  "type": "plain_text",
                },
                "value": "peer",
              },
              {
                "text": {
                  "emoji": false,
                  "text": "The lead",
                  "type": "plain_text",
                },
                "value": "lead",
              },
            ],
            "placeholder": {
              "emoji": false,
              "text": "Level",
              "type": "plain_text",
            },
            "type": "static_select",
          },
          "label": {
            "emoji": false,
            "text": "Level",
            "type": "plain_text",
          },
          "optional": false,
          "type": "input",
        },
      ],
      "close": {
        "emoji": false,
        "text": "Cancel",
        "type": "plain_text",
      },
      "private_metadata": "{"form":"escalate:T12","channel":"C1"}",
      "submit": {
        "emoji": false,
        "text": "Escalate",
        "type": "plain_text",
      },
      "title": {
        "emoji": false,
        "text": "Escalate this task to s…",
        "type": "plain_text",
      },
      "type": "modal",
    }
  `);
});

test("keeps a form within Slack's limits", () => {
  const fields = Array.from({ length: 20 }, (_, n) => ({
    id: `f${n}`,
    label: "x".repeat(75),
    kind: "paragraph" as const,
    required: false,
    initial: "y".repeat(9_000),
  }));

  const view = formToView({ ...FORM, title: "t".repeat(45), submitLabel: "s".repeat(60), fields }, "{}");

  expect([view.title.text.length, view.submit.text.length, view.blocks.length]).toEqual([24, 24, 20]);
});

function items(count: number) {
  const choices = { prompt: "p", options: [{ value: "v", label: "Open" }] };
  return Array.from({ length: count }, (_, n) => ({ text: `**T${n}** is running`, choices }));
}

test("shows a home by its sections", () => {
  const home: Home = {
    title: "Your board",
    sections: [
      { title: "Waiting on you", items: items(2) },
      { title: "Escalated", items: [], empty: "Nothing is escalated." },
      { title: "Not said", items: [] },
    ],
    choices: { prompt: "settings", options: [{ value: "open", label: "Settings" }] },
  };

  expect(showBlocks(homeToView(home).blocks)).toMatchInlineSnapshot(`
    "# Your board
    [Settings]
    # Waiting on you
    **T0** is running
    [Open]
    **T1** is running
    [Open]
    # Escalated
    (Nothing is escalated.)"
  `);
});

test("gives every section of a long home its share and says how many more there are", () => {
  const sections = ["Waiting", "Escalated", "Running", "Queued", "Done"].map((title) => ({
    title,
    items: items(200),
  }));

  const { blocks } = homeToView({ title: "Board", sections });

  expect(blocks.length).toBeLessThanOrEqual(100);
  const shown = showBlocks(blocks);
  for (const { title } of sections) expect(shown).toContain(`# ${title}`);
  expect(shown.match(/and \d+ more/gu)).toHaveLength(5);
});

function choicesOf(count: number, value = "v") {
  return {
    prompt: "route-7",
    options: Array.from({ length: count }, (_, n) => ({ value: `${value}${n}`, label: `Choice ${n}` })),
  };
}

test.each([
  [1, "button"],
  [5, "button"],
  [6, "static_select"],
  [25, "static_select"],
])("offers %i choices as a %s", (count, type) => {
  const blocks = renderMessage({ text: "Choose", choices: choicesOf(count) }).blocks ?? [];

  const actions = blocks.flatMap((block) => (block.type === "actions" ? block.elements : []));
  expect(new Set(actions.map((element) => element.type))).toEqual(new Set([type]));
});

test("offers many choices as buttons where a menu could not carry their values", () => {
  const blocks = renderMessage({ text: "Choose", choices: choicesOf(25, "v".repeat(200)) }).blocks ?? [];

  const actions = blocks.flatMap((block) => (block.type === "actions" ? block.elements : []));
  expect(actions).toHaveLength(25);
  expect(new Set(actions.map(({ action_id: id }) => id)).size).toBe(25);
});

test("says in plain text what can be chosen, unless it is only offered in passing", () => {
  const { text } = renderMessage({ text: "Which?", choices: choicesOf(2) });
  const quiet = renderMessage({ text: "Done.", choices: { ...choicesOf(2), isQuiet: true } });

  expect([text, quiet.text]).toEqual(["Which?\nChoice 0 · Choice 1", "Done."]);
});
