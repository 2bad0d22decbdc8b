import type { Measurement } from "../facts/measurements.ts";
import type { KpiRules } from "../orchestration/rules/kpi-rules.ts";
import type { WeekFigures } from "./week-figures.ts";

type Kpi = KpiRules["kpis"][number];

/** A figure of the report, or why there is none. */
export type KpiRow = { readonly id: string; readonly title: string } & (
  | {
      readonly value: number;
      /** With its unit, for people. */
      readonly text: string;
      /** Where it comes from. */
      readonly source: string;
      /** Absent where there is no target. */
      readonly isMet?: boolean;
      readonly target?: string;
    }
  | { readonly missing: string }
);

export interface GoalCount {
  readonly done: number;
  readonly total: number;
}

export interface KpiInputs {
  readonly figures: WeekFigures;
  readonly measurements: readonly Measurement[];
  /** Absent: nobody agreed to a plan. */
  readonly goals?: GoalCount | undefined;
}

/** One figure with its source, or why it is missing. */
type Found = { readonly value: number; readonly source: string } | { readonly missing: string };

const HOUR_MS = 3_600_000;

function last(measurements: readonly Measurement[], kind: string): Measurement | undefined {
  return measurements.find((each) => each.kind === kind && each.subject === "");
}

function measuredOn({ at, evidence }: Measurement): string {
  return `measured ${at.slice(0, 10)} by ${evidence}`;
}

function share(part: number, whole: number): number {
  return (part / whole) * 100;
}

function buildRate(measurements: readonly Measurement[]): Found {
  const build = last(measurements, "build");
  if (build === undefined) return { missing: "no gate has run `build`" };
  return { value: build.value === "ended with 0" ? 100 : 0, source: `last build, ${measuredOn(build)}` };
}

function testRate(measurements: readonly Measurement[]): Found {
  const tests = last(measurements, "test");
  const ran = (tests?.counts?.passed ?? 0) + (tests?.counts?.failed ?? 0);
  if (tests?.counts === undefined || ran === 0) return { missing: "no gate has counted tests" };
  return { value: share(tests.counts.passed, ran), source: `${tests.value}, ${measuredOn(tests)}` };
}

/** A command such as `coverage` whose figure is a percentage, as `93.1 %`. */
function percentage(measurements: readonly Measurement[], kinds: readonly string[]): Found {
  const found = measurements.find(
    ({ kind, value }) => kinds.includes(kind) && /^\d+(?:\.\d+)?\s?%$/u.test(value),
  );
  const names = kinds.map((kind) => `\`${kind}\``).join(" or ");
  if (found === undefined) return { missing: `no gate has measured ${names} in per cent` };
  return { value: Number.parseFloat(found.value), source: measuredOn(found) };
}

function find(id: string, { figures, measurements, goals }: KpiInputs): Found {
  const { gates, blockers, benchmarks } = figures;
  switch (id) {
    case "build_success_rate":
      return buildRate(measurements);
    case "test_pass_rate":
      return testRate(measurements);
    case "code_coverage":
      return percentage(measurements, ["coverage"]);
    case "documentation_coverage":
      return percentage(measurements, ["doc_coverage", "docs"]);
    case "performance_stability":
      return benchmarks.measured === 0
        ? { missing: "no benchmark was held against a baseline" }
        : { value: benchmarks.worstLossPercent, source: `worst of ${benchmarks.measured} measured` };
    case "task_completion_rate":
      return goals === undefined || goals.total === 0
        ? { missing: "nobody agreed to a plan of this week" }
        : { value: share(goals.done, goals.total), source: `${goals.done} of ${goals.total} goals` };
    case "blocker_resolution_time":
      return blockers.cleared === 0
        ? { missing: "no blocker was cleared" }
        : {
            value: blockers.workedMs / blockers.cleared / HOUR_MS,
            source: `working hours, ${withUnit(blockers.clearedMs / blockers.cleared / HOUR_MS, "hours")} by the clock; ${blockers.cleared} cleared, ${blockers.raised} raised`,
          };
    case "cross_team_collaboration":
      return { value: figures.shared, source: "tasks" };
    case "quality_gate_pass_rate": {
      const judged = gates.passed + gates.failed;
      return judged === 0
        ? { missing: "no gate has judged anything" }
        : { value: share(gates.passed, judged), source: `${gates.passed} of ${judged} verdicts` };
    }
    default:
      return { missing: "it is not known how to measure it" };
  }
}

function withUnit(value: number, unit: Kpi["unit"]): string {
  const rounded = String(Math.round(value * 10) / 10);
  switch (unit) {
    case "percent":
      return `${rounded} %`;
    case "hours":
      return `${rounded} h`;
    case "count":
      return rounded;
  }
}

function against(value: number, { target, unit }: Kpi) {
  if (target === undefined) return {};
  const isMet =
    target.is === "exactly"
      ? value === target.value
      : target.is === "above"
        ? value > target.value
        : value < target.value;
  return { isMet, target: `${target.is} ${withUnit(target.value, unit)}` };
}

/** Each KPI of the rules with its figure from the log or a measurement; what nobody measured is said to be missing. */
export function kpiRows({ kpis, betaConsideredAbove }: KpiRules, inputs: KpiInputs): KpiRow[] {
  return kpis.map((kpi): KpiRow => {
    const found = find(kpi.id, inputs);
    const { id, title } = kpi;
    if ("missing" in found) return { id, title, missing: found.missing };
    const { value } = found;
    // So many that pass are no aim to be content with: the target stays.
    const isBeta = id === "test_pass_rate" && value > betaConsideredAbove;
    const source = isBeta ? `${found.source}; a beta can be considered` : found.source;
    return { id, title, value, text: withUnit(value, kpi.unit), source, ...against(value, kpi) };
  });
}
