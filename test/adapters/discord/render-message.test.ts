import { describe, expect, test } from "vitest";
import { readCustomId } from "../../../adapters/discord/custom-id.ts";
import { MessageBody, Modal } from "../../../adapters/discord/limits.ts";
import { fitsModal, renderForm } from "../../../adapters/discord/render-form.ts";
import { nonceOf, renderMessage } from "../../../adapters/discord/render-message.ts";
import { renderCommands } from "../../../adapters/discord/render-commands.ts";
import { toDiscordText } from "../../../adapters/discord/render-text.ts";
import type { OutgoingMessage } from "../../../src/chat/messages.ts";
import { allCommands } from "../../../src/conversation/commands/all-commands.ts";
import { toHelp } from "../../../src/conversation/commands/render-command-help.ts";

function bodiesOf(message: OutgoingMessage): MessageBody[] {
  return renderMessage(message).parts.map(({ body }) => MessageBody.parse(body));
}

function optionsOf(count: number, length = 8) {
  return Array.from({ length: count }, (_, at) => ({
    value: `${at}`.padStart(length, "v"),
    label: `Agent ${at}`,
  }));
}

describe("text", () => {
  test.each([
    ["#### Deep", "**Deep**"],
    ["# Top", "# Top"],
    ["- [ ] open\n- [x] done", "- ☐ open\n- ☑ done"],
    ["![a cat](https://x.y/c.png)", "[a cat](https://x.y/c.png)"],
    ["a || b and `a || b`", "a \\|\\| b and `a || b`"],
    ["---", "──────────"],
    ["~~~js\nlet a;\n~~~", "```js\nlet a;\n```"],
    ["````\na ``` b\n````", "```\na ``\u2060` b\n```"],
    ["```\nnever closed", "```\nnever closed\n```"],
    ["a\u0000\u001b[2Jb\u202ec\r\nd", "a[2Jbc\nd"],
  ])("%j becomes %j", (markdown, expected) => {
    expect(toDiscordText(markdown)).toBe(expected);
  });

  test("a narrow table becomes columns in a code block", () => {
    const text = toDiscordText("| Agent | Tasks |\n|---|---:|\n| `qa` | 2 |\n| **security** | 10 |");

    expect(text).toBe("```\nAgent     Tasks\n────────  ─────\nqa        2\nsecurity  10\n```");
  });

  test("a wide table becomes a list, so that phones can show it", () => {
    const wide = "word ".repeat(12).trim();

    const text = toDiscordText(`| Name | What | When |\n|---|---|---|\n| one | ${wide} | now |\n\nafter`);

    expect(text).toBe(`- **one** · What: ${wide} · When: now\n\nafter`);
  });
});

describe("messages", () => {
  test("nobody is mentioned whom the message does not name", () => {
    const [body] = bodiesOf({ text: "@everyone <@1> <@&2>" });

    expect(body?.allowed_mentions).toEqual({ parse: [], replied_user: false });
  });

  test("only those who are named are mentioned, each once", () => {
    const mentions = [
      { kind: "person" as const, id: "11" },
      { kind: "person" as const, id: "11" },
      { kind: "group" as const, id: "22" },
      { kind: "person" as const, id: "not an id" },
    ];

    const [body] = bodiesOf({ text: "wake up", mentions });

    expect(body?.content).toBe("<@11> <@11> <@&22> wake up");
    expect(body?.allowed_mentions).toEqual({ parse: [], users: ["11"], roles: ["22"], replied_user: false });
  });

  test("every body is within the limits, whatever comes", () => {
    const messages: OutgoingMessage[] = [
      { text: "👩🏽‍💻".repeat(900) },
      { text: "\u0000" },
      { text: "x".repeat(7_000), choices: { prompt: "p".repeat(200), options: optionsOf(25, 300) } },
      { text: "pick", choices: { prompt: "p", options: optionsOf(10) } },
      { text: "many", files: Array.from({ length: 14 }, (_, at) => file(`f${at}`, 10)) },
      { text: "large", files: [file("large.log", 11 * 1024 * 1024), file("small.log", 3)] },
    ];

    const counts = messages.map((message) => bodiesOf(message).length);

    expect(counts).toEqual([4, 1, 4, 1, 1, 1]);
  });

  test("a very long text is a beginning and a file with all of it", () => {
    const text = Array.from({ length: 3_000 }, (_, at) => `word${at}`).join(" ");

    const { parts } = renderMessage({ text });

    expect(parts).toHaveLength(1);
    expect(parts[0].body.content).toContain("word0 word1");
    expect(parts[0].files).toMatchObject([{ name: "answer.md", content: text }]);
  });

  test("files that do not fit are named instead of lost in silence", () => {
    const { parts } = renderMessage({ text: "here", files: [file("large.log", 11 * 1024 * 1024)] });

    expect(parts[0].files).toEqual([]);
    expect(parts[0].body.content).toContain("left out: large.log");
  });

  test("choices and files are on the last part", () => {
    const { parts } = renderMessage({
      text: "long ".repeat(700),
      choices: { prompt: "p", options: optionsOf(2) },
      files: [file("a.txt", 3)],
    });

    expect(parts.map(({ body, files }) => [body.components?.length, files.length])).toEqual([
      [0, 0],
      [1, 1],
    ]);
  });

  test("nonces fit, stay the same for a delivery and differ between its parts", () => {
    const id = "discord-1-2-3.answer";

    expect(nonceOf(id, 0)).toHaveLength(24);
    expect(nonceOf(id, 0)).toBe(nonceOf(id, 0));
    expect(new Set([nonceOf(id, 0), nonceOf(id, 1), nonceOf(id, "last"), nonceOf("other", 0)]).size).toBe(4);
  });
});

describe("choices", () => {
  async function pressedIn(message: OutgoingMessage, at: number) {
    const { parts, longIds } = renderMessage(message);
    const known = new Map(longIds.map(({ id, chosen }) => [id, chosen]));
    const pieces = (parts.at(-1)?.body.components ?? []).flatMap(({ components }) => [...components]);
    const [first] = pieces;
    const recall = async (id: string) => known.get(id);
    if (first?.type === 3) return readCustomId(first.custom_id, [first.options[at]?.value ?? ""], recall);
    const piece = pieces[at];
    return piece?.type === 2 ? readCustomId(piece.custom_id, [], recall) : undefined;
  }

  test.each([
    ["buttons", 3, 8, "route-7"],
    ["buttons with long values", 3, 200, "route-7"],
    ["a menu", 25, 8, "route-7"],
    ["a menu with long values and a long prompt", 25, 200, "p".repeat(150)],
  ])("%s bring back prompt and value", async (_what, count, length, prompt) => {
    const options = optionsOf(count, length);

    const chosen = await pressedIn({ text: "?", choices: { prompt, options } }, 2);

    expect(chosen).toEqual({ prompt, value: options[2]?.value });
  });

  test("an id that nobody remembers stands for nothing", async () => {
    expect(await readCustomId("B:gone", [], async () => undefined)).toBeUndefined();
    expect(await readCustomId("something-else", [], async () => undefined)).toBeUndefined();
  });
});

describe("forms and commands", () => {
  test("a form becomes a modal within the limits", () => {
    const form = {
      id: "standup:3",
      title: "Standup",
      submitLabel: "Send",
      fields: [
        {
          id: "done",
          label: "What is done, and what of it was hard to do? ".repeat(1).slice(0, 60),
          kind: "line" as const,
          required: true,
        },
        {
          id: "more",
          label: "More",
          kind: "paragraph" as const,
          required: false,
          initial: "x".repeat(5_000),
        },
        {
          id: "mood",
          label: "Mood",
          kind: "choice" as const,
          required: true,
          initial: "b",
          options: [
            { value: "a", label: "A" },
            { value: "b", label: "B" },
          ],
        },
      ],
    };

    const modal = Modal.parse(renderForm(form));

    expect(fitsModal(form)).toBe(true);
    expect(modal.components.map(({ label }) => label.length <= 45)).toEqual([true, true, true]);
    expect(modal.components[2]?.component).toMatchObject({
      options: [{ value: "a" }, { value: "b", default: true }],
    });
  });

  test("of a form with more fields than Discord has, the last that may be left empty are not shown", () => {
    const fields = ["a", "b", "c", "d", "e", "f", "g"].map((id) => {
      return { id, label: id, kind: "line" as const, required: id === "b" || id === "g" };
    });
    const form = { id: "x", title: "T", submitLabel: "Send", fields };

    const shown = renderForm(form).components.map(({ component }) => component.custom_id);

    expect(fitsModal(form)).toBe(true);
    expect(shown).toEqual(["a", "b", "c", "d", "g"]);
  });

  test("a form with more that has to be filled in than Discord has room for does not fit", () => {
    const field = { label: "L", kind: "line" as const, required: true };
    const fields = Array.from({ length: 6 }, (_, at) => ({ ...field, id: `${at}` }));

    expect(fitsModal({ id: "x", title: "T", submitLabel: "Send", fields })).toBe(false);
  });

  test("a choice with more options than a menu holds is typed, with a hint of what to type", () => {
    const options = Array.from({ length: 26 }, (_, at) => ({ value: `agent-${at}`, label: `Agent ${at}` }));
    const form = (count: number) => ({
      id: "ask",
      title: "Ask",
      submitLabel: "Ask",
      fields: [
        {
          id: "agent",
          label: "Agent",
          kind: "choice" as const,
          required: false,
          options: options.slice(0, count),
        },
      ],
    });

    const [menu, line] = [25, 26].map((count) => Modal.parse(renderForm(form(count))).components[0]);

    expect(menu?.component).toMatchObject({ type: 3, options: { length: 25 } });
    expect(line?.component).toEqual({ type: 4, custom_id: "agent", style: 1, required: false });
    expect(line?.description).toMatch(/^One of: agent-0, agent-1, /u);
  });

  test("all commands of the bot can be registered", () => {
    const commands = renderCommands(allCommands.map(toHelp));

    expect(commands.map(({ name }) => name)).toEqual([
      ...allCommands.map(({ name }) => name),
      "Make this a task",
    ]);
    expect(commands.filter(({ type }) => type === 1).length).toBeLessThanOrEqual(100);
    for (const { name, description = "x", options = [] } of commands) {
      const [required, free] = [true, false].map((is) => options.filter((each) => each.required === is));
      expect(name.length).toBeLessThanOrEqual(32);
      expect(description).toMatch(/^.{1,100}$/u);
      expect(options.length).toBeLessThanOrEqual(25);
      // Discord refuses an argument that must be there behind one that may be.
      expect(options).toEqual([...(required ?? []), ...(free ?? [])]);
      expect(new Set(options.map((option) => option.name)).size).toBe(options.length);
      for (const option of options) {
        expect(option.name).toMatch(/^[\p{Ll}\p{Lo}\p{N}_-]{1,32}$/u);
        expect(option.description).toMatch(/^.{1,100}$/u);
        expect(option.choices?.length ?? 0).toBeLessThanOrEqual(25);
        expect(option.autocomplete === true && option.choices !== undefined).toBe(false);
      }
    }
  });
});

function file(name: string, bytes: number) {
  return { name, mediaType: "text/plain", content: "x".repeat(bytes) };
}
