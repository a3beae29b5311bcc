/** The metadata of an API, and the challenges that lead to it. */
import assert from "node:assert/strict";
import {
  createGuard,
  protectedResourceMetadata,
  readExported,
  resourceMetadataUrl,
  type GuardOptions,
} from "../../../guard";
import { firstKey, oktaClaims, sign, startIssuer } from "./tokens";

const RESOURCE = "https://api.example.com/prod";
const METADATA = "https://api.example.com/.well-known/oauth-protected-resource/prod";
const SCOPES = { any: ["users:read", "users:manage"] };

describe("the metadata of a protected resource", () => {
  it("stands between the host and the path of the resource", () => {
    assert.equal(resourceMetadataUrl(RESOURCE), METADATA);
    assert.equal(
      resourceMetadataUrl("https://api.example.com"),
      "https://api.example.com/.well-known/oauth-protected-resource",
    );
    assert.equal(
      resourceMetadataUrl("http://127.0.0.1:8080"),
      "http://127.0.0.1:8080/.well-known/oauth-protected-resource",
    );
  });

  it("lists the scopes of the API's own routes, each once, and nothing of the public ones", () => {
    const requirements = [
      { scopes: SCOPES },
      { public: true as const },
      {},
      { scopes: { all: ["users:update", "users:read"] } },
    ];
    assert.deepEqual(
      protectedResourceMetadata({
        resource: RESOURCE,
        issuer: "https://okta.example/oauth2/aus1",
        requirements,
        name: "Users",
      }),
      {
        resource: RESOURCE,
        authorization_servers: ["https://okta.example/oauth2/aus1"],
        scopes_supported: ["users:read", "users:manage", "users:update"],
        bearer_methods_supported: ["header"],
        resource_name: "Users",
      },
    );
  });

  it("is of no address that a client could not hold against its own", () => {
    for (const resource of [
      "api://admin",
      "http://api.example.com",
      `${RESOURCE}/`,
      `${RESOURCE}?a=b`,
      `${RESOURCE}#a`,
      "https://a:b@c.example",
      "",
      "/x",
    ])
      assert.throws(() => resourceMetadataUrl(resource), TypeError, resource);
  });
});

describe("a guard that knows where the metadata is", () => {
  let issuer: Awaited<ReturnType<typeof startIssuer>>;
  before(async () => {
    issuer = await startIssuer([(await firstKey()).jwk]);
  });
  after(() => issuer.close());

  const guard = (more: Partial<GuardOptions> = {}) =>
    createGuard({
      issuer: issuer.issuer,
      audience: "api://admin",
      allowInsecureIssuer: true,
      resourceMetadata: METADATA,
      ...more,
    });
  const token = async (claims: object = {}) =>
    sign(await firstKey(), { ...oktaClaims(issuer.issuer, Math.floor(Date.now() / 1000)), ...claims });
  const challenge = async (authorization: string | undefined, requirement: object = { scopes: SCOPES }) => {
    const decision = await guard().check({ headers: { authorization } }, requirement);
    assert.ok(!decision.allowed);
    return decision.headers["www-authenticate"];
  };
  const END = `resource_metadata="${METADATA}"`;

  it("names it and the needed scopes to a request without a token, with no error beside them", async () => {
    assert.equal(await challenge(undefined), `Bearer scope="users:read users:manage", ${END}`);
    assert.equal(await challenge(undefined, {}), `Bearer ${END}`);
  });

  it("names both where the token is no good", async () => {
    assert.match(
      await challenge("Bearer x.y.z"),
      new RegExp(`^Bearer error="invalid_token", .*, scope="users:read users:manage", ${END}$`),
    );
  });

  it("names the scopes once where they are what is missing", async () => {
    const text = await challenge(`Bearer ${await token({ scp: ["other"] })}`);
    assert.match(text, new RegExp(`^Bearer error="insufficient_scope", .*scope="users:read users:manage", ${END}$`));
    assert.equal(text.split("scope=").length, 2);
  });

  it("names both where the sign-in is too weak", async () => {
    const text = await challenge(`Bearer ${await token({ scp: ["users:read"] })}`, {
      scopes: SCOPES,
      stepUp: { acr: "phrh", maxAge: 60 },
    });
    assert.match(
      text,
      /error="insufficient_user_authentication".*acr_values="phrh", max_age="60", scope="users:read users:manage", resource_metadata=/,
    );
  });

  it("lets through what it let through before", async () => {
    const decision = await guard().check(
      { headers: { authorization: `Bearer ${await token({ scp: ["users:read"] })}` } },
      { scopes: SCOPES },
    );
    assert.equal(decision.allowed, true);
  });

  it("never rejects, whatever the requirement is", async () => {
    for (const requirement of [undefined, null, 7, { scopes: 1 }, { scopes: { any: "x" } }] as never[])
      assert.equal((await guard().check({ headers: {} }, requirement)).allowed, false);
  });

  it("hears of it from the API's address, where it reads an export", () => {
    const exported = { audience: "api://admin", requirements: { "GET /users": { scopes: SCOPES } } };
    const use = { issuer: "https://okta.example/oauth2/aus1" };
    assert.equal(readExported(exported, { ...use, resource: RESOURCE }).guard.resourceMetadata, METADATA);
    assert.equal("resourceMetadata" in readExported(exported, use).guard, false);
    assert.throws(
      () => readExported(exported, { ...use, resource: "http://api.example.com" }),
      /must be an address with https/,
    );
  });

  it("does not start with an address that is none", () => {
    for (const resourceMetadata of ["", "http://api.example.com/x", "x", `${METADATA}"`.replace("https", "ftp")])
      assert.throws(() => guard({ resourceMetadata }), /`resourceMetadata` must/, resourceMetadata);
  });
});
