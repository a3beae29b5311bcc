/** The guard's token cache: what it spares, and that it never makes a refused token good or a good answer stale. */
import assert from "node:assert/strict";
import { createSecretKey, type KeyObject } from "node:crypto";
import { createGuard } from "../../../guard/guard";
import { KEYS_FRESH_MS } from "../../../guard/keySet";
import type { Requirement } from "../../../model/routes/requirement";
import { createTokenCache } from "../../../guard/tokenCache";
import { firstKey, oktaClaims, secondKey, sign } from "./tokens";

const ISSUER = "https://example.okta.com/oauth2/aus1";
const NOW = 1_800_000_000;

async function guarded() {
  const world = { now: NOW, keys: [(await firstKey()).jwk] };
  const guard = createGuard(
    { issuer: ISSUER, audience: "api://admin" },
    { now: () => world.now * 1000, fetchKeys: async () => ({ keys: world.keys }) },
  );
  const outcome = async (token: string, requirement: Requirement = {}) => {
    const decision = await guard.check({ headers: { authorization: `Bearer ${token}` } }, requirement);
    return decision.allowed ? "allowed" : `${decision.status} ${decision.description}`;
  };
  return { world, guard, outcome };
}
const token = async (more: Record<string, unknown> = {}) => sign(await firstKey(), oktaClaims(ISSUER, NOW, more));

describe("a token that comes again", () => {
  it("is refused as soon as it has expired, and stays refused", async () => {
    const { world, outcome } = await guarded();
    const short = await token({ exp: NOW + 60 });
    assert.equal(await outcome(short), "allowed");
    world.now = NOW + 59;
    assert.equal(await outcome(short), "allowed");
    world.now = NOW + 60;
    assert.equal(await outcome(short), "401 the token has expired");
    world.now = NOW + 61;
    assert.equal(await outcome(short), "401 the token has expired");
  });

  it("is judged anew for each requirement", async () => {
    const { outcome } = await guarded();
    const reader = await token();
    assert.equal(await outcome(reader, { scopes: { any: ["users:read"] } }), "allowed");
    assert.equal(
      await outcome(reader, { scopes: { any: ["users:delete"] } }),
      "403 the token holds none of the scopes",
    );
    assert.equal(await outcome(reader, { scopes: { any: ["users:read"] } }), "allowed");
  });

  it("is refused where its sign-in has become too old meanwhile", async () => {
    const { world, outcome } = await guarded();
    const fresh = await token({ acr: "phr", auth_time: NOW });
    const requirement = { stepUp: { acr: "phr", maxAge: 300 } };
    world.now = NOW + 300;
    assert.equal(await outcome(fresh, requirement), "allowed");
    world.now = NOW + 301;
    assert.equal(await outcome(fresh, requirement), "401 a more recent sign-in is required");
  });

  it("is refused once the issuer has withdrawn its key, or has another one under its id", async () => {
    const { jwk } = await secondKey();
    for (const replacement of [[jwk], [{ ...jwk, kid: "first" }]]) {
      const { world, outcome } = await guarded();
      const known = await token();
      assert.equal(await outcome(known), "allowed");
      world.keys = replacement;
      world.now = NOW + KEYS_FRESH_MS / 1000;
      assert.match(await outcome(known), /^401 /);
    }
  });

  it("does not make another token good that shares its claims or its signature", async () => {
    const { outcome } = await guarded();
    const good = await token();
    assert.equal(await outcome(good), "allowed");
    const [header, payload, signature] = good.split(".");
    const [, otherPayload, otherSignature] = (await token({ scp: ["users:delete"] })).split(".");
    for (const forged of [
      `${header}.${otherPayload}.${signature}`,
      `${header}.${payload}.${otherSignature}`,
      `${header}.${payload}.`,
      `${header}.${payload}.${signature}.x`,
    ]) {
      assert.match(await outcome(forged), /^401 /);
    }
  });

  it("gives out claims that nobody can change for the next one", async () => {
    const { guard } = await guarded();
    const headers = { authorization: `Bearer ${await token()}` };
    await guard.check({ headers }, {});
    const decision = await guard.check({ headers }, {});
    assert.ok(decision.allowed);
    assert.throws(() => (decision.claims["scp"] as string[]).push("users:delete"), TypeError);
  });
});

describe("createTokenCache", () => {
  const key = createSecretKey(Buffer.from("k")) as KeyObject;

  it("keeps no more than its limit, and drops the oldest first", () => {
    const cache = createTokenCache(2);
    for (const name of ["a", "b", "c"]) cache.add(name, "first", key, JSON.stringify({ name }));
    assert.equal(cache.size, 2);
    assert.equal(cache.find("a"), undefined);
    assert.deepEqual(cache.find("c")?.claims, { name: "c" });
  });

  it("forgets", () => {
    const cache = createTokenCache();
    cache.add("a", "first", key, "{}");
    cache.forget("a");
    assert.equal(cache.find("a"), undefined);
  });
});
