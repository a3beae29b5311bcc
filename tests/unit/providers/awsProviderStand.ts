/** The local AWS provider on a local AWS with one API, route and function, for the specs about the provider. */
import { startLocalAws, type LocalAws } from "../../../local/aws/start";
import { createAwsProvider } from "../../../local/providers/aws/awsProvider";
import type { LocalProvider, ResourceState } from "../../../local/providers/provider";
import { ARCHIVE_SIGNATURE, ASSET_SIGNATURE, SIGNATURE_KEY, type Value } from "../../../local/providers/values";
import { firstKey, startIssuer, type TestIssuer } from "../guard/tokens";
import { createChecked } from "./oneType";

export const API = "aws:apigatewayv2/api:Api";
export const AUTHORIZER = "aws:apigatewayv2/authorizer:Authorizer";
export const INTEGRATION = "aws:apigatewayv2/integration:Integration";
export const ROUTE = "aws:apigatewayv2/route:Route";
export const STAGE = "aws:apigatewayv2/stage:Stage";
export const FUNCTION = "aws:lambda/function:Function";
export const PERMISSION = "aws:lambda/permission:Permission";
export const ROLE = "aws:iam/role:Role";
export const ROLE_POLICY = "aws:iam/rolePolicy:RolePolicy";
export const LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup";

export const TRUST = {
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }],
};

/** An archive as the engine sends it. */
export function archive(text: string): Value {
  const asset = { [SIGNATURE_KEY]: ASSET_SIGNATURE, hash: `hash of ${text}`, text };
  return { [SIGNATURE_KEY]: ARCHIVE_SIGNATURE, hash: `hash of ${text}`, assets: { "index.mjs": asset } };
}

export const CODE = `export const handler = async () => ({ statusCode: 200, body: "hello" });`;

export interface AwsStand {
  readonly aws: LocalAws;
  readonly issuer: TestIssuer;
  readonly provider: LocalProvider;
  readonly api: ResourceState;
  readonly role: ResourceState;
  readonly fn: ResourceState;
  readonly integration: ResourceState;
  readonly route: ResourceState;
  readonly log: ResourceState;
  close(): Promise<void>;
}

/** The provider's settings, with the account at an address; `more` services than every stack has, by the names of endpoints. */
export const settings = (url: string, ...more: string[]) => ({
  region: "eu-central-1",
  endpoints: JSON.stringify([
    Object.fromEntries(["apigatewayv2", "lambda", "iam", "logs", ...more].map((name) => [name, url])),
  ]),
  defaultTags: JSON.stringify({ tags: { stack: "local" } }),
  skipCredentialsValidation: "true",
  version: "7.48.0",
});

export async function startAwsProvider(): Promise<AwsStand> {
  const aws = await startLocalAws();
  const issuer = await startIssuer([(await firstKey()).jwk]);
  const provider = createAwsProvider();
  await provider.configure(settings(aws.url));
  const api = await createChecked(provider, API, { name: "api", protocolType: "HTTP" });
  const role = await createChecked(provider, ROLE, { name: "role", assumeRolePolicy: JSON.stringify(TRUST) });
  const fn = await createChecked(provider, FUNCTION, {
    name: "fn",
    role: role.outputs["arn"]!,
    runtime: "nodejs20.x",
    handler: "index.handler",
    code: archive(CODE),
  });
  const integration = await createChecked(provider, INTEGRATION, {
    apiId: api.id,
    integrationType: "AWS_PROXY",
    integrationUri: fn.outputs["invokeArn"]!,
    payloadFormatVersion: "2.0",
  });
  const route = await createChecked(provider, ROUTE, {
    apiId: api.id,
    routeKey: "GET /a",
    target: `integrations/${integration.id}`,
  });
  const log = await createChecked(provider, LOG_GROUP, { name: "/api/log" });
  return {
    aws,
    issuer,
    provider,
    api,
    role,
    fn,
    integration,
    route,
    log,
    async close() {
      await aws.close();
      await issuer.close();
    },
  };
}
