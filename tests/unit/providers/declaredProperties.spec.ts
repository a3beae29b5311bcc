/** Every property that a stack declares, at any depth, is one that the installed SDK knows. */
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { unknownProperties } from "../../setup/sdkTypes";
import { CONSOLE, EXAMPLES } from "../../support/products";
import { runStack } from "../stack/runStack";

describe("the properties of declared resources", function () {
  this.timeout(60_000);

  for (const [name, product] of Object.entries({ console: CONSOLE, ...EXAMPLES })) {
    for (const stack of ["dev", "staging", "prod", "local"]) {
      if (!existsSync(join(product, `Pulumi.${stack}.yaml`))) continue;
      it(`are known to the SDKs in the stack ${stack} of ${name}`, async () => {
        const { recording } = await runStack({ product, stack });
        const declared = recording.resources.filter(({ type }) => /^(okta|aws):/.test(type));
        const unknown = declared.flatMap(({ type, name: resource, inputs }) =>
          unknownProperties(type, inputs).map((path) => `${type} ${resource}: ${path}`),
        );
        assert.deepEqual(unknown, []);
        assert.equal(declared.length > 5, true);
      });
    }
  }

  it("are found where the SDK does not know them, at any depth", () => {
    const rules = [{ name: "two factors", groupsIncluded: ["00g1"] }, { groupsIncludeds: ["00g1"] }];
    assert.deepEqual(unknownProperties("okta:app/signonPolicyRules:SignonPolicyRules", { policyId: "rst1", rules }), [
      "rules[1].groupsIncludeds",
    ]);
    assert.deepEqual(unknownProperties("okta:trustedorigin/origin:Origin", { origin: "https://a", active: true }), [
      "active",
    ]);
    const corsConfiguration = { secret: { allowOrigins: ["https://a"], maxAges: 1 } };
    assert.deepEqual(unknownProperties("aws:apigatewayv2/api:Api", { protocolType: "HTTP", corsConfiguration }), [
      "corsConfiguration.maxAges",
    ]);
    assert.throws(() => unknownProperties("okta:app/nothing:Nothing", {}), /the SDK has no class for okta:app/);
  });
});
