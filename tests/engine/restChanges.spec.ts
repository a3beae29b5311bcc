/** A REST API that changes, on the real engine: one update each, and what the local gateway answers right after it. */
import assert from "node:assert/strict";
import { Stand, typeOf } from "../../local/engine/stand";
import { CONSOLE } from "../support/products";

/** Answers with what it was asked for. */
const ECHO = `export const handler = async ({ httpMethod, resource, pathParameters }) => ({
  statusCode: 200,
  body: JSON.stringify({ httpMethod, resource, pathParameters, name: process.env.AWS_LAMBDA_FUNCTION_NAME }),
});
`;

const LEAFLET = `        "GET /leaflet": { public: "anybody may read it", handler: "echo", throttle: { ratePerSecond: 50, burst: 50 } },\n`;
const CORS = `      cors: { allowOrigins: ["https://console.example.com"] },\n`;

const APIS = `    rest: {
      profile: "rest",
${CORS}      routes: {
${LEAFLET}        "GET /carts/{id}": { public: "a demonstration", handler: "echo" },
        "PUT /carts/{id}": { public: "a demonstration", handler: "echo" },
        "GET /users": { scopes: ["users:read"], handler: "echo" },
        "GET /stock": { public: "a demonstration", url: "https://127.0.0.1:1/stock" },
      },
    },
`;

const DOMAIN = {
  name: "rest.example.com",
  certificateArn: "arn:aws:acm:eu-central-1:111122223333:certificate/1234abcd-12ab-34cd-56ef-1234567890ab",
};

describe("a REST API that changes, on the real engine", () => {
  let stand: Stand;
  /** The address that AWS gives. */
  let url: string;

  before(async () => {
    stand = await Stand.create(CONSOLE, "rest-changes", {
      PULUMI_SKIP_CHECKPOINTS: "true",
      PULUMI_EXPERIMENTAL: "true",
    });
    await stand.write("handlers/echo/index.ts", ECHO);
    await stand.useApis(APIS);
    await up();
    url = ((await stand.outputs())["apiUrls"] as Record<string, string>)["rest"]!;
  });

  after(() => stand.close());

  async function up(): Promise<void> {
    await stand.succeed("up", "--yes", "--skip-preview");
    assert.deepEqual(await stand.plannedChanges(), [], "a second update would change something");
  }

  async function call(route: string): Promise<{ status: number; body: any; headers: Headers }> {
    const [method, path] = route.split(" ");
    const response = await fetch(url + path, { method });
    const text = await response.text();
    return { status: response.status, body: text === "" ? undefined : JSON.parse(text), headers: response.headers };
  }

  const status = async (route: string) => (await call(route)).status;
  const UNKNOWN = { message: "Missing Authentication Token" };

  it("is served as it was declared", async () => {
    assert.equal(await status("GET /leaflet"), 200);
    assert.deepEqual((await call("GET /carts/7")).body.pathParameters, { id: "7" });
    assert.equal(await status("GET /users"), 401);
    const preflight = await call("OPTIONS /leaflet");
    assert.deepEqual(
      [preflight.status, preflight.headers.get("access-control-allow-origin")],
      [204, "https://console.example.com"],
    );
  });

  it("refuses a route that was taken out, after one update", async () => {
    await stand.edit("access.ts", LEAFLET, "");
    await up();
    for (const route of ["GET /leaflet", "OPTIONS /leaflet"]) {
      const { status, body } = await call(route);
      assert.deepEqual([status, body], [403, UNKNOWN], route);
    }
    assert.equal(await status("GET /carts/7"), 200);
  });

  it("serves a route by its new method alone", async () => {
    await stand.edit("access.ts", '"PUT /carts/{id}"', '"DELETE /carts/{id}"');
    await up();
    assert.deepEqual([await status("PUT /carts/7"), await status("DELETE /carts/7")], [403, 200]);
  });

  it("takes another name of a variable", async () => {
    await stand.edit("access.ts", '"GET /carts/{id}"', '"GET /carts/{cartId}"');
    await stand.edit("access.ts", '"DELETE /carts/{id}"', '"DELETE /carts/{cartId}"');
    await up();
    assert.deepEqual((await call("GET /carts/7")).body.pathParameters, { cartId: "7" });
  });

  it("answers no browser any more when CORS was taken out", async () => {
    await stand.edit("access.ts", CORS, "");
    await up();
    assert.equal(await status("OPTIONS /carts/7"), 403);
    assert.equal((await call("GET /users")).headers.get("access-control-allow-origin"), null);
  });

  it("leads to a changed address", async () => {
    await call("GET /stock");
    await stand.edit("access.ts", "https://127.0.0.1:1/stock", "https://127.0.0.1:2/stock");
    await up();
    assert.equal(await status("GET /stock"), 504);
    const { log } = await names();
    const { events } = stand.cloud.aws.world.logGroups.get(log)!;
    const errors = events.map(({ message }) => JSON.parse(message)["integrationError"] as string);
    assert.deepEqual(
      errors.filter((error) => error.startsWith("connect")),
      ["connect ECONNREFUSED 127.0.0.1:1", "connect ECONNREFUSED 127.0.0.1:2"],
    );
  });

  it("leaves the address that AWS gives when it gets a name of its own", async () => {
    await stand.succeed("config", "set", "okta-api-access:domains", JSON.stringify({ rest: DOMAIN }));
    await up();
    assert.deepEqual((await call("GET /carts/7")).body, { message: "Not Found" });
  });

  it("comes back to it", async () => {
    await stand.succeed("config", "rm", "okta-api-access:domains");
    await up();
    assert.equal(await status("GET /carts/7"), 200);
  });

  it("calls functions by their new names", async () => {
    const before = (await call("GET /carts/7")).body.name as string;
    await stand.succeed("config", "set", "okta-api-access:namesCarryStack", "true");
    await up();
    assert.equal((await call("GET /carts/7")).body.name, `${before}-local`);
    assert.equal(await status("GET /users"), 401);
  });

  it("takes few resources, whatever the number of its routes", async () => {
    const { stdout } = await stand.succeed("stack", "export");
    const { deployment } = JSON.parse(stdout) as { deployment: { resources: { type: string; urn: string }[] } };
    const own = deployment.resources.filter(({ type }) => type.startsWith("aws:apigateway/"));
    const kinds = own.map(({ urn }) => typeOf(urn).split(":").at(-1)!);
    // The account's setting is of all REST APIs together: where their logs are written from.
    const expected = ["Account", "Deployment", "MethodSettings", "RestApi", "Stage", "UsagePlan"];
    assert.deepEqual([...new Set(kinds)].sort(), expected);
  });

  async function names(): Promise<{ log: string }> {
    const { stdout } = await stand.succeed("stack", "export");
    const { deployment } = JSON.parse(stdout) as {
      deployment: { resources: { urn: string; outputs: Record<string, unknown> }[] };
    };
    const log = deployment.resources.find(({ urn }) => urn.endsWith("::rest-access-log"))!;
    return { log: String(log.outputs["name"]) };
  }
});
