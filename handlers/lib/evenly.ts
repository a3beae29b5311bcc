/** Makes answers take the same time, so that the time tells nothing of what was found. */

export interface Clock {
  /** Milliseconds of a clock that never goes back. */
  readonly now: () => number;
  readonly sleep: (milliseconds: number) => Promise<void>;
}

const CLOCK: Clock = {
  now: () => performance.now(),
  // A timer drops fractions, and would be early.
  sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, Math.ceil(milliseconds))),
};

/**
 * Milliseconds of one step: clearly more than Okta takes to make a user, put it into a group and send a mail, or an answer
 * in the second step would tell that somebody new was made. How long that takes at Okta is inferred.
 */
export const STEP_MS = 2_000;

/** The answer of `work`, at the end of the step in which it was there; a failure waits as long. */
export async function evenly<T>(work: () => Promise<T>, stepMs: number = STEP_MS, clock: Clock = CLOCK): Promise<T> {
  const start = clock.now();
  try {
    return await work();
  } finally {
    const taken = clock.now() - start;
    await clock.sleep(Math.max(1, Math.ceil(taken / stepMs)) * stepMs - taken);
  }
}
