/**
 * AWS's signature version 4, from the side of the service: reads it, calculates what it should be, compares.
 * Written apart from the signer in `lambda/`, so that a mistake in one shows in the other.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import { commonError } from "./serviceError";

export interface ReceivedRequest {
  readonly method: string;
  /** As it was sent. */
  readonly path: string;
  /** Names and values by turns, as they were sent. */
  readonly rawHeaders: readonly string[];
  readonly body: Buffer;
}

/** What an `authorization` header says, and when it was made. */
export interface Signature {
  readonly accessKeyId: string;
  readonly region: string;
  readonly service: string;
  /** `20150830T123600Z`. */
  readonly time: string;
  readonly signedHeaders: readonly string[];
  readonly hex: string;
}

const ALGORITHM = "AWS4-HMAC-SHA256";
const TERMINATOR = "aws4_request";
/** By how far a clock may be off. The texts say it in minutes. */
const SKEW_MINUTES = 5;

const incomplete = (message: string) => commonError("IncompleteSignatureException", message);
const invalid = (message: string) => commonError("InvalidSignatureException", message);

/** @throws where there is none, where it is of another form, for another service or of another time. */
export function readSignature(request: ReceivedRequest, service: string, now: number): Signature {
  const headers = headersOf(request);
  const header = headers.get("authorization");
  if (header === undefined) {
    throw commonError("MissingAuthenticationTokenException", "Request is missing Authentication Token");
  }
  const { algorithm, parts } = partsOf(header);
  const time = headers.get("x-amz-date");
  const missing = ["Credential", "Signature", "SignedHeaders"].filter((name) => !parts.get(name));
  if (missing.length > 0 || time === undefined) {
    const needs = missing.map((name) => `Authorization header requires '${name}' parameter. `);
    if (time === undefined) needs.push("Authorization header requires existence of a 'X-Amz-Date' header. ");
    throw incomplete(needs.join("").trim());
  }
  checkTime(time, now);
  const signedHeaders = parts.get("SignedHeaders")!.split(";");
  checkSignedHeaders(headers, signedHeaders);
  if (algorithm !== ALGORITHM) {
    throw incomplete(`Unsupported AWS 'algorithm': '${algorithm}' (only ${ALGORITHM} for now).`);
  }
  const { accessKeyId, region } = readCredential(parts.get("Credential")!, service, time);
  return { accessKeyId, region, service, time, signedHeaders, hex: parts.get("Signature")! };
}

/** @throws InvalidSignatureException unless the request was signed with this key, headers, body and all. */
export function verifySignature(request: ReceivedRequest, signature: Signature, secretAccessKey: string): void {
  const expected = Buffer.from(calculate(request, signature, secretAccessKey), "hex");
  const given = Buffer.from(/^[0-9a-f]{64}$/.test(signature.hex) ? signature.hex : "", "hex");
  if (given.length === expected.length && timingSafeEqual(given, expected)) return;
  throw invalid(
    "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.",
  );
}

/** Whether two texts are the same, in a time that does not depend on where they differ. */
export function isSameSecret(one: string, other: string): boolean {
  return timingSafeEqual(sha256(one), sha256(other));
}

function calculate(request: ReceivedRequest, signature: Signature, secretAccessKey: string): string {
  const { region, service, time, signedHeaders } = signature;
  const headers = headersOf(request);
  const lines = signedHeaders.map((name) => `${name}:${headers.get(name) ?? ""}\n`);
  const canonical = [
    request.method,
    request.path,
    "",
    lines.join(""),
    signedHeaders.join(";"),
    sha256(request.body).toString("hex"),
  ].join("\n");
  const date = time.slice(0, 8);
  const scope = [date, region, service, TERMINATOR].join("/");
  const text = [ALGORITHM, time, scope, sha256(canonical).toString("hex")].join("\n");
  let key = hmac(`AWS4${secretAccessKey}`, date);
  for (const part of [region, service, TERMINATOR]) key = hmac(key, part);
  return hmac(key, text).toString("hex");
}

const sha256 = (data: string | Buffer) => createHash("sha256").update(data).digest();
const hmac = (key: string | Buffer, text: string) => createHmac("sha256", key).update(text).digest();

/** By lower-case name; several values of one name are joined, and spaces in them are single. */
function headersOf({ rawHeaders }: ReceivedRequest): Map<string, string> {
  const headers = new Map<string, string>();
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const name = rawHeaders[i]!.toLowerCase();
    const value = rawHeaders[i + 1]!.trim().replace(/ +/g, " ");
    const before = headers.get(name);
    headers.set(name, before === undefined ? value : `${before},${value}`);
  }
  return headers;
}

function partsOf(header: string): { algorithm: string; parts: ReadonlyMap<string, string> } {
  const [, algorithm = "", rest = ""] = /^(\S+)\s*(.*)$/.exec(header) ?? [];
  const pairs = rest.split(",").map((pair): [string, string] => {
    const [, name = "", value = ""] = /^\s*(\w+)=(\S*)\s*$/.exec(pair) ?? [];
    return [name, value];
  });
  return { algorithm, parts: new Map(pairs) };
}

function checkTime(time: string, now: number): void {
  const [, ...digits] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(time) ?? [];
  const [year, month, day, hour, minute, second] = digits.map(Number);
  const signedAt = Date.UTC(year ?? NaN, (month ?? NaN) - 1, day, hour, minute, second);
  if (Number.isNaN(signedAt)) {
    throw incomplete(
      `Date must be in ISO-8601 'basic format'. Got '${time}'. See http://en.wikipedia.org/wiki/ISO_8601`,
    );
  }
  const skew = SKEW_MINUTES * 60_000;
  const [earliest, present, latest] = [now - skew, now, now + skew].map(basicTime);
  if (signedAt < now - skew) {
    throw invalid(`Signature expired: ${time} is now earlier than ${earliest} (${present} - ${SKEW_MINUTES} min.)`);
  }
  if (signedAt > now + skew) {
    throw invalid(
      `Signature not yet current: ${time} is still later than ${latest} (${present} + ${SKEW_MINUTES} min.)`,
    );
  }
}

const basicTime = (ms: number) => new Date(ms).toISOString().replace(/[-:]|\.\d+/g, "");

/** The host and all of AWS's own headers: an operation that is not signed could be exchanged. */
function checkSignedHeaders(headers: ReadonlyMap<string, string>, signed: readonly string[]): void {
  if (!signed.includes("host")) {
    throw invalid("'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.");
  }
  const open = [...headers.keys()].find((name) => name.startsWith("x-amz-") && !signed.includes(name));
  if (open !== undefined) throw invalid(`'${open}' must be a 'SignedHeader' in the AWS Authorization.`);
}

function readCredential(credential: string, service: string, time: string) {
  const elements = credential.split("/");
  const [accessKeyId = "", date = "", region = "", scoped = "", terminator = ""] = elements;
  if (elements.length !== 5) {
    throw incomplete("Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term");
  }
  const problems: string[] = [];
  if (!/^[a-z]{2}(-[a-z]+)+-\d$/.test(region)) problems.push("Credential should be scoped to a valid region.");
  if (scoped !== service) problems.push(`Credential should be scoped to correct service: '${service}'.`);
  if (terminator !== TERMINATOR) {
    problems.push(`Credential should be scoped with a valid terminator: '${TERMINATOR}'.`);
  }
  if (date !== time.slice(0, 8)) {
    problems.push(
      `Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '${date}' != '${time.slice(0, 8)}', from '${time}'.`,
    );
  }
  if (problems.length > 0) throw invalid(problems.join(" "));
  return { accessKeyId, region };
}
