import type { VersionSummary } from "./router-version.ts";

const SHORT_WHY_CHARS = 100;

/** The versions as a table for people, newest first, with the shipped router last. */
export function formatVersions(
  versions: readonly VersionSummary[],
  { current, isHeld }: { readonly current: number; readonly isHeld: boolean },
): string {
  const rows = versions
    .toReversed()
    .map((version) => [
      `${mark(version.isCurrent)}${version.version}`,
      version.broken === undefined ? version.at.slice(0, 16).replace("T", " ") : "-",
      version.broken === undefined ? version.outcome : "broken",
      version.broken === undefined ? String(version.examples) : "-",
      version.top1 === null ? "-" : `${(version.top1 * 100).toFixed(1)} %`,
      version.why.slice(0, SHORT_WHY_CHARS),
    ]);
  const table = [
    ["version", "when (UTC)", "outcome", "examples", "right", "why"],
    ...rows,
    [`${mark(current === 0)}0`, "-", "shipped", "0", "-", ""],
  ];
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(...table.map((row) => (row[column] ?? "").length)));
  const lines = table.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
  const held = isHeld
    ? ["", "Nightly refits wait since the rollback, until `switchyard route refit` by hand."]
    : [];
  return [...lines, ...held].join("\n");
}

function mark(isCurrent: boolean): string {
  return isCurrent ? "* " : "  ";
}
