/** How long an agent may go on. At the first three it is told to hand in what it has, in one more turn. */
export interface LoopLimits {
  /** Turns of the model. */
  readonly steps: number;
  /** Tokens in and out, over all turns. */
  readonly tokens: number;
  readonly wallClockMs: number;
  /** That the model is shown at once; of a longer conversation old results of tools are left out. */
  readonly contextTokens: number;
  /** Of one tool result; what is longer is cut in the middle. */
  readonly toolResultChars: number;
  /** Calls of tools that do not exist or with arguments that do not fit, before the work is given up. */
  readonly mistakes: number;
}
