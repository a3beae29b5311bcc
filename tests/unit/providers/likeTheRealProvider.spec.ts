/** What the local AWS provider does in the way of the real one, though AWS itself would let it do otherwise. */
import assert from "node:assert/strict";
import { createAwsProvider } from "../../../local/providers/aws/awsProvider";
import type { LocalProvider, ResourceState } from "../../../local/providers/provider";
import type { Values } from "../../../local/providers/values";
import {
  API,
  AUTHORIZER,
  LOG_GROUP,
  ROUTE,
  settings,
  STAGE,
  startAwsProvider,
  type AwsStand,
} from "./awsProviderStand";
import { createChecked } from "./oneType";
import { CERTIFICATE } from "./storedRows";

const GROUP = "aws:ec2/securityGroup:SecurityGroup";
const RULE = "aws:cloudwatch/eventRule:EventRule";
const TARGET = "aws:cloudwatch/eventTarget:EventTarget";
const DISTRIBUTION = "aws:cloudfront/distribution:Distribution";

describe("like the real provider, the local AWS provider", () => {
  let stand: AwsStand;
  let provider: LocalProvider;
  let api: ResourceState;

  before(async () => {
    stand = await startAwsProvider();
    ({ provider, api } = stand);
  });
  after(() => stand.close());

  /** Check and update, as the engine does. */
  const change = (type: string, state: ResourceState, inputs: Values) =>
    provider.update(type, state, provider.check(type, state.inputs, inputs, { name: "test" }).inputs);

  it("leaves the rules of a security group as they were where the program says nothing of them", async () => {
    const ingress = [{ protocol: "tcp", fromPort: 443, toPort: 443, cidrBlocks: ["10.0.0.0/8"] }];
    const made = await createChecked(provider, GROUP, { name: "kept", vpcId: "vpc-9", ingress });
    assert.deepEqual([made.inputs["description"], made.inputs["revokeRulesOnDelete"]], ["Managed by Pulumi", false]);
    const { inputs } = provider.check(GROUP, made.inputs, { name: "kept" }, { name: "test" });
    assert.deepEqual(provider.diff(GROUP, made.inputs, inputs).differences, []);
    const updated = await change(GROUP, made, { name: "kept", tags: { a: "b" } });
    assert.deepEqual([updated.outputs["ingress"], updated.outputs["vpcId"]], [ingress, "vpc-9"]);
    const closed = await change(GROUP, updated, { name: "kept", vpcId: "vpc-9", ingress: [] });
    assert.deepEqual(closed.outputs["ingress"], []);
    await provider.delete(GROUP, closed);
  });

  it("names a rule's target after the resource, so that the new one comes before the old one goes", async () => {
    const rule = await createChecked(provider, RULE, { name: "hourly", scheduleExpression: "rate(1 hour)" });
    const target = await createChecked(provider, TARGET, { rule: "hourly", arn: stand.fn.outputs["arn"]! });
    assert.match(String(target.outputs["targetId"]), /^test-[0-9a-f]{7}$/);
    assert.equal(target.id, `hourly-${String(target.outputs["targetId"])}`);
    const { inputs } = target;
    assert.equal(provider.diff(TARGET, inputs, { ...inputs, targetId: "other" }).deleteBeforeReplace, false);
    await assert.rejects(provider.delete(RULE, rule), /Rule can't be deleted since it has targets/);
    await provider.delete(TARGET, target);
    await provider.delete(RULE, rule);
  });

  describe("tries again to delete an authorizer that a route uses", () => {
    const used = async () => {
      const authorizer = await createChecked(provider, AUTHORIZER, {
        apiId: api.id,
        authorizerType: "JWT",
        identitySources: ["$request.header.Authorization"],
        jwtConfiguration: { issuer: stand.issuer.issuer, audiences: ["a"] },
      });
      const route = await createChecked(provider, ROUTE, {
        apiId: api.id,
        routeKey: "GET /used",
        authorizationType: "JWT",
        authorizerId: authorizer.id,
      });
      return { authorizer, route };
    };

    it("and does, once the route is gone", async () => {
      const { authorizer, route } = await used();
      const [deleted] = await Promise.all([provider.delete(AUTHORIZER, authorizer), provider.delete(ROUTE, route)]);
      assert.equal(deleted, undefined);
      assert.equal(await provider.read(AUTHORIZER, authorizer.id, authorizer.inputs, authorizer.outputs), undefined);
    });

    it("and says so in the end, with how long it would have taken", async () => {
      const { authorizer, route } = await used();
      const hasty = createAwsProvider({ patienceMs: 0 });
      await hasty.configure(settings(stand.aws.url));
      await assert.rejects(hasty.delete(AUTHORIZER, authorizer), {
        message: `${AUTHORIZER}: AWS answered 409: ConflictException: Cannot delete authorizer '${authorizer.id}', it is used by Route 'GET /used' (the real provider tries for 30 minutes before it says so: apigatewayv2/authorizer.go)`,
      });
      await provider.delete(ROUTE, route);
      await provider.delete(AUTHORIZER, authorizer);
    });
  });

  describe("with a stage", () => {
    const limits = { throttlingBurstLimit: 5, throttlingRateLimit: 2 };
    const inputs = (routeSettings: Values[]) => ({ apiId: api.id, name: "steps", autoDeploy: true, routeSettings });
    const held = () => stand.aws.world.apis.get(api.id)!.stages.get("steps")!.routeSettings;

    it("takes a route's old limits away before it sets the new ones, and they stay away where that fails", async () => {
      const made = await createChecked(provider, STAGE, inputs([{ routeKey: "GET /a", ...limits }]));
      const full = { detailedMetricsEnabled: false, ...limits };
      assert.deepEqual(held(), { "GET /a": full });
      const wrong = inputs([
        { routeKey: "GET /a", ...limits, throttlingBurstLimit: 6 },
        { routeKey: "GET /none", ...limits },
      ]);
      await assert.rejects(change(STAGE, made, wrong), /Unable to find Route by key GET \/none/);
      assert.deepEqual(held(), {});
      const right = inputs([{ routeKey: "GET /a", ...limits, throttlingBurstLimit: 6 }]);
      await change(STAGE, made, right);
      assert.deepEqual(held(), { "GET /a": { ...full, throttlingBurstLimit: 6 } });
      await provider.delete(STAGE, made);
    });

    it("sends a limit that is left out as 0, which lets nobody through", async () => {
      const given = inputs([{ routeKey: "GET /a", throttlingBurstLimit: 5 }]);
      const made = await createChecked(provider, STAGE, { ...given, defaultRouteSettings: { throttlingRateLimit: 1 } });
      assert.deepEqual(held()["GET /a"], {
        detailedMetricsEnabled: false,
        throttlingBurstLimit: 5,
        throttlingRateLimit: 0,
      });
      assert.deepEqual(made.outputs["defaultRouteSettings"], {
        detailedMetricsEnabled: false,
        throttlingBurstLimit: 0,
        throttlingRateLimit: 1,
      });
      const read = await provider.read(STAGE, made.id, made.inputs, made.outputs);
      assert.deepEqual(read?.inputs, made.inputs);
      await provider.delete(STAGE, made);
    });
  });

  describe("passes on that AWS refuses", () => {
    const many = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`t${i}`, "v"]));
    /** The provider's default tags are one tag more. */
    const tags: [what: string, tags: Values, message: RegExp | undefined][] = [
      ["49 tags and the default one", many(49), undefined],
      ["50 tags and the default one", many(50), /has 51 tags: at most 50/],
      ["a tag that begins with aws:", { "aws:cost": "x" }, /begins with `aws:`/],
      ["a tag with a sign that is not allowed", { a: "R&D" }, /a character that AWS does not take/],
      ["a name of 128 and a value of 256 characters", { ["n".repeat(128)]: "v".repeat(256) }, undefined],
      ["a name of 129 characters", { ["n".repeat(129)]: "v" }, /names have 1 to 128 characters/],
      ["a value of 257 characters", { a: "v".repeat(257) }, /values at most 256/],
    ];
    for (const [what, given, message] of tags) {
      it(`${message ? "" : "nothing of "}${what}, on what is kept and on what works`, async () => {
        for (const [type, inputs] of [
          [GROUP, { name: "tagged", vpcId: "vpc-8" }],
          [LOG_GROUP, { name: "tagged" }],
          [API, { name: "tagged", protocolType: "HTTP" }],
        ] as const) {
          const made = createChecked(provider, type, { ...inputs, tags: given });
          if (message) await assert.rejects(made, message);
          else await provider.delete(type, await made);
        }
      });
    }

    const distribution = (secret: string, viewerCertificate: Values = { cloudfrontDefaultCertificate: true }) =>
      createChecked(provider, DISTRIBUTION, {
        enabled: true,
        origins: [{ originId: "o", domainName: "a.example", customHeaders: [{ name: "x-origin", value: secret }] }],
        defaultCacheBehavior: {
          targetOriginId: "o",
          viewerProtocolPolicy: "https-only",
          allowedMethods: ["GET"],
          cachedMethods: ["GET"],
        },
        restrictions: { geoRestriction: { restrictionType: "none" } },
        viewerCertificate,
      });

    it("a header to the origin of 1,784 characters, and takes one of 1,783", async () => {
      await provider.delete(DISTRIBUTION, await distribution("s".repeat(1_783)));
      await assert.rejects(distribution("s".repeat(1_784)), /InvalidArgument: .* must have 1783 characters at most$/);
    });

    it("a certificate of another region than CloudFront's, a domain name's or a listener's", async () => {
      const virginia = CERTIFICATE.replace("eu-central-1", "us-east-1");
      await provider.delete(DISTRIBUTION, await distribution("s", { acmCertificateArn: virginia }));
      await assert.rejects(distribution("s", { acmCertificateArn: CERTIFICATE }), /InvalidViewerCertificate/);
      const domain = (certificateArn: string) =>
        createChecked(provider, "aws:apigatewayv2/domainName:DomainName", {
          domainName: "region.example.com",
          domainNameConfiguration: { certificateArn, endpointType: "REGIONAL", securityPolicy: "TLS_1_2" },
        });
      await provider.delete("aws:apigatewayv2/domainName:DomainName", await domain(CERTIFICATE));
      await assert.rejects(domain(virginia), /must be of a certificate in `eu-central-1`, and is in `us-east-1`/);
      const balancer = await createChecked(provider, "aws:lb/loadBalancer:LoadBalancer", {
        name: "region",
        subnets: ["a", "b"],
      });
      const listener = (certificateArn: string) =>
        createChecked(provider, "aws:lb/listener:Listener", {
          loadBalancerArn: balancer.id,
          port: 443,
          protocol: "HTTPS",
          certificateArn,
          defaultActions: [{ type: "fixed-response", fixedResponse: { contentType: "text/plain", statusCode: "404" } }],
        });
      await assert.rejects(listener(virginia), /CertificateNotFound/);
      await provider.delete("aws:lb/listener:Listener", await listener(CERTIFICATE));
    });
  });
});
