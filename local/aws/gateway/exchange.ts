/** One request on its way through the gateway, and what each step finds out about it. */
import type { Api, Route, Stage } from "../apigateway/types";

export interface GatewayRequest {
  readonly method: string;
  /** As sent, without the query; percent-encoding kept. */
  readonly encodedPath: string;
  /** As sent, without `?`. */
  readonly rawQuery: string;
  /** Lower-case names; what was sent several times is joined by `,`. */
  readonly headers: Readonly<Record<string, string>>;
  readonly cookies: readonly string[];
  /** Names and values as they were sent, each by itself, and those that the gateway adds. */
  readonly sent: readonly (readonly [name: string, value: string])[];
  readonly body: Buffer;
  readonly sourceIp: string;
  readonly protocol: string;
}

export interface GatewayResponse {
  status: number;
  /** Lower-case names. */
  headers: Record<string, string>;
  /** Each becomes a `set-cookie` header. */
  cookies?: string[];
  body: Buffer;
}

/** What an authorizer tells the integration and the access log. */
export type AuthorizerContext =
  | {
      readonly kind: "jwt";
      readonly claims: Readonly<Record<string, string>>;
      readonly scopes: readonly string[] | null;
    }
  | { readonly kind: "lambda"; readonly context: Readonly<Record<string, unknown>> };

export interface Exchange {
  readonly api: Api;
  readonly stage: Stage;
  readonly request: GatewayRequest;
  readonly requestId: string;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  route?: Route;
  /** Decoded path variables of the route. */
  pathParameters: Readonly<Record<string, string>>;
  authorizer?: AuthorizerContext;
  /** `$context.authorizer.error`. */
  authorizerError?: string;
  /** `$context.error.message` and `$context.error.responseType`. */
  error?: { readonly message: string; readonly responseType: string };
  /** Milliseconds and status of the integration; `error` is for the access log alone. */
  integration?: { latency: number; status?: number; error?: string };
  response?: GatewayResponse;
}
