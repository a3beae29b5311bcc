/** `access requirements` and `access guard`: what leaves the program, and what is wrong before anything listens. */
import assert from "node:assert/strict";
import { Files, runCli } from "./runCli";

const ISSUER = "https://example.okta.com/oauth2/aus1";

describe("access requirements", () => {
  const files = new Files();
  const model = files.orders("none", (f) => {
    f.apis = {
      orders: {
        profile: "none",
        routes: {
          "GET /orders/{id}": { scopes: ["orders:read", "stock:read"] },
          "DELETE /orders/{id}": { scopes: ["orders:delete"] },
          "POST /orders": { scopes: { all: ["orders:read", "orders:write"] } },
          "GET /teams": { scopes: ["orders:read"], groups: "team-*.north" },
          "GET /health": { public: "probe" },
        },
      },
    };
  });
  const narrowed = files.orders("narrowed", (f) => {
    f.clients["desk"]!.enforcement = "gateway";
    f.apis = { orders: { profile: "none", routes: { "GET /orders": { scopes: ["orders:read"] } } } };
  });
  after(() => files.remove());
  const ask = (...args: string[]) => runCli("requirements", "orders", "--model", model, ...args);

  it("prints the guard's own form, of an API with any profile", async () => {
    const { status, out, err } = await ask();
    assert.deepEqual([status, err], [0, ""]);
    const { requirements } = JSON.parse(out) as { requirements: Record<string, unknown> };
    assert.deepEqual(Object.keys(requirements).length, 5);
    assert.deepEqual(requirements["GET /orders/{id}"], { scopes: { any: ["orders:read", "stock:read"] } });
    const http = await runCli("requirements", "orders", "--model", files.orders("http"));
    assert.equal("challenge" in JSON.parse(http.out).requirements["DELETE /orders/{id}"], false);
  });

  it("prints the metadata by which programs find the API, for its own address", async () => {
    const { status, out } = await ask(
      "--format",
      "metadata",
      "--issuer",
      ISSUER,
      "--resource",
      "https://api.example.com",
    );
    assert.equal(status, 0);
    assert.deepEqual(JSON.parse(out), {
      resource: "https://api.example.com",
      authorization_servers: [ISSUER],
      scopes_supported: ["orders:read", "stock:read", "orders:delete", "orders:write"],
      bearer_methods_supported: ["header"],
    });
    const without = await ask("--format", "metadata", "--issuer", ISSUER);
    assert.deepEqual(
      [without.status, without.err],
      [2, "`--format metadata` needs `--issuer URL` and `--resource URL`: the API's own address"],
    );
    const wrong = await ask("--format", "metadata", "--issuer", ISSUER, "--resource", "http://api.example.com/");
    assert.equal(wrong.status, 2);
    assert.match(wrong.err, /must be an address with https/);
  });

  it("prints OpenAPI 3.1 with `security`, step-up and groups", async () => {
    const { out } = await ask("--format", "openapi", "--issuer", ISSUER);
    const { openapi, paths, components } = JSON.parse(out);
    assert.equal(openapi, "3.1.0");
    assert.deepEqual(components.securitySchemes, {
      okta: { type: "openIdConnect", openIdConnectUrl: `${ISSUER}/.well-known/openid-configuration` },
    });
    assert.deepEqual(paths["/orders/{id}"].get.security, [{ okta: ["orders:read"] }, { okta: ["stock:read"] }]);
    assert.deepEqual(paths["/orders"].post.security, [{ okta: ["orders:read", "orders:write"] }]);
    assert.deepEqual(paths["/orders/{id}"].delete["x-step-up"], { acr_values: "urn:okta:loa:2fa:any", max_age: 300 });
    assert.deepEqual(paths["/teams"].get["x-groups"], { claim: "teams", any: ["team-*.north"] });
    assert.deepEqual([paths["/health"].get.security, paths["/health"].get.description], [[], "public: probe"]);
    assert.deepEqual(paths["/orders/{id}"].get.parameters, [
      { name: "id", in: "path", required: true, schema: { type: "string" } },
    ]);
    const bare = JSON.parse((await ask("--format", "openapi")).out);
    assert.deepEqual(bare.components.securitySchemes.okta, { type: "http", scheme: "bearer", bearerFormat: "JWT" });
  });

  it("prints a policy of Azure API Management that refuses what it does not name", async () => {
    const { status, out } = await ask("--format", "apim", "--issuer", ISSUER);
    assert.equal(status, 0);
    const whens = out.match(
      /context\.Operation\.Method == &quot;(\w+)&quot; &amp;&amp; context\.Operation\.UrlTemplate == &quot;([^&]+)&quot;/g,
    );
    assert.equal(whens?.length, 5);
    assert.equal(out.match(/<validate-jwt /g)?.length, 4);
    assert.match(out, /<claim name="scp" match="all">\s+<value>orders:read<\/value>\s+<value>orders:write<\/value>/);
    assert.match(out, /now - at &lt;= 300 &amp;&amp; at &lt;= now \+ 5/);
    assert.ok(out.includes(String.raw`^(team\\-.*\\.north)\\z`), out);
    assert.match(out, /<otherwise>\s+<return-response>\s+<set-status code="403" reason="Forbidden" \/>/);
    // Each element that is opened is closed, in order.
    const open: string[] = [];
    for (const [, close, name, self] of out.matchAll(/<(\/?)([a-z-]+)(?:\s[^<>]*?)?(\/?)>/g)) {
      if (self) continue;
      if (close) assert.equal(open.pop(), name);
      else open.push(name!);
    }
    assert.deepEqual(open, []);
  });

  it("says what such a policy lacks, and what it cannot express", async () => {
    const { status, err } = await ask("--format", "apim");
    assert.deepEqual([status, err], [2, "`--format apim` needs `--issuer URL`: the stack's output `issuer`"]);
    const other = await runCli("requirements", "orders", "--model", narrowed, "--format", "apim", "--issuer", ISSUER);
    assert.equal(other.status, 2);
    assert.match(other.err, /^the tokens of `desk` are narrowed at the gateway/);
  });

  it("names the nearest API where there is none of that name", async () => {
    const { status, err } = await runCli("requirements", "order", "--model", model);
    assert.deepEqual([status, err], [2, "there is no API `order`; did you mean `orders`? (defined: orders)"]);
  });

  const usage: readonly [title: string, args: string[], message: RegExp][] = [
    [
      "without a proxy",
      ["orders", "--model", model, "--issuer", ISSUER],
      /required option '--proxy <kind>' not specified/,
    ],
    [
      "with a proxy that it does not know",
      ["orders", "--issuer", ISSUER, "--proxy", "apache"],
      /Allowed choices are nginx, traefik, caddy, envoy/,
    ],
    [
      "without an API and without requirements",
      ["--issuer", ISSUER, "--proxy", "nginx"],
      /^name an API of the access file, or give `--requirements FILE`/,
    ],
    [
      "with an issuer by http",
      ["orders", "--model", model, "--issuer", "http://example.com", "--proxy", "nginx"],
      /^`issuer` must begin with `https:`/,
    ],
    [
      "with a port that is none",
      ["orders", "--issuer", ISSUER, "--proxy", "nginx", "--port", "80a"],
      /must be a port from 0 to 65535/,
    ],
    [
      "with requirements that are none",
      ["--requirements", model, "--issuer", ISSUER, "--proxy", "nginx"],
      /^the requirements must be the JSON of `access requirements`/,
    ],
    [
      "without the ids that narrowing needs",
      ["orders", "--model", narrowed, "--issuer", ISSUER, "--proxy", "nginx"],
      /^tokens are narrowed here, for which the ids of other clients are needed: `sync`/,
    ],
    [
      "with a file that is not there",
      ["--requirements", "/nowhere.json", "--issuer", ISSUER, "--proxy", "nginx"],
      /^`\/nowhere\.json` cannot be read as JSON/,
    ],
  ];
  for (const [title, args, message] of usage) {
    it(`does not start the guard ${title}`, async () => {
      const { status, err } = await runCli("guard", ...args);
      assert.equal(status, 2);
      assert.match(err, message);
    });
  }
});
