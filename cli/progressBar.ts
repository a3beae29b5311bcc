/** A line that is written over while something takes its time, and only where a person looks on. */
import type { Io } from "./io";

/** Nothing is shown of what is done sooner. */
const MILLISECONDS_UNSHOWN = 2_000;

const WIDTH = 30;

/** A bar for work whose whole may grow while it is done. */
export interface ProgressBar {
  readonly show: (done: number, all: number) => void;
  /** Ends the line. */
  readonly end: () => void;
}

/** @param wanted whether the output is for a person. */
export function progressBar(io: Io, wanted: boolean, what: string): ProgressBar {
  const started = Date.now();
  let isShown = false;
  if (!wanted || !process.stderr.isTTY) return { show: () => undefined, end: () => undefined };
  return {
    show(done, all) {
      if (Date.now() - started < MILLISECONDS_UNSHOWN) return;
      isShown = true;
      const filled = all === 0 ? 0 : Math.round((WIDTH * done) / all);
      process.stderr.write(`\r[${"#".repeat(filled)}${"-".repeat(WIDTH - filled)}] ${done} of ${all} ${what}`);
    },
    end() {
      if (isShown) io.err("");
    },
  };
}
