/** A local AWS account with one REST API in it, guarded by the bundled authorizer, for the specs. */
import { bundleOwn } from "../../../components/aws/shared/bundle";
import { firstKey, startIssuer, type TestIssuer } from "../guard/tokens";
import { startApi, type Json, type TestApi } from "./localApi";

export interface TestRestApi {
  readonly account: TestApi;
  readonly issuer: TestIssuer;
  readonly restApi: string;
  /** The stage's address. */
  readonly url: string;
  /** What has been imported. A spec changes a copy and gives it to `put`. */
  readonly document: Json;
  make(kind: string, properties: Record<string, unknown>): Promise<Json>;
  /** Imports another document: status and body. */
  put(document: Json): ReturnType<TestApi["call"]>;
  /** Deploys what has been declared, to the one stage. */
  deploy(): Promise<void>;
  close(): Promise<void>;
}

/** Answers what it was asked, and what it was told of the caller. */
const ECHO = `export const handler = async (event) => {
  if (event.path === "/shape") return { statusCode: 200, wrongValue: 1 };
  console.log("served " + event.httpMethod + " " + event.path);
  return { statusCode: event.path === "/challenge" ? 401 : 200, headers: { "www-authenticate": "Basic" }, body: JSON.stringify(event) };
};`;

const uri = (name: string) =>
  `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:000000000000:function:${name}/invocations`;

export interface RestOptions {
  readonly requirements: Record<string, unknown>;
  /** Seconds. */
  readonly ttl: number;
  readonly policy?: unknown;
  /** Gateway responses by type. */
  readonly responses?: Record<string, unknown>;
  /** Route key → what else stands in its operation. */
  readonly operations?: Record<string, Record<string, unknown>>;
  readonly settings?: Record<string, Record<string, unknown>>;
  readonly identitySource?: string;
  readonly now?: () => number;
}

export const IDENTITY = "method.request.header.Authorization,context.httpMethod,context.resourcePath";

/** Every key of `requirements` becomes a method with the authorizer; `GET /open` is open. */
export async function startRestApi(options: RestOptions): Promise<TestRestApi> {
  const issuer = await startIssuer([(await firstKey()).jwk]);
  const account = await startApi({ now: options.now });
  const make = async (kind: string, properties: Record<string, unknown>) => account.kept.make(kind, properties);
  await functions(account, issuer, options.requirements);
  const document = documentOf(options);
  const declared = (body: Json) => ({ name: "rest", failOnWarnings: true, body: JSON.stringify(body) });
  const api = await make("apigateway.RestApi", declared(document));
  const restApi = api.id as string;
  await permissions(account, restApi);
  const stage = { restApi, stageName: "live" };
  const format = '{"status":"$context.status","sub":"$context.authorizer.sub","error":"$context.error.responseType"}';
  const accessLogSettings = { destinationArn: "arn:aws:logs:us-east-1:000000000000:log-group:/api/test", format };
  const first = await make("apigateway.Deployment", { restApi });
  await logRole(account);
  await make("apigateway.Stage", { ...stage, deployment: first.id, accessLogSettings });
  for (const [methodPath, settings] of Object.entries(options.settings ?? {}))
    await make("apigateway.MethodSettings", { ...stage, methodPath, settings });
  return {
    account,
    issuer,
    restApi,
    url: `${account.aws.url}/_api/${restApi}/live`,
    document,
    make,
    put: (body) => account.kept.change("apigateway.RestApi", restApi, declared(body)),
    async deploy() {
      const { id } = await make("apigateway.Deployment", { restApi });
      await account.kept.change("apigateway.Stage", `ags-${restApi}-live`, {
        ...stage,
        deployment: id,
        accessLogSettings,
      });
    },
    async close() {
      await account.aws.close();
      await issuer.close();
    },
  };
}

/** An integration with the function that echoes. */
export const ECHO_INTEGRATION = { type: "aws_proxy", httpMethod: "POST", uri: uri("echo") };

function documentOf({ requirements, ttl, identitySource, responses, policy, operations }: RestOptions): Json {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const key of [
    ...new Set([...Object.keys(requirements), ...Object.keys(operations ?? {})]),
    "GET /open",
    "GET /shape",
    "GET /challenge",
  ]) {
    const [method = "", path = ""] = key.split(" ");
    (paths[path] ??= {})[method.toLowerCase()] = {
      responses: { 200: { description: "an answer" } },
      ...(key in requirements && { security: [{ guard: [] }] }),
      "x-amazon-apigateway-integration": ECHO_INTEGRATION,
      ...operations?.[key],
    };
  }
  const authorizer = {
    type: "request",
    authorizerUri: uri("guard"),
    identitySource: identitySource ?? IDENTITY,
    authorizerResultTtlInSeconds: ttl,
  };
  return {
    openapi: "3.0.1",
    info: { title: "rest", version: "1" },
    paths,
    components: {
      securitySchemes: {
        guard: { type: "apiKey", name: "Authorization", in: "header", "x-amazon-apigateway-authorizer": authorizer },
      },
    },
    "x-amazon-apigateway-request-validators": { parameters: { validateRequestParameters: true } },
    "x-amazon-apigateway-gateway-responses": responses ?? {},
    ...(policy !== undefined && { "x-amazon-apigateway-policy": policy }),
  };
}

async function functions(account: TestApi, issuer: TestIssuer, requirements: object): Promise<void> {
  const { authorizer } = bundleOwn(["authorizer"]);
  const Variables = {
    ISSUER: issuer.issuer,
    AUDIENCE: "api://admin",
    ALLOW_INSECURE_ISSUER: "true",
    REQUIREMENTS: JSON.stringify(requirements),
  };
  const LoggingConfig = { LogGroup: "/api/test" };
  await account.lambda("echo", ECHO, { LoggingConfig });
  await account.lambda("guard", authorizer!, { Environment: { Variables }, LoggingConfig });
}

/** An account has a role with which API Gateway logs as soon as somebody has named one. */
async function logRole(account: TestApi): Promise<void> {
  const trust = { Statement: [{ Effect: "Allow", Principal: { Service: "apigateway.amazonaws.com" } }] };
  const assumeRolePolicy = JSON.stringify(trust);
  const role = await account.kept.declare("aws:iam/role:Role", { name: "gateway-logs", assumeRolePolicy });
  const policy = JSON.stringify({ Statement: [{ Effect: "Allow", Action: ["logs:PutLogEvents"], Resource: "*" }] });
  await account.kept.declare("aws:iam/rolePolicy:RolePolicy", { name: "logs", role: "gateway-logs", policy });
  await account.kept.make("apigateway.Account", { cloudwatchRoleArn: role.arn });
}

async function permissions(account: TestApi, restApi: string): Promise<void> {
  for (const name of ["echo", "guard"]) {
    await account.make("POST", `/2015-03-31/functions/${name}/policy`, {
      StatementId: "rest",
      Action: "lambda:InvokeFunction",
      Principal: "apigateway.amazonaws.com",
      SourceArn: `arn:aws:execute-api:us-east-1:000000000000:${restApi}/*`,
    });
  }
}

/** The lines of the log group that both functions and the stage write to. */
export async function linesOf({ account }: TestRestApi): Promise<string[]> {
  const events = account.kept.events("/api/test");
  return events.map(({ message }: { message: string }) => message);
}
