/** Requests to an Okta org's Management API, on this machine. */
import { assertLocal, at, createHttpClient, type HttpClient, type Patience } from "../httpClient";
import { flag, list, text, whole } from "../properties";
import { isObject, type Value, type Values } from "../values";

/** The settings of the Okta provider. Signing in with a private key is not modelled. */
export const OKTA_CONFIG = {
  httpProxy: text(),
  orgName: text(),
  baseUrl: text(),
  apiToken: text(),
  accessToken: text(),
  backoff: flag(),
  maxRetries: whole(),
  minWaitSeconds: whole(),
  maxWaitSeconds: whole(),
  maxApiCapacity: whole(),
  parallelism: whole(),
  logLevel: whole(),
  requestTimeout: whole(),
  scopes: list(text()),
};

export interface OktaClient extends HttpClient {
  /** The org's address: `http://127.0.0.1:1234`. */
  readonly orgUrl: string;
}

/** As the real provider: `httpProxy` takes the place of the org's address. */
export function connectOkta(config: Values): OktaClient {
  const { httpProxy, orgName, baseUrl, apiToken, accessToken, requestTimeout } = config;
  const orgUrl = httpProxy
    ? String(httpProxy).replace(/\/$/, "")
    : `https://${String(orgName)}.${String(baseUrl ?? "okta.com")}`;
  assertLocal("okta", orgUrl, "okta:httpProxy");
  if (!apiToken && !accessToken) throw new Error("the local okta provider needs `okta:apiToken`");
  const authorization = apiToken ? `SSWS ${String(apiToken)}` : `Bearer ${String(accessToken)}`;
  const patience = patienceOf(config);
  const client = createHttpClient({
    service: "okta",
    baseUrl: orgUrl,
    headers: { authorization },
    errorText,
    patience,
    ...(Number(requestTimeout) > 0 ? { timeout: Number(requestTimeout) * 1000 } : {}),
  });
  return { ...client, orgUrl };
}

/** The provider's defaults: how often, and how many seconds at most. */
const MAX_RETRIES = 5;
const MAX_WAIT_SECONDS = 300;

/**
 * When a request is sent again, as the real provider does it. A request that was one too many waits for the end of the
 * minute that Okta names. A request whose connection ends is sent again at once, whatever its method: a create may then have
 * been done twice. The real provider waits half a minute before that; the cloud on this machine is there again at once.
 */
function patienceOf({ backoff, maxRetries, maxWaitSeconds }: Values): Patience {
  const most = Number(maxWaitSeconds ?? MAX_WAIT_SECONDS) * 1000;
  return {
    retries: backoff === false ? 0 : Number(maxRetries ?? MAX_RETRIES),
    wait(headers) {
      if (headers === undefined) return 0;
      const reset = Number(headers.get("x-rate-limit-reset")) * 1000;
      const now = Date.parse(headers.get("date") ?? "");
      const seconds = reset - (Number.isNaN(now) ? Date.now() : now);
      return Number.isFinite(seconds) ? Math.min(Math.max(seconds, 0), most) : 0;
    },
  };
}

/** `E0000001 Api validation failed: name (name: …; …)`. */
function errorText(body: Value): string | undefined {
  if (!isObject(body) || typeof body["errorCode"] !== "string") return undefined;
  const causes = Array.isArray(body["errorCauses"]) ? body["errorCauses"] : [];
  const details = causes.map((cause: Value) => (isObject(cause) ? String(at(cause, "errorSummary")) : "")).join("; ");
  const summary = String(at(body, "errorSummary"));
  return `${body["errorCode"]} ${summary}${details === "" ? "" : ` (${details})`}`;
}

/** Sets the status through the lifecycle, where it is not what it should be. */
export async function setStatus(client: OktaClient, path: string, from: Value, to: Value | undefined): Promise<void> {
  if (to === undefined || from === to) return;
  await client.send("POST", `${path}/lifecycle/${to === "ACTIVE" ? "activate" : "deactivate"}`);
}

/** One segment of a path. */
export const seg = (value: Value | undefined) => encodeURIComponent(String(value));
