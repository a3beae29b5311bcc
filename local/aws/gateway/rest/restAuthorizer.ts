/** The request authorizer of a REST API: answers with an IAM policy, which is kept and looked at anew for each request. */
import { executionArn } from "../../arns";
import { FunctionError } from "../../lambda/functionWorker";
import { invokeForGateway } from "../../lambda/invoke";
import type { RestAuthorizer } from "../../restapi/definition";
import type { World } from "../../world";
import type { GatewayResponse } from "../exchange";
import { refuse } from "./gatewayResponses";
import { evaluatePolicy, type Verdict } from "./policy";
import { methodArn, restVariable } from "./restContext";
import { restAuthorizerEvent } from "./restEvent";
import type { RestExchange, RestStep } from "./restExchange";

interface PolicyAnswer {
  readonly principalId: string;
  readonly policyDocument: unknown;
  readonly context: Readonly<Record<string, unknown>>;
}

const CACHE_MAX = 10_000;

/**
 * Step. The cache's key is the values of the identity sources, and what it keeps is the policy, not the decision. So a
 * policy for a single path refuses every other path that comes with the same values. A policy for more than its route opens
 * other routes too, unless the route is among the sources.
 */
export function createRestAuthorizer(world: World): RestStep {
  const cache = new Map<string, { until: number; answer: PolicyAnswer }>();

  async function ask(exchange: RestExchange, { id, uri, ttl: seconds }: RestAuthorizer, values: string[]) {
    const ttl = seconds * 1000;
    const { apiId, region } = exchange.deployed;
    const key = JSON.stringify([apiId, exchange.stageName, id, values]);
    const cached = cache.get(key);
    if (ttl > 0 && cached && cached.until > world.now()) return cached.answer;
    const answered = await invokeForGateway(world, {
      uri,
      sourceArn: `${executionArn(region, apiId)}/authorizers/${id}`,
      event: restAuthorizerEvent(exchange),
      requestId: exchange.requestId,
    });
    const answer = policyAnswer(answered);
    if (ttl > 0) {
      if (cache.size >= CACHE_MAX) cache.clear();
      cache.set(key, { until: world.now() + ttl, answer });
    }
    return answer;
  }

  return async (exchange) => {
    const name = exchange.method!.authorizer;
    if (name === undefined) return undefined;
    const authorizer = exchange.deployed.authorizers[name];
    if (authorizer === undefined) return refuse(exchange, "AUTHORIZER_CONFIGURATION_ERROR");
    const values = authorizer.identitySources.map((source) => identityValue(exchange, source));
    if (values.some((value) => value === undefined)) {
      exchange.authorizerError = "missing: identity source not provided";
      return refuse(exchange, "UNAUTHORIZED");
    }
    let verdict: Verdict;
    try {
      const answer = await ask(exchange, authorizer, values as string[]);
      exchange.authorizer = answer;
      verdict = evaluatePolicy(answer.policyDocument, {
        arn: methodArn(exchange),
        sourceIp: exchange.request.sourceIp,
      });
    } catch (error) {
      return failed(exchange, error as Error);
    }
    exchange.authorizerStatus = 200;
    if (verdict === "allow") return undefined;
    const reason = verdict === "deny" ? " with an explicit deny" : "";
    return refuse(exchange, "ACCESS_DENIED", `User is not authorized to access this resource${reason}`);
  };
}

/** The one error text that API Gateway knows is `Unauthorized`. */
function failed(exchange: RestExchange, error: Error): GatewayResponse {
  exchange.authorizerError = error.message;
  if (!(error instanceof FunctionError)) return refuse(exchange, "AUTHORIZER_CONFIGURATION_ERROR");
  return refuse(exchange, /^\w+: Unauthorized$/.test(error.message) ? "UNAUTHORIZED" : "AUTHORIZER_FAILURE");
}

function identityValue(exchange: RestExchange, source: string): string | undefined {
  const [, place, name = ""] =
    /^(method\.request\.header|method\.request\.querystring|context)\.(.+)$/.exec(source) ?? [];
  if (place === "method.request.header") return exchange.request.headers[name.toLowerCase()] || undefined;
  if (place === "method.request.querystring")
    return new URLSearchParams(exchange.request.rawQuery).get(name) || undefined;
  return place === "context" ? restVariable(exchange, name) || undefined : undefined;
}

function policyAnswer(value: unknown): PolicyAnswer {
  const { principalId, policyDocument, context = {} } = (value ?? {}) as Partial<PolicyAnswer>;
  const isContext =
    typeof context === "object" &&
    Object.values(context).every((one) => one === null || ["string", "number", "boolean"].includes(typeof one));
  if (typeof principalId !== "string" || principalId === "" || policyDocument === undefined || !isContext) {
    throw new Error("the authorizer's answer is no policy");
  }
  // API Gateway makes text of all values, and leaves out what is null.
  const texts = Object.entries(context).flatMap(([name, one]) => (one === null ? [] : [[name, String(one)]]));
  return { principalId, policyDocument, context: Object.fromEntries(texts) as PolicyAnswer["context"] };
}
