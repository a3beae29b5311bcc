/** Products whose backends, or whose gateway, exist already: in the local cloud, tried as `npm start -- --check` does. */
import assert from "node:assert/strict";
import { request } from "node:http";
import { selfCheck } from "../../../local/check/selfCheck";
import { signIn } from "../../../local/check/signIn";
import { EXAMPLES } from "../../support/products";
import { startProduct, type RunningProduct } from "../../../bench/localProduct";

/** What could be tried of a product, and what was wrong. */
async function tried({ access, environment, people }: RunningProduct) {
  const results = await selfCheck(access, environment, people);
  const failures = results.filter(({ failure }) => failure !== undefined);
  assert.deepEqual(failures, []);
  return results.filter(({ untried }) => untried === undefined).map(({ title }) => title);
}

/** One header twice, or a path that no client would send. */
function raw(url: string, path: string, headers: readonly string[]): Promise<{ status: number; text: string }> {
  const { hostname, port, pathname } = new URL(url);
  const base = pathname === "/" ? "" : pathname;
  return new Promise((resolve, reject) => {
    const all = ["host", "127.0.0.1", ...headers] as never;
    request({ hostname, port, path: `${base}${path}`, headers: all }, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (part: string) => (text += part));
      response.on("end", () => resolve({ status: response.statusCode!, text }));
    })
      .on("error", reject)
      .end();
  });
}

const FORGED = [
  "x-access-subject",
  "root",
  "X-Access-Subject",
  "root",
  "x-access-client",
  "root",
  "x-access-scopes",
  "all",
];

async function tokenOf({ environment }: RunningProduct, person: string, client: string, ...scopes: string[]) {
  const login = environment.personas[person]!.login;
  const { access_token: token } = await signIn({
    issuer: environment.issuer,
    client: environment.clients[client]!,
    login,
    scopes: ["openid", ...scopes],
  });
  return { login, bearer: ["authorization", `Bearer ${token}`] };
}

const callerOf = (text: string) => {
  const { headers } = JSON.parse(text) as { headers: Record<string, string> };
  return ["subject", "client", "scopes"].map((name) => headers[`x-access-${name}`]);
};

describe("a product behind a gateway of its own, in the local cloud", () => {
  let product: RunningProduct;
  before(async () => {
    product = await startProduct(EXAMPLES["behind-nginx"]!);
  });
  after(() => product.cloud.close());

  it("is tried through the guard: who is let through, who is refused, before and after a step-up", async () => {
    const titles = await tried(product);
    for (const part of [
      /^tickets GET \/tickets .*: let through$/,
      /without a token: 401$/,
      /before a step-up: refused, and told what to sign in with$/,
      /after a sign-in .*: let through$/,
      /without a token, for it is public: let through$/,
    ])
      assert.ok(
        titles.some((title) => part.test(title)),
        `${part} is not among\n${titles.join("\n")}`,
      );
  });

  it("has its address and its guard's in the environment, and no API in AWS", () => {
    const { apis, apiUrl, guards, echoes } = product.environment;
    assert.deepEqual([Object.keys(apis), Object.keys(guards), echoes], [["tickets"], ["tickets"], []]);
    assert.match(apis["tickets"]!, /^http:\/\/127\.0\.0\.1:\d+$/);
    assert.equal(apiUrl, apis["tickets"]);
  });

  it("tells what is behind who calls, whatever the caller says, and passes nothing on that is refused", async () => {
    const url = product.environment.apis["tickets"]!;
    const { login, bearer } = await tokenOf(product, "clara", "portal", "tickets:read");
    const { status, text } = await raw(url, "/tickets/7?x=1", [...bearer, ...FORGED]);
    const clientId = product.environment.clients["portal"]!.clientId;
    assert.deepEqual([status, callerOf(text)], [200, [login, clientId, "openid tickets:read"]]);
    assert.deepEqual(callerOf((await raw(url, "/health", FORGED)).text), ["-", "-", "-"]);
    for (const path of ["/tickets/../health", "//health", "/health/", "/Health", "/tickets/7%2f8", "/nowhere"])
      assert.equal((await raw(url, path, bearer)).status, 403, path);
    const lies = ["x-forwarded-uri", "/health", "x-original-uri", "/health"];
    assert.equal((await raw(url, "/tickets/7", lies)).status, 401);
  });
});

describe("a product whose backends exist already, in the local cloud", () => {
  let product: RunningProduct;
  before(async () => {
    product = await startProduct(EXAMPLES["existing-backends"]!);
  });
  after(() => product.cloud.close());

  it("is tried before an echo of each backend", async () => {
    const titles = await tried(product);
    for (const part of [
      /^shop GET \/orders .*: let through$/,
      /^office GET .*: let through$/,
      /^office DELETE .* after a sign-in .*: let through$/,
    ])
      assert.ok(
        titles.some((title) => part.test(title)),
        `${part} is not among\n${titles.join("\n")}`,
      );
    assert.deepEqual(product.environment.echoes, ["orders", "stock", "prices", "depot"]);
  });

  it("tells each backend who calls, whatever the caller says, behind an HTTP API and a REST API", async () => {
    const { apis, clients } = product.environment;
    const { login, bearer } = await tokenOf(product, "carla", "desk", "orders:read");
    for (const api of ["shop", "office"]) {
      const { status, text } = await raw(apis[api]!, "/orders/7", [...bearer, ...FORGED]);
      assert.deepEqual([status, callerOf(text)], [200, [login, clients["desk"]!.clientId, "openid orders:read"]], api);
      assert.equal((JSON.parse(text) as { backend: string }).backend, "orders");
      assert.equal((await raw(apis[api]!, "/orders/7", FORGED)).status, 401, api);
    }
    assert.deepEqual(callerOf((await raw(apis["shop"]!, "/health", [...bearer, ...FORGED])).text), ["-", "-", "-"]);
  });

  it("refuses at a load balancer whoever says itself who calls", async () => {
    const { world, url } = product.cloud.aws;
    const [balancer] = [...world.resources.get("lb.LoadBalancer")!.keys()];
    const at = `${url}/_alb/${balancer!.slice(balancer!.lastIndexOf("/") + 1)}`;
    const { bearer } = await tokenOf(product, "carla", "desk", "stock:read");
    for (const name of ["x-access-subject", "X-Access-Client", "X-ACCESS-SCOPES"])
      assert.equal((await raw(at, "/stock/9", [...bearer, name, ""])).status, 400, name);
    const { status, text } = await raw(at, "/stock/9", bearer);
    assert.deepEqual([status, callerOf(text)], [200, [undefined, undefined, undefined]]);
    assert.equal((await raw(at, "/stock/9", [])).status, 401);
    assert.equal((await raw(at, "/health", FORGED)).status, 400);
    assert.equal((await raw(at, "/health", [])).status, 200);
  });
});
