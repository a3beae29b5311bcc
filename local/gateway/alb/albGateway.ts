/**
 * Serves the Application Load Balancers of the local account: rules in the order of their priority, and their actions.
 *
 * Differences from AWS, where its behaviour is known or documented:
 * - Plain HTTP at `/_alb/<id>`, the last part of the load balancer's ARN, whatever the listener's port and protocol; of several
 *   listeners the one on port 443 serves. Security groups and the firewall are not looked at.
 * - What a header was sent several times is joined by `,`, where AWS hands a function the last one.
 * - Targets are functions, and servers on this machine; the first one of a group serves. There are no health checks.
 * - `authenticate-oidc` answers 501 with its name: sessions, and the sign-in of people, are not modelled.
 * - Refused when they are declared: conditions but on path and method, redirects.
 *
 * Inferred: the status 401 of a refused token, that a list claim must hold all of several values, and that a key set of
 * more than ten keys makes every token fail.
 */
import { all, where, type StoredResource } from "../../aws/resources/store";
import type { World } from "../../aws/world";
import type { GatewayRequest, GatewayResponse } from "../exchange";
import { createJwtKeys, type JwtKeys } from "../jwtKeys";
import { page, type AlbAction, type AlbExchange } from "./albExchange";
import { forward } from "./forward";
import { matchRule } from "./matchRule";
import { isValidJwt } from "./validateJwt";

export interface AlbGateway {
  /** Undefined where there is no such load balancer, or nothing listens on it. */
  serve(id: string, path: string, request: GatewayRequest): Promise<GatewayResponse> | undefined;
}

export function createAlbGateway(world: World): AlbGateway {
  const keys = createJwtKeys(world.now);
  return {
    serve(id, path, request) {
      const listener = listenerOf(world, id);
      if (listener === undefined) return undefined;
      const exchange = { request, path, traceId: request.headers["x-amzn-trace-id"] ?? `Root=1-${world.newId()}` };
      const rule = matchRule(where(world, "lb.ListenerRule", "listenerArn", listener.id), exchange);
      const actions = (rule?.properties["actions"] ?? listener.properties["defaultActions"]) as AlbAction[];
      return act(exchange, actions, keys, world);
    },
  };
}

function listenerOf(world: World, id: string): StoredResource | undefined {
  const balancer = all(world, "lb.LoadBalancer").find((one) => one.id.endsWith(`/${id}`));
  const listeners = balancer ? where(world, "lb.Listener", "loadBalancerArn", balancer.id) : [];
  return listeners.find(({ properties }) => properties["port"] === 443) ?? listeners[0];
}

/** One after the other; the first that answers is the last. INVARIANT: what is not understood answers, and forwards nothing. */
async function act(
  exchange: AlbExchange,
  actions: readonly AlbAction[],
  keys: JwtKeys,
  world: World,
): Promise<GatewayResponse> {
  for (const action of [...actions].sort((a, b) => (a.order ?? 0) - (b.order ?? 0))) {
    if (action.type === "jwt-validation" && action.jwtValidation !== undefined) {
      if (!(await isValidJwt(exchange.request, action.jwtValidation, keys, world.now())))
        return page(401, "Unauthorized");
    } else if (action.type === "forward") {
      return forward(exchange, action.targetGroupArn ?? "", world);
    } else if (action.type === "fixed-response" && action.fixedResponse !== undefined) {
      return fixed(action.fixedResponse);
    } else {
      return notModelled(action.type);
    }
  }
  return page(500, "Internal Server Error");
}

function fixed({
  contentType,
  messageBody = "",
  statusCode = "200",
}: NonNullable<AlbAction["fixedResponse"]>): GatewayResponse {
  return {
    status: Number(statusCode),
    headers: { server: "awselb/2.0", "content-type": contentType },
    body: Buffer.from(messageBody),
  };
}

function notModelled(type: string): GatewayResponse {
  const message = `the local AWS does not model the action \`${type}\` of a load balancer`;
  return {
    status: 501,
    headers: { "content-type": "application/json" },
    body: Buffer.from(JSON.stringify({ message })),
  };
}
