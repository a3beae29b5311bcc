/** A client that is narrowed at the gateway instead of by Okta: more in the token, and not one thing more to do with it. */
import assert from "node:assert/strict";
import { decodeJwt } from "jose";
import { signIn } from "../../local/check/signIn";
import type { EnvironmentClient, StackOutputs } from "../../local/environment";
import { Stand } from "../../local/engine/stand";
import { CONSOLE } from "../support/products";

describe("a client with enforcement at the gateway", () => {
  let stand: Stand;
  let outputs: StackOutputs;

  before(async () => {
    stand = await Stand.create(CONSOLE, "narrowing", { PULUMI_SKIP_CHECKPOINTS: "true", PULUMI_EXPERIMENTAL: "true" });
    await stand.edit(
      "access.ts",
      '"support-console": {\n      type: "spa",',
      '"support-console": {\n      type: "spa",\n      enforcement: "gateway",',
    );
    await stand.succeed("up", "--yes", "--skip-preview");
    outputs = (await stand.outputs()) as unknown as StackOutputs;
  });

  after(() => stand.close());

  async function token(client: string, redirectUri: string, login: string, scopes: string[]): Promise<string> {
    const config: EnvironmentClient = {
      clientId: outputs.clientIds[client]!,
      type: "spa",
      redirectUris: [redirectUri],
    };
    const tokens = await signIn({ issuer: outputs.issuer, client: config, login, scopes: ["openid", ...scopes] });
    return tokens.access_token;
  }

  let people = 0;

  async function call(route: string, bearer: string): Promise<number> {
    const [method, path] = route.split(" ");
    people += 1;
    const person = { email: `narrow-${people}@example.test`, firstName: "Nar", lastName: "Row" };
    const response = await fetch(`${outputs.apiUrls["admin"]}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${bearer}`,
        ...(method === "POST" && {
          "content-type": "application/json",
          "idempotency-key": `narrowing-of-person-${people}`,
        }),
      },
      body: method === "POST" ? JSON.stringify(person) : undefined,
    });
    return response.status;
  }

  const console = (login: string, scopes: string[]) =>
    token("support-console", "http://localhost:3000/callback", login, scopes);

  it("gives an agent a scope that the agent's groups do not allow, and says in a claim what they do", async () => {
    const claims = decodeJwt(await console("agnes@example.test", ["users:read", "users:create"]));
    assert.deepEqual([...(claims["scp"] as string[])].sort(), ["openid", "users:create", "users:read"]);
    assert.deepEqual(claims["entitled_groups"], ["support-agents"]);
  });

  it("lets the agent do what is in both, and refuses what is in the token alone", async () => {
    const bearer = await console("agnes@example.test", ["users:read", "users:create"]);
    assert.deepEqual([await call("GET /users", bearer), await call("POST /users", bearer)], [200, 403]);
  });

  it("lets a lead do both with the same request", async () => {
    const bearer = await console("leo@example.test", ["users:read", "users:create"]);
    assert.deepEqual([await call("GET /users", bearer), await call("POST /users", bearer)], [200, 200]);
  });

  it("refuses scopes of the token that nobody asked for", async () => {
    const bearer = await console("leo@example.test", ["users:read"]);
    assert.equal(await call("POST /users", bearer), 403);
  });

  it("counts the scopes of another client's token as they are, for Okta has narrowed them", async () => {
    const bearer = await token("customer-app", "http://127.0.0.1:3002/callback", "carla@example.test", [
      "profile:read",
    ]);
    assert.deepEqual([await call("GET /profile", bearer), await call("POST /users", bearer)], [200, 403]);
  });
});
