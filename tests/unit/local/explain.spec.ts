import assert from "node:assert/strict";
import { ResourceError, RunError } from "@pulumi/pulumi";
import { ApplyError } from "../../../local/apply";
import { UpError } from "../../../local/engine/applyWithCli";
import { explain } from "../../../local/explain";
import { PortInUseError } from "../../../local/listen";
import { AccessError } from "../../../model/findings";

describe("explain", () => {
  const finding = { rule: "shape", level: "error", path: "aws:region", message: "is missing" } as const;

  for (const error of [
    new AccessError("access.ts", [finding]),
    new ApplyError("there is no Pulumi CLI"),
    new UpError("Diagnostics: none"),
    new PortInUseError("local Okta", 7171),
    new RunError("Pulumi.local.yaml has 1 error"),
    new ResourceError("the route has no scopes", undefined, true),
  ]) {
    it(`shows the message of a ${error.constructor.name} and no stack`, () => {
      assert.equal(explain(error), error.message);
    });
  }

  it("keeps the stack of an error that is ours to mend", () => {
    assert.match(explain(new TypeError("x is undefined")), /^TypeError: x is undefined\n {4}at /);
  });
});
