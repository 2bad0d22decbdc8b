import { toLeftOut } from "./collect-votes.ts";
import type { Verdict } from "./count-votes.ts";
import type { LearningRules } from "./learning-rules.ts";
import type { LeftOut, LeftOutReason } from "./local-example.ts";

export interface Limited {
  readonly verdicts: readonly Verdict[];
  readonly leftOut: readonly LeftOut[];
}

export interface InfluenceContext {
  /** Since when each person has been labelling, in milliseconds since the epoch. */
  readonly since: ReadonlyMap<string, number>;
  readonly nowMs: number;
}

const DAY_MS = 86_400_000;

/**
 * What one person can bring about alone. A second person or a maintainer lifts the limit; without one a verdict
 * counts only if the router was not sure of something else, its author was in no rush, and they have few of the kind.
 */
export function limitAlone(
  verdicts: readonly Verdict[],
  rules: LearningRules,
  { since, nowMs }: InfluenceContext,
): Limited {
  const agreed = countAgreed(verdicts);
  const used = new Map<string, number>();
  const kept = new Set<Verdict>();
  const newestFirst = [...verdicts].sort((a, b) => newestAt(b) - newestAt(a));
  for (const verdict of newestFirst) {
    const [only, second] = verdict.backers;
    if (only === undefined) continue;
    if (second !== undefined || only.isMaintainer) {
      kept.add(verdict);
      continue;
    }
    const { person, label, isRushed } = only;
    const { guess } = label;
    const overrules = guess !== undefined && guess.agent !== label.right && guess.score >= rules.sureAt;
    const isKnown =
      nowMs - (since.get(person) ?? nowMs) >= rules.knownAfter.days * DAY_MS &&
      (agreed.get(person) ?? 0) >= rules.knownAfter.agreed;
    const most = isKnown ? rules.alone.known : rules.alone.newcomer;
    const count = used.get(person) ?? 0;
    if (overrules || isRushed || count >= most) continue;
    used.set(person, count + 1);
    kept.add(verdict);
  }
  return split(verdicts, kept, "needs_second");
}

/**
 * Holds everybody but maintainers to their share: an example with several backers counts for each of them in part.
 * The oldest examples of whoever is furthest over the limit go first.
 */
export function limitShare(verdicts: readonly Verdict[], { share }: LearningRules): Limited {
  const kept = new Set(verdicts);
  const oldestFirst = [...verdicts].sort((a, b) => newestAt(a) - newestAt(b));
  for (;;) {
    const limit = Math.max(share.free, share.most * kept.size);
    const over = [...creditsOf(kept)].sort((a, b) => b[1] - a[1])[0];
    // Thirds do not add up to wholes in binary.
    if (over === undefined || over[1] <= limit + 1e-9) break;
    const [person] = over;
    const oldest = oldestFirst.find((verdict) => kept.has(verdict) && isHeldTo(verdict, person));
    if (oldest === undefined) break;
    kept.delete(oldest);
  }
  return split(verdicts, kept, "over_share");
}

/** The newest examples, as many as there may be. */
export function limitTotal(verdicts: readonly Verdict[], { maxExamples }: LearningRules): Limited {
  const newestFirst = [...verdicts].sort((a, b) => newestAt(b) - newestAt(a));
  return split(verdicts, new Set(newestFirst.slice(0, maxExamples)), "over_total");
}

/** When the last backer spoke, in milliseconds since the epoch. */
export function newestAt({ backers }: Verdict): number {
  return Math.max(...backers.map(({ label }) => Date.parse(label.at)));
}

/** How often somebody else backs what a person says. */
function countAgreed(verdicts: readonly Verdict[]): Map<string, number> {
  const agreed = new Map<string, number>();
  for (const { backers } of verdicts) {
    if (backers.length < 2) continue;
    for (const { person } of backers) agreed.set(person, (agreed.get(person) ?? 0) + 1);
  }
  return agreed;
}

function hasMaintainer({ backers }: Verdict): boolean {
  return backers.some(({ isMaintainer }) => isMaintainer);
}

function isHeldTo(verdict: Verdict, person: string): boolean {
  return !hasMaintainer(verdict) && verdict.backers.some((backer) => backer.person === person);
}

function creditsOf(verdicts: Iterable<Verdict>): Map<string, number> {
  const credits = new Map<string, number>();
  for (const verdict of verdicts) {
    if (hasMaintainer(verdict)) continue;
    const part = 1 / verdict.backers.length;
    for (const { person } of verdict.backers) credits.set(person, (credits.get(person) ?? 0) + part);
  }
  return credits;
}

function split(verdicts: readonly Verdict[], kept: ReadonlySet<Verdict>, reason: LeftOutReason): Limited {
  const dropped = verdicts.filter((verdict) => !kept.has(verdict));
  return {
    verdicts: verdicts.filter((verdict) => kept.has(verdict)),
    leftOut: dropped.flatMap(({ backers }) =>
      backers.map(({ person, label }) => toLeftOut(reason, person, label)),
    ),
  };
}
