/** Declares one HTTP API with an open route and one behind a JWT authorizer, by the requests of API Gateway's own interface. */

/** Posts one request of the control plane: the parsed answer. */
export type Make = (path: string, body: object) => Promise<Record<string, string>>;

export interface JwtApi {
  readonly apiId: string;
  /** `/v2/apis/<apiId>` */
  readonly path: string;
  /** `integrations/<id>`, the backend as a route's target. */
  readonly target: string;
}

export function makeAt(url: string): Make {
  return async (path, body) => {
    const headers = { "content-type": "application/json" };
    const response = await fetch(url + path, { method: "POST", headers, body: JSON.stringify(body) });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as Record<string, string>;
  };
}

/** `GET /open` and `GET /jwt`, the latter for the scope `users:read` of the audience `api://admin`. */
export async function deployJwtApi(make: Make, origin: string, issuer: string): Promise<JwtApi> {
  const { apiId = "" } = await make("/v2/apis", { name: "bench", protocolType: "HTTP" });
  const path = `/v2/apis/${apiId}`;
  const { authorizerId } = await make(`${path}/authorizers`, {
    name: "jwt",
    authorizerType: "JWT",
    identitySource: ["$request.header.Authorization"],
    jwtConfiguration: { issuer, audience: ["api://admin"] },
  });
  const { integrationId } = await make(`${path}/integrations`, {
    integrationType: "HTTP_PROXY",
    integrationUri: `${origin}/backend`,
    integrationMethod: "ANY",
    payloadFormatVersion: "1.0",
  });
  const target = `integrations/${integrationId}`;
  const jwt = { authorizationType: "JWT", authorizerId, authorizationScopes: ["users:read"] };
  await make(`${path}/routes`, { routeKey: "GET /open", target });
  await make(`${path}/routes`, { routeKey: "GET /jwt", target, ...jwt });
  await make(`${path}/stages`, { stageName: "$default", autoDeploy: true });
  return { apiId, path, target };
}
