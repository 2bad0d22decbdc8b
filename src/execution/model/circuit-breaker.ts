import type { Clock } from "../../clock.ts";

export interface BreakerLimits {
  /** Failures in a row after which nobody asks any more. */
  readonly failures: number;
  /** For so long; then one may try. */
  readonly pauseMs: number;
}

/**
 * Keeps everybody from waiting for a provider that is down. closed: asked as usual; open: not asked; after the pause
 * one call may try, and its outcome decides.
 */
export interface CircuitBreaker {
  /** Whether a call may be made now; a yes after the pause is given to one caller only until it reports back. */
  mayCall(): boolean;
  succeeded(): void;
  failed(): void;
  /** The one that was let through ended without telling anything about the provider. */
  abandoned(): void;
}

export function createCircuitBreaker({ failures, pauseMs }: BreakerLimits, clock: Clock): CircuitBreaker {
  let inARow = 0;
  let openUntilMs: number | undefined;
  let isTrying = false;

  return {
    mayCall() {
      if (openUntilMs === undefined) return true;
      if (isTrying || clock.now() < openUntilMs) return false;
      isTrying = true;
      return true;
    },
    succeeded() {
      inARow = 0;
      openUntilMs = undefined;
      isTrying = false;
    },
    failed() {
      inARow += 1;
      if (isTrying || inARow >= failures) openUntilMs = clock.now() + pauseMs;
      isTrying = false;
    },
    abandoned() {
      isTrying = false;
    },
  };
}

/** One breaker for each provider, shared by everything in this process that asks it. */
export function createBreakers(limits: BreakerLimits, clock: Clock): (provider: string) => CircuitBreaker {
  const breakers = new Map<string, CircuitBreaker>();
  return (provider) => {
    const known = breakers.get(provider) ?? createCircuitBreaker(limits, clock);
    breakers.set(provider, known);
    return known;
  };
}
