/** A browser for the specs: a cookie jar that knows paths and ages, and redirects that are followed one by one. */
import { request, type IncomingMessage } from "node:http";

export interface Answer {
  /** The address that answered in the end. */
  readonly url: string;
  readonly status: number;
  readonly headers: IncomingMessage["headers"];
  readonly text: string;
}

export interface Browser {
  /** One request, without following anything. */
  get(url: string, headers?: Record<string, string>): Promise<Answer>;
  /** The same, and every redirect after it. */
  follow(url: string): Promise<Answer>;
  /** The cookies that would be sent to that address. */
  cookies(url: string): ReadonlyMap<string, string>;
  set(url: string, name: string, value: string): void;
  clear(): void;
}

const REDIRECTS_MAX = 10;

interface Cookie {
  readonly origin: string;
  readonly path: string;
  readonly name: string;
  readonly value: string;
}

/** `login`: who signs in at Okta, at once. Cookies are kept by origin, more strictly than browsers do. */
export function startBrowser(oktaUrl: string, login?: string): Browser {
  const jar = new Map<string, Cookie>();

  const cookies = (url: string) => {
    const { origin, pathname } = new URL(url);
    const found = [...jar.values()].filter((one) => one.origin === origin && isBelow(pathname, one.path));
    found.sort((a, b) => b.path.length - a.path.length);
    return new Map(found.map(({ name, value }) => [name, value]));
  };
  const put = (cookie: Cookie) => jar.set(`${cookie.origin} ${cookie.path} ${cookie.name}`, cookie);

  function keep(url: string, setCookie: string): void {
    const [pair = "", ...attributes] = setCookie.split(/;\s*/);
    const [name = "", value = ""] = [pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1)];
    const attribute = (key: string) => attributes.find((one) => one.startsWith(`${key}=`))?.slice(key.length + 1);
    const cookie = { origin: new URL(url).origin, path: attribute("Path") ?? "/", name, value };
    put(cookie);
    if (attribute("Max-Age") === "0") jar.delete(`${cookie.origin} ${cookie.path} ${name}`);
  }

  async function get(url: string, headers: Record<string, string> = {}): Promise<Answer> {
    const sent = [...cookies(url)].map(([name, value]) => `${name}=${value}`).join("; ");
    const answer = await ask(url, { ...(sent !== "" && { cookie: sent }), ...headers });
    for (const one of answer.headers["set-cookie"] ?? []) keep(url, one);
    return answer;
  }

  return {
    get,
    async follow(url) {
      let answer = await get(url);
      for (let i = 0; i < REDIRECTS_MAX && answer.status === 302; i += 1) {
        const next = answer.headers.location!;
        const isSignIn = login !== undefined && next.startsWith(oktaUrl) && next.includes("/authorize?");
        answer = await get(isSignIn ? `${next}&login_hint=${encodeURIComponent(login)}` : next);
      }
      return answer;
    },
    cookies,
    set: (url, name, value) => void put({ origin: new URL(url).origin, path: new URL(url).pathname, name, value }),
    clear: () => jar.clear(),
  };
}

const isBelow = (path: string, parent: string) =>
  path === parent || path.startsWith(parent.endsWith("/") ? parent : `${parent}/`);

/** `node:http` rather than `fetch`: an address is sent as it is, and headers may be as long as those of AWS. */
function ask(url: string, headers: Record<string, string>): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url);
    const path = url.slice(url.indexOf("/", url.indexOf("//") + 2));
    const sent = request({ hostname, port, path, headers, maxHeaderSize: 65_536 }, (answer) => {
      let text = "";
      answer.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
      answer.on("error", reject);
      answer.on("end", () => resolve({ url, status: answer.statusCode!, headers: answer.headers, text }));
    });
    sent.on("error", reject).end();
  });
}
