/** The gateway as a load balancer: what it refuses, each in its own words. */
import { PORTAL, run, unchecked, withRoute } from "./albApiArgs";
import { STEP_UP } from "./gatewayArgs";
import { assertRefused } from "./testProviders";

describe("ProtectedAlbApi", () => {
  const wrong: readonly [title: string, run: Promise<unknown> | (() => Promise<unknown>), message: string][] = [
    [
      "several scopes before a container",
      () => withRoute({ scopes: ["a", "b"], handler: "orders" }),
      `route \`GET /x\` ${unchecked}`,
    ],
    [
      "a requirement before a container",
      () => withRoute({ requirement: { scopes: { any: ["a"] }, stepUp: STEP_UP }, handler: "orders" }),
      `route \`GET /x\` ${unchecked}`,
    ],
    [
      "an address",
      () => withRoute({ scopes: ["a"], url: "https://a.example/" }),
      "route `GET /x` leads to an address: a load balancer passes requests on to functions and target groups",
    ],
    [
      "a limit",
      () => withRoute({ scopes: ["a"], handler: "orders", throttle: { ratePerSecond: 1, burst: 1 } }),
      "route `GET /x` has a `throttle`, and a load balancer has none: use `firewall`",
    ],
    [
      "a target that is a function and a target group",
      () => withRoute({ scopes: ["a"], handler: "admin" }, { targetGroups: { admin: "arn" } }),
      "route `GET /x` leads to `admin`, which is a function and a target group: rename one of the two",
    ],
    [
      "a function without its ARN",
      () => withRoute({ scopes: ["a"], handler: "f" }, { handlers: { f: { functionName: "f", invokeArn: "arn" } } }),
      "route `GET /x` needs the `functionArn` of its handler",
    ],
    [
      "a path that is too long for a pattern",
      () => run({ routes: { [`GET /${"x".repeat(126)}`]: { scopes: ["a"], handler: "orders" } } }),
      `route \`GET /${"x".repeat(126)}\` has too long a path: a pattern has 128 characters at most`,
    ],
    [
      "more variables than there are bands",
      () => run({ routes: { "GET /{a}/{b}/{c}/{d}/{e}/{f}/{g}/{h}": { scopes: ["a"], handler: "orders" } } }),
      "route `GET /{a}/{b}/{c}/{d}/{e}/{f}/{g}/{h}` has more than 7 variables in its path",
    ],
    [
      "too deep a sign-in",
      () => run({ signIn: { p: { ...PORTAL, path: "/a".repeat(10) } } }),
      "sign-in `p` has too deep a path: 9 parts at most",
    ],
    [
      "no domain name",
      () => run({ domain: undefined }),
      "a load balancer needs a `domain` with a certificate: it takes HTTPS only",
    ],
    ["no VPC", () => run({ network: {} }), "a load balancer needs a VPC: give `network.vpcId`"],
    [
      "one subnet",
      () => run({ network: { vpcId: "vpc-1", subnetIds: ["subnet-1"] } }),
      "a load balancer needs subnets in two zones: give `network.subnetIds`",
    ],
    [
      "CORS",
      () => run({ cors: { allowOrigins: ["https://a.example"], allowHeaders: [], maxAgeSeconds: 0 } }),
      "a load balancer has no CORS: leave `cors` out, and declare an `OPTIONS` route with a reason to be `public`, which its function answers",
    ],
    [
      "more rules than a load balancer takes",
      () =>
        run({
          routes: Object.fromEntries(
            Array.from({ length: 101 }, (_, i) => [`GET /${i}`, { scopes: ["a"], handler: "orders" }]),
          ),
        }),
      "has 104 rules, and a load balancer takes 100: divide it",
    ],
    [
      "a sign-in for a pattern",
      () => run({ signIn: { p: { ...PORTAL, path: "/*" } } }),
      "sign-in `p` must have a `path` that begins with `/`, without `*` and `?`",
    ],
    [
      "a sign-in that leads nowhere",
      () => run({ signIn: { p: { ...PORTAL, target: "portal" } } }),
      "sign-in `p` leads to `portal`, which is neither a function nor a target group",
    ],
    [
      "two sign-ins at one path, but for its case",
      () => run({ signIn: { p: { ...PORTAL, path: "/Portal/" }, q: PORTAL } }),
      "sign-in `p` has the path of another sign-in, `/portal`, but for its case: one page each",
    ],
    [
      "a sign-in whose path is too long for its cases",
      () => run({ signIn: { p: { ...PORTAL, path: `/portal/${"x".repeat(30)}` }, q: PORTAL } }),
      `sign-in \`p\` has too long a path: a pattern has 128 characters at most, and takes four for each letter of a page below or above another`,
    ],
    [
      "a session of no time",
      () => run({ signIn: { p: { ...PORTAL, sessionSeconds: 0 } } }),
      "sign-in `p` must have `sessionSeconds` from 1 to 604800",
    ],
    [
      "a session that outlives its step-up",
      () => run({ signIn: { p: { ...PORTAL, stepUp: STEP_UP, sessionSeconds: 301 } } }),
      "sign-in `p` has a session that outlives the `maxAge` of its step-up: the load balancer does not ask again before its end",
    ],
  ];
  for (const [title, program, message] of wrong) {
    it(`refuses ${title}`, () => assertRefused(typeof program === "function" ? program() : program, message));
  }
});
