import {
  isOutOfScope,
  isTurnedAway,
  isWork,
  NOBODY,
  type AnsweredItem,
} from "../evaluation/answered-item.ts";
import { comparePairs, isWorse, type PairedComparison } from "./paired-comparison.ts";
import type { AcceptanceRules } from "./learning-rules.ts";
import { share } from "../evaluation/statistics.ts";
import type { AgentChange, Flip, RouterComparison } from "./refit-report.ts";

/**
 * What a refitted router does otherwise than another one, on the answers of both to the same items in the same order.
 * Work counts as right with an acceptable agent in the lead; what is nobody's counts as right when it is turned away,
 * other messages when the front door tells them.
 */
export function compareAnswers(
  before: readonly AnsweredItem[],
  after: readonly AnsweredItem[],
  rules: AcceptanceRules,
): RouterComparison {
  const pairs = before.flatMap((one, at) => {
    const other = after[at];
    return other === undefined ? [] : [{ before: one, after: other }];
  });
  const work = pairs.filter((pair) => isWork(pair.before));
  const rest = pairs.filter((pair) => !isWork(pair.before));
  const flips = pairs.filter((pair) => isRight(pair.before) !== isRight(pair.after)).map(toFlip);
  const [workPairs, restPairs] = [toComparison(work), toComparison(rest)];
  return {
    work: { ...workPairs, isWorse: isWorse(workPairs, rules) },
    rest: { ...restPairs, isWorse: isWorse(restPairs, rules) },
    routed: compareRouted(pairs, rules),
    top1Before: shareRight(work.map((pair) => pair.before)),
    top1After: shareRight(work.map((pair) => pair.after)),
    flips,
    agents: toAgentChanges(flips),
  };
}

interface Pair {
  readonly before: AnsweredItem;
  readonly after: AnsweredItem;
}

function toComparison(pairs: readonly Pair[]): PairedComparison {
  return comparePairs(
    pairs.map(({ before }) => isRight(before)),
    pairs.map(({ after }) => isRight(after)),
  );
}

/** How sure a router is decides what it does unasked, and no count of best agents shows when that goes astray. */
function compareRouted(pairs: readonly Pair[], { maxShift }: AcceptanceRules): RouterComparison["routed"] {
  const work = pairs.filter((pair) => isWork(pair.before));
  const rightShare = (of: "before" | "after"): number =>
    share(work, (pair) => isRouted(pair[of]) && pair[of].isRight) ?? 0;
  const wrongShare = (of: "before" | "after"): number =>
    share(pairs, (pair) => isRouted(pair[of]) && !pair[of].isRight) ?? 0;
  const routed = {
    rightBefore: rightShare("before"),
    rightAfter: rightShare("after"),
    wrongBefore: wrongShare("before"),
    wrongAfter: wrongShare("after"),
  };
  const lost = routed.rightBefore - routed.rightAfter;
  const astray = routed.wrongAfter - routed.wrongBefore;
  return { ...routed, isWorse: Math.max(lost, astray) > maxShift };
}

function isRight(answered: AnsweredItem): boolean {
  if (isWork(answered)) return answered.isRight;
  if (isOutOfScope(answered)) return isTurnedAway(answered);
  return answered.item.frontDoor === answered.route.frontDoor;
}

function shareRight(answered: readonly AnsweredItem[]): number | null {
  return answered.length === 0 ? null : answered.filter(isRight).length / answered.length;
}

function toFlip({ before, after }: Pair): Flip {
  return {
    text: before.item.text,
    expected: expectedOf(before),
    before: answerOf(before),
    after: answerOf(after),
    gained: isRight(after),
  };
}

function expectedOf(answered: AnsweredItem): string {
  const { item } = answered;
  return item.primary ?? (isOutOfScope(answered) ? NOBODY : (item.frontDoor ?? NOBODY));
}

function answerOf(answered: AnsweredItem): string {
  if (isWork(answered)) return answered.best;
  if (isOutOfScope(answered)) return isTurnedAway(answered) ? NOBODY : answered.best;
  const { frontDoor } = answered.route;
  return frontDoor === "work" ? answered.best : frontDoor;
}

function toAgentChanges(flips: readonly Flip[]): AgentChange[] {
  const changes = new Map<string, { gained: number; lost: number }>();
  for (const { expected, gained } of flips) {
    const change = changes.get(expected) ?? { gained: 0, lost: 0 };
    changes.set(expected, {
      gained: change.gained + Number(gained),
      lost: change.lost + Number(!gained),
    });
  }
  return [...changes].map(([agent, change]) => ({ agent, ...change })).sort(byName);
}

function byName(a: AgentChange, b: AgentChange): number {
  return a.agent < b.agent ? -1 : 1;
}

function isRouted({ route }: AnsweredItem): boolean {
  return route.primary !== null;
}
