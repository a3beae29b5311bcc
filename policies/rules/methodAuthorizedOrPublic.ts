/** Every method of a REST API has an authorizer, or says by name why anybody may call it. */
import { documentProblems } from "../openApi";
import { read } from "../read";
import { UNKNOWN, type ResourceRule, METHOD, REST_API } from "../rule";

/** How a method says that it is public: its `operationName` begins so, and the reason follows. */
const PUBLIC = /^public: \S/;

const OPEN = "has no authorization: give it an authorizer, or the `operationName` `public: <reason>`";
const UNFIT = (type: string) => `has the authorization \`${type}\`, which asks for no token of Okta's: use CUSTOM`;
const NO_AUTHORIZER = "names no authorizer: give its `authorizerId`";
const BOTH = "says that it is public and has an authorizer: remove one of the two";

/** What is said of an operation in a document. */
const UNDECLARED =
  "has no `security`: name an authorizer, or say why it is open with the `description` `public: <reason>`";

type Props = Readonly<Record<string, unknown>>;

/** Cases: an operation with the authorizer, one without, an API with some paths. */
const closed = { security: [{ guard: [] }] };
const open = (description: string) => ({ description, security: [] });
const api = (name: string, paths: object, more: object = {}) => {
  const guard = { type: "apiKey", "x-amazon-apigateway-authorizer": { type: "request", authorizerUri: "arn:1" } };
  const components = { securitySchemes: { guard, okta: { type: "oauth2" } } };
  return { type: REST_API, name, props: { body: JSON.stringify({ openapi: "3.0.1", paths, components, ...more }) } };
};

export const methodAuthorizedOrPublic: ResourceRule = {
  policy: {
    name: "method-authorized-or-public",
    description: "A method of a REST API, in its document or by itself, has an authorizer or says why it is public.",
    enforcementLevel: "mandatory",
    severity: "critical",
    validateResource: ({ type, name, props }, reportViolation) => {
      if (type === METHOD) {
        for (const problem of methodProblems(props)) reportViolation(`the method \`${name}\` ${problem}`);
      }
      if (type === REST_API) {
        for (const problem of apiProblems(props)) reportViolation(`the API \`${name}\`${problem}`);
      }
    },
  },
  cases: {
    passes: [
      {
        title: "lets methods pass that have the authorizer or say why they are public",
        resources: [
          { type: METHOD, props: { httpMethod: "GET", authorization: "CUSTOM", authorizerId: "x" } },
          {
            type: METHOD,
            props: { httpMethod: "OPTIONS", authorization: "NONE", operationName: "public: preflight of a browser" },
          },
        ],
        violations: [],
      },
      {
        title: "lets an API pass each of whose operations has the authorizer or says why it is public",
        resources: [
          api("a", { "/users": { get: closed, options: open("public: preflight of a browser") } }),
          api("b", { "/users": { "x-amazon-apigateway-any-method": closed, parameters: [] } }),
          api("c", { "/users": { get: {} } }, { security: [{ guard: [] }] }),
          { type: REST_API, name: "d", props: { name: "made of methods" } },
        ],
        violations: [],
      },
    ],
    refuses: [
      {
        title: "refuses an open method, whether it says nothing or gives no reason",
        resources: [
          { type: METHOD, name: "a", props: { authorization: "NONE" } },
          { type: METHOD, name: "b", props: { authorization: "NONE", operationName: "public: " } },
        ],
        violations: [`the method \`a\` ${OPEN}`, `the method \`b\` ${OPEN}`],
      },
      {
        title: "refuses an authorization that asks for no token of Okta's",
        resources: [{ type: METHOD, name: "a", props: { authorization: "AWS_IAM" } }],
        violations: [`the method \`a\` ${UNFIT("AWS_IAM")}`],
      },
      {
        title: "refuses a method without its authorizer, and one that calls itself public and is not",
        resources: [
          { type: METHOD, name: "a", props: { authorization: "CUSTOM" } },
          {
            type: METHOD,
            name: "b",
            props: { authorization: "CUSTOM", authorizerId: "x", operationName: "public: no" },
          },
        ],
        violations: [`the method \`a\` ${NO_AUTHORIZER}`, `the method \`b\` ${BOTH}`],
      },
      {
        title: "refuses an open operation of a document, whether it says nothing, gives no reason or opens by a choice",
        resources: [
          api("a", { "/users": { get: {}, put: open("Users"), post: open("public: "), delete: { security: [] } } }),
          api("b", { "/users": { get: { security: [{ guard: [] }, {}] } } }),
          api("c", { "/users": { "x-amazon-apigateway-any-method": {} } }),
          api("d", { "/users": { get: { security: [] } } }, { security: [{ guard: [] }] }),
        ],
        violations: [
          ...["GET", "PUT", "POST", "DELETE"].map(
            (method) => `the API \`a\`: the operation \`${method} /users\` ${UNDECLARED}`,
          ),
          `the API \`b\`: the operation \`GET /users\` ${UNDECLARED}`,
          `the API \`c\`: the operation \`ANY /users\` ${UNDECLARED}`,
          `the API \`d\`: the operation \`GET /users\` ${UNDECLARED}`,
        ],
      },
      {
        title:
          "refuses an operation that calls itself public and is not, and a scheme that is not there or checks nothing",
        resources: [
          api("a", { "/x": { get: { ...closed, description: "public: no" } } }),
          api("b", { "/x": { get: { security: [{ gaurd: [] }] } } }),
          api("c", { "/x": { get: { security: [{ okta: [] }] } } }),
        ],
        violations: [
          "the API `a`: the operation `GET /x` says that it is public and has `security`: remove one of the two",
          "the API `b`: the operation `GET /x` names the security scheme `gaurd`, which the document does not have",
          "the API `c`: the operation `GET /x` names the security scheme `okta`, which has no authorizer of API Gateway: anybody could call it",
        ],
      },
      {
        title: "refuses a document that it cannot read",
        resources: [
          { type: REST_API, name: "a", props: { body: "openapi: 3.0.1" } },
          { type: REST_API, name: "b", props: { body: '{"openapi":"3.0.1"}' } },
          api("c", { "/x": { $ref: "other.json" } }),
        ],
        violations: [
          ...["a", "b"].map(
            (name) => `the API \`${name}\` has a document that cannot be read here: write it as JSON, with \`paths\``,
          ),
          "the API `c`: the path `/x` cannot be judged: write its operations out",
        ],
      },
    ],
    unknown: [
      {
        title: "lets an authorizer pass that is not known yet, and refuses an open method of a resource to come",
        resources: [
          { type: METHOD, name: "a", props: { authorization: "CUSTOM", authorizerId: UNKNOWN } },
          { type: METHOD, name: "b", props: { resourceId: UNKNOWN, authorization: "NONE" } },
        ],
        violations: [`the method \`b\` ${OPEN}`],
      },
      {
        title: "lets a document pass that is not known yet: the update looks at it before it makes the API",
        resources: [{ type: REST_API, name: "a", props: { body: UNKNOWN } }],
        violations: [],
      },
    ],
  },
};

/** An API without a document is made of methods of its own. */
function apiProblems(props: Props): string[] {
  const body = read(() => props["body"]);
  return body.known && body.value !== undefined && body.value !== null ? documentProblems(body.value) : [];
}

function methodProblems(props: Props): string[] {
  const authorization = read(() => props["authorization"] ?? "NONE");
  if (!authorization.known) return [];
  const saysPublic = read(() => PUBLIC.test(String(props["operationName"] ?? "")));
  if (authorization.value === "NONE") return saysPublic.known && !saysPublic.value ? [OPEN] : [];
  if (authorization.value !== "CUSTOM") return [UNFIT(String(authorization.value))];
  const authorizer = read(() => props["authorizerId"] ?? "");
  return [
    ...(saysPublic.known && saysPublic.value ? [BOTH] : []),
    ...(authorizer.known && authorizer.value === "" ? [NO_AUTHORIZER] : []),
  ];
}
