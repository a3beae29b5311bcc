/** What `access preflight` says of an AWS account: against a server that answers as the services do. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { awsChecks } from "../../../cli/preflight/awsChecks";
import { awsCredentials } from "../../../cli/preflight/awsApi";
import type { Declared } from "../../../cli/preflight/awsQuotas";
import { loadAccess, type Access } from "../../../model/file";
import { orders } from "../model/orders";

const ACCOUNT = "111122223333";
const CERTIFICATE = `arn:aws:acm:eu-central-1:${ACCOUNT}:certificate/1234abcd-12ab-34cd-56ef-1234567890ab`;
const NOW = Date.UTC(2026, 0, 1);
const DAY = 86_400;
const KEYS = { AWS_ACCESS_KEY_ID: "AKIDCANARY", AWS_SECRET_ACCESS_KEY: "secret-canary", HOME: "/nowhere" };

type Answer = readonly [status: number, body: unknown];

const IDENTITY = (account = ACCOUNT): Answer => [
  200,
  `<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:iam::${account}:user/deployer</Arn><Account>${account}</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`,
];
const XML_ERROR = (code: string): Answer => [403, `<ErrorResponse><Error><Code>${code}</Code></Error></ErrorResponse>`];
const JSON_ERROR = (type: string, status = 400): Answer => [status, { __type: `com.amazonaws#${type}`, message: "no" }];
const QUOTA = (Value: number): Answer => [200, { Quota: { Value } }];
const ISSUED = (more: object = {}): Answer => [
  200,
  { Certificate: { Status: "ISSUED", DomainName: "api.example.com", NotAfter: NOW / 1_000 + 100 * DAY, ...more } },
];

describe("access preflight, of AWS", () => {
  let server: Server;
  let url: string;
  /** `sts`, or the operation, or the path → what is answered. */
  let answers: Record<string, Answer>;
  let asked: { readonly what: string; readonly method: string; readonly headers: IncomingHttpHeaders }[];
  let access: Access;

  before(async () => {
    access = loadAccess(orders(), { stack: "dev", source: "access.ts" });
    server = createServer((request, response) => {
      request.resume().on("end", () => {
        const target = request.headers["x-amz-target"];
        const what = typeof target === "string" ? target.split(".")[1]! : request.url === "/" ? "sts" : request.url!;
        asked.push({ what, method: request.method!, headers: request.headers });
        const [status, body] = answers[what] ?? JSON_ERROR("AccessDeniedException");
        response.writeHead(status).end(typeof body === "string" ? body : JSON.stringify(body));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  after(() => server.close());
  beforeEach(() => {
    asked = [];
    answers = { sts: IDENTITY() };
  });

  const key = () => [...access.apis.values()].find(({ profile }) => profile === "http")!.key;

  async function checks(settings: object = {}, resources: readonly Declared[] = [], environment: object = KEYS) {
    const endpoints = ["sts", "acm", "apigatewayv2", "service_quotas"].map((name) => ({ [name]: url }));
    const all = await awsChecks(
      {
        access,
        resources,
        settings: {
          "aws:region": "eu-central-1",
          "aws:allowedAccountIds": [ACCOUNT],
          "aws:endpoints": endpoints,
          ...settings,
        },
      },
      environment as Record<string, string>,
      () => NOW,
    );
    assert.equal(/canary/i.test(JSON.stringify(all)), false);
    return all;
  }

  const levels = (all: readonly { check: string; level: string }[]) =>
    all.map(({ check, level }) => `${level} ${check}`);

  const domain = (more: object = { certificateArn: CERTIFICATE }) => ({
    "okta-api-access:domains": { [key()]: { name: "api.example.com", ...more } },
  });

  it("says whose the credentials are, and signs for the service and the region", async () => {
    const all = await checks();
    assert.deepEqual(levels(all), ["ok AWS credentials", "ok AWS region", "ok AWS account"]);
    assert.equal(all[0]!.message, `those of the environment are \`arn:aws:iam::${ACCOUNT}:user/deployer\``);
    assert.match(
      asked[0]!.headers.authorization!,
      /^AWS4-HMAC-SHA256 Credential=AKIDCANARY\/\d{8}\/eu-central-1\/sts\//,
    );
  });

  it("asks nothing more of an account that is not the stack's", async () => {
    answers["sts"] = IDENTITY("999988887777");
    const all = await checks(domain());
    assert.deepEqual(levels(all), ["ok AWS credentials", "ok AWS region", "error AWS account"]);
    assert.match(all[2]!.message, /^`999988887777` is none of `aws:allowedAccountIds` \(`111122223333`\)/);
    assert.equal(asked.length, 1);
  });

  it("warns of a stack that takes any account", async () => {
    assert.deepEqual(levels(await checks({ "aws:allowedAccountIds": undefined })).at(-1), "warning AWS account");
  });

  it("knows credentials that are no good from those that were not looked at", async () => {
    for (const code of ["InvalidClientTokenId", "ExpiredToken", "SignatureDoesNotMatch"]) {
      answers["sts"] = XML_ERROR(code);
      const all = await checks();
      assert.deepEqual(levels(all), ["error AWS credentials"]);
      assert.ok(all[0]!.message.includes(code));
    }
    answers["sts"] = [503, "later"];
    assert.deepEqual(levels(await checks()), ["warning AWS credentials"]);
    answers["sts"] = [200, "<html>a proxy</html>"];
    assert.deepEqual(levels(await checks()), ["warning AWS credentials"]);
    assert.deepEqual(levels(await checks({}, [], { HOME: "/nowhere" })), ["warning AWS credentials"]);
  });

  it("asks no other place where the stack says where services are", async () => {
    const all = await checks({ "aws:endpoints": [{ lambda: url }] });
    assert.deepEqual(levels(all), ["warning AWS credentials"]);
    assert.match(all[0]!.message, /`aws:endpoints` does not name `sts`/);
    assert.equal(asked.length, 0);
  });

  for (const [what, answer, level, message] of [
    ["is in force", ISSUED(), "ok", /for 100 more days$/],
    ["covers by a `*`", ISSUED({ DomainName: "*.example.com" }), "ok", /^it is in force/],
    [
      "has the name among others",
      ISSUED({ DomainName: "x.org", SubjectAlternativeNames: ["api.example.com"] }),
      "ok",
      /./,
    ],
    ["ends soon", ISSUED({ NotAfter: NOW / 1_000 + 5 * DAY }), "warning", /5 more days: see that it is renewed$/],
    ["has ended", ISSUED({ NotAfter: NOW / 1_000 - DAY }), "error", /has ended/],
    ["is of another name", ISSUED({ DomainName: "*.api.example.com" }), "error", /is for `\*\.api\.example\.com`, and/],
    ["is of a deeper name", ISSUED({ DomainName: "*.com" }), "error", /is for/],
    ["waits", ISSUED({ Status: "PENDING_VALIDATION" }), "error", /make the DNS records/],
    ["is not there", JSON_ERROR("ResourceNotFoundException"), "error", /^there is no certificate/],
    ["may not be seen", JSON_ERROR("AccessDeniedException"), "warning", /^not looked at: .*AccessDeniedException/],
    ["is answered oddly", [200, {}] as Answer, "warning", /^not looked at/],
  ] as const) {
    it(`looks at a certificate that ${what}`, async () => {
      answers["DescribeCertificate"] = answer;
      const found = (await checks(domain())).find(({ check }) => check === `certificate ${key()}`)!;
      assert.equal(found.level, level);
      assert.match(found.message, message);
    });
  }

  it("says whether a domain name is taken, and whether one that must exist is there", async () => {
    const PATH = "/v2/domainnames/api.example.com";
    answers["DescribeCertificate"] = ISSUED();
    const level = async (answer: Answer, more?: object) => {
      answers[PATH] = answer;
      return (await checks(domain(more))).find(({ check }) => check === `domain ${key()}`)!.level;
    };
    const missing = JSON_ERROR("NotFoundException", 404);
    assert.equal(await level(missing), "ok");
    assert.equal(await level([200, {}]), "warning");
    assert.equal(await level(missing, { basePath: "v1" }), "error");
    assert.equal(await level([200, {}], { basePath: "v1" }), "ok");
    assert.equal(await level(JSON_ERROR("AccessDeniedException", 403)), "warning");
    assert.ok(asked.filter(({ what }) => what === PATH).every(({ method }) => method === "GET"));
  });

  const routes = (count: number, scopes = 1): Declared[] =>
    Array.from({ length: count }, (_, i) => ({
      type: "aws:apigatewayv2/route:Route",
      name: `route-${i}`,
      custom: true,
      inputs: { apiId: "one", authorizationScopes: Array.from({ length: scopes }, (_, n) => `s${n}`) },
    }));

  it("holds what the stack needs against the account's own quota", async () => {
    const of = async (check: string, resources: Declared[]) =>
      (await checks({}, resources)).find((one) => one.check === check);
    answers["GetServiceQuota"] = QUOTA(5);
    assert.equal((await of("quota of routes", routes(5)))!.level, "ok");
    assert.match(
      (await of("quota of routes", routes(6)))!.message,
      /needs 6 routes of an HTTP API, and the account has 5: ask/,
    );
    assert.equal(await of("quota of rules", routes(6)), undefined);
    // The account has none of its own, so that AWS's default counts, as AWS tells it.
    answers["GetServiceQuota"] = JSON_ERROR("NoSuchResourceException");
    answers["GetAWSDefaultServiceQuota"] = QUOTA(7);
    assert.equal((await of("quota of routes", routes(7)))!.level, "ok");
    assert.equal((await of("quota of routes", routes(8)))!.level, "error");
  });

  it("never takes a quota for known that could not be read", async () => {
    for (const answer of [JSON_ERROR("AccessDeniedException"), [200, {}] as Answer, [500, "no"] as Answer]) {
      answers["GetServiceQuota"] = answer;
      const found = (await checks({}, routes(3))).find(({ check }) => check === "quota of routes")!;
      assert.equal(found.level, "warning");
      assert.match(found.message, /could not be read .*AWS's default is 300$/);
    }
  });

  it("knows what AWS gives nobody more of, and what cannot be read", async () => {
    const of = async (check: string, resources: Declared[]) =>
      (await checks({}, resources)).find((one) => one.check === check)!.level;
    assert.equal(await of("quota of scopes", routes(1, 10)), "ok");
    assert.equal(await of("quota of scopes", routes(1, 11)), "error");
    const authorizers = (count: number): Declared[] =>
      routes(count).map((one) => ({ ...one, type: "aws:apigatewayv2/authorizer:Authorizer" }));
    assert.equal(await of("quota of authorizers", authorizers(10)), "ok");
    assert.equal(await of("quota of authorizers", authorizers(11)), "warning");
  });

  it("counts resources of a REST API by path, and rules of a security group by range", async () => {
    answers["GetServiceQuota"] = QUOTA(3);
    const body = JSON.stringify({ paths: { "/a/b": {}, "/a/c": {} } });
    const rest = { type: "aws:apigateway/restApi:RestApi", name: "r", custom: true, inputs: { body } };
    const ingress = [{ cidrBlocks: ["10.0.0.0/8", "11.0.0.0/8"] }, { cidrBlocks: ["12.0.0.0/8"] }];
    const group = { type: "aws:ec2/securityGroup:SecurityGroup", name: "g", custom: true, inputs: { ingress } };
    const all = await checks({}, [rest, group]);
    assert.match(all.find(({ check }) => check === "quota of resources")!.message, /needs 4 .* has 3/);
    assert.match(all.find(({ check }) => check === "quota of security rules")!.message, /needs 3 .* has 3$/);
  });

  it("takes the keys of the profile that the stack names before those of the environment", () => {
    const folder = mkdtempSync(join(tmpdir(), "preflight-aws-"));
    try {
      const file = join(folder, "credentials");
      writeFileSync(
        file,
        "[default]\naws_access_key_id = A\naws_secret_access_key = a\n[work]\naws_access_key_id=B\naws_secret_access_key=b\naws_session_token=t\n[sso]\nregion = x\n",
      );
      const shared = { AWS_SHARED_CREDENTIALS_FILE: file };
      const id = (settings: object, environment: object) =>
        awsCredentials(settings as Record<string, unknown>, { ...shared, ...environment })?.credentials;
      assert.deepEqual(id({}, {}), { accessKeyId: "A", secretAccessKey: "a" });
      assert.deepEqual(id({}, { AWS_PROFILE: "work" }), { accessKeyId: "B", secretAccessKey: "b", sessionToken: "t" });
      assert.equal(id({ "aws:profile": "work" }, KEYS)!.accessKeyId, "B");
      assert.equal(id({ "aws:profile": "sso" }, KEYS), undefined);
      assert.equal(id({}, KEYS)!.accessKeyId, "AKIDCANARY");
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
