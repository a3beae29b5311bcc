/**
 * Runs a Pulumi program on the SDK's mock monitor and records everything that it registers: what a stack declares, without an
 * engine, without credentials and without a cloud.
 */
import { createPublicKey } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";
import * as settings from "@pulumi/pulumi/runtime/settings";
import { PUBLIC_JWK } from "../serviceKeys";

/** One registration, as the engine would get it. */
export interface Registration {
  readonly type: string;
  readonly name: string;
  readonly urn: string;
  /** The inputs: a secret is `{ secret: value }`, an unknown value `UNKNOWN`, an archive its files' texts. */
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly custom: boolean;
  /** The parent as `type::name`; undefined for a child of the stack. */
  readonly parent: string | undefined;
  /** `type::name` of what it waits for, explicitly or through its inputs, sorted. */
  readonly dependsOn: readonly string[];
  /** Property → `type::name` of the resources that it is made from. */
  readonly propertyDependencies: Readonly<Record<string, readonly string[]>>;
  /** The provider's reference: empty where none was given. */
  readonly provider: string;
  readonly replaceOnChanges: readonly string[];
  readonly deleteBeforeReplace: boolean;
  readonly retainOnDelete: boolean;
  readonly protect: boolean;
  /** Names that it had before. */
  readonly aliases: readonly string[];
  readonly additionalSecretOutputs: readonly string[];
}

/** A call of a provider's function. */
export interface Invoke {
  readonly token: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly provider: string;
}

export interface Recording {
  /** What the program warns of, in the place of printing it. */
  readonly warnings: readonly string[];
  readonly resources: readonly Registration[];
  readonly invokes: readonly Invoke[];
  /** A component as `type::name` → what it registered as its outputs. */
  readonly outputs: ReadonlyMap<string, Readonly<Record<string, unknown>>>;
}

export interface ProgramOptions {
  /** The project's name. @default "admin" */
  readonly project?: string;
  /** Whether ids and computed properties are unknown, as in a preview of a new stack. @default false */
  readonly preview?: boolean;
  /** @default "dev" */
  readonly stack?: string;
  readonly config?: Readonly<Record<string, string>>;
  readonly secretKeys?: readonly string[];
  /** The outputs of other stacks, by their names; a stack that is not here has none. */
  readonly stacks?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** What is told of resources that exist already, by their type, given the id. */
  readonly read?: Readonly<Record<string, (id: string) => object>>;
  /** What functions of providers answer in place of the usual, by their token. */
  readonly called?: Readonly<Record<string, (inputs: Readonly<Record<string, unknown>>) => Record<string, unknown>>>;
}

// The SDK has it, and leaves it out of its types.
const { waitForRPCs } = settings as unknown as { waitForRPCs(): Promise<void> };

export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";
const ASSET = "c44067f5952c0a294b673a41bacd8c17";
const ARCHIVE = "0def7320c3a5731c473e5ecbe6d01bc7";

type Values = Readonly<Record<string, unknown>>;

/** What the cloud adds to the inputs, as far as the program reads it. */
const COMPUTED: Readonly<Record<string, (name: string, inputs: Values, config: Values) => object>> = {
  "okta:auth/server:Server": (name, { issuerMode }, config) => {
    const { "okta-api-access:orgDomain": domain, "okta:httpProxy": proxy } = config;
    // A local Okta speaks at its own domain as at its other address.
    const scheme = String(proxy).startsWith("http:") ? "http" : "https";
    const origin = issuerMode === "CUSTOM_URL" && domain ? `${scheme}://${String(domain)}` : "https://example.okta.com";
    return { issuer: `${origin}/oauth2/id-of-${name}` };
  },
  "okta:app/oAuth:OAuth": (name) => ({ clientId: `client-id-of-${name}` }),
  "aws:apigatewayv2/api:Api": (name) => ({
    apiEndpoint: `https://${name}.example.com`,
    executionArn: `arn:aws:execute-api:eu-central-1:111122223333:${name}`,
  }),
  "aws:apigateway/restApi:RestApi": (name) => ({
    rootResourceId: `root-of-${name}`,
    executionArn: `arn:aws:execute-api:eu-central-1:111122223333:${name}`,
  }),
  "aws:apigateway/stage:Stage": (name) => ({
    arn: `arn:aws:apigateway:eu-central-1::/restapis/${name}`,
    invokeUrl: `https://${name}.example.com/live`,
  }),
  "aws:cloudwatch/eventRule:EventRule": (name) => ({ arn: `arn:aws:events:eu-central-1:111122223333:rule/${name}` }),
  "aws:lb/loadBalancer:LoadBalancer": (name) => ({
    arn: `arn:aws:elasticloadbalancing:eu-central-1:111122223333:loadbalancer/app/${name}`,
    arnSuffix: `app/${name}`,
  }),
  "aws:lb/listener:Listener": (name) => ({ arn: `arn:of:${name}` }),
  "aws:lb/targetGroup:TargetGroup": (name) => ({ arn: `arn:of:target-group:${name}` }),
  "aws:secretsmanager/secretVersion:SecretVersion": (name) => ({
    arn: `arn:of:secret:${name}`,
    versionId: `version-of-${name}`,
  }),
  "aws:kms/key:Key": (name) => ({
    keyId: `key-id-of-${name}`,
    arn: `arn:aws:kms:eu-central-1:111122223333:key/key-id-of-${name}`,
  }),
  "aws:dynamodb/table:Table": (name) => ({ arn: `arn:aws:dynamodb:eu-central-1:111122223333:table/${name}` }),
  "aws:wafv2/ipSet:IpSet": (name) => ({ arn: `arn:of:${name}` }),
  "aws:wafv2/webAcl:WebAcl": (name) => ({ arn: `arn:of:${name}` }),
  "aws:cloudwatch/logGroup:LogGroup": (name) => ({ arn: `arn:aws:logs:eu-central-1:111122223333:log-group:${name}` }),
  "aws:iam/role:Role": (name) => ({ arn: `arn:aws:iam::111122223333:role/${name}` }),
  "aws:lambda/function:Function": (name) => ({ arn: `arn:of:${name}`, invokeArn: `invoke-arn-of-${name}` }),
};

/** As AWS hands one out. */
const PUBLIC_KEY_PEM = createPublicKey({ key: PUBLIC_JWK, format: "jwk" })
  .export({ type: "spki", format: "pem" })
  .toString();

/** As the provider, where nothing has the name. */
function notThere(): never {
  throw new Error("there is none");
}

/** What functions of providers answer beyond what they are given. */
const CALLED: Readonly<Record<string, (inputs: Readonly<Record<string, unknown>>) => Record<string, unknown>>> = {
  "aws:kms/getPublicKey:getPublicKey": (inputs) => ({ ...inputs, publicKeyPem: PUBLIC_KEY_PEM }),
  "okta:auth/getServer:getServer": notThere,
  "okta:app/getApp:getApp": notThere,
  "okta:group/getGroup:getGroup": notThere,
  "okta:auth/getServerPolicy:getServerPolicy": notThere,
  "okta:policy/getPolicy:getPolicy": notThere,
  "okta:auth/getServerScopes:getServerScopes": (inputs) => ({ ...inputs, id: "scopes", scopes: [] }),
  "okta:index/getAuthServerClaims:getAuthServerClaims": (inputs) => ({ ...inputs, id: "claims", claims: [] }),
  "okta:index/getTrustedOrigins:getTrustedOrigins": () => ({ id: "origins", trustedOrigins: [] }),
  "okta:index/getGroups:getGroups": ({ q }) => ({
    id: "groups",
    groups: [{ id: idOfNamed({ name: q }), name: q, type: "OKTA_GROUP" }],
  }),
};

/**
 * Runs a program to its end and gives what it returned and what it registered.
 *
 * @throws what the program throws.
 */
export async function runProgram<T>(
  program: () => T,
  options: ProgramOptions = {},
): Promise<{ readonly result: T; readonly recording: Recording }> {
  const { project = "admin", preview = false, stack = "dev", config = {}, secretKeys = [] } = options;
  await pulumi.runtime.setMocks(mocksOf(preview, options), project, stack, preview);
  pulumi.runtime.setAllConfig({ ...config }, [...secretKeys]);
  const recording = record();
  const log = pulumi.log as { warn: typeof pulumi.log.warn };
  const { warn } = log;
  log.warn = (message) => {
    recording.warnings.push(message);
    return Promise.resolve();
  };
  try {
    const result = program();
    await settled();
    return { result, recording };
  } finally {
    log.warn = warn;
  }
}

/** Resources are registered from the promises of others, so that one round may start the next. */
async function settled(): Promise<void> {
  for (let round = 0; round < 3; round++) {
    await waitForRPCs();
    await new Promise((resolve) => setImmediate(resolve));
  }
}

function mocksOf(
  preview: boolean,
  { called = {}, stacks = {}, read = {}, config = {} }: ProgramOptions,
): pulumi.runtime.Mocks {
  return {
    newResource: ({ type, name, inputs, custom, id }) => {
      if (type === "pulumi:pulumi:StackReference") return { id: name, state: { name, outputs: stacks[name] ?? {} } };
      // What exists already is known in a preview as well.
      if (id) return { id, state: { ...inputs, ...read[type]?.(id) } };
      return {
        id: preview || !custom ? "" : `id-of-${name}`,
        state: preview ? inputs : { ...inputs, ...COMPUTED[type]?.(name, inputs, config) },
      };
    },
    call: ({ token, inputs }) => (called[token] ?? CALLED[token])?.(inputs) ?? { ...inputs, id: idOfNamed(inputs) },
  };
}

function idOfNamed(inputs: Readonly<Record<string, unknown>>): string {
  return `id-of-${String(inputs["name"]).replace(/ /g, "-")}`;
}

interface Struct {
  toJavaScript(): Record<string, unknown>;
}

type Callback = (error: unknown, response: { getUrn(): string }) => void;

interface Monitor {
  registerResource(request: RegisterRequest, callback: Callback): unknown;
  registerResourceOutputs(request: { getUrn(): string; getOutputs(): Struct }, callback: unknown): unknown;
  invoke(request: { getTok(): string; getArgs(): Struct; getProvider(): string }, callback: unknown): unknown;
}

interface RegisterRequest {
  getType(): string;
  getName(): string;
  getCustom(): boolean;
  getParent(): string;
  getProvider(): string;
  getObject(): Struct;
  getDependenciesList(): string[];
  getPropertydependenciesMap(): { forEach(visit: (urns: { getUrnsList(): string[] }, key: string) => void): void };
  getReplaceonchangesList(): string[];
  getDeletebeforereplace(): boolean;
  getRetainondelete(): boolean | undefined;
  getProtect(): boolean | undefined;
  getAliasesList(): { getSpec(): { getName(): string } | undefined; getUrn(): string }[];
  getAdditionalsecretoutputsList(): string[];
}

function record() {
  const recording = {
    warnings: [] as string[],
    resources: [] as Registration[],
    invokes: [] as Invoke[],
    outputs: new Map(),
  };
  const monitor = pulumi.runtime.getMonitor() as unknown as Monitor;
  const original = {
    register: monitor.registerResource.bind(monitor),
    outputs: monitor.registerResourceOutputs.bind(monitor),
    invoke: monitor.invoke.bind(monitor),
  };
  monitor.registerResource = (request, callback) =>
    original.register(request, (error, response) => {
      if (!error) recording.resources.push(registration(request, response.getUrn()));
      callback(error, response);
    });
  monitor.registerResourceOutputs = (request, callback) => {
    recording.outputs.set(shortOf(request.getUrn()), plain(request.getOutputs().toJavaScript()));
    return original.outputs(request, callback);
  };
  monitor.invoke = (request, callback) => {
    const inputs = plain(request.getArgs().toJavaScript()) as Record<string, unknown>;
    recording.invokes.push({ token: request.getTok(), inputs, provider: request.getProvider() });
    return original.invoke(request, callback);
  };
  return recording;
}

function registration(request: RegisterRequest, urn: string): Registration {
  const propertyDependencies: Record<string, string[]> = {};
  request.getPropertydependenciesMap().forEach((urns, property) => {
    propertyDependencies[property] = urns.getUrnsList().map(shortOf).sort();
  });
  return {
    type: request.getType(),
    name: request.getName(),
    urn,
    inputs: plain(request.getObject().toJavaScript()) as Record<string, unknown>,
    custom: request.getCustom(),
    parent: isStack(request.getParent()) ? undefined : shortOf(request.getParent()),
    dependsOn: request.getDependenciesList().map(shortOf).sort(),
    propertyDependencies,
    provider: request.getProvider(),
    replaceOnChanges: request.getReplaceonchangesList(),
    deleteBeforeReplace: request.getDeletebeforereplace(),
    retainOnDelete: request.getRetainondelete() === true,
    protect: request.getProtect() === true,
    aliases: request.getAliasesList().map((alias) => alias.getSpec()?.getName() || alias.getUrn()),
    additionalSecretOutputs: request.getAdditionalsecretoutputsList(),
  };
}

function isStack(urn: string): boolean {
  return urn === "" || urn.includes("::pulumi:pulumi:Stack::");
}

function nameOf(urn: string): string {
  return urn.split("::").slice(3).join("::");
}

function shortOf(urn: string): string {
  return `${urn.split("::")[2]!.split("$").at(-1)!}::${nameOf(urn)}`;
}

/** The wire format as plain values that a test can compare. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  const { [SIGNATURE]: signature, ...rest } = value as Record<string, unknown>;
  if (signature === SECRET) return { secret: plain(rest["value"]) };
  if (signature === ASSET) return { text: rest["text"] };
  if (signature === ARCHIVE) return { files: plain(rest["assets"]) };
  return Object.fromEntries(Object.entries(rest).map(([key, inner]) => [key, plain(inner)]));
}
