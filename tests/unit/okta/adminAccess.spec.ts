/** What a service app may do with the Management API: its scopes and its admin roles must both allow it. */
import assert from "node:assert/strict";
import { NEEDS } from "../../../local/okta/admin/needs";
import { STANDARD_ROLES } from "../../../local/okta/admin/standardRoles";
import { apiEndpoints } from "../../../local/okta/management/endpoints";
import { WELL_KNOWN_PATH } from "../../../local/okta/management/orgSettings/organization";
import { newServiceApp, type ServiceApp } from "./support/serviceApp";
import { assertApiError, startStand, type Reply, type Stand } from "./support/stand";
import { REDIRECT, CHALLENGE, startWorld, VERIFIER } from "./support/world";

const SCOPES = [...new Set(apiEndpoints.map(({ scope }) => `${scope}.manage`))];
const FORBIDDEN = [403, "E0000006", "You do not have permission to perform the requested action"] as const;

const refused = (answer: Reply) => answer.status === 403 && answer.body.errorCode === "E0000006";

describe("local Okta: what the admin roles of an app allow", () => {
  let okta: Stand;
  /** By name: three groups, and a user in each of the first two. */
  let ids: Record<"staff" | "guests" | "empty" | "ann" | "bob" | "shop" | "server", string>;
  let robot: ServiceApp;
  beforeEach(async () => {
    okta = await startStand({ directoryGroups: ["staff", "guests", "empty"] });
    const group = (name: string) => okta.org.groupByName(name)!.id;
    const user = async (name: string, groupId: string): Promise<string> =>
      (await okta.must(200, "POST", "/api/v1/users", { ...newUser(name), groupIds: [groupId] })).id;
    const shop = await okta.must(200, "POST", "/api/v1/apps", service("shop"));
    const server = await okta.must(201, "POST", "/api/v1/authorizationServers", { name: "a", audiences: ["api://a"] });
    ids = {
      staff: group("staff"),
      guests: group("guests"),
      empty: group("empty"),
      ann: await user("ann", group("staff")),
      bob: await user("bob", group("guests")),
      shop: shop.id,
      server: server.id,
    };
    robot = await newServiceApp(okta, "robot", SCOPES);
  });
  afterEach(() => okta.close());

  const newUser = (name: string) => ({
    profile: { login: `${name}@example.test`, email: `${name}@example.test`, firstName: name, lastName: "x" },
    credentials: { password: { value: "a long password" } },
  });
  const service = (label: string) => ({
    name: "oidc_client",
    label,
    signOnMode: "OPENID_CONNECT",
    settings: { oauthClient: { application_type: "service", grant_types: ["client_credentials"] } },
  });
  /** A custom role with those permissions over the resources at those paths. */
  const custom = async (permissions: readonly string[], ...paths: string[]) => {
    const label = `custom ${okta.org.customRoles.size}`;
    const role = await okta.must(200, "POST", "/api/v1/iam/roles", { label, description: "d", permissions });
    const resources = paths.map((path) => `${okta.url}/api/v1/${path}`);
    const set = await okta.must(200, "POST", "/api/v1/iam/resource-sets", { label, description: "d", resources });
    await robot.assign({ type: "CUSTOM", role: role.id, "resource-set": set.id });
    return { role: role.id as string, set: set.id as string };
  };
  const may = async (expected: number, method: string, path: string, body?: unknown) => {
    const answer = await robot.api(method, path, body);
    assert.equal(answer.status, expected, `${method} ${path}: ${answer.text}`);
    return answer.body;
  };
  const mayNot = async (method: string, path: string, body?: unknown) =>
    assertApiError(await robot.api(method, path, body), ...FORBIDDEN);
  const names = (list: { profile: { login?: string; name?: string } }[]) =>
    list.map(({ profile }) => profile.login?.split("@")[0] ?? profile.name);

  describe("the table of needs", () => {
    it("names operations that exist, and leaves out those that no custom role is meant for", () => {
      const all = new Set(apiEndpoints.map(({ operation }) => operation));
      assert.deepEqual(
        Object.keys(NEEDS).filter((operation) => !all.has(operation)),
        [],
      );
      const left = apiEndpoints.filter(({ operation }) => !Object.hasOwn(NEEDS, operation));
      assert.deepEqual([...new Set(left.map(({ scope }) => scope))].sort(), [
        "okta.appGrants",
        "okta.apps",
        "okta.clients",
        "okta.deviceAssurance",
        "okta.groups",
        "okta.inlineHooks",
        "okta.networkZones",
        "okta.policies",
        "okta.roles",
        "okta.schemas",
        "okta.trustedOrigins",
        "okta.userTypes",
        "okta.users",
      ]);
      const inOpenScopes = left.filter(({ scope }) => ["okta.apps", "okta.groups", "okta.users"].includes(scope));
      assert.deepEqual(inOpenScopes.map(({ operation }) => operation).sort(), [
        "activateGroupRule",
        "assignApplicationPolicy",
        "createGroupRule",
        "deactivateGroupRule",
        "deleteGroupRule",
        "getCurrentUser",
        "getGroupRule",
        "getWellknownOrgMetadata",
        "listApplicationKeys",
        "listAssignedApplicationsForGroup",
        "listGroupRules",
        "previewSAMLmetadataForApplication",
        "replaceGroupRule",
      ]);
    });
  });

  describe("without a role", () => {
    it("refuses every operation, whatever the scopes", async () => {
      for (const { method, path } of apiEndpoints) {
        if (path === WELL_KNOWN_PATH) continue;
        const body = method === "GET" || method === "DELETE" ? undefined : {};
        await mayNot(method, path.replace(/\{\w+\}/g, "x"), body);
      }
    });

    it("refuses the token of a person, whatever roles the app has", async () => {
      const world = await startWorld();
      try {
        const client_id = world.clients.web;
        await world.must(201, "POST", `/api/v1/apps/${client_id}/grants`, {
          issuer: world.url,
          scopeId: "okta.users.read",
        });
        const role = { ...world.org.stamp(), id: "r", type: "SUPER_ADMIN" };
        world.org.apps.get(client_id)!.roles.set(role.id, role);
        const query = new URLSearchParams({
          client_id,
          redirect_uri: REDIRECT,
          response_type: "code",
          scope: "openid okta.users.read",
          state: "s",
          code_challenge: CHALLENGE,
          code_challenge_method: "S256",
          login_hint: "reader@example.test",
        });
        const { headers } = await fetch(`${world.url}/oauth2/v1/authorize?${query}`, { redirect: "manual" });
        const code = new URL(headers.get("location")!).searchParams.get("code")!;
        const form = { grant_type: "authorization_code", code, redirect_uri: REDIRECT, code_verifier: VERIFIER };
        const { access_token } = (await world.post("/oauth2/v1/token", form, world.basic("web"))).body;
        const answer = await world.api("GET", "/api/v1/users", undefined, { authorization: `Bearer ${access_token}` });
        assertApiError(answer, ...FORBIDDEN);
      } finally {
        await world.close();
      }
    });
  });

  describe("a standard role", () => {
    /** By name: a request that is refused to whoever may not do it. */
    const probes = (): Record<string, [string, string, unknown?]> => ({
      "see users": ["GET", `/api/v1/users/${ids.ann}`],
      "make users": ["POST", "/api/v1/users", {}],
      "change users": ["POST", `/api/v1/users/${ids.ann}`, {}],
      "suspend users": ["POST", `/api/v1/users/${ids.ann}/lifecycle/suspend`],
      "reset factors": ["POST", `/api/v1/users/${ids.ann}/lifecycle/reset_factors`],
      "enrol factors": ["POST", `/api/v1/users/${ids.ann}/factors`, {}],
      "see groups": ["GET", `/api/v1/groups/${ids.staff}`],
      "make groups": ["POST", "/api/v1/groups", {}],
      "change members": ["PUT", `/api/v1/groups/${ids.staff}/users/${ids.bob}`],
      "see group rules": ["GET", "/api/v1/groups/rules"],
      "make group rules": ["POST", "/api/v1/groups/rules", {}],
      "see apps": ["GET", `/api/v1/apps/${ids.shop}`],
      "make apps": ["POST", "/api/v1/apps", {}],
      "assign apps": ["POST", `/api/v1/apps/${ids.shop}/users`, { id: ids.ann }],
      "see app secrets": ["GET", `/api/v1/apps/${ids.shop}/credentials/secrets`],
      "see servers": ["GET", `/api/v1/authorizationServers/${ids.server}`],
      "change servers": ["POST", `/api/v1/authorizationServers/${ids.server}/scopes`, {}],
      "see sign-on policies": ["GET", "/api/v1/policies?type=ACCESS_POLICY"],
      "make sign-on policies": ["POST", "/api/v1/policies", {}],
      "see origins": ["GET", "/api/v1/trustedOrigins"],
      "make origins": ["POST", "/api/v1/trustedOrigins", {}],
      "see roles": ["GET", "/api/v1/iam/roles"],
      "give scopes": ["POST", `/api/v1/apps/${ids.shop}/grants`, {}],
      "give roles": ["POST", `/oauth2/v1/clients/${ids.shop}/roles`, {}],
    });
    const SEE = ["see users", "see groups", "see apps", "see servers"];
    const EXPECTED: Readonly<Record<string, readonly string[]>> = {
      ORG_ADMIN: [
        ...["see users", "make users", "change users", "suspend users", "reset factors", "enrol factors"],
        ...["see groups", "make groups", "change members", "see group rules", "make group rules"],
        ...["see apps", "see servers"],
        ...["see sign-on policies", "make sign-on policies", "see origins", "make origins"],
      ],
      APP_ADMIN: ["see users", "see groups", "see apps", "make apps", "assign apps", "see app secrets"],
      USER_ADMIN: [
        ...["see users", "make users", "change users", "suspend users", "reset factors", "enrol factors"],
        ...["see groups", "change members"],
      ],
      HELP_DESK_ADMIN: ["see users", "reset factors"],
      GROUP_MEMBERSHIP_ADMIN: ["see users", "see groups", "change members"],
      READ_ONLY_ADMIN: [...SEE, "see group rules", "see sign-on policies", "see origins"],
      API_ACCESS_MANAGEMENT_ADMIN: ["see servers", "change servers"],
    };

    it("lets SUPER_ADMIN do everything", async () => {
      await robot.assign({ type: "SUPER_ADMIN" });
      for (const [name, [method, path, body]] of Object.entries(probes()))
        assert.equal(refused(await robot.api(method, path, body)), false, name);
    });

    for (const type of Object.keys(STANDARD_ROLES).filter((each) => each !== "SUPER_ADMIN")) {
      it(`lets ${type} do what is in the table, and refuses the rest`, async () => {
        await robot.assign({ type });
        const allowed: string[] = [];
        for (const [name, [method, path, body]] of Object.entries(probes()))
          if (!refused(await robot.api(method, path, body))) allowed.push(name);
        const order = Object.keys(probes());
        assert.deepEqual(
          allowed,
          [...EXPECTED[type]!].sort((a, b) => order.indexOf(a) - order.indexOf(b)),
        );
      });
    }

    it("refuses what the scopes do not allow, and everything again once the role is taken away", async () => {
      const reader = await newServiceApp(okta, "reader", ["okta.groups.read"]);
      const { id } = await reader.assign({ type: "SUPER_ADMIN" });
      assert.equal((await reader.api("GET", "/api/v1/groups")).status, 200);
      assertApiError(await reader.api("GET", "/api/v1/users"), ...FORBIDDEN);
      assertApiError(await reader.api("POST", "/api/v1/groups", { profile: { name: "x" } }), ...FORBIDDEN);
      await okta.must(204, "DELETE", `/oauth2/v1/clients/${reader.id}/roles/${id}`);
      assertApiError(await reader.api("GET", "/api/v1/groups"), ...FORBIDDEN);
    });

    it("refuses to change an app that is itself an admin, or to see its secrets, to all but SUPER_ADMIN", async () => {
      await robot.assign({ type: "APP_ADMIN" });
      const path = `/api/v1/apps/${ids.shop}`;
      await may(200, "GET", `${path}/credentials/secrets`);
      await okta.must(201, "POST", `/oauth2/v1/clients/${ids.shop}/roles`, { type: "READ_ONLY_ADMIN" });
      await may(200, "GET", path);
      await mayNot("GET", `${path}/credentials/secrets`);
      await mayNot("POST", `${path}/credentials/secrets`, {});
      await mayNot("PUT", path, service("shop"));
      await robot.assign({ type: "SUPER_ADMIN" });
      await may(200, "PUT", path, service("shop"));
    });
  });

  describe("a custom role", () => {
    it("reaches the users of a group, in lists and one by one, and refuses the others", async () => {
      await custom(["okta.users.read"], `groups/${ids.staff}/users`);
      assert.deepEqual(names(await may(200, "GET", "/api/v1/users")), ["ann"]);
      assert.deepEqual(
        names(await may(200, "GET", `/api/v1/users?search=${encodeURIComponent('status eq "ACTIVE"')}`)),
        ["ann"],
      );
      await may(200, "GET", `/api/v1/users/${ids.ann}`);
      await may(200, "GET", "/api/v1/users/ann@example.test");
      await mayNot("GET", `/api/v1/users/${ids.bob}`);
      await mayNot("GET", "/api/v1/users/bob@example.test");
      assert.deepEqual(names(await may(200, "GET", `/api/v1/users/${ids.ann}/groups`)), []);
      assertApiError(
        await robot.api("GET", "/api/v1/users/nobody"),
        404,
        "E0000007",
        "Not found: Resource not found: nobody (User)",
      );
      await okta.must(204, "PUT", `/api/v1/groups/${ids.staff}/users/${ids.bob}`);
      assert.deepEqual(names(await may(200, "GET", "/api/v1/users")), ["ann", "bob"]);
      await okta.must(204, "DELETE", `/api/v1/groups/${ids.staff}/users/${ids.ann}`);
      await mayNot("GET", `/api/v1/users/${ids.ann}`);
    });

    it("refuses users to whoever holds the group alone, and the group to whoever holds its users alone", async () => {
      await custom(["okta.users.read", "okta.groups.read"], `groups/${ids.staff}`);
      await may(200, "GET", `/api/v1/groups/${ids.staff}`);
      assert.deepEqual(names(await may(200, "GET", "/api/v1/groups")), ["staff"]);
      await mayNot("GET", `/api/v1/groups/${ids.guests}`);
      await mayNot("GET", `/api/v1/users/${ids.ann}`);
      await mayNot("GET", "/api/v1/users");
      await custom(["okta.users.read", "okta.groups.read"], `groups/${ids.guests}/users`);
      await may(200, "GET", `/api/v1/users/${ids.bob}`);
      await mayNot("GET", `/api/v1/groups/${ids.guests}`);
    });

    it("keeps the permissions of one role from the resources of another", async () => {
      await custom(["okta.users.read"], "users");
      await custom(["okta.users.lifecycle.suspend"], `groups/${ids.staff}/users`);
      await may(200, "GET", `/api/v1/users/${ids.bob}`);
      await mayNot("POST", `/api/v1/users/${ids.bob}/lifecycle/suspend`);
      await may(200, "POST", `/api/v1/users/${ids.ann}/lifecycle/suspend`);
    });

    it("makes users in the groups of its set only, and refuses one in no group", async () => {
      await custom(["okta.users.create"], `groups/${ids.staff}/users`, `groups/${ids.empty}`);
      const make = (name: string, groupIds?: unknown): [string, string, object] => [
        "POST",
        "/api/v1/users?activate=false",
        { ...newUser(name), groupIds },
      ];
      await mayNot(...make("a"));
      await mayNot(...make("a", []));
      await mayNot(...make("a", "x"));
      await mayNot(...make("a", [null]));
      await mayNot(...make("a", [ids.guests]));
      await mayNot(...make("a", [ids.staff, ids.guests]));
      // The group is in the set, but its users are not.
      await mayNot(...make("a", [ids.empty]));
      const { id } = await may(200, ...make("a", [ids.staff, ids.empty]));
      await may(200, ...make("b", [ids.staff]));
      assert.deepEqual(names(await okta.must(200, "GET", `/api/v1/users/${id}/groups`)), [
        "Everyone",
        "staff",
        "empty",
      ]);
      await mayNot("GET", `/api/v1/users/${id}`);
    });

    it("makes users in no group where its set has all users, and refuses groups outside the set even then", async () => {
      await custom(["okta.users.create"], "users", `groups/${ids.staff}`);
      await may(200, "POST", "/api/v1/users", newUser("a"));
      await may(200, "POST", "/api/v1/users", { ...newUser("b"), groupIds: [ids.staff] });
      await mayNot("POST", "/api/v1/users", { ...newUser("c"), groupIds: [ids.guests] });
    });

    it("changes profiles, and refuses credentials without the permission for them", async () => {
      await custom(["okta.users.userprofile.manage"], `groups/${ids.staff}/users`);
      const path = `/api/v1/users/${ids.ann}`;
      await may(200, "POST", path, { profile: { lastName: "Y" } });
      await mayNot("POST", path, { credentials: { password: { value: "another password" } } });
      await mayNot("POST", `/api/v1/users/${ids.bob}`, { profile: { lastName: "Y" } });
      await mayNot("POST", `${path}/lifecycle/suspend`);
      await custom(["okta.users.credentials.manage"], "users");
      await may(200, "POST", path, { credentials: { password: { value: "another password" } } });
    });

    it("does each step of the lifecycle with the permission for it, and refuses the others", async () => {
      const { role } = await custom(["okta.users.lifecycle.suspend", "okta.users.lifecycle.unsuspend"], "users");
      const path = `/api/v1/users/${ids.ann}`;
      await may(200, "POST", `${path}/lifecycle/suspend`);
      await may(200, "POST", `${path}/lifecycle/unsuspend`);
      await mayNot("POST", `${path}/lifecycle/deactivate`);
      await mayNot("DELETE", path);
      await mayNot("POST", `${path}/lifecycle/reset_factors`);
      await okta.must(204, "POST", `/api/v1/iam/roles/${role}/permissions/okta.users.lifecycle.manage`);
      await may(200, "POST", `${path}/lifecycle/deactivate`);
      await may(204, "DELETE", path);
      await okta.must(204, "DELETE", `/api/v1/iam/roles/${role}/permissions/okta.users.lifecycle.manage`);
      await mayNot("POST", `/api/v1/users/${ids.bob}/lifecycle/deactivate`);
    });

    it("changes who is in a group where it holds both sides, and refuses half of it", async () => {
      const path = `/api/v1/groups/${ids.staff}/users/${ids.bob}`;
      await custom(["okta.groups.members.manage"], `groups/${ids.staff}`);
      await mayNot("PUT", path);
      const { set } = await custom(["okta.users.groupMembership.manage"], `groups/${ids.staff}/users`);
      await mayNot("PUT", path);
      const additions = [`${okta.url}/api/v1/groups/${ids.guests}/users`];
      await okta.must(200, "PATCH", `/api/v1/iam/resource-sets/${set}/resources`, { additions });
      await may(204, "PUT", path);
      await mayNot("PUT", `/api/v1/groups/${ids.empty}/users/${ids.bob}`);
      await may(204, "DELETE", path);
    });

    it("reaches one app and one authorization server, and refuses new ones", async () => {
      const permissions = ["okta.apps.manage", "okta.authzServers.manage"];
      await custom(permissions, `apps/${ids.shop}`, `authorizationServers/${ids.server}`);
      assert.deepEqual(
        (await may(200, "GET", "/api/v1/apps")).map(({ label }: { label: string }) => label),
        ["shop"],
      );
      await may(200, "PUT", `/api/v1/apps/${ids.shop}`, service("shop"));
      await mayNot("GET", `/api/v1/apps/${robot.id}`);
      await mayNot("POST", "/api/v1/apps", service("new"));
      await mayNot("PUT", `/api/v1/apps/${ids.shop}/groups/${ids.staff}`, {});
      await custom(["okta.groups.appAssignment.manage"], `groups/${ids.staff}`);
      await may(200, "PUT", `/api/v1/apps/${ids.shop}/groups/${ids.staff}`, {});
      const other = await okta.must(201, "POST", "/api/v1/authorizationServers", { name: "b", audiences: ["api://b"] });
      const scopes = (id: string) => `/api/v1/authorizationServers/${id}/scopes`;
      await may(201, "POST", scopes(ids.server), { name: "x" });
      await mayNot("GET", scopes(other.id));
      assert.equal((await may(200, "GET", "/api/v1/authorizationServers")).length, 1);
      await mayNot("POST", "/api/v1/authorizationServers", { name: "c", audiences: ["api://c"] });
      await okta.must(200, "POST", `/api/v1/apps/${ids.shop}/lifecycle/deactivate`);
      await okta.must(204, "DELETE", `/api/v1/apps/${ids.shop}`);
      await mayNot("GET", "/api/v1/apps");
    });

    it("refuses every operation that no permission stands for", async () => {
      const all = ["users", "groups", "apps", "authzServers"].map((part) => `okta.${part}.manage`);
      await custom(
        [...all, "okta.policies.manage", "okta.iam.read"],
        "users",
        "groups",
        "apps",
        "authorizationServers",
      );
      for (const { operation, method, path } of apiEndpoints) {
        if (Object.hasOwn(NEEDS, operation) || path === WELL_KNOWN_PATH) continue;
        await mayNot(method, path.replace(/\{\w+\}/g, "x"), method === "GET" || method === "DELETE" ? undefined : {});
      }
      await may(200, "POST", "/api/v1/groups", { profile: { name: "new" } });
    });
  });
});
