import type { AnsweredItem } from "../evaluation/answered-item.ts";
import { answerAll } from "../evaluation/evaluate-router.ts";
import type { LabelledRequest } from "../labelled-set.ts";
import type { Router } from "../route.ts";
import { compareAnswers } from "./compare-routers.ts";
import type { AcceptanceRules } from "./learning-rules.ts";
import type { LocalExample } from "./local-example.ts";
import type { RefitOutcome, RefitReport, RouterComparison } from "./refit-report.ts";
import type { RouteLabel } from "./route-label.ts";
import type { FittedModel } from "./router-version.ts";
import type { RouterVersions } from "./router-versions.ts";
import type { LocalExamples } from "./to-local-examples.ts";

/** A router fitted on the shipped examples and local ones. */
export interface FittedRouter {
  readonly router: Router;
  /** What was fitted, to be kept with the version. */
  readonly model?: FittedModel;
}

export interface RefitDeps {
  /** In order of writing. */
  readonly readLabels: () => Promise<readonly RouteLabel[]>;
  readonly choose: (labels: readonly RouteLabel[]) => LocalExamples;
  readonly versions: RouterVersions;
  /** The same examples give the same router; no example gives the shipped one. */
  readonly fit: (examples: readonly LocalExample[]) => Promise<FittedRouter>;
  /** Never trained on. */
  readonly validation: readonly LabelledRequest[];
  readonly accept: AcceptanceRules;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

export interface RefitOptions {
  /** Measures and reports, and changes nothing. */
  readonly dryRun?: boolean;
  /** Nobody asked for it: then a rollback holds, and what was rejected before is not tried again. */
  readonly isScheduled?: boolean;
}

/**
 * Refits the router on what people taught it and puts the result in force if it is no worse than the router in force
 * and than the shipped one. Rejects only for what is broken: a rejected refit is a report.
 */
export async function refit(deps: RefitDeps, options: RefitOptions = {}): Promise<RefitReport> {
  const { versions } = deps;
  const labels = await deps.readLabels();
  const { examples, leftOut } = deps.choose(labels);
  const current = await versions.current();
  const base = {
    at: new Date(deps.now()).toISOString(),
    from: current.version,
    labels: labels.length,
    examples: [...examples],
    added: countMissing(examples, current.examples),
    removed: countMissing(current.examples, examples),
    leftOut: [...leftOut],
  };
  const idle = await findIdle(examples, current.examples, versions, options);
  if (idle !== undefined) return { ...base, ...idle };

  const fitted = await deps.fit(examples);
  const before = (await deps.fit(current.examples)).router;
  const shipped = current.examples.length === 0 ? before : (await deps.fit([])).router;
  const measured = await measure(deps, { fitted: fitted.router, before, shipped });
  const learned = {
    before: await countLearned(before, examples),
    after: await countLearned(fitted.router, examples),
  };
  const worse = describeWorse(measured);
  const outcome: RefitOutcome =
    worse !== undefined ? "rejected" : options.dryRun === true ? "would_accept" : "accepted";
  const report: RefitReport = {
    ...base,
    outcome,
    why:
      worse ??
      "It is no worse on the validation set, neither than the one in force nor than the shipped one.",
    learned,
    ...measured,
  };
  if (options.dryRun === true) return report;
  if ((await versions.current()).version !== current.version) {
    const why = "Another refit or a rollback came in between; nothing was changed.";
    return { ...report, outcome: "rejected", why };
  }
  const version = await versions.keep({
    report,
    ...(fitted.model === undefined ? {} : { model: fitted.model }),
  });
  if (outcome === "accepted") await versions.use(version, { isHeld: false });
  return { ...report, version };
}

type Idle = Pick<RefitReport, "outcome" | "why">;

/** Why there is nothing to fit, if there is not. */
async function findIdle(
  examples: readonly LocalExample[],
  inForce: readonly LocalExample[],
  versions: RouterVersions,
  { isScheduled = false }: RefitOptions,
): Promise<Idle | undefined> {
  if (countMissing(examples, inForce) + countMissing(inForce, examples) === 0) {
    return { outcome: "unchanged", why: "There is nothing to learn that is not in force already." };
  }
  if (!isScheduled) return undefined;
  if (await versions.isHeld()) {
    return {
      outcome: "on_hold",
      why: "Somebody rolled back; `switchyard route refit` by hand takes learning up again.",
    };
  }
  const newest = (await versions.list()).at(-1);
  if (newest?.outcome !== "rejected") return undefined;
  const refused = await versions.examplesOf(newest.version);
  if (countMissing(examples, refused) + countMissing(refused, examples) > 0) return undefined;
  return {
    outcome: "refused_before",
    why: `Nothing new has come since version ${newest.version} was not accepted.`,
  };
}

interface Trio {
  readonly fitted: Router;
  readonly before: Router;
  readonly shipped: Router;
}

interface Measured {
  readonly sinceCurrent: RouterComparison;
  readonly sinceShipped: RouterComparison;
}

async function measure({ validation, accept }: RefitDeps, trio: Trio): Promise<Measured> {
  const answers = new Map<Router, readonly AnsweredItem[]>();
  for (const router of new Set([trio.fitted, trio.before, trio.shipped])) {
    answers.set(router, await answerAll(router, validation));
  }
  const of = (router: Router): readonly AnsweredItem[] => answers.get(router) ?? [];
  return {
    sinceCurrent: compareAnswers(of(trio.before), of(trio.fitted), accept),
    sinceShipped: compareAnswers(of(trio.shipped), of(trio.fitted), accept),
  };
}

/** What speaks against the refitted router; undefined when nothing does. */
function describeWorse({ sinceCurrent, sinceShipped }: Measured): string | undefined {
  const others = [
    [sinceCurrent, "the one in force"],
    [sinceShipped, "the shipped one"],
  ] as const;
  for (const [{ work, rest, routed }, than] of others) {
    if (work.isWorse) return `Fewer requests go to the right agent than with ${than}: ${lossOf(work)}`;
    if (rest.isWorse) return `Fewer other messages are understood than with ${than}: ${lossOf(rest)}`;
    if (routed.isWorse) return `Less is routed without a question, or more of it wrong, than with ${than}.`;
  }
  return undefined;
}

function lossOf({ items, lost, gained }: RouterComparison["work"]): string {
  return `of ${items} in the validation set ${lost} were lost and ${gained} gained.`;
}

async function countLearned(router: Router, examples: readonly LocalExample[]): Promise<number> {
  let learned = 0;
  for (const { text, agent } of examples) {
    const route = await router.route(text);
    if ((route.primary ?? route.alternatives[0]?.agent) === agent) learned += 1;
  }
  return learned;
}

/** How many of `some` are not in `others`; who backs an example, and since when, makes no difference. */
function countMissing(some: readonly LocalExample[], others: readonly LocalExample[]): number {
  const known = new Set(others.map(toKey));
  return some.filter((example) => !known.has(toKey(example))).length;
}

function toKey({ text, agent }: LocalExample): string {
  return JSON.stringify([text, agent]);
}
