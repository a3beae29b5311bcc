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
  make(kind: string, properties: Record<string, unknown>): Promise<Json>;
  /** Deploys what has been declared, to the one stage. */
  deploy(): Promise<void>;
  close(): Promise<void>;
}

/** Answers what it was asked, and what it was told of the caller. */
const ECHO = `export const handler = async (event) => {
  if (event.path === "/shape") return { body: "no status" };
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
  readonly responses?: readonly Record<string, unknown>[];
  readonly methods?: Record<string, Record<string, unknown>>;
  readonly settings?: Record<string, Record<string, unknown>>;
  readonly identitySource?: string;
  readonly now?: () => number;
}

export const IDENTITY = "method.request.header.Authorization,context.httpMethod,context.resourcePath";

/** Every key of `requirements` becomes a method with the authorizer; `GET /open` is open. */
export async function startRestApi(options: RestOptions): Promise<TestRestApi> {
  const issuer = await startIssuer([(await firstKey()).jwk]);
  const account = await startApi({ now: options.now });
  const make = async (kind: string, properties: Record<string, unknown>) =>
    account.make("POST", `/resources/${kind}`, { properties });
  const api = await make("apigateway.RestApi", { name: "rest" });
  const restApi = api.id as string;
  await functions(account, issuer, restApi, options.requirements);
  const authorizer = await make("apigateway.Authorizer", {
    restApi,
    name: "guard",
    type: "REQUEST",
    authorizerUri: uri("guard"),
    identitySource: options.identitySource ?? IDENTITY,
    authorizerResultTtlInSeconds: options.ttl,
  });
  const ids: Record<string, string> = { "": api.outputs.rootResourceId };
  const resourceOf = async (path: string): Promise<string> => {
    const slash = path.lastIndexOf("/");
    return (ids[path] ??= (
      await make("apigateway.Resource", {
        restApi,
        parentId: await resourceOf(path.slice(0, slash)),
        pathPart: path.slice(slash + 1),
      })
    ).id);
  };
  for (const key of [...Object.keys(options.requirements), "GET /open", "GET /shape", "GET /challenge"]) {
    const [httpMethod = "", path = ""] = key.split(" ");
    const method = { restApi, resourceId: await resourceOf(path), httpMethod };
    const isGuarded = key in options.requirements;
    const authorization = isGuarded
      ? { authorization: "CUSTOM", authorizerId: authorizer.id }
      : { authorization: "NONE" };
    await make("apigateway.Method", { ...method, ...authorization, ...options.methods?.[key] });
    await make("apigateway.Integration", {
      ...method,
      type: "AWS_PROXY",
      uri: uri("echo"),
      integrationHttpMethod: "POST",
    });
  }
  for (const response of options.responses ?? [])
    await make("apigateway.Response", { restApiId: restApi, ...response });
  if (options.policy)
    await make("apigateway.RestApiPolicy", { restApiId: restApi, policy: JSON.stringify(options.policy) });
  const stage = { restApi, stageName: "live" };
  const format = '{"status":"$context.status","sub":"$context.authorizer.sub","error":"$context.error.responseType"}';
  const accessLogSettings = { destinationArn: "arn:aws:logs:us-east-1:000000000000:log-group:/api/test", format };
  const first = await make("apigateway.Deployment", { restApi });
  await make("apigateway.Stage", { ...stage, deployment: first.id, accessLogSettings });
  for (const [methodPath, settings] of Object.entries(options.settings ?? {}))
    await make("apigateway.MethodSettings", { ...stage, methodPath, settings });
  return {
    account,
    issuer,
    restApi,
    url: `${account.aws.url}/_api/${restApi}/live`,
    make,
    async deploy() {
      const { id } = await make("apigateway.Deployment", { restApi });
      await account.make("PUT", `/resources/apigateway.Stage/ags-${restApi}-live`, {
        properties: { ...stage, deployment: id, accessLogSettings },
      });
    },
    async close() {
      await account.aws.close();
      await issuer.close();
    },
  };
}

async function functions(account: TestApi, issuer: TestIssuer, restApi: string, requirements: object): Promise<void> {
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
  const { events } = await account.make("GET", `/logs/groups/${encodeURIComponent("/api/test")}/events`);
  return events.map(({ message }: { message: string }) => message);
}
