/** The AWS SDK's own signer, for the few requests that need nothing else of the SDK. */
import { createHash, createHmac } from "node:crypto";
import type { Checksum, SourceData } from "@smithy/types";
import type { Environment } from "../../guard";

export interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

export interface RequestToSign {
  readonly method: string;
  readonly url: URL;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly region: string;
  readonly service: string;
}

/** The request's headers with date, token and authorization. */
export async function signRequest(
  { method, url, headers, body, region, service }: RequestToSign,
  credentials: AwsCredentials,
  now: Date,
): Promise<Record<string, string>> {
  // Loaded where something is signed: the authorizer mostly has nothing to sign.
  const { SignatureV4 } = await import("@smithy/signature-v4");
  const signer = new SignatureV4({ region, service, credentials, sha256: Sha256, applyChecksum: false });
  const request = {
    method,
    protocol: url.protocol,
    hostname: url.hostname,
    path: url.pathname,
    query: Object.fromEntries(url.searchParams),
    headers: { ...headers, host: url.host },
    body,
  };
  return (await signer.sign(request, { signingDate: now })).headers;
}

/** SHA-256, or with a key its HMAC, as the signer wants it. The SDK's own is 10 KB more in the authorizer. */
class Sha256 implements Checksum {
  readonly #hash;
  constructor(secret?: SourceData) {
    this.#hash = secret === undefined ? createHash("sha256") : createHmac("sha256", secret as Uint8Array);
  }
  update(data: Uint8Array): void {
    this.#hash.update(data);
  }
  digest(): Promise<Uint8Array> {
    return Promise.resolve(this.#hash.digest());
  }
  reset(): never {
    throw new Error("a hash is calculated once");
  }
}

/** Of the function's role, as Lambda puts them into the environment. Throws without them, or without a region to use them in. */
export function credentialsOf(title: string, region: string, environment: Environment): AwsCredentials {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = environment;
  if (region === "" || !accessKeyId || !secretAccessKey)
    throw new Error(`${title} needs a region, and credentials in the environment`);
  return { accessKeyId, secretAccessKey, sessionToken: environment["AWS_SESSION_TOKEN"] };
}
