/** The part of an HTTP API event (payload 2.0) that the services read. */

export interface HttpEvent {
  readonly routeKey: string;
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly pathParameters?: Readonly<Record<string, string | undefined>>;
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

/** The body as text, decoded where the gateway has sent it in base64. */
export function bodyText({ body = "", isBase64Encoded = false }: HttpEvent): string {
  return isBase64Encoded ? Buffer.from(body, "base64").toString("utf8") : body;
}
