/** One test for one mistake in an access file: what exactly is found, no more and no less. */
import assert from "node:assert/strict";
import { checkAccess } from "../../../model/file/load";
import { orders } from "./orders";

// A test may write what the types would not let a person write.
// eslint-disable-next-line typescript/no-explicit-any -- the mistakes under test are mistakes of type
type Change = (file: any) => void;

/** Rule, path and message of an error; with `warning` in front, of a warning. */
type Expected =
  | readonly [rule: string, path: string, message: string]
  | readonly [level: "warning", rule: string, path: string, message: string];

function found(change: Change): { findings: unknown; loaded: boolean } {
  const file = orders();
  change(file);
  const { access, findings } = checkAccess(file);
  return { findings, loaded: access !== undefined };
}

function finding(level: string, rule: string, path: string, message: string): unknown {
  return { rule, level, path, message };
}

/** The change makes the file invalid, with exactly these findings. */
export function refuses(title: string, change: Change, ...expected: readonly Expected[]): void {
  it(`refuses ${title}`, () => {
    const { findings, loaded } = found(change);
    const wanted = expected.map((row) =>
      row.length === 4 ? finding(...row) : finding("error", row[0], row[1], row[2]),
    );
    assert.deepEqual(findings, wanted);
    assert.equal(loaded, false);
  });
}

/** The change leaves the file valid, with exactly these warnings. */
export function warns(
  title: string,
  change: Change,
  ...expected: readonly (readonly [string, string, string])[]
): void {
  it(`warns of ${title}`, () => {
    const { findings, loaded } = found(change);
    assert.deepEqual(
      findings,
      expected.map(([rule, path, message]) => finding("warning", rule, path, message)),
    );
    assert.equal(loaded, true);
  });
}

/** The change leaves the file valid, without a finding. */
export function accepts(title: string, change: Change): void {
  it(`accepts ${title}`, () => {
    const { findings, loaded } = found(change);
    assert.deepEqual(findings, []);
    assert.equal(loaded, true);
  });
}
