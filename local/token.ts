/** A token of the running local cloud, for scripts: signed in for as a client does it, with a person or with its own key. */
import { decodeJwt, decodeProtectedHeader } from "jose";
import type { Product } from "../components/stack/product";
import { nearest } from "../model/findings";
import { ACR_VALUES, CLIENT_TYPES, OPENID } from "../model/okta";
import { clientToken, signIn, SignInRefused } from "./check/signIn";
import { type Environment, type EnvironmentClient, NotRunningError, runningEnvironment } from "./environment";

export { NotRunningError, SignInRefused };

/** What was asked for on the command line. */
export interface TokenQuestion {
  /** `PERSON CLIENT SCOPE…`, or `CLIENT SCOPE…` for a client without users. */
  readonly words: readonly string[];
  readonly acr?: string;
  /** Seconds. */
  readonly maxAge?: number;
  /** Is told the address of the authorization request, with its parameters. */
  readonly onRequest?: (url: URL) => void;
}

export interface LocalToken {
  readonly accessToken: string;
  readonly idToken?: string;
}

/** Who asks, as read from the words. */
interface Asker {
  readonly key: string;
  readonly client: EnvironmentClient;
  /** undefined: the client itself. */
  readonly person?: string;
  readonly scopes: readonly string[];
}

/** Names that the environment does not have. The message says which it has. */
export class TokenUsageError extends Error {
  override readonly name = "TokenUsageError";
}

/**
 * @throws NotRunningError where no local cloud runs, TokenUsageError for a name that is not there, SignInRefused with what Okta
 *   says.
 */
export async function localToken(product: Product, question: TokenQuestion): Promise<LocalToken> {
  return tokenOf(await runningEnvironment(product), question);
}

/** The same of a cloud that is known to run. @throws TokenUsageError and SignInRefused */
export async function tokenOf(
  environment: Environment,
  { words, acr, maxAge, onRequest }: TokenQuestion,
): Promise<LocalToken> {
  const { client, person, scopes } = askerOf(environment, words);
  const { issuer, personas } = environment;
  if (person === undefined) {
    if (acr !== undefined || maxAge !== undefined)
      throw new TokenUsageError("`--acr` and `--max-age` are about a person's sign-in, and this client has none");
    const { access_token: accessToken } = await clientToken({ issuer, client, scopes });
    return { accessToken };
  }
  if (acr !== undefined && !(ACR_VALUES as readonly string[]).includes(acr))
    throw new TokenUsageError(`${unknown("level", acr, ACR_VALUES)}: Okta ignores any other`);
  const more = {
    ...(acr !== undefined && { acr_values: acr }),
    ...(maxAge !== undefined && { max_age: String(maxAge) }),
  };
  const asked = scopes.length === 0 ? [OPENID] : scopes;
  const answer = await signIn({ issuer, client, scopes: asked, login: personas[person]!.login, more, onRequest });
  return { accessToken: answer.access_token, idToken: answer.id_token };
}

function askerOf({ clients, personas }: Environment, [first = "", ...rest]: readonly string[]): Asker {
  const person = Object.keys(personas).find((key) => key === first || personas[key]!.login === first);
  const own = Object.hasOwn(clients, first) ? clients[first] : undefined;
  if (
    own !== undefined &&
    !CLIENT_TYPES[own.type].hasUsers &&
    (person === undefined || !Object.hasOwn(clients, rest[0] ?? ""))
  ) {
    if (rest.length === 0)
      throw new TokenUsageError(`a service client asks for scopes: \`access token ${first} SCOPE…\``);
    return { key: first, client: own, scopes: rest };
  }
  const [key = "", ...scopes] = rest;
  const client = Object.hasOwn(clients, key) ? clients[key] : undefined;
  const services = Object.keys(clients).filter((name) => !CLIENT_TYPES[clients[name]!.type].hasUsers);
  if (person === undefined)
    throw new TokenUsageError(unknown("person or service client", first, [...Object.keys(personas), ...services]));
  if (client === undefined) throw new TokenUsageError(unknown("client", key, Object.keys(clients)));
  if (!CLIENT_TYPES[client.type].hasUsers)
    throw new TokenUsageError(`\`${key}\` has no users: \`access token ${key} SCOPE…\` gives its own token`);
  return { key, client, person, scopes };
}

function unknown(kind: string, name: string, all: readonly string[]): string {
  const near = nearest(name, all);
  return `there is no ${kind} \`${name}\`${near ? `; did you mean \`${near}\`?` : ""} (there are: ${all.join(", ") || "none"})`;
}

/** What a token says, as one object: header and claims, without the signature. */
export function decoded({ accessToken, idToken }: LocalToken): object {
  const parts = (token: string) => ({ header: decodeProtectedHeader(token), claims: decodeJwt(token) });
  return { access: parts(accessToken), ...(idToken !== undefined && { id: parts(idToken) }) };
}
