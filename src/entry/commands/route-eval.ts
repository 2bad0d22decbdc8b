import { readFile, writeFile } from "node:fs/promises";
import { basename } from "node:path";
import type { RouterKind } from "../../config/config.ts";
import { formatProblem } from "../../config/problem.ts";
import { readSettings } from "../../config/settings.ts";
import type { Settings } from "../../config/settings.ts";
import { BotError } from "../../errors.ts";
import { whyUnreadable } from "../../files/why-unreadable.ts";
import type { DefinitionSet } from "../../orchestration/read-definitions.ts";
import { scorePriority } from "../../orchestration/score-priority.ts";
import type { AnsweredItem } from "../../router/evaluation/answered-item.ts";
import { answerAll, toEvaluation, type EvaluationOptions } from "../../router/evaluation/evaluate-router.ts";
import type { Evaluation } from "../../router/evaluation/evaluation.ts";
import { missesOf, parseFloors, type Floors } from "../../router/evaluation/floors.ts";
import { formatEvaluations, type NamedEvaluation } from "../../router/evaluation/format-evaluation.ts";
import { formatSets, toSetFigures, type SetFigures } from "../../router/evaluation/set-figures.ts";
import { readLabelledSets, type NamedSet } from "../../router/evaluation/read-labelled-sets.ts";
import { drawReliability } from "../../router/evaluation/reliability-plot.ts";
import type { Shortfall } from "../router-source.ts";
import { withRouter } from "../with-router.ts";

export interface RouteEvalOptions {
  /** Files, and folders of them. */
  readonly set: readonly string[];
  readonly json: boolean;
  /** Where the reliability diagram goes, as SVG. */
  readonly plot?: string;
  /** Measures the TF-IDF router beside the configured one. */
  readonly baseline: boolean;
  /** YAML or JSON; a figure below its floor makes the exit code 1. */
  readonly floors?: string;
}

/** What one router made of all sets. */
interface Measured {
  readonly kind: RouterKind;
  /** Set when the linear router stood in for the one that was asked for. */
  readonly standsIn: Shortfall | undefined;
  readonly evaluation: Evaluation;
  readonly sets: readonly SetFigures[];
}

/** The names of the columns. */
const NAMES: Readonly<Record<RouterKind, string>> = { bitnet: "BitNet", linear: "TF-IDF" };

/**
 * `switchyard route eval --set FILE_OR_FOLDER…`: how good the router is on labelled requests. 1 when a figure is below
 * its floor, each one named on standard error.
 */
export async function runRouteEval(options: RouteEvalOptions): Promise<number> {
  const floors = options.floors === undefined ? undefined : await readFloors(options.floors);
  const settings = readSettings();
  const measured = await measure(options.set, settings);
  const isBeside = options.baseline && measured.kind !== "linear";
  const baseline = isBeside ? await measure(options.set, { ...settings, routerKind: "linear" }) : undefined;
  const all = [measured, ...(baseline === undefined ? [] : [baseline])];
  if (options.plot !== undefined) await writePlot(options.plot, all);
  const misses = floors === undefined ? undefined : missesOfAll(measured, baseline, floors);
  process.stdout.write(`${options.json ? toJson(measured, baseline, misses) : toText(measured, baseline)}\n`);
  for (const miss of misses ?? []) process.stderr.write(`${miss}\n`);
  return misses === undefined || misses.length === 0 ? 0 : 1;
}

async function measure(paths: readonly string[], settings: Settings): Promise<Measured> {
  return withRouter(async ({ router, source, set }) => {
    const sets = await readLabelledSets(
      paths,
      set.agents.agents.map(({ id }) => id),
    );
    const items = sets.flatMap((one) => one.items);
    const answered = await answerAll(router, items, { priorityOf: priorityBy(set) });
    return {
      kind: source.kind,
      standsIn: source.standsIn,
      evaluation: toEvaluation(answered),
      sets: bySet(sets, answered),
    };
  }, settings);
}

/** As a task of the request would get it: the rules, with the model's estimate where there is one. */
function priorityBy({ rules }: DefinitionSet): NonNullable<EvaluationOptions["priorityOf"]> {
  return ({ text, complexity, support, priority }) =>
    scorePriority({ text, complexity, teamSize: 1 + support.length, estimate: priority }, rules).terms;
}

function bySet(sets: readonly NamedSet[], answered: readonly AnsweredItem[]): SetFigures[] {
  let start = 0;
  return sets.map(({ file, items }) => {
    const own = answered.slice(start, start + items.length);
    start += items.length;
    return toSetFigures(file, toEvaluation(own));
  });
}

/**
 * The floors hold for the router that was asked for: figures of another one that stood in say nothing about it. A
 * baseline needs none.
 */
function missesOfAll(measured: Measured, baseline: Measured | undefined, floors: Floors): string[] {
  const { kind, standsIn } = measured;
  if (standsIn !== undefined) return [`bitnet: could not be measured. ${standsIn.message}`];
  const missing = floors[kind] === undefined ? [`${kind}: has no floors in the file`] : [];
  const measuredOnes = baseline === undefined ? [measured] : [measured, baseline];
  return [
    ...missing,
    ...measuredOnes.flatMap((one) =>
      missesOf(one.evaluation, floors[one.kind] ?? {}).map((miss) => `${one.kind}: ${miss}`),
    ),
  ];
}

function toJson(
  { evaluation, kind, sets }: Measured,
  baseline: Measured | undefined,
  misses: readonly string[] | undefined,
): string {
  return JSON.stringify({
    ...evaluation,
    router: kind,
    sets,
    ...(baseline === undefined ? {} : { baseline: { ...baseline.evaluation, router: baseline.kind } }),
    ...(misses === undefined ? {} : { misses }),
  });
}

function toText(measured: Measured, baseline: Measured | undefined): string {
  const others = baseline === undefined ? [] : [toNamed(baseline)];
  const parts = [formatEvaluations(toNamed(measured), ...others)];
  if (measured.sets.length > 1) parts.push(formatSets(measured.sets));
  return parts.join("\n\n");
}

function toNamed({ kind, evaluation }: Measured): NamedEvaluation {
  return { name: NAMES[kind], evaluation };
}

async function writePlot(file: string, all: readonly Measured[]): Promise<void> {
  const [first] = all;
  const files = first?.sets.map(({ file }) => basename(file)) ?? [];
  const svg = drawReliability(all.map(toNamed), {
    title: "How sure, and how right",
    subtitle: `${first?.evaluation.items ?? 0} labelled requests: ${files.join(", ")}`,
  });
  try {
    await writeFile(file, svg);
  } catch (error) {
    throw new BotError("router.no_plot", `${file} cannot be written: ${whyUnreadable(error)}.`, {
      cause: error,
    });
  }
}

async function readFloors(file: string): Promise<Floors> {
  const text = await readFile(file, "utf8").catch((error: unknown) => {
    throw new BotError("router.bad_floors", `${file} cannot be read: ${whyUnreadable(error)}.`, {
      cause: error,
    });
  });
  const parsed = parseFloors({ file, text });
  if (parsed.ok) return parsed.value;
  throw new BotError(
    "router.bad_floors",
    `The floors cannot be used:\n${parsed.problems.map(formatProblem).join("\n")}`,
  );
}
