/** Reads an AWS account with signed requests: no more of the AWS SDK than `preflight` needs, which is the signature. */
import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import type * as Kit from "../../service";
import { partitionOf } from "../../model/routes";

// With the AWS SDK, which no other command needs.
const kit = () => require("../../service") as typeof Kit;

type AwsCredentials = Kit.AwsCredentials;
type Environment = Readonly<Record<string, string | undefined>>;
type Settings = Readonly<Record<string, unknown>>;

/** Domains under which the services of a partition answer. Source: AWS General Reference, service endpoints. */
const DOMAINS: Readonly<Record<string, string>> = {
  aws: "amazonaws.com",
  "aws-us-gov": "amazonaws.com",
  "aws-cn": "amazonaws.com.cn",
};

const TIMEOUT_MS = 10_000;
const ANSWER_MAX = 1_000_000;

/** What AWS, or the way to it, refused. Its message holds neither credentials nor an answer's text. */
export class AwsRefusal extends Error {
  override readonly name = "AwsRefusal";
  constructor(
    message: string,
    /** Undefined where there was no answer. */
    readonly status: number | undefined,
    /** AWS's name of the error, such as `AccessDeniedException`; empty where there is none. */
    readonly type: string,
  ) {
    super(message);
  }
}

interface Asked {
  readonly service: string;
  readonly region: string;
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** An account, and the right to read it. */
export class AwsApi {
  constructor(
    private readonly credentials: AwsCredentials,
    private readonly settings: Settings,
    private readonly environment: Environment,
  ) {}

  /** A service that takes JSON, with the operation in a header. */
  async json(service: string, region: string, target: string, input: object): Promise<unknown> {
    const headers = { "content-type": "application/x-amz-json-1.1", "x-amz-target": target };
    const body = JSON.stringify(input);
    return parsed(await this.#ask({ service, region, method: "POST", path: "/", headers, body }));
  }

  /** A service of HTTP's own verbs. */
  async get(service: string, region: string, path: string): Promise<unknown> {
    return parsed(await this.#ask({ service, region, method: "GET", path }));
  }

  /** A service that takes a form and answers XML: the text of the answer. */
  form(service: string, region: string, fields: Readonly<Record<string, string>>): Promise<string> {
    const headers = { "content-type": "application/x-www-form-urlencoded" };
    const body = new URLSearchParams(fields).toString();
    return this.#ask({ service, region, method: "POST", path: "/", headers, body });
  }

  async #ask({ service, region, method, path, headers = {}, body = "" }: Asked): Promise<string> {
    const url = new URL(path, this.#address(service, region));
    const { exchange, signRequest } = kit();
    const signed = await signRequest({ method, url, headers, body, region, service }, this.credentials, new Date());
    const sent = {
      title: service,
      method,
      url: url.href,
      headers: signed,
      timeoutMs: TIMEOUT_MS,
      bytesMax: ANSWER_MAX,
    };
    const answer = await exchange(body === "" ? sent : { ...sent, body }).catch(() => {
      throw new AwsRefusal(`\`${url.host}\` does not answer`, undefined, "");
    });
    if (answer.status === 200) return answer.text;
    const type = typeOf(answer.headers.get("x-amzn-errortype"), answer.text);
    const name = type === "" ? "" : ` (${type})`;
    throw new AwsRefusal(`\`${service}\` answers with ${answer.status}${name}`, answer.status, type);
  }

  /** INVARIANT: a stack that says where some services are, as a local one does, has nothing asked anywhere else. */
  #address(service: string, region: string): string {
    const endpoints = this.settings["aws:endpoints"];
    const names = [ENDPOINT_NAMES[service]!, service];
    if (Array.isArray(endpoints) && endpoints.length > 0) {
      const all = Object.assign({}, ...(endpoints as object[])) as Record<string, string>;
      const own = names.map((name) => all[name]).find((address) => address !== undefined);
      if (own === undefined) throw new AwsRefusal(`\`aws:endpoints\` does not name \`${names[0]}\``, undefined, "");
      return own;
    }
    const variable = this.environment[`AWS_ENDPOINT_URL_${names[0]!.toUpperCase()}`];
    if (variable) return variable;
    const domain = DOMAINS[partitionOf(region)];
    if (domain === undefined)
      throw new AwsRefusal(`where \`${service}\` of \`${region}\` answers is not known here`, undefined, "");
    return `https://${service}.${region}.${domain}`;
  }
}

/** As AWS's tools and the provider name the services of which the host has another name. */
const ENDPOINT_NAMES: Readonly<Record<string, string>> = {
  sts: "sts",
  acm: "acm",
  apigateway: "apigatewayv2",
  servicequotas: "service_quotas",
};

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new AwsRefusal("the answer is no JSON", 200, "");
  }
}

/** The name stands in a header, in `__type`, or in XML's `Code`. */
function typeOf(header: string | null, text: string): string {
  const found =
    header?.split(":")[0] ?? /"__type"\s*:\s*"([^"]*)"/.exec(text)?.[1] ?? /<Code>([^<]*)<\/Code>/.exec(text)?.[1];
  return /([A-Za-z]{1,80})$/.exec(found ?? "")?.[1] ?? "";
}

/** Where credentials were found, for a person. */
export interface FoundCredentials {
  readonly credentials: AwsCredentials;
  readonly from: string;
}

/** Those of the profile that the stack names; else of the environment; else of the profile that the environment names. */
export function awsCredentials(settings: Settings, environment: Environment): FoundCredentials | undefined {
  const { "aws:profile": own } = settings;
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = environment;
  if (typeof own !== "string" && accessKeyId && secretAccessKey)
    return {
      credentials: { accessKeyId, secretAccessKey, ...sessionOf(environment["AWS_SESSION_TOKEN"]) },
      from: "the environment",
    };
  const profile = typeof own === "string" ? own : environment["AWS_PROFILE"] || "default";
  const credentials = ofProfile(profile, environment);
  return credentials && { credentials, from: `the profile \`${profile}\`` };
}

const sessionOf = (sessionToken: string | undefined) => (sessionToken ? { sessionToken } : {});

/** Keys that are written down; a profile that signs in anew each time has none. */
function ofProfile(profile: string, environment: Environment): AwsCredentials | undefined {
  const file = environment["AWS_SHARED_CREDENTIALS_FILE"] || join(environment["HOME"] || homedir(), ".aws/credentials");
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
  let section: string | undefined;
  const values: Record<string, string> = {};
  for (const line of text.split(/\r?\n/)) {
    section = /^\s*\[\s*([^\]]*?)\s*\]/.exec(line)?.[1] ?? section;
    const [, key, value] = /^\s*(aws_\w+)\s*=\s*(\S+)\s*$/.exec(line) ?? [];
    if (section === profile && key !== undefined) values[key] = value!;
  }
  const { aws_access_key_id: accessKeyId, aws_secret_access_key: secretAccessKey } = values;
  if (!accessKeyId || !secretAccessKey) return undefined;
  return { accessKeyId, secretAccessKey, ...sessionOf(values["aws_session_token"]) };
}
