/** What `npm start` prints when everything runs: where it is, who is there, and what to try. */
import { relative } from "node:path";
import colors from "picocolors";
import { ACCESS } from "../components/program";
import type { Access } from "../model/file";
import type { Product } from "../components/stack/product";
import type { Pages } from "./pages/serve";
import { columns } from "./columns";
import { environmentFile, type Environment } from "./environment";

export function summary(product: Product, access: Access, environment: Environment, pages?: Pages): string {
  return [
    "",
    colors.bold("Running"),
    table(addresses(environment)),
    ...taken(pages).map((text) => `  ${text}`),
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
    ...attempts(access, environment, pages).map((text) => `  ${text}`),
    "",
    ...certificate(environment),
    `All of this is in ${relative(process.cwd(), environmentFile(product))}. Ctrl-C ends it.`,
    "",
  ].join("\n");
}

/** How a client takes the certificate of this start. */
function certificate({ caFile }: Environment): string[] {
  if (caFile === undefined) return [];
  const file = relative(process.cwd(), caFile);
  return [
    colors.bold("Certificate"),
    "  It counts until this ends. Clients take it by the authority in",
    `    ${file}`,
    `  for Node.js: NODE_EXTRA_CA_CERTS=${file}, for curl: --cacert ${file}; docs/local-okta.md has more.`,
    "",
  ];
}

function addresses(environment: Environment): string[][] {
  return [
    ["Okta", environment.orgUrl],
    ["issuer", environment.issuer],
    ...(environment.explorerUrl === null ? [] : [["explorer", environment.explorerUrl]]),
    ...Object.entries(environment.apis).map(([key, url]) => [`API ${key}`, url]),
    ...Object.entries(environment.guards).map(([key, url]) => [`guard of ${key}`, url]),
  ];
}

const table = (rows: string[][]) =>
  columns(rows)
    .map((line) => `  ${line}`)
    .join("\n");

function attempts(access: Access, environment: Environment, pages: Pages | undefined): string[] {
  const [key, client] = Object.entries(environment.clients).find(([, { redirectUris }]) => redirectUris?.length) ?? [];
  const [page] = pages?.origins ?? [];
  const signIn =
    page !== undefined
      ? [
          "sign in as anybody, and see the token and why it was given:",
          ...pages!.origins.map((origin) => `  ${origin}`),
        ]
      : client && key
        ? [`sign in as anybody at ${key}:`, `  ${signInUrl(environment, client.clientId, client.redirectUris![0]!)}`]
        : [];
  return [
    ...signIn,
    ...browserPages(environment, pages),
    ...scriptToken(environment),
    ...refusedCall(access, environment),
    ...question(access),
    "see why Okta refused something, and the mails that it has sent:",
    `  ${curl(environment)} ${environment.oktaUrl}/__explain ${environment.oktaUrl}/__mail`,
  ];
}

function curl({ caFile }: Environment): string {
  return caFile === undefined ? "curl" : `curl --cacert ${relative(process.cwd(), caFile)}`;
}

/** Where an application of one's own answers already. */
function taken(pages: Pages | undefined): string[] {
  return (pages?.taken ?? []).map(
    (origin) => `${origin} is in use: whatever listens there gets the answers of its sign-ins`,
  );
}

function browserPages({ explorerUrl }: Environment, pages: Pages | undefined): string[] {
  return [
    ...(explorerUrl === null
      ? []
      : ["see who may do what, ask why, and try a token, in a browser:", `  ${explorerUrl}`]),
    ...(pages?.demoUrl === undefined
      ? []
      : ["sign in, list users, deactivate one and be challenged, in the demo application:", `  ${pages.demoUrl}`]),
  ];
}

function scriptToken({ personas, clients }: Environment): string[] {
  const [person] = Object.keys(personas);
  const [client] = Object.entries(clients).find(([, { redirectUris }]) => redirectUris?.length) ?? [];
  if (person === undefined || client === undefined) return [];
  return ["have a token in a script:", `  ${ACCESS} token ${person} ${client} openid --decode`];
}

/** A call that needs a token, without one. */
function refusedCall(access: Access, environment: Environment): string[] {
  for (const { key, routes } of access.apis.values()) {
    const route = routes.find(({ method, path, access: asked }) => {
      return method === "GET" && !path.includes("{") && asked.kind === "scopes";
    });
    if (route)
      return ["be refused without a token:", `  ${curl(environment)} -i ${environment.apis[key]}${route.path}`];
  }
  return [];
}

/** What somebody of the first group may not do at the first client for people, where there is something. */
function question(access: Access): string[] {
  const client = [...access.clients.values()].find(({ grants }) => grants.includes("authorization_code"));
  const group = client && access.groups.get(client.assignedTo?.[0] ?? [...access.groups.keys()][0] ?? "");
  const scope = client?.ceiling.find((name) => !group?.scopes.includes(name)) ?? client?.ceiling[0];
  if (!client || !group || scope === undefined) return [];
  return [
    "ask what a rule would say:",
    `  ${ACCESS} can-i --groups ${group.key} --client ${client.key} --grant authorization_code ${scope}`,
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
