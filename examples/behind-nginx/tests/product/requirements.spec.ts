/** What each route asks for, as it is handed to the guard: who changes this file changes who may do what. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";

const PRODUCT = join(__dirname, "../..");
const PROGRAM = dirname(require.resolve("okta-api-access/package.json"));

const access = (...args: string[]) =>
  execFileSync(
    process.execPath,
    [
      "-C",
      "okta-api-access-source",
      "-r",
      join(PROGRAM, "local/node/register.cjs"),
      join(PROGRAM, "cli/access.ts"),
      ...args,
    ],
    { cwd: PRODUCT, encoding: "utf8" },
  );

describe("what the guard is told of tickets", () => {
  it("is one requirement for each route, and one open door", () => {
    assert.deepEqual(JSON.parse(access("requirements", "tickets")), {
      api: "tickets",
      audience: "https://tickets.example.com",
      requirements: {
        "GET /tickets": { scopes: { any: ["tickets:read"] } },
        "GET /tickets/{id}": { scopes: { any: ["tickets:read"] } },
        "POST /tickets": { scopes: { any: ["tickets:create"] } },
        "DELETE /tickets/{id}": {
          scopes: { any: ["tickets:delete"] },
          stepUp: { acr: "urn:okta:loa:2fa:any", maxAge: 300 },
        },
        "GET /health": { public: true },
      },
    });
  }).timeout(60_000);

  it("is asked by nginx for every location, which hands on nobody's own word", () => {
    const conf = readFileSync(join(PRODUCT, "nginx/nginx.conf"), "utf8");
    for (const header of ["Subject", "Client", "Scopes"]) {
      const variable = `$caller_${header.toLowerCase()}`;
      assert.ok(conf.includes(`proxy_set_header X-Access-${header} ${variable};`));
      assert.ok(conf.includes(`auth_request_set ${variable} $upstream_http_x_access_${header.toLowerCase()};`));
    }
    assert.equal(conf.match(/auth_request \/_guard;/g)?.length, 1);
    assert.equal(conf.match(/^ {4}location /gm)?.length, 2);
  });
});
