/** The evaluator against the worked examples of Okta's documentation. */
import assert from "node:assert/strict";
import { evaluate } from "../../../model/evaluate/evaluate";
import type { Decision } from "../../../model/evaluate/types";
import { OKTA_EXAMPLES, type OktaExample } from "../../corpus/oktaExamples";

function expectAnswer(decision: Decision, { expected }: OktaExample): void {
  if (decision.decision === "denied") {
    const { error, reason, errorDescription } = decision;
    assert.deepEqual({ error, reason, errorDescription }, expected);
  } else {
    const { rule, tokenMinutes, scopes, consentNeeded } = decision;
    const all: Record<string, unknown> = { rule: rule.name, tokenMinutes, scopes, consentNeeded };
    const said = Object.fromEntries(Object.keys(expected).map((key) => [key, all[key]]));
    assert.deepEqual(said, expected);
  }
}

describe("evaluate: the examples of Okta's documentation", () => {
  for (const example of OKTA_EXAMPLES) {
    it(`${example.title} (${example.source})`, () => {
      expectAnswer(evaluate(example.server, example.request), example);
    });
  }
});
