#!/usr/bin/env node
// node docs/images/record-afternoon.mjs    plays the afternoon on Slack and draws what was said as afternoon-slack.svg
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const folder = dirname(fileURLToPath(import.meta.url));
const project = dirname(dirname(folder));

/** What the test on Slack's emulator heard and saw. */
function record() {
  const place = mkdtempSync(join(tmpdir(), "sy-"));
  try {
    const path = join(place, "transcript.json");
    const vitest = join(project, "node_modules", "vitest", "vitest.mjs");
    const args = [vitest, "run", "--project", "integration", "test/integration/afternoon-slack.test.ts"];
    const env = { ...process.env, AFTERNOON_TRANSCRIPT: path };
    execFileSync(process.execPath, args, { cwd: project, env, stdio: "inherit" });
    return JSON.parse(readFileSync(path, "utf8"));
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}

const size = { width: 860, margin: 24, text: 84, row: 20, columns: 96, gap: 10 };
const font = "-apple-system, 'Segoe UI', Roboto, Helvetica, Arial, sans-serif";
/** So many lines of one message are shown. */
const MAX_ROWS = 8;

function escape(text) {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

function wrap(text, columns) {
  return text.split("\n").flatMap((line) => {
    const rows = [""];
    for (const word of line.split(" ")) {
      const last = rows[rows.length - 1];
      if (last !== "" && last.length + word.length + 1 > columns) rows.push(word);
      else rows[rows.length - 1] = last === "" ? word : `${last} ${word}`;
    }
    return rows;
  });
}

function rowsOf(text) {
  const plain = text
    .replace(/^----$/gmu, "")
    .replaceAll("`", "")
    .replace(/\n{2,}/gu, "\n");
  const rows = wrap(plain, size.columns);
  return rows.length > MAX_ROWS ? [...rows.slice(0, MAX_ROWS - 1), "…"] : rows;
}

/** `**bold**` as bold; other marks are gone already. */
function spans(row) {
  return row
    .split("**")
    .map((part, index) =>
      index % 2 === 1 ? `<tspan font-weight="600">${escape(part)}</tspan>` : escape(part),
    )
    .join("");
}

function buttons(labels, y) {
  let x = size.text;
  return labels.map((label) => {
    const width = Math.round(label.length * 7.2 + 22);
    const at = x;
    x += width + 8;
    return `<rect x="${at}" y="${y}" width="${width}" height="26" rx="5" fill="#fff" stroke="#c4c5c9"/><text x="${at + 11}" y="${y + 17}" font-size="13" font-weight="600" fill="#1d1c1d">${escape(label)}</text>`;
  });
}

const faces = {
  bot: { name: "Switchyard", letter: "S", fill: "#1f2937" },
  home: { name: "Switchyard · Home", letter: "S", fill: "#1f2937" },
  person: { name: "Ana", letter: "A", fill: "#0b7a75" },
  press: { name: "Ana", letter: "A", fill: "#0b7a75" },
};

function drawChapter(text, y) {
  return {
    parts: [
      `<line x1="${size.margin}" x2="${size.width - size.margin}" y1="${y + 14}" y2="${y + 14}" stroke="#e2e2e3"/>`,
      `<rect x="${size.width / 2 - text.length * 4 - 14}" y="${y}" width="${text.length * 8 + 28}" height="28" rx="14" fill="#fff" stroke="#e2e2e3"/>`,
      `<text x="${size.width / 2}" y="${y + 19}" font-size="13" font-weight="600" text-anchor="middle" fill="#1d1c1d">${escape(text)}</text>`,
    ],
    height: 40,
  };
}

function drawLine(line, y) {
  if (line.kind === "chapter") return drawChapter(line.text, y);
  const face = faces[line.kind];
  const text = line.kind === "press" ? `presses ${line.text}` : line.text;
  const files = (line.files ?? []).map((name) => `📎 ${name}`);
  const rows = [...rowsOf(text), ...files];
  const notes = line.thread === undefined ? [] : [`in the thread “${line.thread}”`];
  if (line.isPrivate === true) notes.push("only visible to Ana");
  const colour = line.kind === "press" ? "#616061" : "#1d1c1d";
  const parts = [
    `<rect x="${size.margin}" y="${y}" width="40" height="40" rx="6" fill="${face.fill}"/>`,
    `<text x="${size.margin + 20}" y="${y + 27}" font-size="19" font-weight="700" text-anchor="middle" fill="#fff">${face.letter}</text>`,
    `<text x="${size.text}" y="${y + 14}" font-size="15" font-weight="700" fill="#1d1c1d">${face.name}<tspan dx="8" font-size="12" font-weight="400" fill="#616061">${escape(notes.join(", "))}</tspan></text>`,
    ...rows.map(
      (row, index) =>
        `<text x="${size.text}" y="${y + 36 + index * size.row}" font-size="14.5" fill="${colour}">${spans(row)}</text>`,
    ),
  ];
  let height = 24 + rows.length * size.row;
  const offers = line.offers ?? [];
  if (offers.length > 0) {
    parts.push(...buttons(offers, y + height + 4));
    height += 36;
  }
  return { parts, height: Math.max(height, 44) + size.gap };
}

function draw(lines) {
  let y = size.margin;
  const parts = lines.flatMap((line) => {
    const drawn = drawLine(line, y);
    y += drawn.height;
    return drawn.parts;
  });
  const height = y + size.margin;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${size.width}" height="${height}" viewBox="0 0 ${size.width} ${height}" font-family="${font}">`,
    "<title>An afternoon with Switchyard on Slack, as recorded by docs/images/record-afternoon.mjs</title>",
    `<rect width="${size.width}" height="${height}" rx="8" fill="#fff" stroke="#e2e2e3"/>`,
    ...parts,
    "</svg>",
    "",
  ].join("\n");
}

const [given] = process.argv.slice(2);
const lines = given === undefined ? record() : JSON.parse(readFileSync(given, "utf8"));
writeFileSync(join(folder, "afternoon-slack.svg"), draw(lines));
