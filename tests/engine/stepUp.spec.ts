/** Step-up from end to end: refused with a challenge, signed in again as the challenge asks, and let through. */
import assert from "node:assert/strict";
import { signIn, SignInRefused } from "../../local/check/signIn";
import type { StackOutputs } from "../../local/environment";
import { Stand } from "../../local/engine/stand";
import { CONSOLE } from "../support/products";

describe("a route that asks for a step-up", () => {
  let stand: Stand;
  let outputs: StackOutputs;

  before(async () => {
    // Here, and nowhere else, the compiler reads the program, as where a person calls `pulumi up` in this repository.
    stand = await Stand.create(CONSOLE, "step-up", {
      PULUMI_SKIP_CHECKPOINTS: "true",
      PULUMI_EXPERIMENTAL: "true",
      PULUMI_NODEJS_TSCONFIG_PATH: "tsconfig.pulumi.json",
    });
    await stand.succeed("up", "--yes", "--skip-preview");
    outputs = (await stand.outputs()) as unknown as StackOutputs;
  });

  after(() => stand.close());

  async function token(login: string, more?: Record<string, string>): Promise<string> {
    const client = {
      clientId: outputs.clientIds["support-console"]!,
      type: "spa",
      redirectUris: ["http://localhost:3000/callback"],
    } as const;
    const scopes = ["openid", "users:deactivate"];
    return (await signIn({ issuer: outputs.issuer, client, login, scopes, more })).access_token;
  }

  const deactivate = (bearer: string) =>
    fetch(`${outputs.apiUrls["admin"]}/users/00u1example1example1/deactivate`, {
      method: "POST",
      headers: { authorization: `Bearer ${bearer}` },
    });

  it("refuses a sign-in of one factor with the challenge of RFC 9470, in the header and in the body", async () => {
    const response = await deactivate(await token("leo@example.test", { acr_values: "urn:okta:loa:1fa:any" }));
    assert.equal(response.status, 401);
    const challenge = response.headers.get("www-authenticate") ?? "";
    assert.match(challenge, /^Bearer .*error="insufficient_user_authentication"/);
    assert.match(challenge, /acr_values="urn:okta:loa:2fa:any"/);
    assert.match(challenge, /max_age="?300"?/);
    const body = (await response.json()) as Record<string, unknown>;
    assert.deepEqual(
      [body["error"], body["acr_values"], body["max_age"]],
      ["insufficient_user_authentication", "urn:okta:loa:2fa:any", 300],
    );
  });

  it("lets the same person through after signing in as the challenge asks", async () => {
    const bearer = await token("leo@example.test", { acr_values: "urn:okta:loa:2fa:any", max_age: "300" });
    assert.equal((await deactivate(bearer)).status, 200);
  });

  it("refuses a person without a second factor at Okta, in Okta's own words", async () => {
    await assert.rejects(token("penny@example.test", { acr_values: "urn:okta:loa:2fa:any" }), (error: unknown) => {
      assert.ok(error instanceof SignInRefused);
      assert.equal(error.error, "unmet_authentication_requirements");
      return true;
    });
  });
});
