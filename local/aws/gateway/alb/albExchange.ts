/** One request on its way through a load balancer, and what it is answered with: pages, redirects, cookies. */
import type { GatewayRequest, GatewayResponse } from "../exchange";
import type { AuthenticateOidc } from "./signIn/oidcAction";

export interface AlbExchange {
  readonly request: GatewayRequest;
  /** As sent, without the query. */
  readonly path: string;
  /** `Root=1-…`, as in `x-amzn-trace-id`. */
  readonly traceId: string;
  readonly loadBalancerArn: string;
  /** Where the load balancer is served: `http://127.0.0.1:<port>/_alb/<id>`. */
  readonly url: string;
  /** Cookies that the load balancer sets itself, whatever answers. */
  readonly setCookies?: readonly string[];
}

/** An action of a rule, as it is declared; its fields are in the words of the Pulumi provider. */
export interface AlbAction {
  readonly type: string;
  readonly order?: number;
  readonly targetGroupArn?: string;
  readonly fixedResponse?: {
    readonly contentType: string;
    readonly messageBody?: string;
    readonly statusCode?: string;
  };
  readonly jwtValidation?: JwtValidation;
  readonly authenticateOidc?: AuthenticateOidc;
}

export interface JwtValidation {
  readonly issuer: string;
  readonly jwksEndpoint: string;
  readonly additionalClaims?: readonly AdditionalClaim[];
}

export interface AdditionalClaim {
  readonly name: string;
  readonly format: "single-string" | "string-array" | "space-separated-values";
  readonly values: readonly string[];
}

/** The load balancer's own answers are small pages. */
export function page(status: number, title: string): GatewayResponse {
  const html = `<html>\r\n<head><title>${status} ${title}</title></head>\r\n<body>\r\n<center><h1>${status} ${title}</h1></center>\r\n</body>\r\n</html>\r\n`;
  return { status, headers: { server: "awselb/2.0", "content-type": "text/html" }, body: Buffer.from(html) };
}

export function found(location: string, cookies: string[]): GatewayResponse {
  const answer = page(302, "Found");
  return { ...answer, headers: { ...answer.headers, location }, cookies };
}

/**
 * A cookie for the load balancer's own place on the local AWS. AWS adds `Secure`, which plain HTTP cannot have. `maxAge` in seconds;
 * 0 takes the cookie away.
 */
export function cookie({ url }: AlbExchange, name: string, value: string, maxAge: number): string {
  return `${name}=${value}; Path=${new URL(url).pathname}; Max-Age=${maxAge}; HttpOnly`;
}

/** Of several cookies of one name the first counts: browsers send the one for the longest path first (RFC 6265 section 5.4). */
export function cookieOf({ request }: AlbExchange, name: string): string | undefined {
  return request.cookies.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1);
}
