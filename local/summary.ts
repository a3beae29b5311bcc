/** What `npm start` prints when everything runs: where it is, who is there, and what to try. */
import { relative } from "node:path";
import Table from "cli-table3";
import colors from "picocolors";
import { ENVIRONMENT_FILE, type Environment } from "./environment";
import { REPOSITORY } from "./engine/locations";

export function summary(environment: Environment): string {
  return [
    "",
    colors.bold("Running"),
    table(addresses(environment)),
    "",
    colors.bold("Personas"),
    table(
      Object.entries(environment.personas).map(([name, { login, groups }]) => [
        name,
        login,
        groups.join(", ") || "(no group)",
      ]),
    ),
    "",
    colors.bold("Try"),
    ...attempts(environment).map((text) => `  ${text}`),
    "",
    `All of this is in ${relative(REPOSITORY, ENVIRONMENT_FILE)}. Ctrl-C ends it.`,
    "",
  ].join("\n");
}

function addresses(environment: Environment): string[][] {
  return [
    ["Okta", environment.orgUrl],
    ["issuer", environment.issuer],
    ...Object.entries(environment.apis).map(([key, url]) => [`API ${key}`, url]),
  ];
}

/** Columns without lines, so that they can be copied and read in any log. */
function table(rows: string[][]): string {
  const none = ["top", "top-mid", "top-left", "top-right", "bottom", "bottom-mid", "bottom-left", "bottom-right"];
  const inner = ["left", "left-mid", "mid", "mid-mid", "right", "right-mid"];
  const made = new Table({
    chars: { ...Object.fromEntries([...none, ...inner].map((name) => [name, ""])), middle: "  " },
    style: { head: [], border: [], "padding-left": 0, "padding-right": 0 },
  });
  made.push(...rows);
  return made.toString().replace(/^/gm, "  ");
}

function attempts(environment: Environment): string[] {
  const [key, client] = Object.entries(environment.clients).find(([, { redirectUris }]) => redirectUris?.length) ?? [];
  const signIn =
    client && key
      ? [`sign in as anybody at ${key}:`, `  ${signInUrl(environment, client.clientId, client.redirectUris![0]!)}`]
      : [];
  return [
    ...signIn,
    "be refused without a token:",
    `  curl -i ${environment.apiUrl}/users`,
    "ask what a rule would say:",
    "  npm run access -- can-i --groups support-agents --client support-console --grant authorization_code users:create",
  ];
}

/** An authorization request of a public client, with the challenge of RFC 7636 appendix B, so that it can be pasted into a browser. */
function signInUrl(environment: Environment, clientId: string, redirectUri: string): string {
  const url = new URL(`${environment.issuer}/v1/authorize`);
  url.search = new URLSearchParams({
    client_id: clientId,
    response_type: "code",
    scope: "openid",
    redirect_uri: redirectUri,
    state: "try",
    code_challenge: "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
    code_challenge_method: "S256",
  }).toString();
  return url.toString();
}
