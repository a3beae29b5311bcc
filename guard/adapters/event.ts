/** The part of a request that the services read, whatever kind of gateway it came through: as an HTTP API writes it (payload 2.0). */

export interface HttpEvent {
  readonly routeKey: string;
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly pathParameters?: Readonly<Record<string, string | undefined>>;
  readonly queryStringParameters?: Readonly<Record<string, string | undefined>>;
  readonly body?: string;
  readonly isBase64Encoded?: boolean;
  readonly requestContext?: {
    readonly requestId?: string;
    readonly authorizer?: {
      readonly jwt?: {
        readonly claims?: Readonly<Record<string, unknown>>;
        readonly scopes?: readonly string[] | null;
      };
      readonly lambda?: Readonly<Record<string, unknown>>;
    };
  };
}

/** A REST API's proxy event (payload 1.0), as far as it is read. */
export interface RestEvent {
  /** With its variables: `/users/{id}`. */
  readonly resource: string;
  readonly httpMethod: string;
  readonly headers?: Readonly<Record<string, string | undefined>> | null;
  readonly pathParameters?: Readonly<Record<string, string | undefined>> | null;
  readonly queryStringParameters?: Readonly<Record<string, string | undefined>> | null;
  readonly body?: string | null;
  readonly isBase64Encoded?: boolean;
  readonly requestContext?: {
    readonly requestId?: string;
    /** The Lambda authorizer's context, with nothing around it. */
    readonly authorizer?: Readonly<Record<string, unknown>> | null;
  };
}

/** The event of an Application Load Balancer, as far as it is read. It names no route. */
export interface AlbEvent {
  readonly requestContext: { readonly elb: { readonly targetGroupArn: string } };
  readonly httpMethod: string;
  /** As sent, percent-encoding kept. */
  readonly path: string;
  /** As sent, percent-encoding kept. */
  readonly queryStringParameters?: Readonly<Record<string, string | undefined>>;
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly body?: string;
  readonly isBase64Encoded?: boolean;
}

export type GatewayEvent = HttpEvent | RestEvent | AlbEvent;

export function isAlbEvent(event: GatewayEvent): event is AlbEvent {
  return "elb" in (event.requestContext ?? {});
}

export function isRestEvent(event: GatewayEvent): event is RestEvent {
  return "resource" in event && !("routeKey" in event);
}

/** A REST API's event in the words of an HTTP API. Undefined and null are the same. */
export function fromRestEvent(event: RestEvent): HttpEvent {
  const { resource, httpMethod, headers, pathParameters, queryStringParameters, body, isBase64Encoded } = event;
  const { requestContext } = event;
  const context = requestContext?.authorizer;
  return {
    routeKey: `${httpMethod} ${resource}`,
    headers: headers ?? {},
    pathParameters: pathParameters ?? {},
    queryStringParameters: queryStringParameters ?? {},
    body: body ?? undefined,
    isBase64Encoded,
    requestContext: { requestId: requestContext?.requestId, ...(context && { authorizer: { lambda: context } }) },
  };
}

/** A header's value, whatever the case of its name. */
export function headerOf({ headers = {} }: HttpEvent, name: string): string | undefined {
  return Object.entries(headers).find(([header]) => header.toLowerCase() === name)?.[1];
}

/** The body as text, decoded where the gateway has sent it in base64. */
export function bodyText({ body = "", isBase64Encoded = false }: HttpEvent): string {
  return isBase64Encoded ? Buffer.from(body, "base64").toString("utf8") : body;
}
