#!/usr/bin/env node
// node docs/images/record-quickstart.mjs    runs one real request and draws what it printed as quickstart.svg
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const folder = dirname(fileURLToPath(import.meta.url));
const project = dirname(dirname(folder));
const request = "the allocator test in bitnet-core fails since the last merge, can someone find out why?";

/** A repository small enough for a picture; the brief names places in whatever workspace it is given. */
const workspace = {
  "bitnet-core/src/memory/allocator.rs": [
    "/// Hands out blocks of a fixed size and takes them back.",
    "pub struct Allocator {",
    "    free: Vec<Block>,",
    "    limit: usize,",
    "}",
    "",
    "impl Allocator {",
    "    /// Fails with `OutOfBlocks` once `limit` blocks are in use.",
    "    pub fn allocate(&mut self) -> Result<Block, AllocError> {",
    "        self.free.pop().ok_or(AllocError::OutOfBlocks)",
    "    }",
    "}",
    "",
  ],
  "bitnet-core/tests/allocator_test.rs": [
    "use bitnet_core::memory::Allocator;",
    "",
    "#[test]",
    "fn allocator_reuses_freed_blocks() {",
    "    let mut allocator = Allocator::with_limit(1);",
    "    let block = allocator.allocate().unwrap();",
    "    allocator.release(block);",
    "    assert!(allocator.allocate().is_ok());",
    "}",
    "",
  ],
  "README.md": ["# BitNet-Rust", "", "The memory allocator lives in `bitnet-core`.", ""],
};

const settings = [
  "workspace:",
  "  name: BitNet-Rust",
  "  path: repository",
  "  commands:",
  "    test: cargo test --workspace",
  "",
];

/** What a person would see: the command with its output, at the width of a terminal. */
function record() {
  const place = mkdtempSync(join(tmpdir(), "sy-"));
  try {
    for (const [path, lines] of Object.entries(workspace)) {
      const file = join(place, "repository", path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, lines.join("\n"));
    }
    writeFileSync(join(place, "switchyard.yaml"), settings.join("\n"));
    const env = { ...process.env, SWITCHYARD_DATA: join(place, "data"), NO_COLOR: "1" };
    for (const name of ["REDIS_URL", "SWITCHYARD_CONFIG", "SWITCHYARD_WORKSPACE"]) delete env[name];
    const args = [join(project, "scripts", "switchyard.mjs"), "ask", request];
    return execFileSync(process.execPath, args, { cwd: place, env, encoding: "utf8" });
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}

const size = { column: 7.83, row: 18, margin: 20, top: 44 };

const colours = [
  [/^\$ /u, "#f0f6fc"],
  [/^#\d+ ›/u, "#79c0ff"],
  [/^#\d+ switchyard/u, "#d2a8ff"],
  [/^[✓✔]/u, "#7ee787"],
  [/^[◷●]/u, "#e3b341"],
];

function escape(text) {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

function drawRow(text, index) {
  const fill = colours.find(([pattern]) => pattern.test(text))?.[1] ?? "#c9d1d9";
  const y = size.top + (index + 1) * size.row;
  return `<text x="${size.margin}" y="${y}" fill="${fill}" xml:space="preserve">${escape(text)}</text>`;
}

function draw(rows) {
  const columns = Math.max(...rows.map((row) => [...row].length));
  const width = Math.ceil(columns * size.column + 2 * size.margin);
  const height = size.top + rows.length * size.row + size.margin;
  const lights = ["#ff5f56", "#ffbd2e", "#27c93f"].map(
    (fill, index) => `<circle cx="${size.margin + index * 20}" cy="20" r="6" fill="${fill}"/>`,
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="13">`,
    `<title>switchyard ask, as recorded by docs/images/record-quickstart.mjs</title>`,
    `<rect width="${width}" height="${height}" rx="8" fill="#0d1117"/>`,
    ...lights,
    ...rows.map(drawRow),
    "</svg>",
    "",
  ].join("\n");
}

const command = ["$ npm run -s switchyard -- ask \\", `    "${request}"`];
const rows = [...command, ...record().replace(/\n+$/u, "").split("\n")];
writeFileSync(join(folder, "quickstart.svg"), draw(rows));
process.stdout.write(`${rows.join("\n")}\n`);
