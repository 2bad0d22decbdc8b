import type { ClaimKind } from "../orchestration/rules/claim-rules.ts";
import type { Measurement } from "./measurements.ts";

/** What was measured last of something that is claimed. */
export interface Verified {
  /** As claims write it. */
  readonly value: string;
  readonly number: number;
  readonly decimals: number;
  readonly by: Measurement;
}

/** Claims round as they like; what is counted does not. */
const EXACT = 6;

function toVerified(value: string, number: number, by: Measurement): Verified {
  return { value, number, decimals: EXACT, by };
}

/** The measurement that claims of a kind are held against; undefined where none was made, or none says it. */
export function verifiedOf(
  { measured }: Pick<ClaimKind, "measured">,
  measurements: readonly Measurement[],
): Verified | undefined {
  const by = measurements.find(({ kind, counts }) => kind === "test" && counts !== undefined);
  if (measured === undefined || by?.counts === undefined) return undefined;
  const { passed, failed } = by.counts;
  switch (measured) {
    case "tests_passed":
      return toVerified(`${passed}`, passed, by);
    case "tests_failed":
      return toVerified(`${failed}`, failed, by);
    case "tests_share": {
      const total = passed + failed;
      if (total === 0) return undefined;
      const share = (passed / total) * 100;
      return toVerified(`${passed} of ${total}, ${Number(share.toFixed(1))} %`, share, by);
    }
  }
}
