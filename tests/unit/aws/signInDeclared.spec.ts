/** What AWS refuses of a sign-in at a load balancer when it is declared. */
import assert from "node:assert/strict";
import { startLocalAws, type LocalAws } from "../../../local/aws/start";
import { keptBy } from "./kept";

describe("a sign-in that is declared at a load balancer", () => {
  let aws: LocalAws;
  before(async () => {
    aws = await startLocalAws();
  });
  after(() => aws.close());

  const make = (kind: string, properties: object) => keptBy(aws).create(kind, properties);
  let count = 0;
  const rule = async (protocol: string, extra: number) => {
    count += 1;
    const { body: balancer } = await make("lb.LoadBalancer", {
      name: `lb-${count}`,
      subnets: ["subnet-a", "subnet-b"],
    });
    const listener = await make("lb.Listener", {
      loadBalancerArn: balancer.id,
      port: 443,
      protocol,
      defaultActions: [],
    });
    const params = Array.from({ length: extra }, (_, index) => [`p${index}`, "v"]);
    return make("lb.ListenerRule", {
      listenerArn: listener.body.id,
      priority: 1,
      conditions: [{ pathPattern: { values: ["/x"] } }],
      actions: [
        {
          type: "authenticate-oidc",
          authenticateOidc: { authenticationRequestExtraParams: Object.fromEntries(params) as object },
        },
      ],
    });
  };

  it("is taken at an HTTPS listener, with ten parameters more", async () => {
    assert.equal((await rule("HTTPS", 10)).status, 201);
  });

  it("refuses an HTTP listener, and an eleventh parameter", async () => {
    const [plain, many] = [await rule("HTTP", 0), await rule("HTTPS", 11)];
    assert.deepEqual(
      [plain.status, plain.body.message],
      [400, "Actions of type 'authenticate-oidc' are supported only on HTTPS listeners"],
    );
    assert.equal(many.status, 400);
    assert.match(String(many.body.message), /maximum of 10/);
  });
});
