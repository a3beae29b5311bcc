/** Seeds of the property tests: the same on every machine, and with `NIGHTLY=1` new ones, which the run prints. */
import { randomInt } from "node:crypto";

/** What fast-check is given. */
export interface Draw {
  readonly seed: number;
  readonly numRuns: number;
}

/** Times as many in a nightly run. */
const NIGHTLY_TIMES = 10;

/** Of as many, in a run for every save: the full suite draws all of them. */
const QUICK_SHARE = 0.25;

/**
 * The seed of a spec and how many values it draws. `NIGHTLY=1`: a new seed and ten times as many values. `SEED=<number>`: that
 * seed, to have a failure of the night once more, with `NIGHTLY=1` for as many values. `QUICK=1`, as in `npm test`: a quarter.
 */
export function draw(name: string, seed: number, numRuns: number, environment: NodeJS.ProcessEnv = process.env): Draw {
  const isNightly = environment["NIGHTLY"] === "1";
  const given = environment["SEED"];
  const chosen = given !== undefined ? Number(given) : isNightly ? randomInt(2 ** 31) : seed;
  if (!Number.isInteger(chosen)) throw new Error(`\`SEED\` must be a whole number, not \`${given}\``);
  if (chosen !== seed) process.stdout.write(`    ${name}: SEED=${chosen}\n`);
  const share = isNightly ? NIGHTLY_TIMES : environment["QUICK"] === "1" ? QUICK_SHARE : 1;
  return { seed: chosen, numRuns: Math.ceil(numRuns * share) };
}
