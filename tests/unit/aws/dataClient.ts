/** A signed client of the local AWS's data plane, for the specs: what an SDK would send. */
import { signRequest, type AwsCredentials } from "../../../service/aws/signRequest";
import type { Json } from "./localApi";

export interface DataAnswer {
  readonly status: number;
  readonly body: Json;
  readonly headers: Headers;
}

export interface DataClient {
  /** DynamoDB, JSON 1.0. */
  dynamodb(operation: string, body: object): Promise<DataAnswer>;
  /** Secrets Manager, JSON 1.1. */
  secrets(operation: string, body: object): Promise<DataAnswer>;
}

const SERVICES = {
  dynamodb: { target: "DynamoDB_20120810", contentType: "application/x-amz-json-1.0" },
  secretsmanager: { target: "secretsmanager", contentType: "application/x-amz-json-1.1" },
} as const;

export interface ClientOptions {
  /** @default "us-east-1" */
  readonly region?: string;
  /** When the request is signed. @default now */
  readonly at?: Date;
  /** Changes what is sent after it was signed. */
  readonly tamper?: (request: { headers: Record<string, string>; body: string }) => void;
}

export function dataClient(
  url: string,
  credentials: AwsCredentials,
  { region = "us-east-1", at, tamper }: ClientOptions = {},
): DataClient {
  async function call(service: keyof typeof SERVICES, operation: string, json: object): Promise<DataAnswer> {
    const { target, contentType } = SERVICES[service];
    const body = JSON.stringify(json);
    const to = new URL(`${url}/${service}`);
    const headers = { "content-type": contentType, "x-amz-target": `${target}.${operation}` };
    const signed = await signRequest(
      { method: "POST", url: to, headers, body, region, service },
      credentials,
      at ?? new Date(),
    );
    const request = { headers: signed, body };
    tamper?.(request);
    const response = await fetch(to, { method: "POST", ...request });
    return { status: response.status, body: await response.json(), headers: response.headers };
  }
  return {
    dynamodb: (operation, body) => call("dynamodb", operation, body),
    secrets: (operation, body) => call("secretsmanager", operation, body),
  };
}
