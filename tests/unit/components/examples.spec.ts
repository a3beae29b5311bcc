/** The examples as stacks: what their files declare, and that it is in order. */
import assert from "node:assert/strict";
import { rules } from "../../../policies/rules";
import type { Recording } from "../../setup/mocks";
import { EXAMPLES } from "../../support/products";
import { violationsOf } from "../policies/runPolicy";
import { runStack } from "./runStack";

const keysOf = ({ resources }: Recording) => resources.map(({ urn }) => urn).sort();

describe("the stack of an example", () => {
  for (const [name, product] of Object.entries(EXAMPLES)) {
    it(`${name} is the same in a preview as in an update, and passes the policy pack`, async () => {
      const { recording } = await runStack({ product });
      assert.deepEqual(keysOf((await runStack({ product, preview: true })).recording), keysOf(recording));
      const resources = recording.resources.map(({ type, name: own, inputs }) => ({ type, name: own, props: inputs }));
      for (const rule of rules.filter(({ policy }) => "validateResource" in policy)) {
        assert.deepEqual(violationsOf(rule, resources), [], rule.policy.name);
      }
    });
  }

  it("okta-only has nothing of AWS, not even its provider", async () => {
    const { recording, outputs } = await runStack({ product: EXAMPLES["okta-only"] });
    assert.deepEqual(
      recording.resources.filter(({ type }) => type.includes("aws")),
      [],
    );
    assert.deepEqual(
      recording.invokes.filter(({ token }) => token.startsWith("aws:")),
      [],
    );
    assert.deepEqual(outputs.apiUrls, {});
  });

  it("orders has a provider of AWS, so that its absence above means something", async () => {
    const { recording } = await runStack({ product: EXAMPLES["orders"] });
    assert.deepEqual(
      recording.resources.filter(({ type }) => type === "pulumi:providers:aws").map(({ name }) => name),
      ["aws"],
    );
  });
});
