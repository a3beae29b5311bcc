/** Lambda functions: made, changed and deleted. Code is a map of file names to text here, a zip archive in the real service. */
import { createHash } from "node:crypto";
import { isAbsolute, normalize } from "node:path";
import { z } from "zod";
import { ACCOUNT_ID, functionArn } from "../arns";
import { invalidParameter, resourceConflict, resourceNotFound } from "../awsError";
import { makeCredentials, type Credentials } from "../dataPlane/credentials";
import { lambdaMayAssume } from "../iam";
import { patched, readBody, tags, withoutNulls } from "../readBody";
import { created, noContent, ok, type ControlRequest, type Endpoint } from "../router";
import { appendLog, type World } from "../world";
import { FunctionRuntime } from "./runtime";
import type { FunctionConfiguration, LambdaFunction } from "./types";

/** Runtimes whose code this process can run. */
const RUNTIMES = ["nodejs20.x", "nodejs22.x", "nodejs24.x"] as const;
/** Characters of a function's files together. The real limit is 50 MB of zip archive. */
export const CODE_MAX = 20_000_000;

const files = z
  .record(z.string().refine(isInside, { error: "must be a path inside the archive" }), z.string())
  .refine((all) => Object.values(all).reduce((sum, text) => sum + text.length, 0) <= CODE_MAX, {
    error: `must not be more than ${CODE_MAX} characters together`,
  });
const code = z.strictObject({ Files: files });

const configuration = {
  Role: z.string(),
  Runtime: z.enum(RUNTIMES, { error: `must be one of ${RUNTIMES.join(", ")}` }),
  Handler: z.string().regex(/^[^\s]+\.[A-Za-z_$][\w$]*$/),
  Description: z.string().max(256).nullish(),
  Timeout: z.int().min(1).max(900).optional(),
  MemorySize: z.int().min(128).max(10_240).optional(),
  Environment: z.strictObject({ Variables: z.record(z.string().regex(/^[A-Za-z]\w+$/), z.string()) }).nullish(),
  LoggingConfig: z
    .strictObject({
      LogFormat: z.enum(["Text", "JSON"]).optional(),
      LogGroup: z.string().optional(),
      ApplicationLogLevel: z.string().optional(),
      SystemLogLevel: z.string().optional(),
    })
    .nullish(),
};
const architectures = z
  .array(z.enum(["x86_64", "arm64"]))
  .length(1)
  .optional();
const newCode = code.extend({ Architectures: architectures });
const createSchema = z.strictObject({
  ...configuration,
  FunctionName: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/),
  Architectures: architectures,
  Code: code,
  Tags: tags.optional(),
});
const configurationSchema = z.strictObject(configuration).partial();
const concurrencySchema = z.strictObject({ ReservedConcurrentExecutions: z.int().min(0).max(1_000) });

export function createFunction(world: World, region: string, body: unknown): LambdaFunction {
  const { Code, Tags = {}, ...given } = withoutNulls(readBody(createSchema, body, invalidParameter));
  if (world.functions.has(given.FunctionName)) {
    throw resourceConflict(`Function already exist: ${given.FunctionName}`);
  }
  const fn = {
    configuration: {
      Timeout: 3,
      MemorySize: 128,
      Architectures: ["x86_64"],
      ...given,
      FunctionArn: functionArn(region, given.FunctionName),
      Version: "$LATEST",
    },
    files: Code.Files,
    tags: Tags,
    statements: new Map(),
  } as unknown as LambdaFunction;
  install(world, fn);
  return fn;
}

export async function updateCode(world: World, fn: LambdaFunction, body: unknown): Promise<FunctionConfiguration> {
  const { Files, Architectures = fn.configuration.Architectures } = readBody(newCode, body, invalidParameter);
  fn.files = Files;
  fn.configuration = { ...fn.configuration, Architectures };
  return reinstall(world, fn);
}

export async function configure(world: World, fn: LambdaFunction, body: unknown): Promise<FunctionConfiguration> {
  const patch = readBody(configurationSchema, body, invalidParameter);
  checkRole(world, patch.Role ?? fn.configuration.Role);
  const configured = patched(fn.configuration, patch);
  checkEnvironment(configured);
  fn.configuration = configured;
  return reinstall(world, fn);
}

/** @param body undefined takes the reservation away */
export async function reserve(world: World, fn: LambdaFunction, body: unknown): Promise<void> {
  if (body === undefined) delete fn.reservedConcurrency;
  else fn.reservedConcurrency = readBody(concurrencySchema, body, invalidParameter).ReservedConcurrentExecutions;
  await reinstall(world, fn);
}

export function tagFunction(fn: LambdaFunction, body: unknown): void {
  fn.tags = readBody(z.strictObject({ Tags: tags }), body, invalidParameter).Tags;
}

export async function deleteFunction(world: World, fn: LambdaFunction): Promise<void> {
  world.functions.delete(fn.configuration.FunctionName);
  await fn.runtime.close();
}

const PATH = "/2015-03-31/functions/{name}";

/** Lambda's own interface; but for the code, which is a map of files here. */
export const functionEndpoints: readonly Endpoint[] = [
  {
    method: "POST",
    path: "/2015-03-31/functions",
    handle: ({ world, body, region }) => created(createFunction(world, region, body).configuration),
  },
  {
    method: "GET",
    path: PATH,
    handle(request) {
      const { configuration: Configuration, files, tags: Tags, reservedConcurrency } = functionOfRequest(request);
      const Concurrency =
        reservedConcurrency === undefined ? undefined : { ReservedConcurrentExecutions: reservedConcurrency };
      return ok({ Configuration, Code: { Files: files }, Tags, Concurrency });
    },
  },
  {
    method: "PUT",
    path: `${PATH}/code`,
    handle: async (request) => ok(await updateCode(request.world, functionOfRequest(request), request.body)),
  },
  {
    method: "PUT",
    path: `${PATH}/configuration`,
    handle: async (request) => ok(await configure(request.world, functionOfRequest(request), request.body)),
  },
  {
    method: "DELETE",
    path: PATH,
    async handle(request) {
      await deleteFunction(request.world, functionOfRequest(request));
      return noContent();
    },
  },
  {
    method: "PUT",
    path: "/2017-10-31/functions/{name}/concurrency",
    async handle(request) {
      await reserve(request.world, functionOfRequest(request), request.body ?? {});
      return ok(request.body);
    },
  },
  {
    method: "DELETE",
    path: "/2017-10-31/functions/{name}/concurrency",
    async handle(request) {
      await reserve(request.world, functionOfRequest(request), undefined);
      return noContent();
    },
  },
  {
    method: "PUT",
    path: "/2017-03-31/tags/{name}",
    handle(request) {
      tagFunction(functionOfRequest(request), request.body);
      return noContent();
    },
  },
];

export const functionOfRequest = ({ world, params }: ControlRequest) => findFunction(world, params["name"]);

/** A function's name, of that or of its ARN. */
export const nameOf = (nameOrArn: unknown) => String(nameOrArn).replace(/^arn:aws:lambda:[^:]+:\d+:function:/, "");

/** By its name or its ARN. */
export function findFunction(world: World, nameOrArn: unknown): LambdaFunction {
  const name = nameOf(nameOrArn);
  const fn = world.functions.get(name);
  if (fn === undefined) {
    throw resourceNotFound(`Function not found: arn:aws:lambda:*:${ACCOUNT_ID}:function:${name}`);
  }
  return fn;
}

function checkRole(world: World, role: string): void {
  if (!lambdaMayAssume(world, role)) {
    throw invalidParameter("The role defined for the function cannot be assumed by Lambda.");
  }
}

/** Bytes of all variables together, as JSON. Source: recorded, LocalStack's test_large_environment_variables_fails. */
const ENVIRONMENT_MAX = 4_096;

function checkEnvironment({ Environment }: FunctionConfiguration): void {
  const measured = JSON.stringify(Environment?.Variables ?? {});
  if (Buffer.byteLength(measured) > ENVIRONMENT_MAX) {
    throw invalidParameter(
      "Lambda was unable to configure your environment variables because the environment variables you have provided exceeded the 4KB limit.",
    );
  }
}

function install(world: World, fn: LambdaFunction): void {
  const { configuration: config } = fn;
  checkRole(world, config.Role);
  checkEnvironment(config);
  const size = Object.values(fn.files).reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  const hash = createHash("sha256").update(JSON.stringify(fn.files)).digest("base64");
  const LastModified = new Date(world.now()).toISOString();
  fn.configuration = { ...config, CodeSize: size, CodeSha256: hash, LastModified };
  fn.credentials = makeCredentials();
  fn.runtime = new FunctionRuntime({
    files: fn.files,
    handler: config.Handler,
    env: environmentOf(world, config, fn.credentials),
    timeoutSeconds: config.Timeout,
    memoryMegabytes: config.MemorySize,
    maxConcurrency: fn.reservedConcurrency ?? Infinity,
    trust: world.trust,
    log: (line) => appendLog(world, config.LoggingConfig?.LogGroup ?? `/aws/lambda/${config.FunctionName}`, line),
  });
  world.functions.set(config.FunctionName, fn);
}

async function reinstall(world: World, fn: LambdaFunction): Promise<FunctionConfiguration> {
  const { runtime } = fn;
  install(world, fn);
  await runtime.close();
  return fn.configuration;
}

/** The credentials are the local account's own, and open what the function's role may do there. Real ones never get here. */
function environmentOf(
  world: World,
  config: FunctionConfiguration,
  { accessKeyId, secretAccessKey, sessionToken }: Credentials,
): Record<string, string> {
  return {
    AWS_ENDPOINT_URL_DYNAMODB: `${world.url}/dynamodb`,
    AWS_ENDPOINT_URL_KMS: `${world.url}/kms`,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: `${world.url}/secretsmanager`,
    // This machine's Node.js may be older than the function's, of which the SDK would complain in the function's log.
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
    ...config.Environment?.Variables,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN: sessionToken,
    AWS_DEFAULT_REGION: config.FunctionArn.split(":")[3] ?? "",
    AWS_EXECUTION_ENV: `AWS_Lambda_${config.Runtime}`,
    AWS_LAMBDA_FUNCTION_NAME: config.FunctionName,
    AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
    AWS_LAMBDA_LOG_GROUP_NAME: config.LoggingConfig?.LogGroup ?? `/aws/lambda/${config.FunctionName}`,
    AWS_LAMBDA_LOG_STREAM_NAME: "local",
    LAMBDA_TASK_ROOT: "/var/task",
    _HANDLER: config.Handler,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(config.MemorySize),
    AWS_REGION: config.FunctionArn.split(":")[3] ?? "",
    TZ: "UTC",
  };
}

function isInside(name: string): boolean {
  return name !== "" && !isAbsolute(name) && !name.includes("\\") && !normalize(name).startsWith("..");
}
