/** Every route has an authorizer, or says by name why anybody may call it. */
import { isKnownEmpty, read } from "../read";
import { UNKNOWN, type ResourceRule, ROUTE } from "../rule";

/** How a route says that it is public: its `operationName` begins so, and the reason follows. */
const PUBLIC = /^public: \S/;

const OPEN = "has no authorization: give it an authorizer, or the `operationName` `public: <reason>`";
const UNFIT = (type: string) => `has the authorization type \`${type}\`, which asks for no token: use JWT or CUSTOM`;
const NO_AUTHORIZER = "names no authorizer: give its `authorizerId`";
const NO_SCOPES = "names no scopes, so that every token of the server would do, an ID token too: name a scope";
const BOTH = "says that it is public and has an authorizer: remove one of the two";

type Props = Readonly<Record<string, unknown>>;

export const routeAuthorizedOrPublic: ResourceRule = {
  policy: {
    name: "route-authorized-or-public",
    description: "A route of an HTTP API has an authorizer, or says by name why it is public.",
    enforcementLevel: "mandatory",
    severity: "critical",
    validateResource: ({ type, props }, reportViolation) => {
      if (type !== ROUTE) return;
      for (const problem of routeProblems(props)) {
        const key = read(() => String(props["routeKey"]));
        reportViolation(`the route \`${key.known ? key.value : "(not known yet)"}\` ${problem}`);
      }
    },
  },
  cases: {
    passes: [
      {
        title: "lets routes with an authorizer pass",
        resources: [
          {
            type: ROUTE,
            props: { routeKey: "GET /a", authorizationType: "JWT", authorizerId: "x", authorizationScopes: ["a:read"] },
          },
          { type: ROUTE, props: { routeKey: "GET /b", authorizationType: "CUSTOM", authorizerId: "x" } },
        ],
        violations: [],
      },
      {
        title: "lets a route pass that says why it is public",
        resources: [
          {
            type: ROUTE,
            props: { routeKey: "GET /health", authorizationType: "NONE", operationName: "public: load balancer probe" },
          },
        ],
        violations: [],
      },
    ],
    refuses: [
      {
        title: "refuses a route without authorization, whether it says NONE or nothing",
        resources: [
          { type: ROUTE, props: { routeKey: "GET /a", authorizationType: "NONE" } },
          { type: ROUTE, props: { routeKey: "GET /b" } },
        ],
        violations: [`the route \`GET /a\` ${OPEN}`, `the route \`GET /b\` ${OPEN}`],
      },
      {
        title: "refuses a public route without a reason",
        resources: [
          { type: ROUTE, props: { routeKey: "GET /a", authorizationType: "NONE", operationName: "public: " } },
        ],
        violations: [`the route \`GET /a\` ${OPEN}`],
      },
      {
        title: "refuses a route that calls itself public and is not",
        resources: [
          {
            type: ROUTE,
            props: { routeKey: "GET /a", authorizationType: "CUSTOM", authorizerId: "x", operationName: "public: no" },
          },
        ],
        violations: [`the route \`GET /a\` ${BOTH}`],
      },
      {
        title: "refuses an authorization type that asks for no token",
        resources: [{ type: ROUTE, props: { routeKey: "GET /a", authorizationType: "AWS_IAM" } }],
        violations: [`the route \`GET /a\` ${UNFIT("AWS_IAM")}`],
      },
      {
        title: "refuses a JWT route without authorizer or without scopes",
        resources: [
          { type: ROUTE, props: { routeKey: "GET /a", authorizationType: "JWT", authorizationScopes: ["a:read"] } },
          {
            type: ROUTE,
            props: { routeKey: "GET /b", authorizationType: "JWT", authorizerId: "x", authorizationScopes: [] },
          },
        ],
        violations: [`the route \`GET /a\` ${NO_AUTHORIZER}`, `the route \`GET /b\` ${NO_SCOPES}`],
      },
    ],
    unknown: [
      {
        title: "lets an authorizer pass that is not known yet",
        resources: [
          {
            type: ROUTE,
            props: {
              routeKey: "GET /a",
              authorizationType: "JWT",
              authorizerId: UNKNOWN,
              authorizationScopes: [UNKNOWN],
            },
          },
        ],
        violations: [],
      },
      {
        title: "refuses a route without authorization whose target is not known yet",
        resources: [{ type: ROUTE, props: { routeKey: "GET /a", target: UNKNOWN, authorizationType: "NONE" } }],
        violations: [`the route \`GET /a\` ${OPEN}`],
      },
    ],
  },
};

function routeProblems(props: Props): string[] {
  const authorization = read(() => props["authorizationType"] ?? "NONE");
  if (!authorization.known) return [];
  const saysPublic = read(() => PUBLIC.test(String(props["operationName"] ?? "")));
  if (authorization.value === "NONE") return saysPublic.known && !saysPublic.value ? [OPEN] : [];
  if (authorization.value !== "JWT" && authorization.value !== "CUSTOM") return [UNFIT(String(authorization.value))];
  return [
    ...(saysPublic.known && saysPublic.value ? [BOTH] : []),
    ...(isMissing(props, "authorizerId") ? [NO_AUTHORIZER] : []),
    ...(authorization.value === "JWT" && isKnownEmpty(props, "authorizationScopes") ? [NO_SCOPES] : []),
  ];
}

function isMissing(props: Props, property: string): boolean {
  const value = read(() => props[property]);
  return value.known && (value.value === undefined || value.value === "");
}
