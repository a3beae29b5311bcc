/** The access file as a stack reads it. */
import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { readAccess } from "../../../components/stack/declareStack";
import { AccessError } from "../../../model/findings";

const FILE = {
  product: "shop",
  audience: "api://shop",
  scopes: { "orders:read": { description: "Read orders" }, "orders:idle": { description: "Held by nobody" } },
  groups: { clerks: { scopes: ["orders:read"] } },
  clients: { desk: { type: "spa", scopes: ["orders:read"] } },
};

describe("readAccess", () => {
  const warnings: string[] = [];
  const { warn } = pulumi.log;

  before(() => {
    Object.defineProperty(pulumi.log, "warn", {
      value: async (message: string) => void warnings.push(message),
      configurable: true,
    });
  });
  after(() => void Object.defineProperty(pulumi.log, "warn", { value: warn, configurable: true }));

  it("shows what is doubtful, and reads the file all the same", () => {
    assert.equal(readAccess(FILE, "dev").product, "shop");
    assert.deepEqual(warnings, [
      'access.ts: warning: scopes["orders:idle"]: no group and no service client holds this scope, so nobody can use it',
    ]);
  });

  it("refuses a file with a mistake, in the words of the check", () => {
    const file = { ...FILE, groups: { clerks: { scopes: ["orders:raed"] } } };
    assert.throws(
      () => readAccess(file, "dev"),
      (error) => error instanceof AccessError && error.message.startsWith("access.ts has "),
    );
  });
});
