/** A local AWS account with one HTTP API in it, for the specs: the calls that a provider would make, made by hand. */
import { startLocalAws, type LocalAws } from "../../../local/aws/start";
import { keptBy, type Json, type Kept } from "./kept";

export type { Json };

export interface TestApi {
  readonly aws: LocalAws;
  /** What is no part of an HTTP API. */
  readonly kept: Kept;
  readonly apiId: string;
  /** The API's address, without a slash at its end. */
  readonly url: string;
  /** One control-plane call: status and parsed body. */
  call(method: string, path: string, body?: unknown): Promise<{ status: number; body: Json }>;
  /** As `call`, for what must succeed: the body. */
  make(method: string, path: string, body?: unknown): Promise<Json>;
  /** Makes a function with the code of `index.mjs`, that the API may invoke, and an integration with it: its id. */
  lambda(name: string, code: string, more?: Record<string, unknown>): Promise<string>;
  route(routeKey: string, integrationId: string, more?: Record<string, unknown>): Promise<Json>;
  stage(more?: Record<string, unknown>): Promise<Json>;
}

const TRUST = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }],
});

/** Answers what it was asked. */
export const ECHO = `export const handler = async (event) => ({ statusCode: 200, headers: { "content-type": "application/json" }, body: JSON.stringify(event) });`;

export async function startApi(options: { now?: () => number; api?: Record<string, unknown> } = {}): Promise<TestApi> {
  const aws = await startLocalAws({ now: options.now });
  const call = controlCall(aws.url);
  async function make(method: string, path: string, body?: unknown) {
    const answer = await call(method, path, body);
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  }
  const { apiId } = await make("POST", "/v2/apis", { name: "test", protocolType: "HTTP", ...options.api });
  const kept = keptBy(aws);
  const { arn: Arn } = await kept.declare("aws:iam/role:Role", { name: "test", assumeRolePolicy: TRUST });
  await kept.declare("aws:cloudwatch/logGroup:LogGroup", { name: "/api/test" });

  return {
    aws,
    kept,
    apiId,
    url: `${aws.url}/_api/${apiId}`,
    call,
    make,
    async lambda(name, code, more = {}) {
      const { FunctionArn } = await make("POST", "/2015-03-31/functions", {
        FunctionName: name,
        Role: Arn,
        Runtime: "nodejs20.x",
        Handler: "index.handler",
        Code: { Files: { "index.mjs": code } },
        ...more,
      });
      await make("POST", `/2015-03-31/functions/${name}/policy`, {
        StatementId: "api",
        Action: "lambda:InvokeFunction",
        Principal: "apigateway.amazonaws.com",
        SourceArn: `arn:aws:execute-api:us-east-1:000000000000:${apiId}/*`,
      });
      const { integrationId } = await make("POST", `/v2/apis/${apiId}/integrations`, {
        integrationType: "AWS_PROXY",
        integrationUri: FunctionArn,
        payloadFormatVersion: "2.0",
      });
      return integrationId;
    },
    route: (routeKey, integrationId, more = {}) =>
      make("POST", `/v2/apis/${apiId}/routes`, { routeKey, target: `integrations/${integrationId}`, ...more }),
    stage: (more = {}) =>
      make("POST", `/v2/apis/${apiId}/stages`, { stageName: "$default", autoDeploy: true, ...more }),
  };
}

export function controlCall(url: string): TestApi["call"] {
  return async (method, path, body) => {
    const response = await fetch(url + path, {
      method,
      headers: { "content-type": "application/json" },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await response.text();
    return { status: response.status, body: text === "" ? undefined : JSON.parse(text) };
  };
}
