/** The examples as stacks: what their files declare, and that it is in order. */
import assert from "node:assert/strict";
import { rules } from "../../../policies/rules";
import type { Recording } from "../../setup/mocks";
import { EXAMPLES } from "../../support/products";
import { violationsOf } from "../policies/runPolicy";
import { runStack } from "./runStack";

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

  it("okta-only has nothing of AWS, not even its provider, as the others have", () => {
    assert.deepEqual(ofAws("okta-only"), []);
    assert.deepEqual(
      runs.get("okta-only")!.invokes.filter(({ token }) => token.startsWith("aws:")),
      [],
    );
    for (const name of Object.keys(EXAMPLES).filter((other) => other !== "okta-only")) {
      assert.ok(
        ofAws(name).some(({ type }) => type === "pulumi:providers:aws"),
        name,
      );
    }
  });
});
