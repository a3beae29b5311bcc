/** The Management API of custom admin roles, resource sets, and the roles of service apps. */
import assert from "node:assert/strict";
import { STANDARD_ROLES } from "../../../local/okta/admin/standardRoles";
import { assertApiError, startStand, type Stand } from "./support/stand";

const ROLES = "/api/v1/iam/roles";
const SETS = "/api/v1/iam/resource-sets";
const STAMPS = { created: "2026-11-01T12:00:00.000Z", lastUpdated: "2026-11-01T12:00:00.000Z" };

describe("local Okta: admin roles and resource sets", () => {
  let okta: Stand;
  let staff: string;
  let client: string;
  beforeEach(async () => {
    okta = await startStand({ directoryGroups: ["staff"] });
    staff = okta.org.groupByName("staff")!.id;
    client = (await okta.must(200, "POST", "/api/v1/apps", service("robot"))).id;
  });
  afterEach(() => okta.close());

  const service = (label: string) => ({
    name: "oidc_client",
    label,
    signOnMode: "OPENID_CONNECT",
    settings: { oauthClient: { application_type: "service", grant_types: ["client_credentials"] } },
  });
  const makeRole = (label = "creators", permissions = ["okta.users.create"]) =>
    okta.must(200, "POST", ROLES, { label, description: "d", permissions });
  const makeSet = (...paths: string[]) =>
    okta.must(200, "POST", SETS, {
      label: "people",
      description: "d",
      resources: paths.map((path) => okta.url + path),
    });
  const causes = async (method: string, path: string, body?: unknown): Promise<string[]> => {
    const answer = await okta.api(method, path, body);
    assert.deepEqual([answer.status, answer.body.errorCode], [400, "E0000001"], answer.text);
    return answer.body.errorCauses.map(({ errorSummary }: { errorSummary: string }) => errorSummary);
  };

  describe("a custom role", () => {
    it("is answered in Okta's shape, by id and by label", async () => {
      const { id, ...rest } = await makeRole("user creators");
      assert.match(id, /^cr0\w{17}$/);
      const href = `${okta.url}${ROLES}/${id}`;
      assert.deepEqual(rest, {
        label: "user creators",
        isCloneable: false,
        description: "d",
        ...STAMPS,
        _links: { permissions: { href: `${href}/permissions` }, self: { href } },
      });
      for (const name of [id, "user%20creators"])
        assert.deepEqual(await okta.must(200, "GET", `${ROLES}/${name}`), { id, ...rest });
    });

    it("is given permissions and loses them", async () => {
      const { id } = await makeRole();
      const path = `${ROLES}/${id}/permissions`;
      const held = async () =>
        (await okta.must(200, "GET", path)).permissions.map(({ label }: { label: string }) => label);
      assert.deepEqual(await okta.must(200, "GET", path), {
        permissions: [
          {
            label: "okta.users.create",
            ...STAMPS,
            conditions: null,
            _links: {
              role: { href: `${okta.url}${ROLES}/${id}` },
              self: { href: `${okta.url}${path}/okta.users.create` },
            },
          },
        ],
      });
      okta.pass(60);
      for (let i = 0; i < 2; i += 1) await okta.must(204, "POST", `${path}/okta.groups.read`);
      assert.deepEqual(await held(), ["okta.users.create", "okta.groups.read"]);
      assert.equal((await okta.must(200, "GET", `${path}/okta.groups.read`)).created, "2026-11-01T12:01:00.000Z");
      const replaced = await okta.must(200, "PUT", `${path}/okta.users.create`, {});
      assert.deepEqual([replaced.created, replaced.lastUpdated], [STAMPS.created, "2026-11-01T12:01:00.000Z"]);
      await okta.must(204, "DELETE", `${path}/okta.users.create`);
      assert.deepEqual(await held(), ["okta.groups.read"]);
      for (const method of ["GET", "DELETE", "PUT"])
        assertApiError(
          await okta.api(method, `${path}/okta.users.create`, method === "PUT" ? {} : undefined),
          404,
          "E0000007",
          "Not found: Resource not found: okta.users.create (Permission)",
        );
    });

    it("is refused without permissions, with unknown ones, with conditions, and with a taken label", async () => {
      const { id } = await makeRole();
      assert.deepEqual(await causes("POST", ROLES, { label: "x", description: "d", permissions: [] }), [
        "permissions: The field cannot be left blank",
      ]);
      assert.deepEqual(
        await causes("POST", ROLES, { label: "x", description: "", permissions: ["okta.users.fly", "toString"] }),
        [
          "permissions: 'okta.users.fly' is not a permission that a custom role can have",
          "permissions: 'toString' is not a permission that a custom role can have",
          "description: The field cannot be left blank",
        ],
      );
      const path = `${ROLES}/${id}/permissions`;
      assert.deepEqual(await causes("POST", `${path}/okta.governance.accessRequests.manage`), [
        "permissionType: 'okta.governance.accessRequests.manage' is not a permission that a custom role can have",
      ]);
      const conditions = { include: { "okta:ResourceAttribute/User/Profile": ["city"] } };
      for (const [method, name] of [
        ["POST", "okta.users.read"],
        ["PUT", "okta.users.create"],
      ] as const) {
        assert.deepEqual(await causes(method, `${path}/${name}`, { conditions }), [
          "conditions: The local Okta does not model conditions of permissions",
        ]);
      }
      const taken = "label: An object with this field already exists in the current organization";
      assert.deepEqual(
        await causes("POST", ROLES, { label: "creators", description: "d", permissions: ["okta.users.read"] }),
        [taken],
      );
      const other = await makeRole("other");
      assert.deepEqual(await causes("PUT", `${ROLES}/${other.id}`, { label: "creators", description: "d" }), [taken]);
    });

    it("is refused its end while an app holds it", async () => {
      const [role, set] = [await makeRole(), await makeSet("/api/v1/users")];
      const roles = `/oauth2/v1/clients/${client}/roles`;
      const held = await okta.must(201, "POST", roles, { type: "CUSTOM", role: role.id, "resource-set": set.id });
      assert.deepEqual(await causes("DELETE", `${ROLES}/${role.id}`), [
        "roleIdOrLabel: The role is assigned and cannot be deleted",
      ]);
      assert.deepEqual(await causes("DELETE", `${SETS}/${set.id}`), [
        "resourceSetIdOrLabel: The resource set is used by a role assignment",
      ]);
      await okta.must(204, "DELETE", `${roles}/${held.id}`);
      await okta.must(204, "DELETE", `${ROLES}/${role.id}`);
      await okta.must(204, "DELETE", `${SETS}/${set.id}`);
    });
  });

  describe("a resource set", () => {
    it("is answered in Okta's shape, and its resources by address and name", async () => {
      const { id, ...rest } = await makeSet("/api/v1/users", `/api/v1/groups/${staff}/users`);
      assert.match(id, /^iam\w{17}$/);
      const href = `${okta.url}${SETS}/${id}`;
      assert.deepEqual(rest, {
        label: "people",
        description: "d",
        ...STAMPS,
        _links: { bindings: { href: `${href}/bindings` }, self: { href }, resources: { href: `${href}/resources` } },
      });
      const { resources, _links } = await okta.must(200, "GET", `${SETS}/people/resources?limit=200`);
      const [users, members] = resources;
      assert.deepEqual(_links, { "resource-set": { href }, self: { href: `${href}/resources` } });
      assert.deepEqual(resources, [
        {
          id: users.id,
          orn: `orn:oktapreview:directory:${okta.org.id}:users`,
          ...STAMPS,
          _links: {
            self: { href: `${okta.url}/api/v1/users` },
            users: { href: `${okta.url}/api/v1/users` },
            resource: { href: `${href}/resources/${users.id}` },
          },
        },
        {
          id: members.id,
          orn: `orn:oktapreview:directory:${okta.org.id}:groups:${staff}:contained_resources`,
          ...STAMPS,
          _links: {
            self: { href: `${okta.url}/api/v1/groups/${staff}/users` },
            resource: { href: `${href}/resources/${members.id}` },
          },
        },
      ]);
      assert.deepEqual(await okta.must(200, "GET", `${SETS}/${id}/resources/${members.id}`), members);
    });

    it("takes resources of every kind, by address and by name, each once, and gives them up", async () => {
      const { id: server } = await okta.must(201, "POST", "/api/v1/authorizationServers", {
        name: "s",
        audiences: ["api://s"],
      });
      const { id } = await makeSet("/api/v1/users");
      const path = `${SETS}/${id}/resources`;
      const listed = async (): Promise<any[]> => (await okta.must(200, "GET", path)).resources;
      const names: [string, string][] = [
        ["/api/v1/groups", `directory:${okta.org.id}:groups`],
        [`/api/v1/groups/${staff}`, `directory:${okta.org.id}:groups:${staff}`],
        ["/api/v1/apps", `idp:${okta.org.id}:apps`],
        [`/api/v1/apps/${client}`, `idp:${okta.org.id}:apps:oidc_client:${client}`],
        ["/api/v1/authorizationServers", `idp:${okta.org.id}:authorization_servers`],
        [`/api/v1/authorizationServers/${server}`, `idp:${okta.org.id}:authorization_servers:${server}`],
      ];
      const additions = names.map(([address]) => okta.url + address);
      assert.equal((await okta.must(200, "PATCH", path, { additions })).id, id);
      await okta.must(200, "PATCH", path, { additions: names.map(([, name]) => `orn:okta:${name}`) });
      assert.deepEqual(
        (await listed()).slice(1).map(({ orn, _links }) => [_links.self.href, orn]),
        names.map(([address, name]) => [okta.url + address, `orn:oktapreview:${name}`]),
      );
      const [first] = await listed();
      await okta.must(204, "DELETE", `${path}/${first.id}`);
      const added = await okta.must(200, "POST", path, { resourceOrnOrUrl: `${okta.url}/api/v1/users` });
      assert.notEqual(added.id, first.id);
      assert.equal((await listed()).length, 7);
    });

    it("loses what is deleted", async () => {
      const { id } = await makeSet("/api/v1/users", `/api/v1/groups/${staff}`, `/api/v1/groups/${staff}/users`);
      await okta.must(204, "DELETE", `/api/v1/groups/${staff}`);
      const { resources } = await okta.must(200, "GET", `${SETS}/${id}/resources`);
      assert.deepEqual(
        resources.map((resource: any) => resource._links.self.href),
        [`${okta.url}/api/v1/users`],
      );
    });

    it("gives its resources in pages", async () => {
      const { id } = await makeSet("/api/v1/users", "/api/v1/groups", "/api/v1/apps");
      const path = `${SETS}/${id}/resources?limit=2`;
      const first = await okta.must(200, "GET", path);
      assert.equal(first.resources.length, 2);
      const { pathname, search } = new URL(first._links.next.href);
      const second = await okta.must(200, "GET", pathname + search);
      assert.deepEqual([second.resources.length, "next" in second._links], [1, false]);
      assert.equal((await okta.must(200, "GET", `${SETS}?limit=1`))["resource-sets"].length, 1);
    });

    it("is refused what is not there, what is elsewhere, nothing, and a taken label", async () => {
      const foreign = ["/api/v1/users", `${okta.url}/api/v1/users/`, "https://evil.test/api/v1/users"];
      const missing = [`${okta.url}/api/v1/groups/00gnone`, `${okta.url}/api/v1/groups/00gnone/users`];
      const others = [
        `${okta.url}/api/v1/users/00u1`,
        "orn:okta:directory:00oelsewhere:users",
        `${okta.url}/api/v1/users?x=1`,
      ];
      for (const resource of [...foreign, ...missing, ...others]) {
        assert.deepEqual(await causes("POST", SETS, { label: "x", description: "d", resources: [resource] }), [
          `resources: '${resource}' is not a resource of this org that a set can hold`,
        ]);
      }
      assert.deepEqual(await causes("POST", SETS, { label: "x", description: "d", resources: [] }), [
        "resources: The field cannot be left blank",
      ]);
      const { id } = await makeSet("/api/v1/users");
      assert.deepEqual(
        await causes("POST", SETS, { label: "people", description: "d", resources: [`${okta.url}/api/v1/users`] }),
        ["label: An IAM Policy with this label already exists"],
      );
      const path = `${SETS}/${id}/resources`;
      assert.deepEqual(await causes("PATCH", path, { additions: ["x"] }), [
        "additions: 'x' is not a resource of this org that a set can hold",
      ]);
      assert.deepEqual(await causes("POST", path, { resourceOrnOrUrl: "x", conditions: {} }), [
        "conditions: The local Okta does not model conditions of resources",
        "resourceOrnOrUrl: 'x' is not a resource of this org that a set can hold",
      ]);
      assert.equal((await okta.must(200, "GET", path)).resources.length, 1);
    });
  });

  describe("a role of a service app", () => {
    const roles = () => `/oauth2/v1/clients/${client}/roles`;

    for (const [type, { label }] of Object.entries(STANDARD_ROLES)) {
      it(`can be ${type}`, async () => {
        const { id, ...rest } = await okta.must(201, "POST", roles(), { type });
        assert.deepEqual(rest, {
          label,
          type,
          status: "ACTIVE",
          ...STAMPS,
          assignmentType: "CLIENT",
          _links: { assignee: { href: `${okta.url}/oauth2/v1/clients/${client}` } },
        });
        assert.deepEqual(await okta.must(200, "GET", `${roles()}/${id}`), { id, ...rest });
      });
    }

    it("can be a custom one, by id and by label", async () => {
      const [role, set] = [await makeRole(), await makeSet("/api/v1/users")];
      const { id, ...rest } = await okta.must(201, "POST", roles(), {
        type: "CUSTOM",
        role: "creators",
        "resource-set": set.id,
      });
      assert.match(id, /^irb\w{17}$/);
      const setHref = `${okta.url}${SETS}/${set.id}`;
      assert.deepEqual(rest, {
        label: "creators",
        type: "CUSTOM",
        status: "ACTIVE",
        ...STAMPS,
        assignmentType: "CLIENT",
        role: role.id,
        "resource-set": set.id,
        _links: {
          assignee: { href: `${okta.url}/oauth2/v1/clients/${client}` },
          "resource-set": { href: setHref },
          member: { href: `${setHref}/bindings/${role.id}/members/${id}` },
          role: { href: `${okta.url}${ROLES}/${role.id}` },
          permissions: { href: `${okta.url}${ROLES}/${role.id}/permissions` },
        },
      });
      assert.deepEqual(await okta.must(200, "GET", roles()), [{ id, ...rest }]);
      assertApiError(
        await okta.api("POST", roles(), { type: "CUSTOM", role: role.id, "resource-set": "people" }),
        409,
        "E0000090",
        "The role specified is already assigned to the user.",
      );
    });

    it("is refused where the custom role or the set is not named, or not there", async () => {
      const [role, set] = [await makeRole(), await makeSet("/api/v1/users")];
      assertApiError(
        await okta.api("POST", roles(), { type: "CUSTOM", "resource-set": set.id }),
        400,
        "E0000002",
        "The request was not valid: Custom role id or name required for a CUSTOM assignment",
      );
      assert.deepEqual(await causes("POST", roles(), { type: "CUSTOM", role: role.id }), [
        "resource-set: The field cannot be left blank",
      ]);
      for (const [body, name] of [
        [{ role: "cr0none", "resource-set": set.id }, "cr0none (Role)"],
        [{ role: role.id, "resource-set": "iamnone" }, "iamnone (ResourceSet)"],
      ] as const) {
        const answer = await okta.api("POST", roles(), { type: "CUSTOM", ...body });
        assertApiError(answer, 404, "E0000007", `Not found: Resource not found: ${name}`);
      }
      for (const type of ["ADMIN", "toString", "custom"])
        assert.deepEqual(await causes("POST", roles(), { type }), [`type: '${type}' is not an admin role`]);
      assertApiError(
        await okta.api("POST", roles(), { type: "REPORT_ADMIN" }),
        501,
        "E0000060",
        "Unsupported operation.",
        ["the local Okta does not model `Admin role REPORT_ADMIN`; docs/local-okta.md lists what it does"],
      );
      assert.deepEqual(await okta.must(200, "GET", roles()), []);
    });
  });
});
