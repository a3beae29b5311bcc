/** The self-check on a running cloud: it passes there, and each fault that is made on purpose fails the check that is about it. */
import assert from "node:assert/strict";
import { selfCheck } from "../../../local/check/selfCheck";
import { startProduct, type RunningProduct } from "../../../bench/localProduct";
import { CONSOLE } from "../../support/products";

interface Entity {
  readonly id: string;
  readonly name: string;
  readonly [member: string]: any;
}

/** A route that asks for nothing. */
const OPEN = { authorizationType: "NONE", authorizerId: null, authorizationScopes: null };

describe("the self-check", () => {
  let running: RunningProduct;
  let server: string;

  before(async function () {
    this.timeout(60_000);
    running = await startProduct(CONSOLE);
    server = `/api/v1/authorizationServers/${running.environment.authServerId}`;
  });
  after(() => running.cloud.close());

  const check = () => selfCheck(running.access, running.environment, running.people);

  /** What failed: the titles. */
  const failures = async () => (await check()).filter(({ failure }) => failure !== undefined).map(({ title }) => title);

  async function okta<T>(path: string, method = "GET", body?: object): Promise<T> {
    const { orgUrl, apiToken } = running.environment;
    const headers = { authorization: `SSWS ${apiToken}`, "content-type": "application/json" };
    const response = await fetch(orgUrl + path, { method, headers, body: body && JSON.stringify(body) });
    assert.ok(response.ok, `${method} ${path}: ${response.status} ${await response.clone().text()}`);
    return (response.status === 204 ? undefined : await response.json()) as T;
  }

  async function aws<T>(path: string, method = "GET", body?: object): Promise<T> {
    const headers = { "content-type": "application/json" };
    const response = await fetch(running.cloud.aws.url + path, { method, headers, body: body && JSON.stringify(body) });
    assert.ok(response.ok, `${method} ${path}: ${response.status} ${await response.clone().text()}`);
    return (response.status === 204 ? undefined : await response.json()) as T;
  }

  async function policy(name: string): Promise<Entity> {
    return (await okta<Entity[]>(`${server}/policies`)).find((one) => one.name.includes(name))!;
  }

  /** Changes a route of the admin API, and gives what takes the change back. */
  async function changeRoute(
    routeKey: string,
    change: (authorizers: Entity[]) => object,
  ): Promise<() => Promise<void>> {
    const { items: apis } = await aws<{ items: any[] }>("/v2/apis");
    const base = `/v2/apis/${apis.find(({ name }) => name.includes("admin")).apiId}`;
    const { items: routes } = await aws<{ items: any[] }>(`${base}/routes`);
    const { items: authorizers } = await aws<{ items: any[] }>(`${base}/authorizers`);
    const { routeId, ...before } = routes.find((route) => route.routeKey === routeKey);
    await aws(`${base}/routes/${routeId}`, "PATCH", change(authorizers));
    return () => aws(`${base}/routes/${routeId}`, "PATCH", { ...OPEN, ...before });
  }

  it("passes, and says of the functions' own clients why it could not try them", async () => {
    const results = await check();
    assert.deepEqual(
      results.filter(({ failure }) => failure !== undefined),
      [],
    );
    assert.deepEqual(
      results.filter(({ untried }) => untried !== undefined).map(({ title }) => title),
      ["approval-service", "admin-service", "registration-service", "recovery-service"].map(
        (key) => `a token for ${key}`,
      ),
    );
    assert.equal(results.length, 25);
  });

  it("sees a rule that gives one scope more", async () => {
    const { id } = await policy("support-console");
    const rules = await okta<Entity[]>(`${server}/policies/${id}/rules`);
    const wide = rules.filter(({ name }) => name === "user-admins 30 min");
    assert.equal(wide.length, 1);
    const { id: ruleId, conditions, ...rule } = wide[0]!;
    const path = `${server}/policies/${id}/rules/${ruleId}`;
    const include = [...conditions.scopes.include, "factors:enroll"];
    await okta(path, "PUT", { ...rule, conditions: { ...conditions, scopes: { include } } });
    assert.deepEqual(await failures(), [
      "ada at support-console asks for factors:enroll and is refused by Okta: access_denied, Policy evaluation failed for this request, please check the policy configurations.",
    ]);
    await okta(path, "PUT", { ...rule, conditions });
  });

  it("sees a policy that is off", async () => {
    const { id } = await policy("nightly-sync");
    await okta(`${server}/policies/${id}/lifecycle/deactivate`, "POST");
    assert.deepEqual(await failures(), ["nightly-sync gets users:read reports:read"]);
    await okta(`${server}/policies/${id}/lifecycle/activate`, "POST");
  });

  it("sees a claim that every token has", async () => {
    const claims = await okta<Entity[]>(`${server}/claims`);
    const { id, ...claim } = claims.find(({ name }) => name === "department")!;
    await okta(`${server}/claims/${id}`, "PUT", { ...claim, conditions: { scopes: [] } });
    assert.deepEqual(await failures(), [
      "ada at support-console gets the claim department with users:update, and not with users:read",
    ]);
    await okta(`${server}/claims/${id}`, "PUT", claim);
  });

  it("sees a route that asks for nothing", async () => {
    const restore = await changeRoute("GET /users", () => OPEN);
    assert.deepEqual(await failures(), [
      "admin GET /users without a token: 401",
      "admin GET /users by ada at support-console with users:create only: refused",
    ]);
    await restore();
  });

  it("sees a route that asks for no step-up", async () => {
    const restore = await changeRoute("POST /users/{id}/activate", (authorizers) => ({
      authorizationType: "JWT",
      authorizerId: authorizers.find(({ authorizerType }) => authorizerType === "JWT")!["authorizerId"],
      authorizationScopes: ["users:activate"],
    }));
    assert.deepEqual(await failures(), [
      "admin POST /users/{id}/activate by ada at support-console before a step-up: refused, and told what to sign in with",
    ]);
    await restore();
  });

  it("sees metadata that a program does not get, or that names other scopes than the routes", async () => {
    const title = "admin says at its well-known address what it asks for";
    const restore = await changeRoute("GET /.well-known/oauth-protected-resource", (authorizers) => ({
      authorizationType: "JWT",
      authorizerId: authorizers.find(({ authorizerType }) => authorizerType === "JWT")!["authorizerId"],
    }));
    assert.deepEqual(await failures(), [title]);
    await restore();
    const named = "/2015-03-31/functions/admin-admin-resource_metadata";
    const path = `${named}/configuration`;
    const { Environment } = (
      await aws<{ Configuration: { Environment: { Variables: Record<string, string> } } }>(named)
    ).Configuration;
    const other = { ...Environment.Variables, SCOPES: '["users:read"]' };
    await aws(path, "PUT", { Environment: { Variables: other } });
    assert.deepEqual(await failures(), [title]);
    await aws(path, "PUT", { Environment });
    assert.deepEqual(await failures(), []);
  });

  it("takes no answer of a gateway that has lost its function for one of the function", async () => {
    await aws("/2015-03-31/functions/admin-admin-admin", "DELETE");
    const failed = await failures();
    assert.ok(
      failed.includes("admin GET /users by ada at support-console with users:read: let through"),
      failed.join("\n"),
    );
    assert.ok(failed.includes("admin GET /health without a token, for it is public: let through"));
    assert.equal(
      failed.some((title) => title.endsWith("without a token: 401")),
      false,
    );
  });

  it("fails where nothing can be tried, and says why", async () => {
    const nothing = { ...running.access, clients: new Map(), apis: new Map(), claims: new Map() };
    const [only, ...others] = await selfCheck(nothing, running.environment, []);
    assert.deepEqual(others, []);
    assert.match(only!.failure!, /^nothing was tried: /);
  });
});
