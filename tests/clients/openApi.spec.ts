/**
 * The answers of the local Okta's Management API against Okta's own OpenAPI description of it. The description is not part
 * of this repository: `OKTA_OPENAPI` names the file (Okta publishes it as `management.yaml`, here as JSON).
 */
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { SENT_CODE } from "../../local/okta/management/users/factorCodes";
import { startWorld, type World } from "../unit/okta/support/world";
import { OpenApi, type Description } from "./support/openApi";

const FILE = process.env["OKTA_OPENAPI"];

describe("the answers of the Management API", () => {
  if (FILE === undefined || !existsSync(FILE)) {
    it("are held against Okta's description only where OKTA_OPENAPI names it", () => {
      assert.equal(FILE, undefined, `there is no file ${FILE}`);
    });
    return;
  }
  /** Members that recorded answers have as null, although the description knows them as texts only. */
  const NULL_IN_RECORDINGS =
    /(accessibility\.(errorRedirectUrl|loginRedirectUrl)|externalId|\[\d+\]\.description|^\w+\.description): null$/;
  const openApi = new OpenApi(JSON.parse(readFileSync(FILE, "utf8")) as Description);
  let world: World;
  before(async () => {
    world = await startWorld();
  });
  after(() => world.close());

  const ask = async (method: string, path: string, body?: unknown): Promise<any> => {
    const answer = await world.api(method, path, body);
    const problems = openApi.problems(method, path, answer.status, answer.body);
    assert.deepEqual(
      problems.filter((problem) => !NULL_IN_RECORDINGS.test(problem)),
      [],
      `${method} ${path}`,
    );
    return answer.body;
  };

  it("fit for authorization servers and what is in them", async () => {
    const servers = "/api/v1/authorizationServers";
    const { id } = await ask("POST", servers, { name: "n", description: "d", audiences: ["api://n"] });
    const path = `${servers}/${id}`;
    await ask("GET", servers);
    await ask("PUT", path, { name: "n", description: "e", audiences: ["api://n"] });
    await ask("GET", `${path}/credentials/keys`);
    await ask("POST", `${path}/credentials/lifecycle/keyRotate`, { use: "sig" });
    const scope = await ask("POST", `${path}/scopes`, { name: "s", description: "d", displayName: "S" });
    await ask("PUT", `${path}/scopes/${scope.id}`, { name: "s", description: "d", displayName: "T" });
    await ask("GET", `${path}/scopes`);
    const claim = await ask("POST", `${path}/claims`, {
      name: "c",
      value: "user.login",
      conditions: { scopes: ["s"] },
    });
    await ask("GET", `${path}/claims/${claim.id}`);
    await ask("GET", `${path}/claims`);
    const conditions = { clients: { include: ["ALL_CLIENTS"] } };
    const policy = await ask("POST", `${path}/policies`, { name: "p", description: "d", conditions });
    const rules = `${path}/policies/${policy.id}/rules`;
    const rule = await ask("POST", rules, {
      name: "r",
      type: "RESOURCE_ACCESS",
      conditions: {
        grantTypes: { include: ["authorization_code"] },
        people: { groups: { include: ["EVERYONE"] } },
        scopes: { include: ["s"] },
      },
    });
    await ask("GET", rules);
    await ask("POST", `${rules}/${rule.id}/lifecycle/deactivate`);
    await ask("DELETE", `${rules}/${rule.id}`);
    await ask("GET", `${path}/policies`);
    await ask("POST", `${path}/lifecycle/deactivate`);
    await ask("DELETE", path);
  });

  it("fit for apps and what belongs to them", async () => {
    const apps = await ask("GET", "/api/v1/apps");
    const [{ id }] = apps;
    await ask("GET", `/api/v1/apps/${id}`);
    await ask("GET", `/api/v1/apps/${id}/groups`);
    await ask("GET", `/api/v1/apps/${id}/users`);
    await ask("PUT", `/api/v1/apps/${id}/groups/${world.groupIds["others"]}`, {});
    await ask("DELETE", `/api/v1/apps/${id}/groups/${world.groupIds["others"]}`);
    await ask("GET", `/api/v1/apps/${world.clients.web}/credentials/secrets`);
    const grant = await ask("POST", `/api/v1/apps/${world.clients.service}/grants`, {
      issuer: world.url,
      scopeId: "okta.users.read",
    });
    await ask("GET", `/api/v1/apps/${world.clients.service}/grants`);
    await ask("DELETE", `/api/v1/apps/${world.clients.service}/grants/${grant.id}`);
    await ask("POST", `/api/v1/apps/${id}/lifecycle/deactivate`);
    await ask("POST", `/api/v1/apps/${id}/lifecycle/activate`);
    await ask("DELETE", `/api/v1/apps/${id}`);
  });

  it("fit for groups, rules and users", async () => {
    const group = await ask("POST", "/api/v1/groups", { profile: { name: "openapi", description: "d" } });
    await ask("GET", "/api/v1/groups");
    await ask("GET", `/api/v1/groups/${group.id}/users`);
    const rule = await ask("POST", "/api/v1/groups/rules", {
      name: "openapi",
      type: "group_rule",
      conditions: { expression: { type: "urn:okta:expression:1.0", value: "true" } },
      actions: { assignUserToGroups: { groupIds: [group.id] } },
    });
    await ask("POST", `/api/v1/groups/rules/${rule.id}/lifecycle/activate`);
    await ask("GET", "/api/v1/groups/rules");
    await ask("GET", `/api/v1/groups/${group.id}/users`);
    const profile = { login: "o@x.test", email: "o@x.test", firstName: "O", lastName: "X" };
    const user = await ask("POST", "/api/v1/users", { profile, credentials: { password: { value: "x" } } });
    await ask("GET", "/api/v1/users");
    await ask("GET", `/api/v1/users/${user.id}/groups`);
    const factor = await ask("POST", `/api/v1/users/${user.id}/factors`, {
      factorType: "token:software:totp",
      provider: "GOOGLE",
    });
    await ask("GET", `/api/v1/users/${user.id}/factors`);
    await ask("DELETE", `/api/v1/users/${user.id}/factors/${factor.id}`);
    await verifyFactors(`/api/v1/users/${user.id}/factors`);
    await ask("POST", `/api/v1/users/${user.id}/lifecycle/suspend`);
    await ask("DELETE", `/api/v1/users/${user.id}`);
  });

  const verifyFactors = async (path: string) => {
    const sms = await ask("POST", path, { factorType: "sms", provider: "OKTA", profile: { phoneNumber: "+15550100" } });
    world.pass(30);
    await ask("POST", `${path}/${sms.id}/resend`);
    await ask("POST", `${path}/${sms.id}/lifecycle/activate`, { passCode: SENT_CODE });
    world.pass(30);
    await ask("POST", `${path}/${sms.id}/verify`);
    await ask("POST", `${path}/${sms.id}/verify`, { passCode: SENT_CODE });
    const push = await ask("POST", path, { factorType: "push", provider: "OKTA" });
    await ask("POST", `${path}/${push.id}/lifecycle/activate`, { passCode: SENT_CODE });
    for (const decision of ["allow", "deny"]) {
      const { _links } = await ask("POST", `${path}/${push.id}/verify`);
      const transaction = new URL(_links.poll.href).pathname;
      await ask("GET", transaction);
      await world.post("/__push", { login: "o@x.test", decision });
      await ask("GET", transaction);
    }
  };

  it("fit for sign-on policies and trusted origins", async () => {
    await ask("GET", "/api/v1/policies?type=ACCESS_POLICY");
    const policy = await ask("POST", "/api/v1/policies", { type: "ACCESS_POLICY", name: "openapi", description: "d" });
    const rule = await ask("POST", `/api/v1/policies/${policy.id}/rules`, {
      type: "ACCESS_POLICY",
      name: "r",
      actions: {
        appSignOn: {
          access: "ALLOW",
          verificationMethod: { type: "ASSURANCE", factorMode: "2FA", reauthenticateIn: "PT2H" },
        },
      },
    });
    await ask("GET", `/api/v1/policies/${policy.id}/rules`);
    await ask("DELETE", `/api/v1/policies/${policy.id}/rules/${rule.id}`);
    await ask("DELETE", `/api/v1/policies/${policy.id}`);
    const origin = await ask("POST", "/api/v1/trustedOrigins", {
      name: "o",
      origin: "https://o.test",
      scopes: [{ type: "CORS" }],
    });
    await ask("POST", `/api/v1/trustedOrigins/${origin.id}/lifecycle/deactivate`);
    await ask("GET", "/api/v1/trustedOrigins");
    await ask("DELETE", `/api/v1/trustedOrigins/${origin.id}`);
    await ask("GET", "/.well-known/okta-organization");
  });

  it("fit for the admin roles of a service app", async () => {
    const roles = `/oauth2/v1/clients/${world.clients.service}/roles`;
    const role = await world.must(200, "POST", "/api/v1/iam/roles", {
      label: "openapi",
      description: "d",
      permissions: ["okta.users.read"],
    });
    const set = await world.must(200, "POST", "/api/v1/iam/resource-sets", {
      label: "openapi",
      description: "d",
      resources: [`${world.url}/api/v1/users`],
    });
    // Okta's description says 200, its recorded answers say 201.
    for (const body of [{ type: "HELP_DESK_ADMIN" }, { type: "CUSTOM", role: role.id, "resource-set": set.id }]) {
      const { id } = await world.must(201, "POST", roles, body);
      await ask("GET", `${roles}/${id}`);
    }
    await ask("GET", roles);
  });

  it("fit where something is refused", async () => {
    await ask("POST", "/api/v1/authorizationServers", {});
    await ask("GET", "/api/v1/groups/00gnone");
    await ask("POST", "/api/v1/users", { profile: {} });
  });
});
