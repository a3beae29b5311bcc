/** People who are in the org from the start. */
import assert from "node:assert/strict";
import { startStand } from "./support/stand";
import { PEOPLE } from "./support/people";

describe("local Okta: people", () => {
  it("puts people into a group that is made later, by its name", async () => {
    const okta = await startStand({ personas: PEOPLE, directoryGroups: ["auditors"] });
    const groupsOf = async () =>
      (await okta.must(200, "GET", "/api/v1/users/ada@example.test/groups")).map(({ profile }: any) => profile.name);
    assert.deepEqual(await groupsOf(), ["Everyone"]);
    await okta.must(200, "POST", "/api/v1/groups", { profile: { name: "user-admins" } });
    assert.deepEqual(await groupsOf(), ["Everyone", "user-admins"]);
    const audit = await okta.must(200, "GET", "/api/v1/users/aldo@example.test/groups");
    assert.deepEqual(
      audit.map(({ profile }: any) => profile.name),
      ["Everyone", "auditors", "permissions-weekly-reports", "permissions-audit-reports"],
    );
    await okta.close();
  });
});
