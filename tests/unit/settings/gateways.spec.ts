/** What a stack says of its gateways. */
import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { valueOf } from "../../setup/mocks";
import { accessOf, devMistakes, devSettings, type Values } from "./stackFile";

const own = (settings: Values): Values =>
  Object.fromEntries(Object.entries(settings).map(([key, value]) => [`okta-api-access:${key}`, value]));

const SECRETS = ["okta-api-access:originSecret", "okta-api-access:signIn"];

const CERTIFICATE = "arn:aws:acm:eu-central-1:111122223333:certificate/1234abcd-12ab-34cd-56ef-1234567890ab";

const PORTAL = { path: "/portal", client: "audit-portal", clientSecret: "a-secret", target: "portal" };

const mistakes = (settings: Values, secrets = SECRETS) => devMistakes(own(settings), secrets);

describe("the settings of gateways", () => {
  it("are none where a stack says nothing, and nothing is then watched", () => {
    assert.deepEqual(devSettings().gateways, {
      domains: {},
      network: undefined,
      targetGroups: {},
      backends: {},
      backendSecrets: {},
      signIn: {},
      originSecret: undefined,
      monitoring: undefined,
      cloudWatchRole: "exists",
    });
  });

  it("are read as they stand there, secrets as secret outputs", async () => {
    const targetGroup = "arn:aws:elasticloadbalancing:eu-central-1:111122223333:targetgroup/portal/1234abcd";
    const network = { vpcId: "vpc-0a", subnetIds: ["subnet-0a", "subnet-0b"], allowedCidrs: ["203.0.113.0/24"] };
    const { gateways } = devSettings(
      own({
        domains: { admin: { name: "api.example.com", certificateArn: CERTIFICATE } },
        network,
        targetGroups: { portal: targetGroup },
        signIn: JSON.stringify({ admin: { portal: { ...PORTAL, stepUp: { acr: "phr", maxAge: 300 } } } }),
        originSecret: "0123456789abcdef0123456789abcdef",
        monitoring: { alarmTopicArn: "arn:aws:sns:eu-central-1:111122223333:on-call" },
      }),
      SECRETS,
    );
    const { originSecret, signIn, ...rest } = gateways;
    assert.deepEqual(rest, {
      cloudWatchRole: "exists",
      domains: { admin: { name: "api.example.com", certificateArn: CERTIFICATE } },
      network,
      targetGroups: { portal: targetGroup },
      backends: {},
      backendSecrets: {},
      monitoring: { alarmTopicArn: "arn:aws:sns:eu-central-1:111122223333:on-call" },
    });
    const { clientSecret, ...portal } = signIn["admin"]!["portal"]!;
    assert.deepEqual(portal, {
      path: "/portal",
      client: "audit-portal",
      target: "portal",
      stepUp: { acr: "phr", maxAge: 300 },
    });
    assert.equal(await valueOf(clientSecret), "a-secret");
    assert.equal(await pulumi.isSecret(clientSecret), true);
    assert.equal(await valueOf(originSecret!), "0123456789abcdef0123456789abcdef");
    assert.equal(await pulumi.isSecret(originSecret!), true);
  });

  it("takes names that are made elsewhere, which several APIs share by base paths", () => {
    const name = "api.example.com";
    const domains = {
      admin: { name, certificateArn: CERTIFICATE, basePath: "admin" },
      registration: { name, basePath: "registration/v1" },
      recovery: { name },
    };
    assert.deepEqual(devSettings(own({ domains })).gateways.domains, domains);
  });

  it("refuse ranges of addresses that would bound nobody, where all APIs are HTTP APIs", () => {
    const access = accessOf("dev");
    const apis = new Map([...access.apis].map(([key, api]) => [key, { ...api, profile: "http" as const }]));
    const network = { allowedCidrs: ["203.0.113.0/24"] };
    assert.deepEqual(devMistakes(own({ network }), SECRETS, { ...access, apis }), [
      'okta-api-access:network.allowedCidrs: bounds load balancers and REST APIs alone, and the stack has neither: its HTTP APIs would be open to everybody; use `profile: "rest"`, or leave it out',
    ]);
    assert.deepEqual(devMistakes(own({ network }), SECRETS, access), []);
  });

  const wrong: readonly [title: string, settings: Values, expected: string][] = [
    [
      "a domain of an API that there is not",
      { domains: { amdin: { name: "a.example.com", certificateArn: CERTIFICATE } } },
      "okta-api-access:domains.amdin: unknown field `amdin`; did you mean `admin`? (allowed: `admin`, `registration`, `recovery`)",
    ],
    [
      "an address as a domain name",
      { domains: { admin: { name: "https://a.example.com", certificateArn: CERTIFICATE } } },
      "okta-api-access:domains.admin.name: must be a domain name in lower case, such as `api.example.com`, without `https://` and a path",
    ],
    [
      "another ARN than a certificate's",
      { domains: { admin: { name: "a.example.com", certificateArn: "arn:aws:iam::111122223333:role/x" } } },
      "okta-api-access:domains.admin.certificateArn: must be the ARN of a certificate, such as `arn:aws:acm:eu-central-1:111122223333:certificate/…`",
    ],
    [
      "two APIs of one base path",
      {
        domains: {
          admin: { name: "a.example.com", certificateArn: CERTIFICATE, basePath: "v1" },
          recovery: { name: "a.example.com", basePath: "v1" },
        },
      },
      "okta-api-access:domains.recovery.basePath: is that of the API `admin`; a name leads to one API, or to several of which each has a `basePath`",
    ],
    [
      "a name that two APIs make",
      {
        domains: {
          admin: { name: "a.example.com", certificateArn: CERTIFICATE },
          recovery: { name: "a.example.com", certificateArn: CERTIFICATE, basePath: "v1" },
        },
      },
      "okta-api-access:domains.recovery.certificateArn: is given by the API `admin` already, which makes the name; leave it out here",
    ],
    [
      "a base path with slashes at its ends",
      { domains: { admin: { name: "a.example.com", basePath: "/v1/" } } },
      "okta-api-access:domains.admin.basePath: must be parts of a path, such as `orders` or `orders/v2`, without a slash at its ends, of 300 characters at most",
    ],
    [
      "a role that nobody makes",
      { cloudWatchRole: "make" },
      "okta-api-access:cloudWatchRole: must be `create` or `exists`",
    ],
    [
      "a prefix of log groups that is AWS's own",
      { logs: { retentionDays: 90, groupPrefix: "/aws/lambda" } },
      "okta-api-access:logs.groupPrefix: must not begin with `/aws`, which AWS uses itself",
    ],
    [
      "a prefix of log groups that ends in a slash",
      { logs: { retentionDays: 90, groupPrefix: "/acme/" } },
      "okta-api-access:logs.groupPrefix: must begin with `/` and end without one, such as `/acme/orders`",
    ],
    [
      "a page that lets everybody in",
      {
        signIn: {
          admin: {
            p: {
              path: "/p",
              client: "audit-portal",
              clientSecret: "s",
              target: "p",
              onUnauthenticatedRequest: "allow",
            },
          },
        },
      },
      "okta-api-access:signIn.admin.p.onUnauthenticatedRequest: must be `authenticate` or `deny`: `allow` would let everybody in who has not signed in, so that the page guards nothing",
    ],
    [
      "a misspelt field of the network",
      { network: { vpcID: "vpc-0a" } },
      "okta-api-access:network.vpcID: unknown field `vpcID`; did you mean `vpcId`? (allowed: `vpcId`, `subnetIds`, `internal`, `accessLogsBucket`, `allowedCidrs`)",
    ],
    [
      "one subnet",
      { network: { vpcId: "vpc-0a", subnetIds: ["subnet-0a"] } },
      "okta-api-access:network.subnetIds: must have subnets of two zones at least",
    ],
    [
      "no address at all from which one may call",
      { network: { allowedCidrs: [] } },
      "okta-api-access:network.allowedCidrs: must not be empty: nobody could call",
    ],
    [
      "an address that is no range",
      { network: { allowedCidrs: ["203.0.113.7"] } },
      "okta-api-access:network.allowedCidrs[0]: must be a range of addresses, such as `203.0.113.0/24`",
    ],
    [
      "a range with bits of hosts",
      { network: { allowedCidrs: ["203.0.113.5/24"] } },
      "okta-api-access:network.allowedCidrs[0]: has bits of hosts; write `203.0.113.0/24`",
    ],
    [
      "a certificate of another region",
      { domains: { admin: { name: "api.example.com", certificateArn: CERTIFICATE.replace("central", "west") } } },
      "okta-api-access:domains.admin.certificateArn: must be of a certificate in `eu-central-1`, and is in `eu-west-1`: the API is there",
    ],
    [
      "a secret that is longer than CloudFront sends",
      { originSecret: "x".repeat(1_784) },
      "okta-api-access:originSecret: must have 1783 characters at most, which is what CloudFront sends",
    ],
    [
      "a tag that AWS keeps for itself",
      { tags: { "aws:cost": "x" } },
      "okta-api-access:tags: has a tag that begins with `aws:`, which AWS keeps for itself",
    ],
    ["a short secret", { originSecret: "short" }, "okta-api-access:originSecret: must have 32 characters at least"],
    [
      "a short secret beside a long one",
      { originSecret: `${"n".repeat(32)} short` },
      "okta-api-access:originSecret: must have 32 characters at least",
    ],
    [
      "three secrets",
      { originSecret: ["a", "b", "c"].map((one) => one.repeat(32)).join(" ") },
      "okta-api-access:originSecret: must be of printable characters, with one blank at most between two values: it is sent in a header",
    ],
    [
      "a sign-in of a client that keeps no secret",
      { signIn: { admin: { portal: { ...PORTAL, client: "support-console" } } } },
      "okta-api-access:signIn.admin.portal.client: must be a web client of the access file (defined: `audit-portal`)",
    ],
    [
      "a sign-in at a pattern",
      { signIn: { admin: { portal: { ...PORTAL, path: "/*" } } } },
      "okta-api-access:signIn.admin.portal.path: must begin with `/`, without `*` and `?`",
    ],
    [
      "an alarm for something else than a topic",
      { monitoring: { alarmTopicArn: "on-call" } },
      "okta-api-access:monitoring.alarmTopicArn: must be the ARN of an SNS topic",
    ],
  ];
  for (const [title, settings, expected] of wrong) {
    it(`refuse ${title}`, () => assert.deepEqual(mistakes(settings), [expected]));
  }

  for (const [key, value] of [
    ["originSecret", "0123456789abcdef0123456789abcdef"],
    ["signIn", { admin: { portal: PORTAL } }],
  ] as const) {
    it(`refuse \`${key}\` in the clear, without repeating it`, () =>
      assert.deepEqual(mistakes({ [key]: value }, []), [
        `okta-api-access:${key}: stands in the file in the clear: revoke it, and set a new one with \`pulumi config set --secret okta-api-access:${key}\``,
      ]));
  }
});
