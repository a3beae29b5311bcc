/** A product whose gateways ask for much, applied to a local cloud: what callers from elsewhere, and pages of other origins, hear. */
import assert from "node:assert/strict";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { request as httpRequest } from "node:http";
import { join } from "node:path";
import { CONSOLE } from "../../support/products";
import { startProduct, type RunningProduct } from "../../../bench/localProduct";

const REPOSITORY = join(__dirname, "../../..");
const KNOWN = "/.well-known/oauth-protected-resource";
const PAGE = "https://desk.example.com";

const CERTIFICATE = "arn:aws:acm:eu-central-1:111122223333:certificate/1234abcd-12ab-34cd-56ef-1234567890ab";

const ACCESS = `import { defineAccess } from "okta-api-access";
export default defineAccess({
  product: "shop",
  audience: "api://shop",
  scopes: {
    "orders:read": { description: "Read orders" },
    "orders:delete": {
      description: "Delete an order", sensitivity: "high", stepUp: { acr: "urn:okta:loa:2fa:any", maxAge: 300 },
    },
  },
  groups: { clerks: { managed: true, scopes: ["orders:read", "orders:delete"] } },
  clients: { desk: { type: "spa", scopes: ["orders:read", "orders:delete"] } },
  apis: {
    near: { profile: "rest", routes: {
      "DELETE /orders/{id}": { scopes: ["orders:delete"], handler: "echo" },
      "POST /orders:batch": { scopes: ["orders:read"], handler: "echo" },
      "GET /health": { public: "probe", handler: "echo" },
    } },
    far: { routes: {
      "GET /orders": { scopes: ["orders:read"], handler: "echo" },
      "DELETE /orders/{id}": { scopes: ["orders:delete"], handler: "echo" },
    } },
    first: { profile: "rest", domain: { name: "api.example.com", certificateArn: "${CERTIFICATE}" }, routes: {
      "GET /orders": { scopes: ["orders:read"], handler: "echo" },
    } },
    second: { domain: { name: "api.example.com", basePath: "shop/v2" }, routes: {
      "GET /orders": { scopes: ["orders:read"], handler: "echo" },
    } },
    balanced: { profile: "alb", cors: { allowOrigins: ["${PAGE}"] }, routes: {
      "GET /orders": { scopes: ["orders:read"], handler: "echo" },
      "DELETE /orders/{id}": { scopes: ["orders:delete"], handler: "echo" },
      "GET /health": { public: "probe", handler: "echo" },
      "HEAD /health": { public: "probe", handler: "echo" },
    } },
  },
});
`;

const HANDLER = `import { createHandler, json } from "okta-api-access/service";
export const handler = createHandler(({ routeKey }) => json(200, { routeKey }));
`;

const SETTINGS = (cidr: string) => ({
  config: {
    "okta-api-access:network": {
      vpcId: "vpc-0a",
      subnetIds: ["subnet-0a", "subnet-0b"],
      allowedCidrs: [cidr],
    },
    "okta-api-access:domains": {
      balanced: {
        name: "shop.example.com",
        certificateArn: CERTIFICATE,
      },
    },
  },
});

/** Within the repository, so that the package's name leads to the sources. */
function productFolder(cidr: string): string {
  mkdirSync(join(REPOSITORY, ".local"), { recursive: true });
  const folder = mkdtempSync(join(REPOSITORY, ".local/gateways-"));
  for (const file of ["index.ts", "Pulumi.yaml"]) cpSync(join(CONSOLE, file), join(folder, file));
  writeFileSync(join(folder, "access.ts"), ACCESS);
  mkdirSync(join(folder, "handlers/echo"), { recursive: true });
  writeFileSync(join(folder, "handlers/echo/index.ts"), HANDLER);
  writeFileSync(join(folder, "Pulumi.local.yaml"), JSON.stringify(SETTINGS(cidr)));
  return folder;
}

/** As DNS would lead it here: the name stands in the request's host alone. */
function atName(
  aws: string,
  host: string,
  path: string,
): Promise<{ status: number; challenge?: string; body: string }> {
  return new Promise((resolve, reject) => {
    const asked = httpRequest(aws + path, { headers: { host } }, (answer) => {
      let body = "";
      answer.setEncoding("utf8").on("data", (text: string) => (body += text));
      answer.on("end", () =>
        resolve({ status: answer.statusCode!, challenge: answer.headers["www-authenticate"], body }),
      );
    });
    asked.on("error", reject);
    asked.end();
  });
}

describe("gateways that are applied to a local cloud", function () {
  this.timeout(120_000);

  async function withProduct(cidr: string, work: (running: RunningProduct) => Promise<void>): Promise<void> {
    const folder = productFolder(cidr);
    try {
      const running = await startProduct(folder);
      try {
        await work(running);
      } finally {
        await running.cloud.close();
      }
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }

  const answer = async (url: string, init: RequestInit = {}) => {
    const response = await fetch(url, init);
    return { status: response.status, headers: response.headers, text: await response.text() };
  };

  it("refuse callers from elsewhere with 403 and a body, on every route of an API with a step-up", async () => {
    await withProduct("203.0.113.0/24", async ({ environment }) => {
      const url = environment.apis["near"]!;
      for (const [method, path] of [
        ["GET", "/health"],
        ["DELETE", "/orders/1"],
        ["GET", "/nowhere"],
      ]) {
        const { status, text } = await answer(url + path, { method });
        assert.deepEqual([status, (JSON.parse(text) as { error: string }).error], [403, "access_denied"], path);
      }
    });
  });

  it("let callers from the given addresses through, and pages call a load balancer's functions", async () => {
    await withProduct("127.0.0.0/8", async ({ cloud, environment }) => {
      const url = environment.apis["near"]!;
      assert.equal((await answer(`${url}/health`)).status, 200);
      assert.equal((await answer(`${url}/orders/1`, { method: "DELETE" })).status, 401);
      assert.equal((await answer(`${url}/orders:batch`, { method: "POST" })).status, 401);
      const [balancer] = [...cloud.aws.world.resources.get("lb.LoadBalancer")!.values()];
      const at = `http://${String(balancer!.outputs["dnsName"])}`;
      const asked = { origin: PAGE, "access-control-request-method": "DELETE" };
      const preflight = await answer(`${at}/orders/1`, { method: "OPTIONS", headers: asked });
      assert.deepEqual(
        [preflight.status, preflight.headers.get("access-control-allow-methods")],
        [204, "DELETE,OPTIONS"],
      );
      assert.equal(preflight.headers.get("access-control-allow-origin"), PAGE);
      const head = await answer(`${at}/health`, { method: "HEAD" });
      assert.deepEqual([head.status, head.text], [200, ""]);
      assert.equal((await answer(`${at}/orders`)).status, 401);

      // What programs find an API by, of every profile: RFC 9728 section 3.1, of an address with a path.
      const { issuer } = environment;
      const said = (resource: string, ...scopes: string[]) => ({
        resource,
        authorization_servers: [issuer],
        scopes_supported: scopes,
        bearer_methods_supported: ["header"],
      });
      const found = async (address: string) => {
        const { origin, pathname } = new URL(address);
        const { status, headers, text } = await answer(`${origin}${KNOWN}${pathname}`);
        return [status, headers.get("content-type"), JSON.parse(text) as object];
      };
      const far = environment.apis["far"]!;
      const ofFar = [200, "application/json", said(far, "orders:read", "orders:delete")];
      assert.deepEqual(await found(far), ofFar);
      assert.deepEqual(await found(`${far}/orders`), ofFar, "for what is below it, as the host would be asked next");
      assert.deepEqual(await found(at), [
        200,
        "application/json",
        said("https://shop.example.com", "orders:read", "orders:delete"),
      ]);
      // Of AWS's own address of a REST API there is none: its stage stands where the well-known part would have to.
      const { origin, pathname } = new URL(url);
      assert.equal((await answer(`${origin}${KNOWN}${pathname}`)).status, 403);

      // APIs that share a name: the longest base path counts, and is taken off.
      const named = (host: string, path: string) => atName(cloud.aws.url, host, path);
      const refused = await named("api.example.com", "/orders");
      assert.equal(refused.status, 401);
      assert.match(refused.challenge!, new RegExp(`resource_metadata="https://api\\.example\\.com${KNOWN}"`));
      assert.deepEqual(
        JSON.parse((await named("api.example.com:443", KNOWN)).body),
        said("https://api.example.com", "orders:read"),
      );
      assert.match((await named("api.example.com", "/shop/v2/orders")).challenge!, /^Bearer/);
      assert.equal((await named("api.example.com", "/shop/v2/nowhere")).status, 404);
      assert.equal((await named("api.example.com", "/shop/v22")).status, 403);
      const stranger = await named("other.example.com", "/orders");
      assert.deepEqual(
        [stranger.status, stranger.challenge],
        [403, undefined],
        "a name of no API is asked of AWS itself",
      );
    });
  });
});
