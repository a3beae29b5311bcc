/** The gateway as an HTTP API: the routes and the settings that it refuses, each in its own words. */
import type { ProtectedApiArgs } from "../../../components/aws/shared/protectedApiArgs";
import type { ProtectedRouteArgs } from "../../../components/aws/shared/routeArgs";
import { certificateIn } from "./gatewayArgs";
import { run, stepUp, withRoute } from "./httpApiArgs";
import { assertRefused } from "./testProviders";

const FIREWALL = { managedRules: true, requestsPer5Minutes: 100 };

describe("ProtectedHttpApi", () => {
  const wrong: readonly [title: string, route: ProtectedRouteArgs, problem: string][] = [
    [
      "no authorization",
      { handler: "admin" },
      "has no authorization: give `scopes` or `requirement`, or say why it is `public`",
    ],
    [
      "authorization and openness at once",
      { public: "no", scopes: ["a"], handler: "admin" },
      "has more than one of `public`, `scopes` and `requirement`: give exactly one",
    ],
    [
      "no reason for being public",
      { public: " ", handler: "admin" },
      "is public without a reason: say in `public` why anybody may call it",
    ],
    [
      "an empty list of scopes",
      { scopes: [], handler: "admin" },
      "has an empty list of scopes, which every token would satisfy: name a scope",
    ],
    [
      "more scopes than API Gateway takes",
      { scopes: [..."abcdefghijk"], handler: "admin" },
      "has 11 scopes: API Gateway takes at most 10 for a route",
    ],
    [
      "a requirement without scopes",
      { requirement: {}, handler: "admin" },
      "has a requirement without scopes: give either `any` or `all`",
    ],
    [
      "a requirement with both kinds of scopes",
      { requirement: { scopes: { any: ["a"], all: ["a"] } }, handler: "admin" },
      "has a requirement without scopes: give either `any` or `all`",
    ],
    [
      "a requirement with an empty list of scopes",
      { requirement: { scopes: { all: [] } }, handler: "admin" },
      "has a requirement with an empty list of scopes: name a scope",
    ],
    [
      "groups without their claim",
      { requirement: { scopes: { any: ["a"] }, groups: ["g-*"] }, handler: "admin" },
      "asks for groups without naming the claim that holds them: give `groupsClaim`",
    ],
    [
      "a challenge without a step-up",
      { requirement: { scopes: { any: ["a"] }, challenge: "none" }, handler: "admin" },
      "says who answers with the challenge of a step-up, and asks for none: leave `challenge` out",
    ],
    ["neither handler nor address", { scopes: ["a"] }, "must have exactly one of `handler`, `url` and `vpcLink`"],
    [
      "handler and address",
      { scopes: ["a"], handler: "admin", url: "https://a.example" },
      "must have exactly one of `handler`, `url` and `vpcLink`",
    ],
    [
      "a handler that does not exist",
      { scopes: ["a"], handler: "amdin" },
      "names the handler `amdin`, which does not exist (defined: `admin`, `unused`)",
    ],
    [
      "a handler that every object has",
      { scopes: ["a"], handler: "toString" },
      "names the handler `toString`, which does not exist (defined: `admin`, `unused`)",
    ],
    [
      "the Lambda authorizer as handler",
      { scopes: ["a"], handler: "guard" },
      "names a handler `guard`: the Lambda authorizer has that name",
    ],
    [
      "an address without TLS",
      { scopes: ["a"], url: "http://a.example" },
      "passes requests on without TLS: use an https address",
    ],
  ];
  for (const [title, route, problem] of wrong) {
    it(`refuses a route with ${title}`, () => assertRefused(withRoute(route), `route \`GET /x\` ${problem}`));
  }

  it("refuses a requirement where there is no code for the Lambda authorizer", () =>
    assertRefused(
      withRoute({ requirement: stepUp, handler: "admin" }, { authorizerModule: undefined }),
      "route `GET /x` needs the Lambda authorizer: give `authorizerModule`",
    ));

  for (const key of ["$default", "ANY /x", "GET /{proxy+}", "get /x"]) {
    it(`refuses the route key \`${key}\``, () =>
      assertRefused(
        run({ routes: { [key]: { scopes: ["a"], handler: "admin" } } }),
        `route \`${key}\` is no route key: write it as \`METHOD /path\`, without \`ANY\`, \`$default\` and \`{proxy+}\`, which open what nobody declared`,
      ));
  }

  const unfit: readonly [title: string, changes: Partial<ProtectedApiArgs>, message: string][] = [
    [
      "a firewall without a domain name",
      { firewall: FIREWALL, originSecret: "s" },
      "a firewall before an HTTP API needs a `domain`: CloudFront's own name takes TLS 1.0",
    ],
    [
      "a firewall with a certificate of another region than CloudFront's",
      {
        firewall: FIREWALL,
        originSecret: "s",
        domain: { name: "a.example", certificateArn: certificateIn("eu-central-1") },
      },
      "`domain.certificateArn` must be of a certificate in us-east-1: the firewall of an HTTP API is CloudFront's",
    ],
    [
      "a firewall that one could get past",
      { firewall: FIREWALL, domain: { name: "a.example", certificateArn: certificateIn("us-east-1") } },
      "a firewall before an HTTP API needs an `originSecret`, or the API could be called past it",
    ],
    [
      "a sign-in of people",
      { signIn: { p: { path: "/", clientId: "c", clientSecret: "s", target: "admin" } } },
      "signs people in, which only a load balancer does: use the profile `alb`",
    ],
    [
      "a target group",
      { targetGroups: { orders: "arn" }, routes: { "GET /x": { scopes: ["a"], handler: "orders" } } },
      "route `GET /x` leads to a target group, which only a load balancer has: use the profile `alb`, or a `url`",
    ],
    [
      "more routes than API Gateway takes",
      {
        routes: Object.fromEntries(
          Array.from({ length: 301 }, (_, i) => [`GET /${i}`, { scopes: ["a"], handler: "admin" }]),
        ),
      },
      "has 301 routes, and API Gateway takes 300 in one API: divide it",
    ],
    [
      "CORS for any page",
      { cors: { allowOrigins: ["*"], allowHeaders: [], maxAgeSeconds: 0 } },
      "`cors.allowOrigins` must name its origins: `*` lets any page call",
    ],
  ];
  for (const [title, changes, message] of unfit) {
    it(`refuses ${title}`, () => assertRefused(run(changes), message));
  }
});
