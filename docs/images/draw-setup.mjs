#!/usr/bin/env node
// node docs/images/draw-setup.mjs    draws the pages of Slack and Discord on which the bot is set up, with what to press
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const PANEL = { width: 500, height: 216, gap: 20 };
const MENU_WIDTH = 132;
const ROW = 26;

/** Each page: what is pressed in its menu, and the rows of the page; `mark` is the order in which they are used. */
const PICTURES = {
  "slack-setup.svg": {
    label: "Where to press on the pages of a Slack app, in the order of the steps",
    panels: [
      {
        address: "api.slack.com/apps",
        menu: ["Your Apps"],
        chosen: "Your Apps",
        rows: [
          { button: "Create New App", mark: 1 },
          { choice: "From a manifest", mark: 2 },
          { choice: "From scratch" },
          { field: "YAML", value: "the manifest, pasted", mark: 3 },
          { button: "Next, Create" },
        ],
      },
      {
        address: "api.slack.com/apps/A…/oauth",
        menu: ["Basic Information", "App Manifest", "OAuth & Permissions", "Event Subscriptions"],
        chosen: "OAuth & Permissions",
        rows: [
          { title: "OAuth Tokens" },
          { button: "Install to Workspace", mark: 4 },
          { field: "Bot User OAuth Token", value: "xoxb-…", mark: 5, copy: true },
        ],
      },
      {
        address: "api.slack.com/apps/A…/general",
        menu: ["Basic Information", "App Manifest", "OAuth & Permissions", "Event Subscriptions"],
        chosen: "Basic Information",
        rows: [
          { title: "App-Level Tokens" },
          { button: "Generate Token and Scopes", mark: 6 },
          { field: "Scope", value: "connections:write", mark: 7 },
          { field: "Token", value: "xapp-…", mark: 8, copy: true },
        ],
      },
      {
        address: ".env",
        menu: [],
        rows: [
          { code: "SLACK_BOT_TOKEN=xoxb-…" },
          { code: "SLACK_APP_TOKEN=xapp-…", mark: 9 },
          { code: "" },
          { code: "$ npm run -s switchyard -- doctor" },
          { code: "$ npm run -s switchyard -- start", mark: 10 },
        ],
      },
    ],
  },
  "discord-setup.svg": {
    label: "Where to press on the pages of a Discord application, in the order of the steps",
    panels: [
      {
        address: "discord.com/developers/applications",
        menu: ["Applications"],
        chosen: "Applications",
        rows: [
          { button: "New Application", mark: 1 },
          { field: "Name", value: "Switchyard" },
          { button: "Create" },
        ],
      },
      {
        address: "discord.com/developers/applications/…/bot",
        menu: ["General Information", "Installation", "OAuth2", "Bot"],
        chosen: "Bot",
        rows: [
          { button: "Reset Token", mark: 2 },
          { field: "Token", value: "…", mark: 3, copy: true },
          { title: "Privileged Gateway Intents" },
          { toggle: "Message Content Intent", mark: 4 },
        ],
      },
      {
        address: ".env",
        menu: [],
        rows: [
          { code: "DISCORD_TOKEN=…", mark: 5 },
          { code: "" },
          { code: "$ npm run -s switchyard -- discord register", mark: 6 },
          { code: "https://discord.com/oauth2/authorize?…" },
        ],
      },
      {
        address: "discord.com/oauth2/authorize?…",
        menu: [],
        rows: [
          { title: "Switchyard wants to access your account" },
          { field: "Add to server", value: "your server", mark: 7 },
          { button: "Authorize", mark: 8 },
        ],
      },
    ],
  },
};

function escape(text) {
  return text.replace(/[&<>"]/gu, (sign) => `&#${sign.codePointAt(0)};`);
}

function text(x, y, content, more = "") {
  return `<text x="${x}" y="${y}" ${more}>${escape(content)}</text>`;
}

function mark(x, y, number) {
  if (number === undefined) return "";
  return `<circle cx="${x}" cy="${y}" r="11" fill="#d9480f"/>${text(x, y + 4, String(number), 'class="number"')}`;
}

function row(entry, x, y, width) {
  const right = x + width - 12;
  const middle = y + 11;
  if (entry.title !== undefined) return text(x, y + 15, entry.title, 'class="title"');
  if (entry.code !== undefined)
    return text(x, y + 15, entry.code, 'class="code"') + mark(right, middle, entry.mark);
  if (entry.button !== undefined) {
    const wide = entry.button.length * 7.4 + 24;
    const box = `<rect x="${x}" y="${y}" width="${wide}" height="22" rx="5" fill="#1864ab"/>`;
    return box + text(x + 12, y + 15, entry.button, 'class="button"') + mark(right, middle, entry.mark);
  }
  if (entry.choice !== undefined || entry.toggle !== undefined) {
    const isOn = entry.mark !== undefined;
    const knob = `<circle cx="${x + 8}" cy="${middle}" r="6" fill="${isOn ? "#1864ab" : "#fff"}" stroke="#868e96"/>`;
    return knob + text(x + 22, y + 15, entry.choice ?? entry.toggle) + mark(right, middle, entry.mark);
  }
  const at = x + entry.field.length * 6.8 + 14;
  const box = `<rect x="${at}" y="${y}" width="${right - at - 22}" height="22" rx="4" fill="#fff" stroke="#adb5bd"/>`;
  const copy = entry.copy === true ? text(right - 62, y + 15, "Copy", 'class="link"') : "";
  return (
    text(x, y + 15, entry.field, 'class="small"') +
    box +
    text(at + 8, y + 15, entry.value, 'class="code"') +
    copy +
    mark(right, middle, entry.mark)
  );
}

function panel({ address, menu, chosen, rows }, left, top) {
  const { width, height } = PANEL;
  const inner = menu.length === 0 ? left + 18 : left + MENU_WIDTH + 16;
  const room = left + width - 12 - inner;
  return [
    `<rect x="${left}" y="${top}" width="${width}" height="${height}" rx="8" fill="#f8f9fa" stroke="#ced4da"/>`,
    `<rect x="${left}" y="${top}" width="${width}" height="30" rx="8" fill="#e9ecef"/>`,
    text(left + 14, top + 20, address, 'class="code"'),
    ...menu.map((name, at) => {
      const isChosen = name === chosen;
      return text(left + 14, top + 58 + at * ROW, name, isChosen ? 'class="chosen"' : 'class="small"');
    }),
    ...rows.map((entry, at) => row(entry, inner, top + 44 + at * (ROW + 8), room)),
  ].join("\n");
}

function draw({ label, panels }) {
  const { width, height, gap } = PANEL;
  const total = [2 * width + 3 * gap, Math.ceil(panels.length / 2) * (height + gap) + gap];
  const body = panels.map((each, at) =>
    panel(each, gap + (at % 2) * (width + gap), gap + Math.floor(at / 2) * (height + gap)),
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${total[0]} ${total[1]}" role="img" aria-label="${escape(label)}">
<style>text{font:13px system-ui,sans-serif;fill:#212529}.small{font-size:12px;fill:#495057}.chosen{font-size:12px;font-weight:700;fill:#1864ab}.title{font-weight:700}.code{font:12px ui-monospace,monospace}.button{fill:#fff}.link{font-size:12px;fill:#1864ab}.number{font-size:12px;font-weight:700;fill:#fff;text-anchor:middle}</style>
<rect width="100%" height="100%" fill="#fff"/>
${body.join("\n")}
</svg>
`;
}

for (const [name, picture] of Object.entries(PICTURES))
  writeFileSync(fileURLToPath(new URL(name, import.meta.url)), draw(picture));
