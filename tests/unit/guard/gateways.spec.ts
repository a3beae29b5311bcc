/** The Lambda authorizer's answers to an HTTP API and to a REST API: policies, challenges, and requests past the firewall. */
import assert from "node:assert/strict";
import { authorizeHttpApi } from "../../../guard/adapters/authorizer";
import { authorizeRestApi } from "../../../guard/adapters/authorizer";
import type { Authorizer } from "../../../guard/adapters/authorizer";
import { createGuard } from "../../../guard/guard";
import { createOriginCheck, SECRET_RETRY_MS } from "../../../guard/originCheck";
import type { RouteRequirement } from "../../../model/routes/requirement";
import { firstKey, oktaClaims, sign } from "./tokens";

const ISSUER = "https://example.okta.com/oauth2/aus1";
const NOW = 1_800_000_000;
const STEP_UP = { scopes: { any: ["users:read"] }, stepUp: { acr: "phr", maxAge: 300 } };
const CHALLENGE =
  'Bearer error="insufficient_user_authentication", error_description="a stronger sign-in is required", acr_values="phr", max_age="300"';
const BODY = JSON.stringify({
  error: "insufficient_user_authentication",
  error_description: "a stronger sign-in is required",
  acr_values: "phr",
  max_age: 300,
});

const REQUIREMENTS: Record<string, RouteRequirement> = {
  "GET /users/{id}": { scopes: { any: ["users:read"] } },
  "POST /integration": { ...STEP_UP, challenge: "integration" },
  "POST /none": { ...STEP_UP, challenge: "none" },
  "POST /unsaid": STEP_UP,
  "GET /health": { public: true },
};

const lines: string[] = [];
beforeEach(() => void (lines.length = 0));

async function authorizer(more: Partial<Authorizer> = {}, keysAreThere = true): Promise<Authorizer> {
  const { jwk } = await firstKey();
  const fetchKeys = async () => {
    if (!keysAreThere) throw new Error("down");
    return { keys: [jwk] };
  };
  const guard = createGuard({ issuer: ISSUER, audience: "api://admin" }, { now: () => NOW * 1000, fetchKeys });
  return { guard, requirements: new Map(Object.entries(REQUIREMENTS)), log: (line) => lines.push(line), ...more };
}

const token = async (more: Record<string, unknown> = {}) =>
  `Bearer ${await sign(await firstKey(), oktaClaims(ISSUER, NOW, more))}`;

describe("a step-up on an HTTP API", () => {
  const ask = async (routeKey: string, more: Record<string, unknown> = {}) =>
    authorizeHttpApi({ routeKey, headers: { authorization: await token(more) } }, await authorizer());

  it("lets a request that lacks nothing else through to be refused with the challenge, without any scope", async () => {
    assert.deepEqual(await ask("POST /integration"), {
      isAuthorized: true,
      context: {
        sub: "ada@example.com",
        cid: "0oa1",
        scp: "",
        error: "insufficient_user_authentication",
        description: "a stronger sign-in is required",
        challenge: CHALLENGE,
        body: BODY,
      },
    });
    assert.equal(JSON.parse(lines[0]!).refused, "insufficient_user_authentication");
  });

  it("lets a request with the step-up through without a challenge", async () => {
    assert.deepEqual(await ask("POST /integration", { acr: "phr" }), {
      isAuthorized: true,
      context: { sub: "ada@example.com", cid: "0oa1", uid: "00u1", scp: "users:read" },
    });
  });

  it("refuses a request that lacks a scope as well, and one without a token", async () => {
    assert.equal((await ask("POST /integration", { scp: ["x"] })).isAuthorized, false);
    assert.equal((await authorizeHttpApi({ routeKey: "POST /integration" }, await authorizer())).isAuthorized, false);
  });

  for (const route of ["POST /none", "POST /unsaid"]) {
    it(`refuses a request to \`${route}\`, where nobody answers with the challenge`, async () => {
      assert.deepEqual(await ask(route), {
        isAuthorized: false,
        context: {
          error: "insufficient_user_authentication",
          description: "a stronger sign-in is required",
          sub: "ada@example.com",
          cid: "0oa1",
        },
      });
    });
  }
});

describe("a request that is spelled so that it names another route", () => {
  const requirements = new Map<string, RouteRequirement>([
    ["GET /users/{id}", { scopes: { any: ["users:read"] } }],
    ["GET /users/me", STEP_UP],
    ["GET /users/{id}/keys", STEP_UP],
  ]);
  const description = "the path is spelled so that it names another route";
  const http = async (id: string) =>
    authorizeHttpApi(
      { routeKey: "GET /users/{id}", headers: { authorization: await token() }, pathParameters: { id } },
      await authorizer({ requirements }),
    );
  const rest = async (id: string) =>
    authorizeRestApi(
      {
        methodArn: `arn:aws:execute-api:us-east-1:000000000000:abc/live/GET/users/${id}`,
        resource: "/users/{id}",
        httpMethod: "GET",
        headers: { authorization: await token() },
        pathParameters: { id },
      },
      await authorizer({ requirements }),
    );

  for (const id of ["me", "%6De", "7%2Fkeys", "7/keys"]) {
    it(`is refused (\`${id}\`)`, async () => {
      assert.deepEqual(await http(id), { isAuthorized: false, context: { error: "access_denied", description } });
      const { policyDocument, context } = await rest(id);
      assert.deepEqual([policyDocument.Statement[0]!.Effect, context["description"]], ["Deny", description]);
    });
  }

  for (const id of ["7", "Me", "7%2Flocks"]) {
    it(`is not every request with a variable (\`${id}\`)`, async () => {
      assert.equal((await http(id)).isAuthorized, true);
      assert.equal((await rest(id)).policyDocument.Statement[0]!.Effect, "Allow");
    });
  }
});

describe("the Lambda authorizer of a REST API", () => {
  const ARN = "arn:aws:execute-api:us-east-1:000000000000:abc/live";
  const event = (method: string, resource: string, path: string, authorization?: string) => ({
    methodArn: `${ARN}/${method}${path}`,
    resource,
    httpMethod: method,
    headers: authorization === undefined ? null : { Authorization: authorization },
    requestContext: { requestId: "r1" },
  });

  it("allows the whole route, since the policy is kept for it", async () => {
    const answer = await authorizeRestApi(event("GET", "/users/{id}", "/users/1", await token()), await authorizer());
    assert.deepEqual(answer, {
      principalId: "ada@example.com",
      policyDocument: {
        Version: "2012-10-17",
        Statement: [{ Action: "execute-api:Invoke", Effect: "Allow", Resource: `${ARN}/GET/users/*` }],
      },
      context: { sub: "ada@example.com", cid: "0oa1", uid: "00u1", scp: "users:read" },
    });
  });

  it("denies a step-up route with the challenge for the header and for the body", async () => {
    const answer = await authorizeRestApi(event("POST", "/unsaid", "/unsaid", await token()), await authorizer());
    assert.deepEqual(answer.policyDocument.Statement, [
      { Action: "execute-api:Invoke", Effect: "Deny", Resource: `${ARN}/POST/unsaid` },
    ]);
    assert.deepEqual(answer.context, {
      sub: "ada@example.com",
      cid: "0oa1",
      error: "insufficient_user_authentication",
      description: "a stronger sign-in is required",
      challenge: CHALLENGE,
      body: BODY,
    });
  });

  it("denies even where an HTTP API's integration would answer with the challenge", async () => {
    const asked = event("POST", "/integration", "/integration", await token());
    const answer = await authorizeRestApi(asked, await authorizer());
    assert.equal(answer.policyDocument.Statement[0]!.Effect, "Deny");
  });

  it("denies what has too little scope, and a route that is not declared", async () => {
    for (const asked of [
      event("GET", "/users/{id}", "/users/1", await token({ scp: ["x"] })),
      event("GET", "/other", "/other", await token()),
    ]) {
      const answer = await authorizeRestApi(asked, await authorizer());
      assert.equal(answer.policyDocument.Statement[0]!.Effect, "Deny");
      assert.match(answer.context["challenge"]!, /^Bearer error="insufficient_scope"/);
    }
  });

  it("refuses with `Unauthorized` where there is no token, no good one, or two", async () => {
    const two = {
      ...event("GET", "/users/{id}", "/users/1", await token()),
      multiValueHeaders: { Authorization: [await token(), "Bearer x"] },
    };
    for (const asked of [
      event("GET", "/users/{id}", "/users/1"),
      event("GET", "/users/{id}", "/users/1", await token({ exp: NOW })),
      two,
    ]) {
      await assert.rejects(authorizeRestApi(asked, await authorizer()), { message: "Unauthorized" });
    }
  });

  it("refuses by failing where the token cannot be judged, which no gateway keeps", async () => {
    const asked = event("GET", "/users/{id}", "/users/1", await token());
    const without = await authorizer({}, false);
    await assert.rejects(authorizeRestApi(asked, without), { name: "NotJudged" });
    const http = { routeKey: "GET /users/{id}", headers: { authorization: await token() } };
    await assert.rejects(authorizeHttpApi(http, without), { name: "NotJudged" });
    assert.equal(JSON.parse(lines[0]!).refused, "temporarily_unavailable");
  });
});

describe("an API behind CloudFront", () => {
  const origin = (read: () => Promise<string>) => createOriginCheck(read, () => NOW * 1000);
  const ask = async (headers: Record<string, string>, routeKey = "GET /health", read = async () => "s3cret") =>
    authorizeHttpApi({ routeKey, headers }, await authorizer({ origin: origin(read) }));

  it("lets a public route through with the secret, and tells of no caller", async () => {
    assert.deepEqual(await ask({ "X-Origin-Verify": "s3cret" }), { isAuthorized: true, context: {} });
  });

  it("refuses a request without the secret or with another one, and logs neither", async () => {
    for (const headers of [{}, { "x-origin-verify": "" }, { "x-origin-verify": "s3cre" }, { "x-origin-verify": "x" }]) {
      assert.deepEqual(await ask(headers as Record<string, string>), {
        isAuthorized: false,
        context: { error: "access_denied", description: "the request did not come through the firewall" },
      });
    }
    assert.ok(!lines.join().includes("s3cre"));
  });

  it("refuses a good token without the secret, and wants a token beside the secret", async () => {
    const authorization = await token();
    assert.equal((await ask({ authorization }, "GET /users/{id}")).isAuthorized, false);
    assert.equal((await ask({ "x-origin-verify": "s3cret" }, "GET /users/{id}")).isAuthorized, false);
    assert.equal((await ask({ authorization, "x-origin-verify": "s3cret" }, "GET /users/{id}")).isAuthorized, true);
  });

  it("refuses where the secret cannot be had, or is empty", async () => {
    const down = () => Promise.reject(new Error("down"));
    await assert.rejects(ask({ "x-origin-verify": "s3cret" }, "GET /health", down));
    assert.equal((await ask({ "x-origin-verify": "x" }, "GET /health", async () => "")).isAuthorized, false);
  });

  it("takes either of two values while one is exchanged for the other, and no third or part of them", async () => {
    const check = createOriginCheck(
      async () => "new old older",
      () => NOW * 1000,
    );
    const holds = (shown: string) => check.holds({ "x-origin-verify": shown });
    assert.deepEqual([await holds("new"), await holds("old")], [true, true]);
    for (const shown of ["older", "new old", "ne", " ", "new "]) assert.equal(await holds(shown), false, shown);
  });

  it("reads the secret once, and again for another value, but not for every one", async () => {
    const world = { now: NOW * 1000, secret: "old", reads: 0, isDown: false };
    const check = createOriginCheck(
      async () => {
        world.reads++;
        if (world.isDown) throw new Error("down");
        return world.secret;
      },
      () => world.now,
    );
    const holds = (secret: string) => check.holds({ "x-origin-verify": secret });
    assert.deepEqual(await Promise.all([holds("old"), holds("old")]), [true, true]);
    assert.equal(world.reads, 1);
    world.secret = "new";
    assert.equal(await holds("new"), false);
    world.now += SECRET_RETRY_MS;
    assert.equal(await holds("new"), true);
    assert.equal(await holds("old"), false);
    assert.equal(world.reads, 2);
    world.now += SECRET_RETRY_MS;
    world.isDown = true;
    assert.equal(await holds("old"), false);
    assert.equal(await holds("new"), true);
    assert.equal(world.reads, 3);
  });
});
