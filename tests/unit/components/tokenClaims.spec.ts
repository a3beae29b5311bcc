/** Claims as they are registered. */
import assert from "node:assert/strict";
import { TokenClaims, type TokenClaimArgs } from "../../../components/okta/tokenClaims";
import { find, ofType, valueOf } from "../../setup/mocks";
import { assertRefused, withProviders } from "./testProviders";

const CLAIM = "okta:auth/serverClaim:ServerClaim";

const permissions: TokenClaimArgs = {
  name: "permissions",
  claimType: "RESOURCE",
  valueType: "GROUPS",
  value: "permissions-",
  groupFilterType: "STARTS_WITH",
  scopes: ["reports:read", "profile"],
  alwaysIncludeInToken: true,
};

const department: TokenClaimArgs = {
  name: "department",
  claimType: "IDENTITY",
  valueType: "EXPRESSION",
  value: "user.department",
  scopes: [],
  alwaysIncludeInToken: false,
};

describe("TokenClaims", () => {
  const run = (claims: TokenClaimArgs[]) =>
    withProviders((opts) => {
      const scopeNames = { "reports:read": "reports:read" };
      const groupIds = { auditors: "00g1", leads: "00g2", odd: 'x") || true || ("' };
      return new TokenClaims("admin", { authServerId: "aus1", scopeNames, groupIds, claims }, opts);
    });

  it("puts the ids of groups where an expression has their keys, and leaves all other texts alone", async () => {
    const value =
      'isMemberOfAnyGroup("leads", "00gabcdefghijklmno12") ? {"leads"} : isMemberOfGroup(\'auditors\') ? {"a"} : {}';
    const { recording } = await run([{ ...department, value }]);
    assert.equal(
      find(recording, CLAIM, "admin-department (ID token)").inputs["value"],
      'isMemberOfAnyGroup("00g2", "00gabcdefghijklmno12") ? {"leads"} : isMemberOfGroup("00g1") ? {"a"} : {}',
    );
  });

  it("refuses an expression over a group that is not given, and one that is none", async () => {
    await assertRefused(
      run([{ ...department, value: 'isMemberOfGroup("nobody")' }]),
      "the claim `department` names the group `nobody`, which is not given",
    );
    await assertRefused(
      run([{ ...department, value: "user.department ==" }]),
      "the claim `department`: the expression ends too early",
    );
  });

  it("declares a group filter with its scopes", async () => {
    const { recording } = await run([permissions]);
    assert.deepEqual(find(recording, CLAIM, "admin-permissions").inputs, {
      authServerId: "aus1",
      name: "permissions",
      claimType: "RESOURCE",
      valueType: "GROUPS",
      value: "permissions-",
      groupFilterType: "STARTS_WITH",
      scopes: ["reports:read", "profile"],
      alwaysIncludeInToken: true,
      status: "ACTIVE",
    });
  });

  it("declares a claim of both tokens twice, each under a name of its own", async () => {
    const { result, recording } = await run([{ ...department, claimType: "RESOURCE" }, department]);
    const declared = ofType(recording, CLAIM).map(({ name, inputs }) => [name, inputs["name"], inputs["claimType"]]);
    assert.deepEqual(declared, [
      ["admin-department", "department", "RESOURCE"],
      ["admin-department (ID token)", "department", "IDENTITY"],
    ]);
    assert.equal(await valueOf(result.claimIds["department"]!), "id-of-admin-department");
  });

  it("keeps the claim of an ID token that is alone where it was declared under the name of one of the access token", async () => {
    const alone = await run([department]);
    assert.deepEqual(find(alone.recording, CLAIM, "admin-department (ID token)").aliases, ["admin-department"]);
    const { recording } = await run([department, { ...department, claimType: "RESOURCE" }]);
    const twin = find(recording, CLAIM, "admin-department (ID token)");
    assert.deepEqual([twin.aliases, twin.dependsOn], [[], [`${CLAIM}::admin-department`]]);
  });

  it("declares an expression without a filter, and an empty list of scopes as such", async () => {
    const { recording } = await run([department]);
    assert.deepEqual(find(recording, CLAIM, "admin-department (ID token)").inputs, {
      authServerId: "aus1",
      name: "department",
      claimType: "IDENTITY",
      valueType: "EXPRESSION",
      value: "user.department",
      scopes: [],
      alwaysIncludeInToken: false,
      status: "ACTIVE",
    });
  });

  it("replaces a claim that would have to move to another server, deleting first", async () => {
    const { recording } = await run([permissions]);
    const { replaceOnChanges, deleteBeforeReplace } = find(recording, CLAIM, "admin-permissions");
    assert.deepEqual(
      { replaceOnChanges, deleteBeforeReplace },
      { replaceOnChanges: ["authServerId"], deleteBeforeReplace: true },
    );
  });

  it("refuses a claim whose scope is not given, rather than releasing it to every token", async () => {
    const message = "a claim names the scope `users:read`, which is not given";
    await assertRefused(run([{ ...permissions, scopes: ["users:read"] }]), message);
  });
});
