function shown(test) {
  return `[${test.name.replaceAll("|", "\\|")}](../${test.file})`;
}

function behaviourOf({ behaviour }) {
  if (behaviour === undefined) return "";
  return behaviour.test === null ? `_until ${behaviour.until}_` : shown(behaviour.test);
}

function rowOf(rule) {
  const place = `[${rule.file.split("/").at(-1)}](../${rule.file}) \`${rule.at}\``;
  const data = rule.test === null ? `_until ${rule.until}_` : shown(rule.test);
  return `| \`${rule.seed}\` | ${place} | ${data} | ${behaviourOf(rule)} |`;
}

function isOpen({ test, behaviour }) {
  return test === null || behaviour?.test === null;
}

/** The page as Markdown. */
export function formatCoverage(parts) {
  const rules = parts.flatMap((part) => part.rules);
  const open = rules.filter(isOpen).length;
  const sections = parts.flatMap((part) => [
    `## ${part.title}`,
    "",
    "| rule | where it lives | shown to be there by | shown to act by |",
    "| --- | --- | --- | --- |",
    ...part.rules.map(rowOf),
    "",
  ]);
  return [
    "# Coverage of the seed",
    "",
    "Every rule that the orchestrator was made from, where it lives, and which test shows it. The names are those of the sections and rows of the source, `rules.yaml`. The last column is empty where a rule is only data, such as a list that people read.",
    "",
    `${rules.length} rules${open === 0 ? "" : `, ${open} of them not yet shown to act`}. This page is made by \`node scripts/seed-coverage.mjs\` from \`agent-config/rules/coverage.yaml\`; with \`--check\` the script fails when a file, key or test that is named here does not exist, or when the page is out of date. What the source leaves open is [decided here](decisions/0009-what-the-seed-leaves-open.md).`,
    "",
    ...sections,
  ].join("\n");
}
