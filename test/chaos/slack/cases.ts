import { case17 } from "./case-17.ts";
import { case18 } from "./case-18.ts";
import { case19 } from "./case-19.ts";
import { case20 } from "./case-20.ts";
import { case21 } from "./case-21.ts";
import { case22 } from "./case-22.ts";
import { case23 } from "./case-23.ts";
import { case24 } from "./case-24.ts";
import { case25 } from "./case-25.ts";
import { case26 } from "./case-26.ts";
import { case27 } from "./case-27.ts";
import type { FaultCase } from "../fault-case.ts";

/** Every case of the fault plan that is about Slack, in its order. */
export const slackCases: readonly FaultCase[] = [
  case17,
  case18,
  case19,
  case20,
  case21,
  case22,
  case23,
  case24,
  case25,
  case26,
  case27,
];
