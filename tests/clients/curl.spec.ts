/** The guide for curl, command by command as docs/callers.md has them, against the local cloud. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { SignJWT, importJWK } from "jose";
import type { RunningProduct } from "../../bench/localProduct";
import { tokenOf } from "../../local/token";
import { needs } from "../support/toolchain";
import { startWorld } from "../unit/okta/support/world";
import { consoleProduct } from "../support/consoleProduct";

/** The commands of the section, block by block. */
function blocks(): string[] {
  const text = readFileSync(join(__dirname, "../../docs/callers.md"), "utf8");
  const section = text.split("\n## curl\n")[1]!.split("\n## ")[0]!;
  return [...section.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, commands]) => commands!);
}

/** What bash prints. Not in this process' way: the servers answer from here. */
function bash(commands: string, env: Readonly<Record<string, string>>): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(
      "bash",
      ["-euo", "pipefail", "-c", commands],
      { env: { ...process.env, ...env } },
      (error, stdout, stderr) =>
        error === null ? resolve(stdout) : reject(new Error(`${error.message}\n${stdout}${stderr}`)),
    );
  });
}

describe("curl", function () {
  this.timeout(60_000);
  let product: RunningProduct;
  before(async function () {
    await needs(this, ["curl", "--version"], ["jq", "--version"], ["bash", "--version"]);
    product = await consoleProduct();
  });

  it("calls the API with a person's token, and finds the token endpoint", async () => {
    const { environment } = product;
    const { accessToken } = await tokenOf(environment, { words: ["leo", "support-console", "users:read"] });
    // `access token` reads what `npm start` has written: its own tests run it.
    const npx = `npx() { [ "$*" = "access token leo support-console users:read" ] && printf %s "$PRINTED"; }\n`;
    const said = await bash(npx + blocks()[0]!, {
      PRINTED: accessToken,
      API: environment.apis["admin"]!,
      ISSUER: environment.issuer,
    });
    assert.match(said, /^HTTP\/1\.1 200 OK\r\n/);
    assert.match(said, /"operation":"GET \/users"/);
    assert.ok(said.trim().endsWith(`"${environment.issuer}/v1/token"`), said);
  });

  it("gets a service client its token by a signed assertion", async () => {
    const { issuer, clients } = product.environment;
    const { clientId, privateJwk } = clients["nightly-sync"]!;
    const assertion = await new SignJWT({ jti: "once" })
      .setProtectedHeader({ alg: "RS256", kid: privateJwk!.kid })
      .setIssuer(clientId)
      .setSubject(clientId)
      .setAudience(`${issuer}/v1/token`)
      .setIssuedAt()
      .setExpirationTime("5m")
      .sign(await importJWK(privateJwk!, "RS256"));
    const [, byKey] = services();
    const said = JSON.parse(await bash(byKey!, { ISSUER: issuer, ASSERTION: assertion })) as Record<string, unknown>;
    assert.deepEqual([said["token_type"], said["scope"]], ["Bearer", "users:read"]);
  });

  it("gets a service client its token by a secret", async () => {
    const world = await startWorld({ clock: Date.now });
    try {
      const [bySecret] = services();
      const [id, secret] = Buffer.from(world.basic("service")["authorization"]!.slice("Basic ".length), "base64")
        .toString()
        .split(":");
      const env = { ISSUER: world.url + world.issuerPath, CLIENT_ID: id!, CLIENT_SECRET: secret! };
      const said = JSON.parse(await bash(bySecret!, env)) as Record<string, unknown>;
      assert.deepEqual([said["token_type"], said["scope"]], ["Bearer", "users:read"]);
    } finally {
      await world.close();
    }
  });

  /** Of the second block, each command by itself. */
  const services = () => blocks()[1]!.split(/\n(?=curl )/);
});
