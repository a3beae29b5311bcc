/** Administrator roles of one's own: what they hold, over whom, and for which client. */
import assert from "node:assert/strict";
import { AdminRole, type AdminRoleArgs } from "../../../components/okta/adminRole";
import { find } from "../../setup/mocks";
import { assertRefused, withProviders } from "./testProviders";

const ARGS: AdminRoleArgs = {
  label: "admin-registration-dev",
  description: "What registration may do in the org",
  permissions: ["okta.users.create"],
  orgUrl: "https://example.okta.com",
  groupIds: ["00g1"],
  clientId: "0oa1",
};

describe("AdminRole", () => {
  const run = (args: AdminRoleArgs) => withProviders((opts) => new AdminRole("registration", args, opts));
  const resources = async (args: AdminRoleArgs) =>
    find((await run(args)).recording, "okta:index/resourceSet:ResourceSet", "registration-resources").inputs;

  it("declares the role, what it is over, and its assignment to the client", async () => {
    const { recording } = await run(ARGS);
    const { label, description, permissions } = ARGS;
    assert.deepEqual(find(recording, "okta:index/adminRoleCustom:AdminRoleCustom", "registration-role").inputs, {
      label,
      description,
      permissions,
    });
    assert.deepEqual(
      find(recording, "okta:app/oauthRoleAssignment:OauthRoleAssignment", "registration-assignment").inputs,
      {
        clientId: "0oa1",
        type: "CUSTOM",
        role: "id-of-registration-role",
        resourceSet: "id-of-registration-resources",
      },
    );
  });

  it("is over a group and its members, and over nobody else", async () => {
    assert.deepEqual((await resources(ARGS))["resources"], [
      "https://example.okta.com/api/v1/groups/00g1",
      "https://example.okta.com/api/v1/groups/00g1/users",
    ]);
  });

  it("is over everybody where that is said", async () => {
    assert.deepEqual((await resources({ ...ARGS, groupIds: "all" }))["resources"], [
      "https://example.okta.com/api/v1/users",
    ]);
  });

  it("is over all groups as well where its permissions are about groups", async () => {
    const permissions = ["okta.users.read", "okta.groups.read"];
    assert.deepEqual((await resources({ ...ARGS, groupIds: "all", permissions }))["resources"], [
      "https://example.okta.com/api/v1/users",
      "https://example.okta.com/api/v1/groups",
    ]);
  });

  it("refuses a role without permissions, and one over no group", async () => {
    const make = (change: Partial<AdminRoleArgs>) => run({ ...ARGS, ...change });
    await assertRefused(make({ permissions: [] }), "`permissions` is empty: the role would be good for nothing");
    await assertRefused(make({ groupIds: [] }), "`groupIds` is empty: the role would hold over nobody");
  });
});
