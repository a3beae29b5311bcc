/** The entries of the services: what they need of their environment, and that a mistake in it stops the cold start. */
import assert from "node:assert/strict";
import type { HttpEvent } from "okta-api-access/service";
import type { HttpResponse } from "okta-api-access/service";

type Handler = (event: HttpEvent) => Promise<HttpResponse>;

const CIBA = "urn:openid:params:grant-type:ciba";
const identity = (more: object = {}) => ({
  client: "service",
  clientId: "0oa1",
  keyArn: "arn:aws:kms:us-east-1:000000000000:key/k1",
  oktaApiScopes: ["okta.users.manage"],
  grants: ["client_credentials"],
  scopes: [],
  groupIds: ["00g1"],
  ...more,
});
const approvals = identity({ clientId: "0oa2", oktaApiScopes: [], grants: [CIBA] });

const GOOD = {
  ORG_URL: "https://example.okta.com",
  IDENTITIES: JSON.stringify([identity(), approvals]),
  ISSUER: "https://example.okta.com/oauth2/aus1",
  AUDIENCE: "api://admin",
  REQUIREMENTS: "{}",
  REACH: "{}",
  TABLE: "own",
  AWS_REGION: "us-east-1",
};

/** Loads an entry anew in an environment of its own. */
function start(service: string, environment: Record<string, string | undefined>): Handler {
  const entry = require.resolve(`../../../handlers/${service}/index`);
  const before = process.env;
  delete require.cache[entry];
  process.env = environment;
  try {
    return (require(entry) as { handler: Handler }).handler;
  } finally {
    process.env = before;
    delete require.cache[entry];
  }
}

/** What is written to stdout meanwhile. */
async function written(work: () => Promise<unknown>): Promise<string> {
  const { write } = process.stdout;
  let text = "";
  process.stdout.write = (chunk: unknown) => {
    text += String(chunk);
    return true;
  };
  try {
    await work();
  } finally {
    process.stdout.write = write;
  }
  return text;
}

const services: [string, string, string][] = [
  ["admin", "GET /users", '"status":401'],
  ["registration", "POST /registrations", '"status":400'],
  ["recovery", "POST /recoveries", '"status":400'],
];
for (const [service, route, refusal] of services) {
  describe(`the cold start of the ${service} service`, () => {
    it("gives a handler that answers, and writes its audit trail", async () => {
      const handler = start(service, GOOD);
      assert.equal((await handler({ routeKey: "GET /health" })).statusCode, 200);
      const text = await written(() => handler({ routeKey: route }));
      assert.ok(text.endsWith("\n") && text.includes(refusal), text);
    });

    const missing = ["ORG_URL", "IDENTITIES", "TABLE", "AWS_REGION"];
    for (const name of service === "admin" ? [...missing, "ISSUER", "AUDIENCE", "REACH"] : missing) {
      it(`is stopped where \`${name}\` is not set`, () => {
        const message = `the environment variable \`${name}\` is not set`;
        assert.throws(() => start(service, { ...GOOD, [name]: undefined }), { message });
      });
    }
  });
}

it("the registration asks for a proof by the machine's own clock", async () => {
  const headers = { "content-type": "application/json", "idempotency-key": "key-0123456789abcdef" };
  const proof = { at: 1, counter: 1, derivedKey: "0".repeat(64) };
  const body = JSON.stringify({ email: "ada@example.com", firstName: "Ada", lastName: "Li", proof });
  let answer: HttpResponse | undefined;
  await written(async () => {
    answer = await start("registration", GOOD)({ routeKey: "POST /registrations", headers, body });
  });
  assert.match(answer!.body, /the proof is missing its work, or is too old/);
});

it("behind a load balancer the admin service guards itself, and writes down what it refuses", async () => {
  const REQUIREMENTS = JSON.stringify({ "GET /users": { scopes: { any: ["users:read"] } } });
  const handler = start("admin", { ...GOOD, REQUIREMENTS, PROFILE: "alb" });
  const event = { requestContext: { elb: { targetGroupArn: "arn" } }, httpMethod: "GET", path: "/users" };
  const text = await written(() => handler(event as unknown as HttpEvent));
  const { refused, status, route } = JSON.parse(text) as Record<string, unknown>;
  assert.deepEqual([refused, status, route], ["invalid_request", 401, "GET /users"]);
});

it("the admin service's cold start is stopped by requirements that cannot be read", () => {
  for (const text of [undefined, "", "{", '{"GET /users":{"scope":"x"}}']) {
    assert.throws(() => start("admin", { ...GOOD, REQUIREMENTS: text }), /REQUIREMENTS/);
  }
});

it("the admin service's cold start is stopped by a reach that cannot be read", () => {
  for (const [text, message] of [
    ["{", "`REACH` must be JSON"],
    ["[]", "`REACH` must name lists of groups by client"],
    ['{"0oa1":"all"}', "`REACH` must name lists of groups by client"],
  ]) {
    assert.throws(() => start("admin", { ...GOOD, REACH: text }), { message });
  }
});

for (const service of ["registration", "recovery"]) {
  it(`the ${service}'s cold start is stopped where it would be over no group, or over several`, () => {
    for (const groupIds of [[], ["00g1", "00g2"]]) {
      const message = "the role of the function's client must be over one group";
      const IDENTITIES = JSON.stringify([identity({ groupIds })]);
      assert.throws(() => start(service, { ...GOOD, IDENTITIES }), { message });
    }
  });
}
