/** `aws:lambda/function:Function`: Lambda functions. */
import { archiveFiles } from "../../providers/archive";
import { archive, flag, list, map, object, text, whole } from "../../providers/properties";
import type { Live } from "../../providers/resourceType";
import { defined, isEqual, isObject, type Value, type Values } from "../../providers/values";
import type { Account, AwsType } from "../account";
import { invokeArn } from "../arns";
import { orNull } from "../readBody";
import { configure, createFunction, deleteFunction, findFunction, reserve, tagFunction, updateCode } from "./functions";
import type { LambdaFunction, LoggingConfig } from "./types";

export const lambdaFunction: AwsType = {
  token: "aws:lambda/function:Function",
  source: "lambda/function.go",
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
  async create({ world, region, allTags }, inputs) {
    const { configuration } = createFunction(world, region, {
      ...configurationOf(inputs),
      FunctionName: inputs["name"],
      Architectures: inputs["architectures"],
      Code: { Files: await archiveFiles(inputs["code"] ?? null) },
      Tags: allTags(inputs["tags"]),
    });
    return { id: configuration.FunctionName, live: {} };
  },
  async settle(account, id, inputs) {
    const fn = findFunction(account.world, id);
    if (Number(inputs["reservedConcurrentExecutions"]) >= 0) await reserve(account.world, fn, reservation(inputs));
    return live(account, fn);
  },
  async read(account, id) {
    const fn = account.world.functions.get(id);
    return fn && live(account, fn);
  },
  async update(account, id, news, olds) {
    const { world, allTags } = account;
    const fn = findFunction(world, id);
    // Both are set by one call, UpdateFunctionCode.
    if (["code", "architectures"].some((name) => !isEqual(news[name], olds[name]))) {
      const Files = await archiveFiles(news["code"] ?? null);
      await updateCode(world, fn, { Architectures: news["architectures"], Files });
    }
    await configure(world, fn, configurationOf(news));
    tagFunction(fn, { Tags: allTags(news["tags"]) });
    const hasOther = news["reservedConcurrentExecutions"] !== olds["reservedConcurrentExecutions"];
    if (hasOther) await reserve(world, fn, reservation(news));
    return live(account, fn);
  },
  async delete({ world }, id, known) {
    if (known["skipDestroy"] !== true) await deleteFunction(world, findFunction(world, id));
  },
};

function reservation({ reservedConcurrentExecutions: count }: Values): object | undefined {
  return Number(count) < 0 ? undefined : { ReservedConcurrentExecutions: count };
}

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
function live({ region, tagsOf }: Account, { configuration, tags: all, reservedConcurrency }: LambdaFunction): Live {
  const { FunctionArn: arn, Environment, LoggingConfig } = configuration;
  return {
    architectures: configuration.Architectures,
    description: orNull(configuration.Description),
    environment: Environment ? { variables: Environment.Variables } : null,
    handler: configuration.Handler,
    loggingConfig: LoggingConfig ? loggingOf(LoggingConfig) : null,
    memorySize: configuration.MemorySize,
    name: configuration.FunctionName,
    region,
    reservedConcurrentExecutions: reservedConcurrency ?? -1,
    role: configuration.Role,
    runtime: configuration.Runtime,
    timeout: configuration.Timeout,
    ...tagsOf(all),
    arn,
    codeSha256: configuration.CodeSha256,
    invokeArn: invokeArn(region, arn),
    lastModified: configuration.LastModified,
    qualifiedArn: `${arn}:$LATEST`,
    sourceCodeSize: configuration.CodeSize,
    version: "$LATEST",
  };
}

function loggingOf(logging: LoggingConfig): Values {
  return defined<Value>({
    logFormat: logging.LogFormat,
    logGroup: logging.LogGroup,
    applicationLogLevel: logging.ApplicationLogLevel,
    systemLogLevel: logging.SystemLogLevel,
  });
}
