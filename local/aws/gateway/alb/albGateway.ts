/**
 * Serves the Application Load Balancers of the local account: rules in the order of their priority, and their actions.
 *
 * Differences from AWS, where its behaviour is known or documented:
 * - Plain HTTP at `/_alb/<id>`, the last part of the load balancer's ARN, whatever the listener's port and protocol; of several
 *   listeners the one on port 443 serves. Security groups and the firewall are not looked at.
 * - What a header was sent several times is joined by `,`, where AWS hands a function the last one.
 * - Targets are functions, and servers on this machine; the first one of a group serves. There are no health checks.
 * - Of `authenticate-oidc` see `signIn/signIn.ts`.
 * - Refused when they are declared: conditions but on path, method and headers, redirects.
 *
 * Inferred: the status 401 of a refused token, that a list claim must hold all of several values, and that a key set of
 * more than ten keys makes every token fail.
 */
import { all, where } from "../../resources/store";
import type { World, StoredResource } from "../../world";
import type { GatewayRequest, GatewayResponse } from "../exchange";
import { createJwtKeys, type JwtKeys } from "../jwtKeys";
import { page, type AlbAction, type AlbExchange } from "./albExchange";
import { forward } from "./forward";
import { matchRule } from "./matchRule";
import { isCallback } from "./signIn/callback";
import { withDefaults } from "./signIn/oidcAction";
import { createSignIn, type SignIn } from "./signIn/signIn";
import { isValidJwt } from "./validateJwt";

export interface AlbGateway {
  /** Undefined where there is no such load balancer, or nothing listens on it. */
  serve(id: string, path: string, request: GatewayRequest): Promise<GatewayResponse> | undefined;
  /** The key with which load balancers sign who has signed in, as AWS serves it at `public-keys.auth.elb.<region>`. */
  servePublicKey(kid: string): GatewayResponse | undefined;
}

/** What actions need beside the request. */
interface Tools {
  readonly keys: JwtKeys;
  readonly signIn: SignIn;
  readonly world: World;
}

export function createAlbGateway(world: World): AlbGateway {
  const tools: Tools = { keys: createJwtKeys(world.now), signIn: createSignIn(world.now), world };
  return {
    serve(id, path, request) {
      const balancer = all(world, "lb.LoadBalancer").find((one) => one.id.endsWith(`/${id}`));
      const listener = balancer && listenerOf(world, balancer);
      if (listener === undefined) return undefined;
      const exchange: AlbExchange = {
        request,
        path,
        traceId: request.headers["x-amzn-trace-id"]!,
        loadBalancerArn: balancer!.id,
        url: `${world.url}/_alb/${id}`,
      };
      return serveListener(exchange, listener, tools);
    },
    servePublicKey(kid) {
      const pem = tools.signIn.publicKey(kid);
      return pem === undefined
        ? undefined
        : { status: 200, headers: { "content-type": "text/plain" }, body: Buffer.from(pem) };
    },
  };
}

function listenerOf(world: World, { id }: StoredResource): StoredResource | undefined {
  const listeners = where(world, "lb.Listener", "loadBalancerArn", id);
  return listeners.find(({ properties }) => properties["port"] === 443) ?? listeners[0];
}

/** The path to which people come back from their sign-in is the listener's own, before all rules, if one of them signs in. */
function serveListener(exchange: AlbExchange, listener: StoredResource, tools: Tools): Promise<GatewayResponse> {
  const rules = where(tools.world, "lb.ListenerRule", "listenerArn", listener.id);
  const ofListener = listener.properties["defaultActions"] as AlbAction[];
  if (isCallback(exchange)) {
    const actions = [...rules.flatMap(actionsOf), ...ofListener].flatMap((one) => one.authenticateOidc ?? []);
    if (actions.length > 0) return tools.signIn.callback(exchange, actions.map(withDefaults));
  }
  const rule = matchRule(rules, exchange);
  return act(exchange, rule === undefined ? ofListener : actionsOf(rule), tools);
}

const actionsOf = ({ properties }: StoredResource) => properties["actions"] as AlbAction[];

/** An answer, or the request for the next action. */
type Outcome = { readonly answer: GatewayResponse } | { readonly exchange: AlbExchange };

/** One after the other; the first that answers is the last. INVARIANT: what is not understood answers, and forwards nothing. */
async function act(received: AlbExchange, actions: readonly AlbAction[], tools: Tools): Promise<GatewayResponse> {
  let exchange = received;
  for (const action of [...actions].sort((a, b) => (a.order ?? 0) - (b.order ?? 0))) {
    const outcome = await perform(exchange, action, tools);
    if ("answer" in outcome) return withCookies(outcome.answer, exchange.setCookies ?? []);
    exchange = outcome.exchange;
  }
  return page(500, "Internal Server Error");
}

async function perform(exchange: AlbExchange, action: AlbAction, { keys, signIn, world }: Tools): Promise<Outcome> {
  const { type, jwtValidation, authenticateOidc, fixedResponse, targetGroupArn = "" } = action;
  if (type === "jwt-validation" && jwtValidation !== undefined) {
    const isValid = await isValidJwt(exchange.request, jwtValidation, keys, world.now());
    return isValid ? { exchange } : { answer: page(401, "Unauthorized") };
  }
  if (type === "authenticate-oidc" && authenticateOidc !== undefined)
    return signIn.authenticate(exchange, withDefaults(authenticateOidc));
  if (type === "forward") return { answer: await forward(exchange, targetGroupArn, world) };
  if (type === "fixed-response" && fixedResponse !== undefined) return { answer: fixed(fixedResponse) };
  return { answer: notModelled(type) };
}

/** A function sets its cookie in a header, which those of the load balancer must not replace. */
function withCookies(answer: GatewayResponse, cookies: readonly string[]): GatewayResponse {
  if (cookies.length === 0) return answer;
  const { "set-cookie": ofFunction, ...headers } = answer.headers;
  const set = [...(answer.cookies ?? []), ...(ofFunction === undefined ? [] : [ofFunction]), ...cookies];
  return { ...answer, headers, cookies: set };
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
