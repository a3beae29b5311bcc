/** A clock for the specs of what asks again: the time of day, chance, and the pauses between attempts, which end at once. */

export interface SenderClock {
  /** Milliseconds since the epoch; a spec sets it. */
  time: number;
  /** From 0 to 1. */
  chance: number;
  /** The pauses that were waited for, in milliseconds. */
  readonly pauses: number[];
  restore(): void;
}

/** Takes the place of the machine's own. Timers of anything but the retries go on as they are. */
export function takeClock(): SenderClock {
  const { setTimeout: timer } = globalThis;
  const { now } = Date;
  const { random } = Math;
  const clock: SenderClock = {
    time: 1_800_000_000_000,
    chance: 0.5,
    pauses: [],
    restore() {
      Object.assign(globalThis, { setTimeout: timer });
      Date.now = now;
      Math.random = random;
    },
  };
  Date.now = () => clock.time;
  Math.random = () => clock.chance;
  const timed = (run: (...more: unknown[]) => void, milliseconds: number, ...more: unknown[]) => {
    if (!isPause(run)) return timer(run, milliseconds, ...more);
    clock.pauses.push(milliseconds);
    clock.time += milliseconds;
    return setImmediate(run);
  };
  Object.assign(globalThis, { setTimeout: timed });
  return clock;
}

/** Whether nothing but a promise waits for the timer: so do the retries, while timers of an HTTP client run code of theirs. */
const isPause = (run: () => void) => String(run).includes("[native code]");
