/** What programs find an API by (RFC 9728): the same scopes wherever they are said, and those of the API's own routes. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { requirementsOpenApi, requirementsMetadata } from "../../cli/print/requirementsDocuments";
import { apiRoutes } from "../../components/aws/shared/apiRoutes";
import { metadataText, requirementsOf } from "../../components/aws/shared/metadata";
import { restDocument } from "../../components/aws/rest/document";
import { createGuard } from "../../guard";
import { compile } from "../../model/compile";
import { loadAccess, type Access } from "../../model/file";
import { exportRequirements, METADATA_PATH, PROFILES, scopesSupported } from "../../model/routes";
import { draw } from "../support/seed";

const DRAW = draw("metadata", 20_261_128, 100);
const ISSUER = "https://example.okta.com/oauth2/aus1";
const RESOURCE = "https://api.example.com";
const SCOPES = Array.from({ length: 6 }, (_, i) => `things${i}:read`);

const scopes = fc.subarray(SCOPES, { minLength: 1, maxLength: 3 });
const asked = fc.oneof(
  { weight: 2, arbitrary: scopes },
  { weight: 1, arbitrary: scopes.map((all) => ({ all })) },
  { weight: 1, arbitrary: fc.constant(undefined) },
);
/** Of two APIs, so that the scopes of the other one would show. */
const routes = fc.array(asked, { minLength: 1, maxLength: 6 });

interface Drawn {
  readonly own: readonly (readonly string[] | { all: readonly string[] } | undefined)[];
  readonly other: Drawn["own"];
  readonly stepUp: boolean;
}

function accessOf({ own, other, stepUp }: Drawn, profile: string): Access {
  const entry = (needs: Drawn["own"][number]) => ({
    ...(needs === undefined ? { public: "a probe" } : { scopes: needs }),
    ...(profile !== "none" && { handler: "things" }),
  });
  const routesOf = (needs: Drawn["own"]) => Object.fromEntries(needs.map((one, i) => [`GET /${i}`, entry(one)]));
  const described = SCOPES.map((name, i) => {
    const stronger = stepUp && i === 0 ? { stepUp: { acr: "phr", maxAge: 300 } } : {};
    return [name, { description: "Read", sensitivity: i < 3 ? "low" : "high", ...stronger }];
  });
  return loadAccess({
    product: "things",
    audience: "api://things",
    scopes: Object.fromEntries(described),
    groups: { readers: { scopes: SCOPES } },
    clients: { desk: { type: "web", scopes: SCOPES } },
    apis: { own: { profile, routes: routesOf(own) }, other: { profile, routes: routesOf(other) } },
  });
}

describe("the scopes by which programs find an API", () => {
  const drawn = fc.record({ own: routes, other: routes, stepUp: fc.boolean() });

  it("are those of its own routes, in the document of every profile and in each description of them", () => {
    fc.assert(
      fc.property(drawn, fc.constantFrom(...PROFILES), (file, profile) => {
        const access = accessOf(file, profile);
        const api = access.apis.get("own")!;
        const named = file.own.flatMap((one) => (one === undefined ? [] : "all" in one ? one.all : [...one]));
        const wanted = [...new Set(named)];
        const exported = exportRequirements(access, api, compile(access));
        const of = (text: string) => (JSON.parse(text) as { scopes_supported: string[] }).scopes_supported;
        const said = { access, api, requirements: exported, issuer: ISSUER, resource: RESOURCE };
        assert.deepEqual(of(requirementsMetadata(said)), wanted);
        if (profile !== "none") {
          const args = { routes: apiRoutes(access, api, { backends: {} } as never) };
          assert.deepEqual(scopesSupported(requirementsOf(args)), wanted);
          assert.deepEqual(of(metadataText(args, RESOURCE, ISSUER)), wanted);
          if (profile === "rest") assert.deepEqual(inDocument(args.routes), wanted.length === 0 ? undefined : wanted);
        }
        const described = requirementsOpenApi(said) as unknown as { paths: Record<string, Record<string, Described>> };
        const operations = Object.values(described.paths).flatMap((path) => Object.values(path));
        const listed = operations.flatMap(({ security = [] }) => security.flatMap((one) => Object.values(one).flat()));
        assert.deepEqual([...new Set(listed)].sort(), [...wanted].sort());
        for (const scope of wanted) assert.ok(access.scopes.has(scope));
      }),
      DRAW,
    );
  });

  it("hold whatever a challenge asks for, which is what the route needs", async () => {
    const guard = createGuard({ issuer: ISSUER, audience: "api://things", resourceMetadata: RESOURCE + METADATA_PATH });
    await fc.assert(
      fc.asyncProperty(drawn, async (file) => {
        const access = accessOf(file, "none");
        const { requirements } = exportRequirements(access, access.apis.get("own")!, compile(access));
        const listed = scopesSupported(Object.values(requirements));
        for (const requirement of Object.values(requirements)) {
          if ("public" in requirement) continue;
          const decision = await guard.check({ headers: {} }, requirement);
          assert.ok(!decision.allowed);
          const challenge = decision.headers["www-authenticate"]!;
          const wanted = /scope="([^"]*)"/.exec(challenge)![1]!.split(" ");
          assert.deepEqual(wanted, scopesSupported([requirement]));
          assert.deepEqual(
            wanted.filter((scope) => !listed.includes(scope)),
            [],
          );
        }
      }),
      DRAW,
    );
  });
});

interface Described {
  readonly security?: Record<string, string[]>[];
}

/** What a REST API answers itself; undefined where it asks for nothing. */
function inDocument(own: ReturnType<typeof apiRoutes>): string[] | undefined {
  const args = { routes: own, domain: { name: "api.example.com" } };
  const targets = { handlers: { things: "arn" }, guard: undefined, timeoutMillis: 1_000, issuer: ISSUER };
  const made = restDocument(args, { title: "t", description: "d" }, targets) as {
    paths: Record<string, { get: Record<string, { responses: { default: { responseTemplates: object } } }> }>;
  };
  const operation = made.paths[METADATA_PATH]?.get;
  if (operation === undefined) return undefined;
  const { responseTemplates } = operation["x-amazon-apigateway-integration"]!.responses.default;
  const [text] = Object.values(responseTemplates) as [string];
  return (JSON.parse(text) as { scopes_supported: string[] }).scopes_supported;
}
