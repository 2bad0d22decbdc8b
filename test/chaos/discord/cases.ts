import { case28 } from "./case-28.ts";
import { case29 } from "./case-29.ts";
import { case30 } from "./case-30.ts";
import { case31 } from "./case-31.ts";
import { case32 } from "./case-32.ts";
import { case33 } from "./case-33.ts";
import type { FaultCase } from "../fault-case.ts";

/** Every case of the fault plan that is about Discord, in its order. */
export const discordCases: readonly FaultCase[] = [case28, case29, case30, case31, case32, case33];
