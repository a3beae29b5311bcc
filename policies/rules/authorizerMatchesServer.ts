/** What the gateway takes for a good token is what the stack's own authorization server issues. */
import type { PolicyResource } from "@pulumi/policy";
import { authorizerUris } from "../openApi";
import { read } from "../read";
import {
  UNKNOWN,
  type StackRule,
  AUTHORIZER,
  FUNCTION,
  LISTENER_RULE,
  REST_API,
  REST_AUTHORIZER,
  SERVER,
} from "../rule";

const ISSUER = "trusts an issuer that is no authorization server of this stack: take the `issuer` of the server";
const AUDIENCE = "takes tokens for another audience than the server's: take the `audiences` of the server";
const FUNCTIONLESS = "calls a function that is not in this stack: what it trusts cannot be seen";

const AUTHORIZERS: readonly string[] = [AUTHORIZER, REST_AUTHORIZER];

type Props = Readonly<Record<string, unknown>>;

/** What an authorizer trusts, and which of its properties say so. */
interface Trust {
  readonly resource: PolicyResource;
  readonly property: string;
  readonly issuer: () => unknown;
  readonly audiences: () => unknown[];
}

export const authorizerMatchesServer: StackRule = {
  policy: {
    name: "authorizer-matches-server",
    description: "An authorizer's issuer and audience are those of an authorization server of the same stack.",
    enforcementLevel: "mandatory",
    severity: "critical",
    validateStack: ({ resources }, reportViolation) => {
      const servers = resources.filter(({ type }) => type === SERVER);
      for (const authorizer of resources.filter(({ type }) => AUTHORIZERS.includes(type))) {
        const trust = trustOf(authorizer, resources);
        const problem = trust === undefined ? FUNCTIONLESS : trustProblem(trust, servers);
        if (problem !== undefined) reportViolation(`the authorizer \`${authorizer.name}\` ${problem}`, authorizer.urn);
      }
      for (const api of resources.filter(({ type }) => type === REST_API)) {
        for (const trust of documentTrusts(api, resources)) {
          const problem = trust === undefined ? FUNCTIONLESS : trustProblem(trust, servers);
          if (problem !== undefined) reportViolation(`an authorizer of the API \`${api.name}\` ${problem}`, api.urn);
        }
      }
      for (const rule of resources.filter(({ type }) => type === LISTENER_RULE)) {
        const trust = ruleTrust(rule);
        const problem = trust && trustProblem(trust, servers);
        if (problem !== undefined) reportViolation(`the listener rule \`${rule.name}\` ${problem}`, rule.urn);
      }
    },
  },
  cases: cases(),
};

function trustOf(authorizer: PolicyResource, resources: readonly PolicyResource[]): Trust | undefined {
  if (authorizer.props["authorizerType"] === "JWT") {
    const configuration = () => (authorizer.props["jwtConfiguration"] ?? {}) as Props;
    return {
      resource: authorizer,
      property: "jwtConfiguration",
      issuer: () => configuration()["issuer"],
      audiences: () => (configuration()["audiences"] ?? []) as unknown[],
    };
  }
  const uri = read(() => authorizer.props["authorizerUri"]);
  const handler = uri.known
    ? functionAt(uri.value, resources)
    : authorizer.propertyDependencies["authorizerUri"]?.find(({ type }) => type === FUNCTION);
  return handler && functionTrust(handler);
}

/** What a REST API trusts, by the authorizers of its document. */
function documentTrusts(api: PolicyResource, resources: readonly PolicyResource[]): (Trust | undefined)[] {
  const body = read(() => api.props["body"]);
  if (body.known) {
    return authorizerUris(body.value).map((uri) => {
      const handler = functionAt(uri, resources);
      return handler && functionTrust(handler);
    });
  }
  // A function that is told of an issuer is one that decides by it; which of them the document names is not known yet.
  const functions = (api.propertyDependencies["body"] ?? []).filter(({ type }) => type === FUNCTION);
  return functions.filter(isTold).map(functionTrust);
}

function isTold({ props }: PolicyResource): boolean {
  const told = read(() => "ISSUER" in variablesOf(props));
  return !told.known || told.value;
}

function variablesOf(props: Props): Props {
  return ((props["environment"] as Props | undefined)?.["variables"] ?? {}) as Props;
}

function functionTrust(handler: PolicyResource): Trust {
  return {
    resource: handler,
    property: "environment",
    issuer: () => variablesOf(handler.props)["ISSUER"],
    audiences: () => [variablesOf(handler.props)["AUDIENCE"]],
  };
}

/** What a load balancer's rule trusts that checks tokens; undefined for any other. */
function ruleTrust(rule: PolicyResource): Trust | undefined {
  const validation = () => {
    const actions = (rule.props["actions"] ?? []) as readonly Props[];
    return actions.find(({ type }) => type === "jwt-validation")?.["jwtValidation"] as Props | undefined;
  };
  const found = read(validation);
  if (found.known && found.value === undefined) return undefined;
  return {
    resource: rule,
    property: "actions",
    issuer: () => validation()?.["issuer"],
    audiences: () => {
      const claims = (validation()?.["additionalClaims"] ?? []) as readonly Props[];
      return claims.filter(({ name }) => name === "aud").flatMap(({ values }) => values as unknown[]);
    },
  };
}

/** The function at an address. */
function functionAt(uri: unknown, resources: readonly PolicyResource[]): PolicyResource | undefined {
  return resources.find(({ type, props }) => {
    const invokeArn = read(() => (type === FUNCTION ? props["invokeArn"] : undefined));
    return invokeArn.known && invokeArn.value !== undefined && invokeArn.value === uri;
  });
}

function trustProblem(trust: Trust, servers: readonly PolicyResource[]): string | undefined {
  const issuer = read(trust.issuer);
  if (!issuer.known) return trustsServerToCome(trust) ? undefined : ISSUER;
  const server = servers.find(({ props }) => {
    const own = read(() => props["issuer"] as unknown);
    return own.known && own.value !== undefined && own.value === issuer.value;
  });
  if (server === undefined) return ISSUER;
  const audiences = read(() => JSON.stringify([trust.audiences(), server.props["audiences"]]));
  if (!audiences.known) return undefined;
  const [trusted, own] = JSON.parse(audiences.value) as [unknown, unknown];
  return JSON.stringify(trusted) === JSON.stringify(own) ? undefined : AUDIENCE;
}

/** An issuer that is not known yet is that of a server to come, if it is made from one. */
function trustsServerToCome({ resource, property }: Trust): boolean {
  return (resource.propertyDependencies[property] ?? []).some(({ type }) => type === SERVER);
}

function cases(): StackRule["cases"] {
  const issuer = "https://example.okta.com/oauth2/aus1";
  const server = { type: SERVER, name: "server", props: { issuer, audiences: ["api://orders"] } };
  const jwt = (configuration: Props) => ({
    type: AUTHORIZER,
    name: "jwt",
    props: { authorizerType: "JWT", jwtConfiguration: configuration },
    madeFrom: { jwtConfiguration: ["server"] },
  });
  const guard = { type: AUTHORIZER, name: "guard", props: { authorizerType: "REQUEST", authorizerUri: "arn:1" } };
  const authorizer = { type: "request", authorizerUri: "arn:1" };
  const api = {
    type: REST_API,
    name: "api",
    props: {
      body: JSON.stringify({
        paths: {},
        components: { securitySchemes: { guard: { type: "apiKey", "x-amazon-apigateway-authorizer": authorizer } } },
      }),
    },
  };
  const rule = (jwtValidation: Props) => ({
    type: LISTENER_RULE,
    name: "rule",
    props: { actions: [{ type: "jwt-validation", jwtValidation }, { type: "forward" }] },
    madeFrom: { actions: ["server"] },
  });
  const handler = (variables: Props) => ({
    type: FUNCTION,
    name: "function",
    props: { invokeArn: "arn:1", environment: { variables } },
    madeFrom: { environment: ["server"] },
  });
  return {
    passes: [
      {
        title: "lets authorizers pass that trust the stack's server",
        resources: [
          server,
          jwt({ issuer, audiences: ["api://orders"] }),
          guard,
          handler({ ISSUER: issuer, AUDIENCE: "api://orders" }),
        ],
        violations: [],
      },
      {
        title: "lets a REST API pass the authorizer of whose document trusts the stack's server, and one without any",
        resources: [
          server,
          api,
          { ...api, name: "open", props: { body: '{"paths":{}}' } },
          { ...api, name: "of methods", props: {} },
          handler({ ISSUER: issuer, AUDIENCE: "api://orders" }),
        ],
        violations: [],
      },
      {
        title: "lets the authorizer of a REST API and the rules of a load balancer pass that trust the stack's server",
        resources: [
          server,
          { ...guard, type: REST_AUTHORIZER },
          handler({ ISSUER: issuer, AUDIENCE: "api://orders" }),
          rule({ issuer, additionalClaims: [{ name: "aud", values: ["api://orders"] }] }),
          { type: LISTENER_RULE, name: "open", props: { actions: [{ type: "forward" }] } },
        ],
        violations: [],
      },
    ],
    refuses: [
      {
        title: "refuses the org's own issuer and another server's",
        resources: [
          server,
          jwt({ issuer: "https://example.okta.com", audiences: ["api://orders"] }),
          guard,
          handler({ ISSUER: "https://example.okta.com/oauth2/default", AUDIENCE: "api://orders" }),
        ],
        violations: [`the authorizer \`jwt\` ${ISSUER}`, `the authorizer \`guard\` ${ISSUER}`],
      },
      {
        title: "refuses an authorizer without issuer",
        resources: [server, jwt({ audiences: ["api://orders"] })],
        violations: [`the authorizer \`jwt\` ${ISSUER}`],
      },
      {
        title: "refuses another audience, one audience more, and none",
        resources: [
          server,
          jwt({ issuer, audiences: ["api://orders", "0oa1"] }),
          { ...jwt({ issuer, audiences: [] }), name: "jwt-2" },
          guard,
          handler({ ISSUER: issuer, AUDIENCE: "api://users" }),
        ],
        violations: [
          `the authorizer \`jwt\` ${AUDIENCE}`,
          `the authorizer \`jwt-2\` ${AUDIENCE}`,
          `the authorizer \`guard\` ${AUDIENCE}`,
        ],
      },
      {
        title: "refuses a listener rule with another issuer, with another audience and without one",
        resources: [
          server,
          rule({ issuer: "https://example.okta.com", additionalClaims: [{ name: "aud", values: ["api://orders"] }] }),
          { ...rule({ issuer, additionalClaims: [{ name: "aud", values: ["api://users"] }] }), name: "rule-2" },
          { ...rule({ issuer }), name: "rule-3" },
        ],
        violations: [
          `the listener rule \`rule\` ${ISSUER}`,
          `the listener rule \`rule-2\` ${AUDIENCE}`,
          `the listener rule \`rule-3\` ${AUDIENCE}`,
        ],
      },
      {
        title: "refuses a REST API's authorizer whose function trusts somebody else",
        resources: [
          server,
          { ...guard, type: REST_AUTHORIZER },
          handler({ ISSUER: "https://example.okta.com/oauth2/default", AUDIENCE: "api://orders" }),
        ],
        violations: [`the authorizer \`guard\` ${ISSUER}`],
      },
      {
        title: "refuses a REST API the authorizer of whose document trusts somebody else, or is somewhere else",
        resources: [
          server,
          api,
          handler({ ISSUER: issuer, AUDIENCE: "api://users" }),
          { ...api, name: "far", props: { body: api.props.body.replace("arn:1", "arn:2") } },
        ],
        violations: [
          `an authorizer of the API \`api\` ${AUDIENCE}`,
          `an authorizer of the API \`far\` ${FUNCTIONLESS}`,
        ],
      },
      {
        title: "refuses a Lambda authorizer whose function is somewhere else",
        resources: [server, guard],
        violations: [`the authorizer \`guard\` ${FUNCTIONLESS}`],
      },
    ],
    unknown: [
      {
        title: "lets an issuer pass that is not known yet and made from a server",
        resources: [
          { ...server, props: { issuer: UNKNOWN, audiences: ["api://orders"] } },
          jwt({ issuer: UNKNOWN, audiences: ["api://orders"] }),
          {
            ...guard,
            props: { authorizerType: "REQUEST", authorizerUri: UNKNOWN },
            madeFrom: { authorizerUri: ["function"] },
          },
          handler({ ISSUER: UNKNOWN, AUDIENCE: "api://orders" }),
        ],
        violations: [],
      },
      {
        title: "lets a listener rule pass whose issuer is not known yet and made from a server, and no other",
        resources: [
          { ...server, props: { issuer: UNKNOWN, audiences: ["api://orders"] } },
          rule({ issuer: UNKNOWN, additionalClaims: [{ name: "aud", values: ["api://orders"] }] }),
          { ...rule({ issuer: UNKNOWN }), name: "rule-2", madeFrom: {} },
        ],
        violations: [`the listener rule \`rule-2\` ${ISSUER}`],
      },
      {
        title: "judges a document that is not known yet by the functions that it is made from and that trust an issuer",
        resources: [
          { ...server, props: { issuer: UNKNOWN, audiences: ["api://orders"] } },
          { ...api, props: { body: UNKNOWN }, madeFrom: { body: ["function", "other", "plain"] } },
          handler({ ISSUER: UNKNOWN, AUDIENCE: "api://orders" }),
          { ...handler({ ISSUER: UNKNOWN }), name: "other", madeFrom: {} },
          { ...handler({ REQUIREMENTS: "{}" }), name: "plain", madeFrom: {} },
        ],
        violations: [`an authorizer of the API \`api\` ${ISSUER}`],
      },
      {
        title: "refuses an issuer that is not known yet and made from something else",
        resources: [
          { ...server, props: { issuer: UNKNOWN, audiences: ["api://orders"] } },
          { ...jwt({ issuer: UNKNOWN, audiences: ["api://orders"] }), madeFrom: {} },
        ],
        violations: [`the authorizer \`jwt\` ${ISSUER}`],
      },
      {
        title: "refuses a known issuer while the server's is not known yet",
        resources: [
          { ...server, props: { issuer: UNKNOWN, audiences: ["api://orders"] } },
          jwt({ issuer, audiences: ["api://orders"] }),
        ],
        violations: [`the authorizer \`jwt\` ${ISSUER}`],
      },
    ],
  };
}
