/** Tries a token out for the explorer: gets it as a client does, shows what is in it, and calls the gateway with it. */
import { z } from "zod";
import type { TryAnswer, TryQuestion } from "../../explorer";
import { CLIENT_TYPES } from "../../model/okta";
import type { Environment } from "../environment";
import { decoded, type LocalToken, SignInRefused, tokenOf, TokenUsageError } from "../token";

const text = z.string().max(2_000);

const questionSchema = z.strictObject({
  person: text.optional(),
  client: text,
  scopes: z.array(text).max(500),
  acr: text.optional(),
  maxAge: z.int().min(0).max(86_400).optional(),
  call: z
    .strictObject({
      api: text,
      method: z.enum(["GET", "POST", "PUT", "PATCH", "DELETE"]),
      path: z
        .string()
        .max(2_000)
        .regex(/^\/(?!\/)/, { error: "must begin with one `/`" }),
      body: z.string().max(100_000).optional(),
    })
    .optional(),
});

/** Characters of an answer's body that are shown. */
const BODY_MAX = 20_000;

/** @param value what came over the wire, unchecked */
export async function tryOut(environment: Environment, value: unknown): Promise<TryAnswer> {
  const parsed = questionSchema.safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return { request: [], wrong: `\`${issue!.path.join(".")}\`: ${issue!.message}` };
  }
  const { person, client, scopes, acr, maxAge, call } = parsed.data satisfies TryQuestion;
  const { issuer, clients } = environment;
  const known = Object.hasOwn(clients, client) ? clients[client] : undefined;
  let request: TryAnswer["request"] =
    known !== undefined && person === undefined && !CLIENT_TYPES[known.type].hasUsers
      ? [
          ["POST", `${issuer}/v1/token`],
          ["grant_type", "client_credentials"],
          ["client_id", known.clientId],
          ["scope", scopes.join(" ")],
        ]
      : [];
  let token: LocalToken;
  const words = [...(person === undefined ? [] : [person]), client, ...scopes];
  const onRequest = (url: URL) => {
    request = [["GET", `${url.origin}${url.pathname}`], ...url.searchParams];
  };
  try {
    token = await tokenOf(environment, { words, acr, maxAge, onRequest });
  } catch (error) {
    if (error instanceof SignInRefused)
      return { request, refused: { error: error.error, description: error.description } };
    if (error instanceof TokenUsageError) return { request, wrong: error.message };
    // Such as that the person cannot prove what the application asks for: the page then stays where it is.
    return { request, wrong: `the sign-in did not come back: ${(error as Error).message}` };
  }
  const answer = call === undefined ? undefined : await callWith(environment, token.accessToken, call);
  return { request, token: decoded(token), ...answer };
}

async function callWith(
  { apis }: Environment,
  token: string,
  { api, method, path, body }: NonNullable<TryQuestion["call"]>,
): Promise<Pick<TryAnswer, "answer" | "wrong">> {
  const base = Object.hasOwn(apis, api) ? apis[api]! : undefined;
  const url = base === undefined || !URL.canParse(base + path) ? undefined : new URL(base + path);
  // A path of dots leads out of the API's own.
  if (base === undefined || !url?.href.startsWith(`${base}/`))
    return { wrong: `\`${path}\` is no path of an API \`${api}\`` };
  const response = await fetch(url, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      ...(body !== undefined && { "content-type": "application/json" }),
    },
    ...(body !== undefined && method !== "GET" && { body }),
    redirect: "manual",
    signal: AbortSignal.timeout(30_000),
  });
  const challenge =
    response.headers.get("www-authenticate") ?? response.headers.get("x-amzn-remapped-www-authenticate");
  const answered = (await response.text()).slice(0, BODY_MAX);
  return { answer: { called: `${method} ${url.href}`, status: response.status, challenge, body: answered } };
}
