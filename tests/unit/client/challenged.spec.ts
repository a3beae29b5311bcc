/** A program that knows nothing beforehand: it hears from the API's challenges what to ask for, and never asks without end. */
import assert from "node:assert/strict";
import { fetchWithStepUp, type TokenRequest } from "../../../client";

const BASE = "https://api.example.com";
const METADATA = `${BASE}/.well-known/oauth-protected-resource`;

type Answer = (token: TokenRequest | undefined) => [status: number, challenge?: string];

/** An API that decides by what the token was asked for, and an authorization server that gives whatever is asked. */
function world(answer: Answer) {
  const asked: TokenRequest[] = [];
  const sent: (string | undefined)[] = [];
  const call = fetchWithStepUp({
    baseUrl: BASE,
    scopes: "challenged",
    now: () => 1_000,
    getToken: async (request) => {
      asked.push(request);
      return { accessToken: `token-${asked.length}`, expiresAt: 2_000 };
    },
    fetch: async ({ headers }) => {
      const token = headers.get("authorization")?.replace("Bearer ", "");
      sent.push(token);
      const [status, challenge] = answer(token === undefined ? undefined : asked[Number(token.split("-")[1]) - 1]);
      return new Response(null, { status, headers: challenge === undefined ? {} : { "www-authenticate": challenge } });
    },
  });
  return { asked, sent, call };
}

const wanted = (scope: string) => `Bearer scope="${scope}", resource_metadata="${METADATA}"`;
const lacking = (scope: string) => `Bearer error="insufficient_scope", scope="${scope}"`;
const STEP_UP = 'Bearer error="insufficient_user_authentication", acr_values="phr", max_age="300"';

describe("fetchWithStepUp with what is challenged", () => {
  it("asks for no token before the API does, then for what that names, and keeps it", async () => {
    const { call, asked, sent } = world((token) => (token ? [200] : [401, wanted("a")]));
    assert.equal((await call("/x")).status, 200);
    assert.equal((await call("/y")).status, 200);
    assert.deepEqual(asked, [{ scopes: ["a"], resourceMetadata: METADATA }]);
    assert.deepEqual(sent, [undefined, "token-1", "token-1"]);
  });

  it("sends an open API no token at all", async () => {
    const { call, asked } = world(() => [200]);
    await call("/x");
    await call("/x");
    assert.deepEqual(asked, []);
  });

  it("leaves the scopes to whoever gets tokens where the challenge names none, and refuses alone", async () => {
    const { call, asked } = world((token) => (token ? [200] : [401, "Bearer"]));
    await call("/x");
    assert.deepEqual(asked, [{ scopes: [], resourceMetadata: undefined }]);
    const silent = world((token) => (token ? [200] : [401]));
    assert.equal((await silent.call("/x")).status, 200);
    assert.deepEqual(silent.asked, [{ scopes: [], resourceMetadata: undefined }]);
    const other = world(() => [403, lacking("a")]);
    assert.equal((await other.call("/x")).status, 403);
    assert.deepEqual(other.asked, [], "a request without a token lacks a token, and no scope");
  });

  it("adds what a call needs to what it has, and needs no second challenge for it", async () => {
    const { call, asked, sent } = world((token) => {
      if (token === undefined) return [401, wanted("a")];
      return token.scopes.includes("b") ? [200] : [403, lacking("b")];
    });
    assert.equal((await call("/x")).status, 200);
    assert.equal((await call("/x")).status, 200);
    assert.deepEqual(
      asked.map(({ scopes }) => scopes),
      [["a"], ["a", "b"]],
    );
    assert.deepEqual(sent, [undefined, "token-1", "token-2", "token-2"]);
  });

  it("hears of scope and step-up in turn, in one call, and keeps the elevated token apart", async () => {
    const { call, asked, sent } = world((token) => {
      if (token === undefined) return [401, wanted("a")];
      if (!token.scopes.includes("b")) return [403, lacking("b")];
      return token.acrValues === "phr" ? [200] : [401, STEP_UP];
    });
    assert.equal((await call("/x")).status, 200);
    assert.deepEqual(asked.slice(1), [
      { scopes: ["a", "b"], resourceMetadata: METADATA },
      { scopes: ["a", "b"], acrValues: "phr", maxAge: 300, resourceMetadata: METADATA },
    ]);
    assert.equal((await call("/x")).status, 200);
    assert.deepEqual(sent, [undefined, "token-1", "token-2", "token-3", "token-2", "token-3"]);
    assert.equal(asked.length, 3);
  });

  const forEver: [string, Answer][] = [
    ["the same scope", (token) => (token ? [403, lacking("b")] : [401, wanted("a")])],
    ["another scope each time", (token) => (token ? [403, lacking(`s${token.scopes.length}`)] : [401, wanted("a")])],
    ["a step-up", (token) => (token ? [401, STEP_UP] : [401, wanted("a")])],
    ["a token that is no good", (token) => (token ? [401, 'Bearer error="invalid_token"'] : [401, wanted("a")])],
    ["a token", () => [401, wanted("a")]],
    [
      "scope and step-up by turns",
      (token) => {
        if (token === undefined) return [401, wanted("a")];
        return token.scopes.length % 2 === 0 ? [401, STEP_UP] : [403, lacking(`s${token.scopes.length}`)];
      },
    ],
  ];
  for (const [what, answer] of forEver) {
    it(`gives an API up that asks for ${what} for ever`, async () => {
      const { call, asked, sent } = world(answer);
      assert.ok((await call("/x")).status >= 401);
      assert.ok(sent.length <= 4, `${sent.length} requests`);
      assert.ok(asked.length <= 3, `${asked.length} tokens`);
    });
  }

  it("begins anew after a sign-out", async () => {
    const { call, asked, sent } = world((token) => (token ? [200] : [401, wanted("a")]));
    await call("/x");
    call.forget();
    await call("/x");
    assert.deepEqual(sent, [undefined, "token-1", undefined, "token-2"]);
    assert.equal(asked.length, 2);
  });
});
