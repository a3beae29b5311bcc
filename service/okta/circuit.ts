/** Stops calling a service that fails, so that callers hear at once instead of waiting for nothing. */

export interface Circuit {
  /** Seconds until a call is worth trying; 0: now. While one call tries whether the service is back, others wait. */
  waitSeconds(): number;
  succeeded(): void;
  failed(): void;
}

/** Failures in a row after which calls stop. */
export const FAILURES_MAX = 5;
/** Milliseconds for which they stop; then one is let through to try. */
export const OPEN_MS = 10_000;

/** A circuit of one process. `now`: milliseconds since the epoch. */
export function createCircuit(now: () => number): Circuit {
  let failures = 0;
  let openUntil = 0;

  return {
    waitSeconds() {
      if (failures < FAILURES_MAX) return 0;
      if (now() < openUntil) return Math.ceil((openUntil - now()) / 1000);
      // This call is the trial; until it has ended, or the time is up once more, there is no other.
      openUntil = now() + OPEN_MS;
      return 0;
    },
    succeeded() {
      failures = 0;
    },
    failed() {
      failures += 1;
      if (failures >= FAILURES_MAX) openUntil = now() + OPEN_MS;
    },
  };
}
