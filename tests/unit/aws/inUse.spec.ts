/** What AWS keeps while something refers to it, and what it takes only once: refused here as there, with its own words. */
import assert from "node:assert/strict";
import { ECHO, startApi, type Json, type TestApi } from "./localApi";

const many = (count: number) => Array.from({ length: count }, (_, i) => String(i));
const DAY = 86_400_000;

describe("what is in use, or taken already", () => {
  let api: TestApi;
  let now = 1_700_000_000_000;
  const made: Record<string, Json> = {};
  const make = (kind: string, properties: object): Promise<Json> => api.kept.make(kind, properties);

  before(async () => {
    api = await startApi({ now: () => now });
    made["group"] = await make("ec2.SecurityGroup", { name: "sg", vpcId: "vpc-1" });
    made["other"] = await make("ec2.SecurityGroup", { name: "sg", vpcId: "vpc-2" });
    made["balancer"] = await make("lb.LoadBalancer", {
      name: "lb",
      securityGroups: [made["group"].id],
      subnets: ["a", "b"],
    });
    made["targets"] = await make("lb.TargetGroup", { name: "t", targetType: "lambda" });
    const forward = { type: "forward", targetGroupArn: made["targets"].id };
    made["listener"] = await make("lb.Listener", {
      loadBalancerArn: made["balancer"].id,
      port: 443,
      defaultActions: [forward],
    });
    const addresses = ["203.0.113.0/24"];
    made["set"] = await make("wafv2.IpSet", { name: "set", scope: "REGIONAL", addresses });
    const statement = { ipSetReferenceStatement: { arn: made["set"].outputs.arn } };
    const rules = [{ name: "r", priority: 0, action: { block: {} }, statement }];
    made["acl"] = await make("wafv2.WebAcl", { name: "acl", scope: "REGIONAL", rules });
    await make("wafv2.WebAclAssociation", { webAclArn: made["acl"].outputs.arn, resourceArn: made["balancer"].id });
    await make("apigatewayv2.DomainName", { domainName: "a.example.com" });
    await api.stage();
    await make("apigatewayv2.ApiMapping", { apiId: api.apiId, domainName: "a.example.com", stage: "$default" });
  });
  after(() => api.aws.close());

  const refusals: [
    what: string,
    call: () => Promise<{ status: number; body: Json }>,
    status: number,
    message: RegExp,
  ][] = [
    [
      "a target group to which a listener forwards",
      () => remove("lb.TargetGroup", "targets"),
      400,
      /currently in use by a listener or a rule$/,
    ],
    ["a security group of a load balancer", () => remove("ec2.SecurityGroup", "group"), 400, /has a dependent object$/],
    [
      "a firewall that stands before something",
      () => remove("wafv2.WebAcl", "acl"),
      400,
      /being used by another resource/,
    ],
    [
      "a set of addresses that a firewall looks at",
      () => remove("wafv2.IpSet", "set"),
      400,
      /being used by another resource/,
    ],
    [
      "a second set of addresses of one name",
      () => create("wafv2.IpSet", { name: "set", scope: "REGIONAL", addresses: [] }),
      400,
      /is a duplicate of an existing one/,
    ],
    [
      "a set of all addresses in one range",
      () => create("wafv2.IpSet", { name: "all", scope: "REGIONAL", addresses: ["0.0.0.0/0"] }),
      400,
      /field: IP_ADDRESS$/,
    ],
    [
      "51 tags",
      () => create("ec2.SecurityGroup", { name: "t", tags: Object.fromEntries(many(51).map((i) => [i, "x"])) }),
      400,
      /has 51 tags: at most 50$/,
    ],
    [
      "a tag that AWS keeps for itself",
      () => create("kms.Key", { tags: { "aws:x": "y" } }),
      400,
      /begins with `aws:`, which AWS keeps for itself$/,
    ],
    [
      "a tag with a character that none has",
      () => create("wafv2.WebAcl", { name: "tagged", scope: "REGIONAL", tags: { team: "R&D" } }),
      400,
      /has a character that AWS does not take in tags/,
    ],
    [
      "a name of a secret with a blank",
      () => create("secretsmanager.Secret", { name: "a b" }),
      400,
      /^Invalid name\. Must be a valid name/,
    ],
    [
      "a metric filter with too long a name",
      () => create("cloudwatch.LogMetricFilter", { name: "n".repeat(513), logGroupName: "/api/test", pattern: "x" }),
      400,
      /name must have length less than or equal to 512$/,
    ],
    [
      "a usage plan of a stage that is not there",
      () => create("apigateway.UsagePlan", { name: "p", apiStages: [{ apiId: "none", stage: "live" }] }),
      404,
      /^API Stage not found: none:live$/,
    ],
    [
      "a compression of bodies that is out of range",
      () => create("apigateway.RestApi", { name: "a", minimumCompressionSize: "10485761" }),
      400,
      /^Invalid minimum compression size/,
    ],
    [
      "a private API for IPv4 alone",
      () =>
        create("apigateway.RestApi", {
          name: "a",
          endpointConfiguration: { types: "PRIVATE", ipAddressType: "ipv4" },
        }),
      400,
      /^ipv4 is not supported for PRIVATE endpoint type/,
    ],
    [
      "a second security group of one name in a VPC",
      () => create("ec2.SecurityGroup", { name: "sg", vpcId: "vpc-1" }),
      400,
      /^The security group 'sg' already exists for VPC 'vpc-1'$/,
    ],
    [
      "a second firewall of one name",
      () => create("wafv2.WebAcl", { name: "acl", scope: "REGIONAL" }),
      400,
      /duplicate of an existing one/,
    ],
    ["a second domain name", () => create("apigatewayv2.DomainName", { domainName: "a.example.com" }), 409, /already/],
    [
      "a second API at a domain name",
      () => create("apigatewayv2.ApiMapping", { apiId: api.apiId, domainName: "a.example.com", stage: "$default" }),
      409,
      /^ApiMapping key already exists for this domain name$/,
    ],
    [
      "a mapping to a stage that is not there",
      () =>
        create("apigatewayv2.ApiMapping", {
          apiId: api.apiId,
          domainName: "a.example.com",
          apiMappingKey: "v2",
          stage: "no",
        }),
      404,
      /^Invalid stage identifier specified$/,
    ],
    [
      "a second listener at a port",
      () => create("lb.Listener", { loadBalancerArn: made["balancer"].id, port: 443 }),
      400,
      /already exists on this port/,
    ],
    [
      "a listener that forwards to nothing",
      () =>
        create("lb.Listener", {
          loadBalancerArn: made["balancer"].id,
          port: 444,
          defaultActions: [{ type: "forward", targetGroupArn: made["targets"].id + "x" }],
        }),
      400,
      /^One or more target groups not found$/,
    ],
    [
      "a load balancer in one subnet",
      () => create("lb.LoadBalancer", { name: "one", subnets: ["a"] }),
      400,
      /^At least two subnets/,
    ],
    [
      "a load balancer in a group that is not there",
      () => create("lb.LoadBalancer", { name: "no", subnets: ["a", "b"], securityGroups: ["sg-0"] }),
      400,
      /^One or more security groups are invalid$/,
    ],
    [
      "a load balancer that would leave its VPC",
      () => change("lb.LoadBalancer", "balancer", { securityGroups: [made["other"].id] }),
      400,
      /^One or more security groups are invalid$/,
    ],
  ];

  const remove = (kind: string, name: string) => api.kept.remove(kind, made[name].id);
  const create = (kind: string, properties: object) => api.kept.create(kind, properties);
  const change = (kind: string, name: string, properties: object) =>
    api.kept.change(kind, made[name].id, { ...made[name].properties, ...properties });

  for (const [what, call, status, message] of refusals) {
    it(`refuses ${what}`, async () => {
      const answer = await call();
      assert.equal(answer.status, status);
      assert.match(answer.body.message, message);
    });
  }

  it("registers a function at a target group only when the load balancer may call it", async () => {
    await api.lambda("echo", ECHO);
    const attach = () =>
      create("lb.TargetGroupAttachment", {
        targetGroupArn: made["targets"].id,
        targetId: "arn:aws:lambda:us-east-1:000000000000:function:echo",
      });
    assert.match((await attach()).body.message, /^elasticloadbalancing principal does not have permission to invoke/);
    await api.make("POST", "/2015-03-31/functions/echo/policy", {
      StatementId: "alb",
      Action: "lambda:InvokeFunction",
      Principal: "elasticloadbalancing.amazonaws.com",
      SourceArn: made["targets"].id,
    });
    assert.equal((await attach()).status, 201);
  });

  it("keeps the name of a deleted secret for as long as it can be recovered", async () => {
    for (const [recoveryWindowInDays, days] of [
      [undefined, 30],
      [7, 7],
      [0, 0],
    ] as const) {
      const properties = { name: `s-${days}`, recoveryWindowInDays };
      const { id } = await make("secretsmanager.Secret", properties);
      await api.kept.remove("secretsmanager.Secret", id);
      if (days > 0) {
        now += days * DAY - 1;
        assert.match(
          (await create("secretsmanager.Secret", properties)).body.message,
          /already scheduled for deletion\.$/,
        );
        now += 1;
      }
      assert.equal((await create("secretsmanager.Secret", properties)).status, 201);
    }
  });

  it("takes 4,096 bytes of environment, measured as JSON, and no more", async () => {
    const environment = (value: string) =>
      api.call("PUT", "/2015-03-31/functions/echo/configuration", { Environment: { Variables: { AB: value } } });
    assert.equal((await environment("x".repeat(4_087))).status, 200);
    for (const value of ["x".repeat(4_088), `"${"x".repeat(4_086)}`]) {
      const { status, body } = await environment(value);
      assert.equal(status, 400);
      assert.match(body.message, /exceeded the 4KB limit/);
    }
  });

  it("gives out what a function answers up to 6 MB, and fails beyond", async () => {
    const code = `export const handler = async ({ rawPath }) => "x".repeat(Number(rawPath.slice(1)));`;
    const integration = await api.lambda("large", code);
    await api.route("GET /{size}", integration);
    const status = async (size: number) => (await fetch(`${api.url}/${size}`)).status;
    // A text has two quotes around it as JSON.
    assert.deepEqual([await status(6_291_554), await status(6_291_555)], [200, 500]);
  });
});
