/** The compiled evaluator gives the same answers as the plain one, for any server and any request. */
import assert from "node:assert/strict";
import * as fc from "fast-check";
import { compileEvaluator } from "../../model/evaluate/compiled";
import { evaluate } from "../../model/evaluate/evaluate";
import {
  ALL_CLIENTS,
  ANY_SCOPE,
  EVERYONE,
  type AuthorizationServer,
  type EvaluationRequest,
  type RequestClient,
} from "../../model/evaluate/types";
import { GRANTS } from "../../model/okta/grants";

const SCOPES = ["openid", "profile", "offline_access", "device_sso", "a", "b", "c"];
const GROUPS = ["g1", "g2", "g3"];
const GRANT_TYPES = [...Object.values(GRANTS).map(({ okta }) => okta), "another:grant"];
const CLIENTS = ["c1", "c2"];

const status = fc.constantFrom("ACTIVE" as const, "ACTIVE" as const, "INACTIVE" as const);
const some = (values: readonly string[]) => fc.subarray([...values]);

const rules = fc
  .array(
    fc.record({
      status,
      grantTypes: some(GRANT_TYPES),
      users: some(["u1"]),
      groups: some([...GROUPS, EVERYONE]),
      scopes: fc.oneof({ weight: 4, arbitrary: some(SCOPES) }, { weight: 1, arbitrary: fc.constant([ANY_SCOPE]) }),
      accessTokenMinutes: fc.constantFrom(5, 60),
      priority: fc.integer({ min: 1, max: 4 }),
    }),
    { maxLength: 4 },
  )
  .map((all) =>
    all.map((rule, index) => ({
      ...rule,
      id: `r${index}`,
      name: `rule ${index}`,
      refreshTokenMinutes: 0,
      refreshTokenWindowMinutes: 10_080,
    })),
  );

const policies = fc
  .array(
    fc.record({ status, clients: some([...CLIENTS, ALL_CLIENTS]), rules, priority: fc.integer({ min: 1, max: 3 }) }),
    { maxLength: 3 },
  )
  .map((all) => all.map((policy, index) => ({ ...policy, id: `p${index}`, name: `policy ${index}` })));

const claims = fc.constant([
  { name: "always", claimType: "RESOURCE" as const, status: "ACTIVE" as const, scopes: [], alwaysIncludeInToken: true },
  {
    name: "some",
    claimType: "RESOURCE" as const,
    status: "ACTIVE" as const,
    scopes: ["a", "c"],
    alwaysIncludeInToken: true,
  },
  { name: "id", claimType: "IDENTITY" as const, status: "ACTIVE" as const, scopes: ["b"], alwaysIncludeInToken: true },
]);

const scopes = fc.tuple(
  ...SCOPES.map((name) =>
    fc.record({
      name: fc.constant(name),
      consent: fc.constantFrom("IMPLICIT" as const, "REQUIRED" as const, "FLEXIBLE" as const),
      default: fc.boolean(),
    }),
  ),
);

const server: fc.Arbitrary<AuthorizationServer> = fc.record({ scopes, claims, policies });

const client: fc.Arbitrary<RequestClient> = fc.record({
  id: fc.constantFrom(...CLIENTS),
  status,
  applicationType: fc.constantFrom("web" as const, "service" as const),
  grantTypes: some(GRANT_TYPES),
  consentMethod: fc.constantFrom("TRUSTED" as const, "TRUSTED" as const, "REQUIRED" as const),
  assignedUsers: fc.oneof(
    { weight: 4, arbitrary: fc.constant<string[]>([]) },
    { weight: 1, arbitrary: fc.constant(["u1"]) },
  ),
  assignedGroups: some(GROUPS),
});

const request = (clients: readonly RequestClient[]): fc.Arbitrary<EvaluationRequest> =>
  fc.record(
    {
      client: fc.constantFrom(...clients),
      grantType: fc.constantFrom(...GRANT_TYPES),
      user: fc.option(fc.record({ id: fc.constantFrom("u1", "u2"), groups: some([...GROUPS, "unknown"]) })),
      scopes: fc.oneof(
        { weight: 5, arbitrary: fc.shuffledSubarray([...SCOPES]) },
        { weight: 1, arbitrary: fc.array(fc.constantFrom(...SCOPES, "unknown"), { maxLength: 4 }) },
      ),
      prompt: fc.constantFrom(["consent"], ["none"], ["login"]),
      consented: some(SCOPES),
    },
    { requiredKeys: ["client", "grantType", "user", "scopes"] },
  );

describe("compileEvaluator", () => {
  it("decides like `evaluate`, whatever the server and the request", () => {
    const cases = fc
      .tuple(server, fc.array(client, { minLength: 1, maxLength: 3 }))
      .chain(([stands, clients]) =>
        fc.tuple(
          fc.constant(stands),
          fc.constant(clients),
          fc.array(request(clients), { minLength: 1, maxLength: 12 }),
        ),
      );
    const property = fc.property(cases, ([stands, clients, requests]) => {
      const compiled = compileEvaluator(stands, clients);
      for (const asked of requests) assert.deepEqual(compiled(asked), evaluate(stands, asked));
    });
    fc.assert(property, { seed: 7, numRuns: 800 });
  });
});
