/** The `$context` variables that HTTP APIs and REST APIs have in common, and what both read of a Lambda authorizer. */
import { ACCOUNT_ID } from "../arns";

/** What the exchanges of both kinds of API hold. */
interface CommonExchange {
  readonly requestId: string;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly request: {
    readonly method: string;
    readonly encodedPath: string;
    readonly protocol: string;
    readonly headers: Readonly<Record<string, string | undefined>>;
    readonly sourceIp: string;
  };
  readonly response?: { readonly status: number; readonly body: { readonly length: number } };
  readonly authorizerError?: string;
  readonly error?: { readonly message: string; readonly responseType: string };
  readonly integration?: { readonly error?: string; readonly latency?: number; readonly status?: number };
}

export type ReadVariable<E> = (exchange: E) => string | number | null | undefined;

export const COMMON_VARIABLES: Readonly<Record<string, ReadVariable<CommonExchange>>> = {
  accountId: () => ACCOUNT_ID,
  requestId: ({ requestId }) => requestId,
  extendedRequestId: ({ requestId }) => requestId,
  httpMethod: ({ request }) => request.method,
  path: ({ request }) => request.encodedPath,
  protocol: ({ request }) => request.protocol,
  domainName: ({ request }) => request.headers["host"],
  requestTime: ({ startedAt }) => commonLogTime(startedAt),
  requestTimeEpoch: ({ startedAt }) => startedAt,
  status: ({ response }) => response?.status,
  responseLength: ({ response }) => response?.body.length,
  "identity.sourceIp": ({ request }) => request.sourceIp,
  "identity.userAgent": ({ request }) => request.headers["user-agent"],
  "authorizer.error": ({ authorizerError }) => authorizerError,
  "error.message": ({ error }) => error?.message,
  "error.messageString": ({ error }) => error && JSON.stringify(error.message),
  "error.responseType": ({ error }) => error?.responseType,
  "integration.error": ({ integration }) => integration?.error,
  "integration.latency": ({ integration }) => integration?.latency,
  "integration.status": ({ integration }) => integration?.status,
};

/** The text of `$context.authorizer.<key>` in what a Lambda authorizer answered; undefined where there is none. */
export function authorizerVariable(
  context: Readonly<Record<string, unknown>> | undefined,
  name: string,
): string | undefined {
  const key = /^authorizer\.(.+)$/.exec(name)?.[1];
  if (key === undefined || context === undefined || !Object.hasOwn(context, key)) return undefined;
  const value = context[key];
  return typeof value === "object" ? undefined : String(value);
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** `12/Mar/2020:19:03:58 +0000`. */
export function commonLogTime(ms: number): string {
  const [date = "", time = ""] = new Date(ms).toISOString().split("T");
  const [year, month, day] = date.split("-");
  return `${day}/${MONTHS[Number(month) - 1]}/${year}:${time.slice(0, 8)} +0000`;
}
