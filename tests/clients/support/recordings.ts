/**
 * Recorded exchanges with real Okta orgs, sent to a local one that is told which org it stands for. One file a recording, one
 * exchange a line: `{ id, method, url, requestHeaders, requestBody, status, headers, body }`.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { newRsaKeys, type KeyPair } from "../../../local/okta/org/signingKeys";
import { startLocalOkta, type LocalOkta } from "../../../local/okta/start";
import { Counterparts } from "./counterparts";
import { isExplained, type Difference } from "./recordedDifferences";

interface Exchange {
  readonly id: number;
  readonly method: string;
  readonly url: string;
  readonly requestHeaders: Readonly<Record<string, readonly string[]>>;
  readonly requestBody: string;
  readonly status: number;
  readonly body: string;
}

export interface Recording {
  readonly name: string;
  readonly exchanges: readonly Exchange[];
}

/** What came of one recording. */
export interface Replayed {
  /** How many answers were held against each other. */
  readonly compared: number;
  /** How many were not: about what the recorded org had before, or what is not modelled and says so. */
  readonly left: number;
  /** `name#id GET path: member: recorded, local` */
  readonly differences: readonly string[];
}

export function readRecordings(folder: string): Recording[] {
  const files = readdirSync(folder).filter((name) => name.endsWith(".jsonl"));
  return files.sort().map((file) => {
    const lines = readFileSync(join(folder, file), "utf8").split("\n").filter(Boolean);
    return { name: file.replace(/\.jsonl$/, ""), exchanges: lines.map((line) => JSON.parse(line) as Exchange) };
  });
}

/** Answers of a moment in which the real org was busy. */
const BUSY: ReadonlySet<number> = new Set([423, 429, 500, 502, 503]);

let pair: Promise<KeyPair> | undefined;

export async function replay({ name, exchanges }: Recording): Promise<Replayed> {
  const okta = await startLocalOkta({ keys: () => (pair ??= newRsaKeys()), ...orgOf(exchanges) });
  try {
    const ids = new Counterparts(new URL(exchanges[0]!.url).host, okta.url);
    const result = { compared: 0, left: 0, differences: [] as string[] };
    for (const exchange of exchanges) {
      const found = BUSY.has(exchange.status) ? undefined : await one(okta, ids, exchange);
      if (found === undefined) result.left += 1;
      else {
        result.compared += 1;
        const { pathname } = new URL(exchange.url);
        const say = ({ at, real, local }: Difference) =>
          `${name}#${exchange.id} ${exchange.method} ${pathname}: ${at}: ${shown(real)}, ${shown(local)}`;
        result.differences.push(...found.map(say));
      }
    }
    return result;
  } finally {
    await okta.close();
  }
}

const shown = (value: unknown) => (value === undefined ? "–" : JSON.stringify(value)).slice(0, 120);

/** What the recording says of its org: the id and the name in its answers, and what was switched on. */
function orgOf(exchanges: readonly Exchange[]) {
  const bodies = exchanges.map(({ body }) => body).join("\n");
  const [, partition, orgId] = /orn:(okta|oktapreview):idp:(00o\w{17})/.exec(bodies) ?? [];
  return {
    orgId,
    partition: partition as "okta" | "oktapreview" | undefined,
    orgName: new URL(exchanges[0]!.url).host.split(".")[0]!.replace(/-admin$/, ""),
    features: {
      apiAccessManagement: !bodies.includes("E0000015"),
      universalLogout: bodies.includes('"universalLogout":{'),
      singleLogout: bodies.includes('"participate_slo":'),
    },
  };
}

/** The differences; undefined: the exchange cannot be held against anything. */
async function one(okta: LocalOkta, ids: Counterparts, exchange: Exchange): Promise<Difference[] | undefined> {
  const { method, requestHeaders, status } = exchange;
  const { pathname, search } = new URL(exchange.url);
  // A client sends back the realm that it has read; where there are no realms there is nothing to send back.
  const sent = exchange.requestBody
    .trimEnd()
    .replace(/,?"realmId":"\w+"/g, "")
    .replace("{,", "{");
  const asked = `${decodeURIComponent(pathname + search)} ${sent}`;
  const real = parsed(exchange.body);
  if (ids.unknownIn(asked)) return undefined;
  const headers = Object.fromEntries(
    ["accept", "content-type"].flatMap((name) => (requestHeaders[name] ? [[name, requestHeaders[name][0]!]] : [])),
  );
  const answer = await fetch(okta.url + ids.localised(decodeURIComponent(pathname)) + ids.localised(search), {
    method,
    headers: { ...headers, authorization: `SSWS ${okta.apiToken}` },
    body: method === "GET" || sent === "" ? undefined : ids.localised(sent),
    redirect: "manual",
  });
  const text = await answer.text();
  if (answer.status === 501 || (answer.status >= 400 && text.includes("the local Okta does not"))) return undefined;
  const local = parsed(text);
  const found =
    answer.status === status
      ? ids.differences(real, local)
      : [{ at: "status", real: status, local: `${answer.status} ${text}` }];
  return found.filter((difference) => !isExplained(`${method} ${pathname}`, difference, recordedAt(exchange.body)));
}

/** The newest day in an answer: when it was recorded, or what it tells was made. */
function recordedAt(body: string): string {
  return (body.match(/\b20\d\d-\d\d-\d\d(?=T)/g) ?? []).sort().at(-1) ?? "";
}

function parsed(text: string): unknown {
  try {
    return text === "" ? undefined : JSON.parse(text);
  } catch {
    return text;
  }
}
