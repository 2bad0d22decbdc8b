const NAMES = { slack: "Slack", discord: "Discord", console: "Console" };
const PLATFORMS = Object.keys(NAMES);

const BEGIN = "<!-- capabilities: made by node scripts/capabilities.mjs -->";
const END = "<!-- end of capabilities -->";

function cellOf(support) {
  return "because" in support ? "no" : `[yes](../${support.shown.file})`;
}

function rowOf({ title, on }) {
  return `| ${title} | ${PLATFORMS.map((platform) => cellOf(on[platform])).join(" | ")} |`;
}

function reasonsOf({ title, on }) {
  return PLATFORMS.filter((platform) => "because" in on[platform]).map(
    (platform) => `| ${title} | ${NAMES[platform]} | ${on[platform].because} |`,
  );
}

/** The table of capabilities as Markdown. */
export function formatCapabilities(groups) {
  const rows = groups.flatMap(({ rows }) => rows);
  return [
    ...groups.flatMap(({ title, rows: own }) => [
      `### ${title}`,
      "",
      `| | ${PLATFORMS.map((platform) => NAMES[platform]).join(" | ")} |`,
      "| --- | --- | --- | --- |",
      ...own.map(rowOf),
      "",
    ]),
    "### What is missing where, and why",
    "",
    "| what | where | the reason, and what to do instead |",
    "| --- | --- | --- |",
    ...rows.flatMap(reasonsOf),
  ].join("\n");
}

/** The page with the table in its place; undefined where the page has no place for it. */
export function withCapabilities(page, groups) {
  const [before, rest] = page.split(BEGIN);
  const after = rest?.split(END)[1];
  return after === undefined
    ? undefined
    : `${before}${BEGIN}\n\n${formatCapabilities(groups)}\n\n${END}${after}`;
}
