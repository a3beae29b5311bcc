/** The examples as stacks: what their files declare, and that it is in order. */
import assert from "node:assert/strict";
import { rules } from "../../../policies/rules";
import type { Recording } from "../../setup/mocks";
import { EXAMPLES } from "../../support/products";
import { violationsOf } from "../policies/runPolicy";
import { runStack } from "../stack/runStack";

describe("the stack of an example", () => {
  const runs = new Map<string, Recording>();

  for (const [name, product] of Object.entries(EXAMPLES)) {
    it(`${name} passes the policy pack`, async () => {
      const { recording } = await runStack({ product });
      runs.set(name, recording);
      const resources = recording.resources.map(({ type, name: own, inputs }) => ({ type, name: own, props: inputs }));
      for (const rule of rules.filter(({ policy }) => "validateResource" in policy)) {
        assert.deepEqual(violationsOf(rule, resources), [], rule.policy.name);
      }
    });
  }

  const ofAws = (name: string) => runs.get(name)!.resources.filter(({ type }) => /^aws:|:aws$/.test(type));

  /** Products whose APIs, if they have any, stand behind something else. */
  const WITHOUT_AWS = ["okta-only", "behind-nginx"];
  for (const name of WITHOUT_AWS) {
    it(`${name} has nothing of AWS, not even its provider`, () => {
      assert.deepEqual(ofAws(name), []);
      assert.deepEqual(
        runs.get(name)!.invokes.filter(({ token }) => token.startsWith("aws:")),
        [],
      );
    });
  }

  for (const name of Object.keys(EXAMPLES).filter((other) => !WITHOUT_AWS.includes(other))) {
    it(`${name} has AWS's provider`, () => {
      assert.ok(ofAws(name).some(({ type }) => type === "pulumi:providers:aws"));
    });
  }
});
