/** `aws:lambda/function:Function`: Lambda functions. */
import { invokeArn } from "../../aws/arns";
import { archiveFiles } from "../archive";
import { at, textAt, type Body } from "../httpClient";
import { archive, flag, list, map, object, text, whole } from "../properties";
import type { Live, ResourceType } from "../resourceType";
import { isEqual, isObject, type Values } from "../values";
import { orNull, seg, type AwsClient } from "./awsClient";

const FUNCTIONS = "/2015-03-31/functions";

export const lambdaFunction: ResourceType<AwsClient> = {
  token: "aws:lambda/function:Function",
  inputs: {
    architectures: list(text({ oneOf: ["x86_64", "arm64"] }), { default: ["x86_64"] }),
    code: archive({ required: true }),
    description: text(),
    environment: object({ variables: map(text()) }),
    handler: text({ required: true }),
    loggingConfig: object({
      applicationLogLevel: text(),
      logFormat: text({ required: true, oneOf: ["Text", "JSON"] }),
      logGroup: text(),
      systemLogLevel: text(),
    }),
    memorySize: whole({ default: 128 }),
    name: text({ required: true, replace: true }),
    packageType: text({ oneOf: ["Zip"], default: "Zip", replace: true }),
    publish: flag({ default: false }),
    region: text({ assigned: true, replace: true }),
    /** -1: no reservation. */
    reservedConcurrentExecutions: whole({ default: -1 }),
    role: text({ required: true }),
    runtime: text({ required: true }),
    skipDestroy: flag({ default: false }),
    tags: map(text(), { partOf: "tagsAll" }),
    timeout: whole({ default: 3 }),
  },
  outputs: ["arn", "codeSha256", "invokeArn", "lastModified", "qualifiedArn", "sourceCodeSize", "tagsAll", "version"],
  changing: ["codeSha256", "lastModified", "sourceCodeSize", "tagsAll"],
  autoname: { property: "name", max: 64 },
  async create(client, inputs) {
    const created = await client.lambda.send("POST", FUNCTIONS, {
      ...configurationOf(inputs),
      FunctionName: inputs["name"],
      Architectures: inputs["architectures"],
      Code: { Files: await archiveFiles(inputs["code"] ?? null) },
      Tags: client.allTags(inputs["tags"]),
    });
    return { id: textAt(created, "FunctionName"), live: {} };
  },
  async settle(client, id, inputs) {
    if (Number(inputs["reservedConcurrentExecutions"]) >= 0) await reserve(client, id, inputs);
    return current(client, id);
  },
  async read(client, id) {
    const found = await client.lambda.find(`${FUNCTIONS}/${seg(id)}`);
    return found && live(client, found);
  },
  async update(client, id, news, olds) {
    // Both are set by one call, UpdateFunctionCode.
    if (["code", "architectures"].some((name) => !isEqual(news[name], olds[name]))) {
      await client.lambda.send("PUT", `${FUNCTIONS}/${seg(id)}/code`, {
        Architectures: news["architectures"],
        Files: await archiveFiles(news["code"] ?? null),
      });
    }
    await client.lambda.send("PUT", `${FUNCTIONS}/${seg(id)}/configuration`, configurationOf(news));
    await client.lambda.send("PUT", `/2017-03-31/tags/${seg(id)}`, { Tags: client.allTags(news["tags"]) });
    if (news["reservedConcurrentExecutions"] !== olds["reservedConcurrentExecutions"]) await reserve(client, id, news);
    return current(client, id);
  },
  async delete(client, id, known) {
    if (known["skipDestroy"] !== true) await client.lambda.remove(`${FUNCTIONS}/${seg(id)}`);
  },
};

async function reserve(client: AwsClient, id: string, { reservedConcurrentExecutions: count }: Values): Promise<void> {
  const path = `/2017-10-31/functions/${seg(id)}/concurrency`;
  if (Number(count) < 0) await client.lambda.remove(path);
  else await client.lambda.send("PUT", path, { ReservedConcurrentExecutions: count });
}

const current = async (client: AwsClient, id: string) =>
  live(client, await client.lambda.send("GET", `${FUNCTIONS}/${seg(id)}`));

function configurationOf(inputs: Values) {
  const environment = inputs["environment"];
  const logging = inputs["loggingConfig"];
  return {
    Role: inputs["role"],
    Runtime: inputs["runtime"],
    Handler: inputs["handler"],
    Description: orNull(inputs["description"]),
    Timeout: inputs["timeout"],
    MemorySize: inputs["memorySize"],
    Environment: isObject(environment) ? { Variables: environment["variables"] ?? {} } : null,
    LoggingConfig: isObject(logging)
      ? {
          LogFormat: logging["logFormat"],
          LogGroup: logging["logGroup"],
          ApplicationLogLevel: logging["applicationLogLevel"],
          SystemLogLevel: logging["systemLogLevel"],
        }
      : null,
  };
}

/** The code cannot be read back as an archive; that it is another shows in `codeSha256`. */
function live(client: AwsClient, body: Body): Live {
  const config = (name: string) => at(body, `Configuration.${name}`);
  const arn = textAt(body, "Configuration.FunctionArn");
  const variables = config("Environment.Variables");
  return {
    architectures: config("Architectures"),
    description: config("Description"),
    environment: variables === null ? null : { variables },
    handler: config("Handler"),
    loggingConfig: loggingOf(body),
    memorySize: config("MemorySize"),
    name: config("FunctionName"),
    region: client.region,
    reservedConcurrentExecutions: at(body, "Concurrency.ReservedConcurrentExecutions") ?? -1,
    role: config("Role"),
    runtime: config("Runtime"),
    timeout: config("Timeout"),
    ...client.tagsOf(at(body, "Tags")),
    arn,
    codeSha256: config("CodeSha256"),
    invokeArn: invokeArn(client.region, arn),
    lastModified: config("LastModified"),
    qualifiedArn: `${arn}:$LATEST`,
    sourceCodeSize: config("CodeSize"),
    version: "$LATEST",
  };
}

function loggingOf(body: Body): Values | null {
  const logging = at(body, "Configuration.LoggingConfig");
  if (!isObject(logging)) return null;
  const members = {
    logFormat: logging["LogFormat"],
    logGroup: logging["LogGroup"],
    applicationLogLevel: logging["ApplicationLogLevel"],
    systemLogLevel: logging["SystemLogLevel"],
  };
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as Values;
}
